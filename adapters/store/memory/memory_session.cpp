#include "adapters/store/memory/memory_session.hpp"

#include <algorithm>
#include <utility>

#include "adapters/store/memory/memory_commit.hpp"

namespace tocsin {
namespace {

class MemorySession final : public StoreSession {
 public:
  explicit MemorySession(std::shared_ptr<MemoryTables> tables) : tables_(std::move(tables)) {}

  Result<CommitOutcome> Commit(const Batch& batch) override {
    const std::scoped_lock lock(tables_->mutex);
    return CommitToMemory(*tables_, batch);
  }

  Result<std::vector<StoredRun>> LoadRuns(const std::vector<RunId>& ids) override {
    const std::scoped_lock lock(tables_->mutex);
    std::vector<StoredRun> found;
    for (const RunId& id : std::set<RunId>(ids.begin(), ids.end())) {
      const auto run = tables_->runs.find(id);
      if (run != tables_->runs.end()) found.push_back(run->second.stored);
    }
    return found;
  }

  Result<std::optional<StoredRun>> LoadFailedRun(const RunId& id) override {
    const std::scoped_lock lock(tables_->mutex);
    for (const auto& [run, ended] : tables_->done)
      if (run.id == id && run.status == RunStatus::kFaulted)
        return StoredRun{run.id,       run.partition, run.definition, run.key,  run.subject,
                         run.revision, run.status,    run.format,     run.kept, run.started_at};
    return std::nullopt;
  }

  Result<TakeOver> TakeOverPartitions(std::string_view role, std::string_view bus_id,
                                      const std::vector<int>& partitions) override {
    const std::scoped_lock lock(tables_->mutex);
    const std::set<int> wanted(partitions.begin(), partitions.end());
    TakeOver found;
    const auto positions = tables_->positions.find({std::string(role), std::string(bus_id)});
    if (positions != tables_->positions.end()) {
      for (const auto& [at, next] : positions->second) {
        if (wanted.contains(at.partition)) found.positions.emplace_back(at, next);
      }
    } else {
      for (const auto& [owner, rows] : tables_->positions) {
        if (owner.first == role && found.other_bus_id.empty()) found.other_bus_id = owner.second;
      }
    }
    for (const auto& [id, row] : tables_->outbox) {
      if (row.role == role && wanted.contains(row.row.partition)) found.outbox.push_back(row.row);
    }
    for (const auto& [id, effect] : tables_->effects) {
      if (effect.role == role && wanted.contains(effect.row.partition))
        found.effects.push_back(effect.row);
    }
    std::stable_sort(found.effects.begin(), found.effects.end(),
                     [](const EffectRow& a, const EffectRow& b) { return a.due_at < b.due_at; });
    if (role == "workflow") AddMatches(wanted, found);
    return found;
  }

  Result<Tenure> BeginTenure(std::string_view role, const std::vector<int>& partitions,
                             const Uuid& holder) override {
    const std::scoped_lock lock(tables_->mutex);
    Tenure tenure;
    for (const int partition : partitions) {
      const MemoryTables::RolePartition key(role, partition);
      auto& suspects = tables_->suspects[key];
      const auto former = tables_->tenures.find(key);
      if (former != tables_->tenures.end() && former->second.holder != holder) {
        tenure.unclean = true;
        for (const auto& input : former->second.in_hand) Count(former->second, suspects[input]);
      }
      tables_->tenures[key] = {holder, {}};
      for (auto& [input, suspect] : suspects) {
        suspect.partition = partition;
        suspect.input = input;
        tenure.suspects.push_back(suspect);
      }
    }
    return tenure;
  }
  Status NoteInHand(std::string_view role, const std::vector<int>& partitions, const Uuid& holder,
                    const InHand& in_hand) override {
    const std::scoped_lock lock(tables_->mutex);
    for (const int partition : partitions) {
      const MemoryTables::RolePartition key(role, partition);
      for (const auto& input : in_hand.cleared) tables_->suspects[key].erase(input);
      const auto held = tables_->tenures.find(key);
      if (held == tables_->tenures.end() || held->second.holder != holder) continue;
      held->second.in_hand.clear();
      for (const auto& [at, input] : in_hand.inputs)
        if (at == partition) held->second.in_hand.push_back(input);
      held->second.stage = in_hand.stage;
    }
    return {};
  }
  Status EndTenure(std::string_view role, const std::vector<int>& partitions,
                   const Uuid& holder) override {
    const std::scoped_lock lock(tables_->mutex);
    for (const int partition : partitions) {
      const auto held = tables_->tenures.find({std::string(role), partition});
      if (held != tables_->tenures.end() && held->second.holder == holder)
        tables_->tenures.erase(held);
    }
    return {};
  }

