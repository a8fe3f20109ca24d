#include "adapters/store/memory/memory_directory.hpp"

#include <algorithm>
#include <utility>

#include "adapters/store/rules/page_cursor.hpp"
#include "schemas/json.hpp"

namespace tocsin {
namespace {

using Tenant = std::optional<std::string>;

bool IsOf(const Tenant& wanted, std::string_view tenant) { return !wanted || *wanted == tenant; }

bool Passes(const StoreDirectory::RunFilter& filter, const StoreDirectory::RunSummary& run) {
  return (filter.workflow.empty() || filter.workflow == run.name ||
          filter.workflow == run.space + '/' + run.name) &&
         (!filter.status || *filter.status == run.status) &&
         (filter.subject.empty() || filter.subject == run.subject) &&
         (!filter.id || *filter.id == run.id) && IsOf(filter.tenant, run.tenant) &&
         (!run.ended || *run.ended >= filter.since);
}

class MemoryDirectory final : public StoreDirectory {
 public:
  explicit MemoryDirectory(std::shared_ptr<MemoryTables> tables) : tables_(std::move(tables)) {}

  Status CreateKey(const NewKey& fresh) override {
    const std::scoped_lock lock(tables_->mutex);
    for (const ApiKey& key : tables_->api_keys) {
      if (key.name == fresh.name || key.hash == fresh.hash) {
        return Fail(ErrorKind::kConflict, "creating an API key: the name is taken", "store");
      }
    }
    tables_->api_keys.push_back({fresh, tables_->clock.Now()});
    return {};
  }

  Result<std::vector<ApiKey>> ListKeys() override {
    const std::scoped_lock lock(tables_->mutex);
    return tables_->api_keys;
  }

  Status RevokeKey(std::string_view name) override {
    const std::scoped_lock lock(tables_->mutex);
    for (ApiKey& key : tables_->api_keys) {
      if (key.name != name) continue;
      if (!key.revoked) key.revoked = tables_->clock.Now();
      return {};
    }
    return Fail(ErrorKind::kNotFound, "revoking an API key: there is none of this name", "store");
  }

  Result<std::optional<ApiKey>> UseKey(std::string_view hash) override {
    const std::scoped_lock lock(tables_->mutex);
    const TimePoint now = tables_->clock.Now();
    for (ApiKey& key : tables_->api_keys) {
      if (key.hash != hash) continue;
      const bool noted = key.last_used && now - *key.last_used <= kUseNoted;
      if (key.ValidAt(now) && !noted) key.last_used = now;
      return std::optional(key);
    }
    return std::optional<ApiKey>();
  }

  Result<ConversationPage> ListConversations(const ConversationFilter& filter) override {
    const std::scoped_lock lock(tables_->mutex);
    std::optional<PageCursor> after;
    if (!filter.cursor.empty()) {
      TRY_ASSIGN(after, PageCursor::Parse(filter.cursor));
    }
    std::vector<const CallRow*> rows;
    for (const auto& [id, row] : tables_->calls) {
      const bool wanted = (filter.alert_id.empty() || row.alert_id == filter.alert_id) &&
                          IsOf(filter.tenant, row.tenant);
      if (wanted && (!after || std::pair<TimePoint, Uuid>(row.created_at, id) <
                                   std::pair(after->at, after->id))) {
        rows.push_back(&row);
      }
    }
    std::sort(rows.begin(), rows.end(), [](const CallRow* a, const CallRow* b) {
      return std::tie(a->created_at, a->id) > std::tie(b->created_at, b->id);
    });
    ConversationPage page;
    const std::size_t limit = std::clamp<std::size_t>(filter.limit, 1, kMaxPageSize);
    for (std::size_t i = 0; i < std::min(limit, rows.size()); ++i)
      page.items.push_back(ToConversation(*rows[i]));
    if (rows.size() > limit)
      page.next_cursor = PageCursor{rows[limit - 1]->created_at, rows[limit - 1]->id}.ToString();
    return page;
  }

