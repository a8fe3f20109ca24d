#include "workers/runtime/settled_alerts.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"

namespace tocsin::runtime {
namespace {

constexpr std::size_t kRecordsAtOnce = 1'000;
constexpr std::size_t kNotesAtOnce = 1'000;
constexpr Duration kReadTimeout = std::chrono::seconds(30);
constexpr const char* kWorkflow = "workflow";
constexpr const char* kVoice = "voice";
constexpr const char* kBridge = "bridge";

/// Of one tenant.
using AlertKey = std::pair<std::string, std::string>;
AlertKey KeyOf(const Event& event) { return {std::string(TenantOf(event)), event.subject}; }

/// All that is about one alert lies in one partition of each topic, for it has one key.
class SettledPartition {
 public:
  SettledPartition(StoreSession& session, const LogPlace& place, EventCodec& codec, int partition,
                   SettledAlerts& found)
      : session_(session), place_(place), codec_(codec), partition_(partition), found_(found) {}

  Status Settle() {
    TRY(ReadAlerts());
    TRY(ReadRequests());
    TRY(ReadActions());
    for (auto& [role, ids] : notes_) TRY(Note(role, {ids.begin(), ids.end()}));
    return {};
  }

 private:
  Status ReadAlerts() {
    std::map<AlertKey, std::vector<Uuid>> begun;  // what came of each, for the workflow
    TRY(ForEach(kWorkflow, topic::kAlerts, [&](const Event& event) {
      const auto key = KeyOf(event);
      if (event.type == type::kAlertRaised) {
        begun[key].push_back(IdFor(kWorkflow, event));
      } else if (event.type == type::kAlertResolved) {
        if (const auto known = begun.find(key); known != begun.end())
          known->second.push_back(IdFor(kWorkflow, event));
      } else if (event.type == type::kAlertClosed) {
        const auto known = begun.find(key);
        if (known == begun.end()) return;  // raised before the copy was made: its run goes on
        notes_[kWorkflow].insert(known->second.begin(), known->second.end());
        begun.erase(known);
        settled_.insert(key);
      }
    }));
    for (const auto& [key, ids] : begun) {
      settled_.erase(key);  // raised again, and not closed
      found_.open.push_back(key.second);
    }
    found_.alerts += static_cast<std::int64_t>(settled_.size());
    return {};
  }

  Status ReadRequests() {
    return ForEach(kVoice, topic::kCalls, [&](const Event& event) {
      if (!settled_.contains(KeyOf(event))) return;
      const bool message = event.type == type::kMessageRequested;
      if (message) notes_[kBridge].insert(IdFor(kBridge, event));
      if (!message && event.type != type::kCallRequested &&
          event.type != type::kCallCancelRequested)
        return;
      notes_[kVoice].insert(IdFor(kVoice, event));
      ++found_.requests;
    });
  }

  Status ReadActions() {
    std::map<std::string, Uuid> asked;
    TRY(ForEach(kBridge, topic::kActions, [&](const Event& event) {
      if (event.type == type::kActionRequested) {
        asked.emplace(events::Read<events::ActionRequested>(event).action_id,
                      IdFor(kBridge, event));
        return;
      }
      std::string ended;
      if (event.type == type::kActionCompleted)
        ended = events::Read<events::ActionCompleted>(event).action_id;
      else if (event.type == type::kActionFailed)
        ended = events::Read<events::ActionFailed>(event).action_id;
      const auto known = asked.find(ended);
      if (known == asked.end()) return;
      notes_[kBridge].insert(known->second);
      ++found_.actions;
      asked.erase(known);
    }));
    for (const auto& [id, noted] : asked) found_.unended.push_back(id);
    return {};
  }

  /// Every event of the topic's partition from where the role stands to its present end; what
  /// cannot be read is left for the worker, which knows what to do with it.
  Status ForEach(std::string_view role, std::string_view name,
                 const std::function<void(const Event&)>& look) {
    const TopicPartition at{TopicName(name, codec_.Prefix()), partition_};
    TRY_ASSIGN(const auto state, session_.TakeOverPartitions(role, place_.id, {partition_}));
    if (!state.other_bus_id.empty())
      return Fail(ErrorKind::kConflict,
                  "the positions of the database belong to another log (" + state.other_bus_id +
                      "): tocsin migrate --adopt-bus begins at the beginning of this one",
                  "store");
    const auto position =
        std::ranges::find(state.positions, at, [](const auto& p) { return p.first; });
    std::int64_t next = position == state.positions.end() ? 0 : position->second;
    for (;;) {
      TRY_ASSIGN(const auto records, place_.log.ReadTail(at, next, kRecordsAtOnce, kReadTimeout));
      if (records.empty()) return {};
      for (const auto& record : records)
        if (auto event = codec_.Decode(record)) look(*event);
      next = records.back().offset + 1;
    }
  }

  static Uuid IdFor(const char* role, const Event& event) {
    return InboxId(role, TenantOf(event), event.source, event.id);
  }

  /// The store names those that it knows already; the others are noted without them.
  Status Note(const std::string& role, std::vector<Uuid> ids) {
    while (!ids.empty()) {
      const auto count = std::min(ids.size(), kNotesAtOnce);
      Batch batch{.role = role, .bus_id = place_.id};
      for (std::size_t i = 0; i < count; ++i) batch.inbox.push_back({ids[i], i});
      TRY_ASSIGN(auto outcome, session_.Commit(batch));
      if (outcome.kind == CommitOutcome::Kind::kDuplicates) {
        std::ranges::sort(outcome.duplicates, std::greater());
        for (const auto known : outcome.duplicates)
          ids.erase(ids.begin() + static_cast<std::ptrdiff_t>(known));
        continue;
      }
      ids.erase(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(count));
    }
    return {};
  }

  StoreSession& session_;
  const LogPlace& place_;
  EventCodec& codec_;
  int partition_;
  SettledAlerts& found_;
  std::set<AlertKey> settled_;
  std::map<std::string, std::set<Uuid>> notes_;  ///< by role
};

}  // namespace

Result<SettledAlerts> SettleAlerts(StoreSession& session, const LogPlace& place,
                                   EventCodec& codec) {
  SettledAlerts found;
  for (int partition = 0; partition < place.partitions; ++partition)
    TRY(SettledPartition(session, place, codec, partition, found).Settle());
  return found;
}

}  // namespace tocsin::runtime