  Result<std::vector<StoredTimer>> LoadTimers(std::string_view role,
                                              const std::vector<std::string>& kinds,
                                              const std::vector<int>& partitions, TimePoint until,
                                              std::size_t limit) override {
    const std::scoped_lock lock(tables_->mutex);
    const std::set<int> wanted(partitions.begin(), partitions.end());
    std::vector<StoredTimer> due;
    for (const auto& [owner, timer] : tables_->timers) {
      if (owner.first == role && wanted.contains(timer.partition) && timer.due_at < until &&
          std::ranges::find(kinds, timer.kind) != kinds.end())
        due.push_back(timer);
    }
    std::sort(due.begin(), due.end(), [](const StoredTimer& a, const StoredTimer& b) {
      return std::tie(a.due_at, a.owner) < std::tie(b.due_at, b.owner);
    });
    if (due.size() > limit) due.resize(limit);
    return due;
  }

  Result<std::vector<EffectRow>> LoadEffects(std::string_view role,
                                             const std::vector<int>& partitions, TimePoint until,
                                             const std::vector<EffectId>& known,
                                             std::size_t limit) override {
    const std::scoped_lock lock(tables_->mutex);
    const std::set<int> wanted(partitions.begin(), partitions.end());
    const std::set<EffectId> left_out(known.begin(), known.end());
    std::vector<EffectRow> due;
    for (const auto& [id, effect] : tables_->effects) {
      if (effect.role == role && wanted.contains(effect.row.partition) &&
          effect.row.due_at < until && !left_out.contains(id))
        due.push_back(effect.row);
    }
    std::stable_sort(due.begin(), due.end(),
                     [](const EffectRow& a, const EffectRow& b) { return a.due_at < b.due_at; });
    if (due.size() > limit) due.resize(limit);
    return due;
  }

  Result<std::vector<StoredOutbox>> LoadOutbox(std::string_view role,
                                               const std::vector<int>& partitions,
                                               std::int64_t below, std::size_t limit) override {
    const std::scoped_lock lock(tables_->mutex);
    const std::set<int> wanted(partitions.begin(), partitions.end());
    std::vector<StoredOutbox> found;
    for (const auto& [id, row] : tables_->outbox) {
      if (id >= below || found.size() >= limit) break;
      if (row.role == role && wanted.contains(row.row.partition)) found.push_back(row.row);
    }
    return found;
  }

  Result<std::int64_t> PutDefinition(const DefinitionRow& definition) override {
    const std::scoped_lock lock(tables_->mutex);
    std::int64_t id = 0;
    for (DefinitionRow& row : tables_->definitions) {
      if (row.space != definition.space || row.name != definition.name) continue;
      row.active = row.hash == definition.hash;
      if (row.active) id = row.id;
    }
    if (id != 0) return id;
    tables_->definitions.push_back(definition);
    tables_->definitions.back().active = true;
    return tables_->definitions.back().id = static_cast<std::int64_t>(tables_->definitions.size());
  }

  Result<DefinitionRow> LoadDefinition(std::int64_t id) override {
    const std::scoped_lock lock(tables_->mutex);
    for (const DefinitionRow& row : tables_->definitions) {
      if (row.id == id) return row;
    }
    return Fail(ErrorKind::kNotFound,
                "loading a definition: there is none with id " + std::to_string(id), "store");
  }

  Result<std::vector<DefinitionRow>> LoadDefinitions() override {
    const std::scoped_lock lock(tables_->mutex);
    std::set<std::int64_t> held;
    for (const auto& [id, run] : tables_->runs) held.insert(run.stored.definition);
    std::vector<DefinitionRow> found;
    for (const DefinitionRow& row : tables_->definitions) {
      if (row.active || held.contains(row.id)) found.push_back(row);
    }
    return found;
  }