  Result<Conversation> GetConversation(CallId call, const Tenant& tenant) override {
    const std::scoped_lock lock(tables_->mutex);
    const auto row = tables_->calls.find(call);
    if (row != tables_->calls.end() && IsOf(tenant, row->second.tenant))
      return ToConversation(row->second);
    return Fail(ErrorKind::kNotFound, "reading a conversation: there is no call " + call.ToString(),
                "store");
  }

  Result<std::vector<RunSummary>> ListRuns(const RunFilter& filter) override {
    const std::scoped_lock lock(tables_->mutex);
    std::vector<RunSummary> runs;
    const auto take = [&](RunSummary run, std::int64_t definition) {
      for (const auto& row : tables_->definitions)
        if (row.id == definition) run.version = row.version;
      if (Passes(filter, run)) runs.push_back(std::move(run));
    };
    for (const auto& [id, live] : tables_->runs)
      take({id, live.space, live.name, "", live.stored.status, live.stored.key, live.stored.subject,
            live.tenant, live.stored.started_at, std::nullopt},
           live.stored.definition);
    for (const auto& [write, ended] : tables_->done)
      take({write.id, write.space, write.name, "", write.status, write.key, write.subject,
            write.tenant, write.started_at, ended, write.output},
           write.definition);
    std::ranges::sort(runs, [](const RunSummary& a, const RunSummary& b) {
      return std::tie(a.started, a.id) > std::tie(b.started, b.id);
    });
    if (const auto most = std::clamp<std::size_t>(filter.limit, 1, kMostRuns); runs.size() > most)
      runs.resize(most);
    return runs;
  }

  Result<std::optional<Remembered>> Remember(std::string_view key,
                                             const Remembered& fresh) override {
    const std::scoped_lock lock(tables_->mutex);
    const auto [known, added] = tables_->remembered.try_emplace(std::string(key), fresh);
    if (added) return std::optional<Remembered>();
    return std::optional<Remembered>(known->second);
  }

  Result<std::optional<ActionRow>> FindAction(std::string_view id) override {
    const std::scoped_lock lock(tables_->mutex);
    const auto found = tables_->actions.find(std::string(id));
    if (found == tables_->actions.end()) return std::optional<ActionRow>();
    return std::optional<ActionRow>(found->second);
  }
  Result<std::vector<LetterReplay>> LetterReplays(std::string_view bus_id,
                                                  std::string_view topic) override {
    const std::scoped_lock lock(tables_->mutex);
    std::vector<LetterReplay> replays;
    for (const auto& [place, replay] : tables_->letter_replays)
      if (std::get<0>(place) == bus_id && std::get<1>(place) == topic) replays.push_back(replay);
    return replays;
  }
  Status NoteLetterReplay(std::string_view bus_id, const TopicPartition& at,
                          std::int64_t offset) override {
    const std::scoped_lock lock(tables_->mutex);
    auto& replay = tables_->letter_replays[{std::string(bus_id), at.topic, at.partition, offset}];
    replay = {at.partition, offset, replay.last == TimePoint() ? 1 : replay.times + 1,
              tables_->clock.Now()};
    return {};
  }

