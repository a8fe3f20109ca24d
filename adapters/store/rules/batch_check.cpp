#include "adapters/store/rules/batch_check.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_set>

namespace tocsin {
namespace {

template <class Rows, class Key>
Status CheckDistinct(const Rows& rows, Key key, std::string_view what) {
  std::unordered_set<Uuid> seen;
  seen.reserve(rows.size());
  for (const auto& row : rows) {
    if (!seen.insert(key(row)).second) {
      return Fail(ErrorKind::kInternal,
                  "committing a batch: " + std::string(what) + " " + key(row).ToString() +
                      " is named twice",
                  "store");
    }
  }
  return {};
}

}  // namespace

Status CheckBatch(const Batch& batch) {
  for (const RunWrite& run : batch.runs) {
    if (std::max(run.state.size(), run.kept.size()) > kMaxRunStateBytes) {
      return Fail(ErrorKind::kInvalid,
                  "committing a batch: state of run " + run.id.ToString() + " has " +
                      std::to_string(std::max(run.state.size(), run.kept.size())) +
                      " bytes, at most " + std::to_string(kMaxRunStateBytes) + " are allowed",
                  "store");
    }
  }
  std::set<TopicPartition> positions;
  for (const PositionMove& move : batch.positions) {
    if (!positions.insert(move.at).second) {
      return Fail(ErrorKind::kInternal,
                  "committing a batch: position " + move.at.topic + "/" +
                      std::to_string(move.at.partition) + " is named twice",
                  "store");
    }
  }
  const auto id = [](const auto& row) -> const Uuid& { return row.id; };
  TRY(CheckDistinct(batch.runs, id, "run"));
  TRY(CheckDistinct(batch.effects_held, id, "effect"));
  std::set<std::string_view> actions;
  for (const ActionEnd& end : batch.actions_ended)
    if (!actions.insert(end.id).second)
      return Fail(ErrorKind::kInternal,
                  "committing a batch: action " + end.id + " ends twice in it", "store");
  TRY(CheckDistinct(batch.voice.questions, id, "question"));
  TRY(CheckDistinct(batch.voice.calls, id, "call"));
  TRY(CheckDistinct(batch.voice.attempts, id, "attempt"));
  return CheckDistinct(
      batch.timers, [](const TimerWrite& timer) -> const Uuid& { return timer.owner; }, "timer of");
}

std::vector<std::size_t> RepeatedEvents(const Batch& batch) {
  std::vector<std::size_t> repeated;
  std::unordered_set<Uuid> seen;
  seen.reserve(batch.inbox.size());
  for (const InboxWrite& write : batch.inbox) {
    if (!seen.insert(write.id).second) repeated.push_back(write.event);
  }
  return repeated;
}

}  // namespace tocsin