  Result<StoredConversation> LoadConversation(const VoiceQuery& query) override {
    const std::scoped_lock lock(tables_->mutex);
    const auto any = [](const auto& list, const auto& value) {
      return std::find(list.begin(), list.end(), value) != list.end();
    };
    std::set<CallId> calls(query.calls.begin(), query.calls.end());
    std::set<QuestionId> questions(query.questions.begin(), query.questions.end());
    for (const auto& [id, row] : tables_->attempts) {
      if (any(query.token_hashes, row.token_hash) ||
          (!row.provider_call_id.empty() && any(query.provider_call_ids, row.provider_call_id))) {
        calls.insert(row.call);
      }
    }
    for (const QuestionId& id : OpenQuestions(query))
      for (const auto& [call, row] : tables_->calls)
        if (row.question == id) calls.insert(call);
    for (const QuestionId& id : TextedQuestions(query))
      for (const auto& [call, row] : tables_->calls)
        if (row.question == id) calls.insert(call);
    StoredConversation found;
    for (const auto& [id, row] : tables_->calls) {
      const bool named =
          calls.contains(id) || any(query.questions, row.question) ||
          (!row.provider_call_id.empty() && any(query.provider_call_ids, row.provider_call_id));
      if (!named) continue;
      calls.insert(id);
      questions.insert(row.question);
      found.calls.push_back(row);
    }
    for (const auto& [id, row] : tables_->attempts) {
      if (calls.contains(row.call)) found.attempts.push_back(row);
    }
    for (const QuestionId& id : questions) {
      if (tables_->questions.contains(id)) found.questions.push_back(tables_->questions[id]);
    }
    std::stable_sort(
        found.calls.begin(), found.calls.end(),
        [](const CallRow& a, const CallRow& b) { return a.created_at < b.created_at; });
    std::stable_sort(found.attempts.begin(), found.attempts.end(),
                     [](const AttemptRow& a, const AttemptRow& b) {
                       return std::tie(a.call, a.number, a.id) < std::tie(b.call, b.number, b.id);
                     });
    return found;
  }

  Result<std::map<std::string, int>> CountCallers(const std::vector<std::string>& callers,
                                                  TimePoint since) override {
    const std::scoped_lock lock(tables_->mutex);
    std::map<std::string, int> counts;
    for (const auto& [id, row] : tables_->attempts) {
      const auto call = tables_->calls.find(row.call);
      if (row.planned_at >= since && call != tables_->calls.end() &&
          call->second.direction == CallDirection::kInbound &&
          std::ranges::find(callers, row.from) != callers.end())
        ++counts[row.from];
    }
    return counts;
  }

  Result<int> CountLiveCalls() override {
    const std::scoped_lock lock(tables_->mutex);
    int live = 0;
    for (const auto& [owner, timer] : tables_->timers) {
      const auto call = tables_->calls.find(CallId(timer.owner));
      if (owner.first != "voice" || call == tables_->calls.end()) continue;
      const auto& row = call->second;
      if (row.direction == CallDirection::kInbound)
        live += row.status == "ringing" || row.status == "in_progress";
      else
        live += std::ranges::any_of(tables_->attempts, [&](const auto& attempt) {
          return attempt.second.call == row.id && attempt.second.unresolved;
        });
    }
    return live;
  }

  Result<WrongPinTally> CountWrongPins(const std::vector<std::string>& callers,
                                       TimePoint caller_since, TimePoint all_since) override {
    const std::scoped_lock lock(tables_->mutex);
    WrongPinTally tally{.of = {}, .all = CountWrong(tables_->pin_tries, nullptr, all_since)};
    for (const auto& caller : callers)
      tally.of[caller] = CountWrong(tables_->pin_tries, &caller, caller_since);
    return tally;
  }

  Result<AttemptTally> CountAttempts(const std::vector<std::string>& phones,
                                     const CountSince& since) override {
    const std::scoped_lock lock(tables_->mutex);
    AttemptTally tally;
    for (const auto& [id, row] : tables_->attempts) {
      const auto call = tables_->calls.find(row.call);
      if (call != tables_->calls.end() && call->second.direction == CallDirection::kInbound)
        continue;
      if (row.planned_at >= since.total.value_or(since.all)) ++tally.total;
      if (row.planned_at < since.all) continue;
      if (std::ranges::find(phones, row.phone) == phones.end()) continue;
      auto& [all, lately] = tally.to_phone[row.phone];
      ++all;
      if (row.planned_at >= since.lately) ++lately;
    }
    for (const auto& [id, row] : tables_->spend) {
      if (!since.money || row.at < *since.money) continue;
      tally.spent[row.tenant] += row.micros;
      if (std::ranges::find(phones, row.phone) != phones.end())
        tally.spent_to[row.phone][row.tenant] += row.micros;
    }
    for (const auto& [id, row] : tables_->attempts)
      if (row.unresolved && std::ranges::find(phones, row.phone) != phones.end())
        tally.lines[row.phone].holder = row.call;
    std::vector<CallRow> waiting;
    for (const auto& [id, row] : tables_->calls) {
      const auto timer = tables_->timers.find({"voice", id});
      if (row.status == "dialling" && timer != tables_->timers.end() &&
          timer->second.due_at >= since.looked_after &&
          std::ranges::find(phones, row.phone) != phones.end())
        waiting.push_back(row);
    }
    std::ranges::sort(waiting, {},
                      [](const CallRow& row) { return std::pair(row.created_at, row.id); });
    for (const auto& row : waiting) tally.lines[row.phone].waiting.push_back(row.id);
    return tally;
  }