  /// Starts and ends of runs, history, questions, calls and turns; less detail than the real one.
  Result<std::vector<std::pair<TimePoint, std::string>>> Explain(std::string_view id,
                                                                 const Tenant& tenant) override {
    const std::scoped_lock lock(tables_->mutex);
    std::vector<std::pair<TimePoint, std::string>> lines;
    const auto add = [&](TimePoint at, const json::object& what) {
      lines.emplace_back(at, JsonText(what));
    };
    std::set<RunId> runs;
    const auto is = [&](const Uuid& uuid) { return uuid.ToString() == id; };
    for (const auto& [run, live] : tables_->runs) {
      if ((live.stored.subject != id && !is(run)) || !IsOf(tenant, live.tenant)) continue;
      runs.insert(run);
      add(live.stored.started_at, {{"kind", "run"}, {"run", run.ToString()}, {"event", "started"}});
    }
    for (const auto& done : tables_->done) {
      if ((done.write.subject != id && !is(done.write.id)) || !IsOf(tenant, done.write.tenant))
        continue;
      runs.insert(done.write.id);
      add(done.write.started_at,
          {{"kind", "run"}, {"run", done.write.id.ToString()}, {"event", "started"}});
      add(done.ended, {{"kind", "run"}, {"run", done.write.id.ToString()}, {"event", "ended"}});
    }
    for (const auto& row : tables_->history) {
      if (!runs.contains(row.run)) continue;
      const auto entries = ParseJson(row.entries, {.max_depth = kMaxWrappedDepth});
      if (!entries || !entries->is_array()) continue;
      for (const json::value& entry : entries->get_array()) {
        add(row.at, {{"kind", "history"}, {"run", row.run.ToString()}, {"entry", entry}});
      }
    }
    AddTalk(id, runs, tenant, add);
    std::stable_sort(lines.begin(), lines.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    return lines;
  }

  Result<Backlog> ReadBacklog() override {
    const std::scoped_lock lock(tables_->mutex);
    const TimePoint now = tables_->clock.Now();
    Backlog backlog;
    backlog.outbox_rows = static_cast<std::int64_t>(tables_->outbox.size());
    std::map<std::string, Backlog::Timers> timers;
    std::map<std::string, std::int64_t> calls;
    for (const auto& [owner, timer] : tables_->timers) {
      auto& of_role = timers[owner.first];
      of_role.role = owner.first;
      if (timer.due_at < now - kTimerGrace) ++of_role.overdue;
      of_role.most = std::max(of_role.most, now - timer.due_at);
      const auto call = tables_->calls.find(CallId(timer.owner));
      if (call == tables_->calls.end()) continue;
      const auto& status = call->second.status;
      if (status == "dialling" || status == "ringing" || status == "in_progress")
        ++calls[call->second.provider];
    }
    for (auto& [role, of_role] : timers) backlog.timers.push_back(std::move(of_role));
    backlog.calls.assign(calls.begin(), calls.end());
    std::map<RunStatus, std::int64_t> runs;
    for (const auto& [id, live] : tables_->runs) ++runs[live.stored.status];
    backlog.runs.assign(runs.begin(), runs.end());
    return backlog;
  }
  Status Ping() override { return {}; }

 private:
  template <class Add>
  void AddTalk(std::string_view id, const std::set<RunId>& runs, const Tenant& tenant,
               const Add& add) const {
    std::set<QuestionId> questions;
    for (const auto& [question, row] : tables_->questions) {
      if (row.alert_id != id && question.ToString() != id && !runs.contains(row.run)) continue;
      if (!IsOf(tenant, row.tenant)) continue;
      questions.insert(question);
      add(tables_->clock.Now(),
          {{"kind", "question"}, {"question", question.ToString()}, {"status", row.status}});
    }
    for (const auto& [call, row] : tables_->calls) {
      if (row.alert_id != id && call.ToString() != id && !questions.contains(row.question))
        continue;
      if (!IsOf(tenant, row.tenant)) continue;
      add(row.created_at, {{"kind", "call"}, {"call", call.ToString()}, {"event", "requested"}});
      add(row.updated_at, {{"kind", "call"},
                           {"call", call.ToString()},
                           {"event", "status"},
                           {"status", row.status}});
      for (const auto& [attempt, dial] : tables_->attempts) {
        if (dial.call == call)
          add(dial.planned_at, {{"kind", "attempt"}, {"call", call.ToString()}});
      }
      for (const auto& [seq, turn] : tables_->turns) {
        if (turn.call == call)
          add(turn.at, {{"kind", "turn"}, {"call", call.ToString()}, {"text", turn.text}});
      }
    }
  }

  Conversation ToConversation(const CallRow& row) const {
    Conversation conversation{row.id,    row.provider_call_id, row.alert_id,
                              row.phone, row.status,           row.context,
                              {},        row.created_at,       row.updated_at};
    for (const auto& [seq, turn] : tables_->turns) {
      if (turn.call == row.id) conversation.messages.push_back(turn);
    }
    return conversation;
  }

  const std::shared_ptr<MemoryTables> tables_;
};

}  // namespace

std::unique_ptr<StoreDirectory> MakeMemoryDirectory(std::shared_ptr<MemoryTables> tables) {
  return std::make_unique<MemoryDirectory>(std::move(tables));
}

}  // namespace tocsin