  Result<std::vector<TurnRow>> LoadTurns(CallId call) override {
    const std::scoped_lock lock(tables_->mutex);
    std::vector<TurnRow> turns;
    for (const auto& [id, row] : tables_->turns) {
      if (id.first == call) turns.push_back(row);
    }
    return turns;
  }

  Result<std::vector<AlertTableKey>> PendingAlerts(std::int64_t after, std::size_t limit) override {
    const std::scoped_lock lock(tables_->mutex);
    std::vector<AlertTableKey> found;
    for (auto row = tables_->alerts.upper_bound(after);
         row != tables_->alerts.end() && found.size() < limit; ++row)
      if (row->second.Pending()) found.push_back({row->first, row->second.alert_id});
    return found;
  }

  Result<std::vector<AlertTableRow>> LoadAlerts(const std::vector<std::int64_t>& ids) override {
    const std::scoped_lock lock(tables_->mutex);
    std::vector<AlertTableRow> found;
    for (const std::int64_t id : std::set<std::int64_t>(ids.begin(), ids.end())) {
      const auto row = tables_->alerts.find(id);
      if (row != tables_->alerts.end() && row->second.Pending())
        found.push_back(row->second.AsRead());
    }
    return found;
  }

  Result<std::vector<std::string>> OpenAlerts(const std::vector<std::string>& alert_ids) override {
    const std::scoped_lock lock(tables_->mutex);
    std::set<std::string> found;
    for (const auto& [id, row] : tables_->alerts)
      if (!row.closed && std::ranges::find(alert_ids, row.alert_id) != alert_ids.end())
        found.insert(row.alert_id);
    return std::vector<std::string>(found.begin(), found.end());
  }

  Result<std::vector<ContactTableRow>> LoadContacts() override {
    const std::scoped_lock lock(tables_->mutex);
    std::vector<ContactTableRow> found;
    for (const auto& [id, row] : tables_->contacts) found.push_back(row);
    return found;
  }

 private:
  std::vector<QuestionId> OpenQuestions(const VoiceQuery& query) const {
    std::vector<QuestionId> all;
    for (const auto& tenant : query.tenants)
      std::ranges::copy(OpenQuestions(query.open_questions, tenant), std::back_inserter(all));
    return all;
  }
  std::vector<QuestionId> OpenQuestions(int most, std::string_view tenant) const {
    std::map<QuestionId, TimePoint> since;
    for (const auto& [id, row] : tables_->calls) {
      const auto question = tables_->questions.find(row.question);
      if (question == tables_->questions.end() || question->second.status != "open" ||
          question->second.tenant != tenant || row.direction != CallDirection::kOutbound)
        continue;
      const auto known = since.try_emplace(row.question, row.created_at).first;
      known->second = std::min(known->second, row.created_at);
    }
    std::vector<QuestionId> open;
    for (const auto& [id, at] : since) open.push_back(id);
    std::ranges::stable_sort(open, {}, [&](const QuestionId& id) { return since.at(id); });
    if (open.size() > static_cast<std::size_t>(most)) open.resize(static_cast<std::size_t>(most));
    return open;
  }

  std::vector<QuestionId> TextedQuestions(const VoiceQuery& query) const {
    std::vector<QuestionId> all;
    for (const auto& phone : query.texted) {
      std::vector<const CallRow*> rows;
      for (const auto& [id, row] : tables_->calls)
        if (row.kind == kTextKind && row.phone == phone) rows.push_back(&row);
      std::ranges::stable_sort(rows, std::ranges::greater(), &CallRow::created_at);
      rows.resize(std::min(rows.size(), std::size_t{kMostTexted}));
      for (const auto* row : rows) all.push_back(row->question);
    }
    return all;
  }

  static void Count(const MemoryTables::Holding& former, SuspectInput& suspect) {
    if (former.stage == InHand::Stage::kDecidedAlone)
      ++suspect.decided;
    else if (former.stage == InHand::Stage::kStoredAlone)
      ++suspect.stored;
    else
      suspect.decided = suspect.stored = 0;
  }
  void AddMatches(const std::set<int>& wanted, TakeOver& found) const {
    for (const auto& [owner, wait] : tables_->waits) {
      if (!wanted.contains(wait.partition)) continue;
      const auto* mail = tables_->MailFor(owner.first, wait);
      if (mail == nullptr) continue;
      found.matches.push_back({mail->first, owner.first, owner.second, mail->second.write.event});
    }
    std::stable_sort(found.matches.begin(), found.matches.end(),
                     [](const MailMatch& a, const MailMatch& b) { return a.mail < b.mail; });
  }

  const std::shared_ptr<MemoryTables> tables_;
};

}  // namespace

std::unique_ptr<StoreSession> MakeMemorySession(std::shared_ptr<MemoryTables> tables) {
  return std::make_unique<MemorySession>(std::move(tables));
}

}  // namespace tocsin
