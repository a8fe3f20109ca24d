#include <algorithm>
#include <utility>

#include "workers/runtime/effects.hpp"

namespace tocsin::runtime {
namespace {

/// Beyond it, destinations that did not answer are forgotten: addresses may be made of data.
constexpr std::size_t kMostLanesKept = 1'000;

}  // namespace

/// It waits for its turn no longer than it would for an answer.
void Effects::Line(const Pending& pending) {
  const auto patience = pending.work->Patience();
  const std::string lane = pending.work->Lane();
  lanes_[lane].ready.push_back(pending.row.id);
  Pump(lane);
  if (patience && !requests_.contains(pending.row.id))
    EnterLate(pending, services_.GetClock().Now() + *patience);
}

void Effects::EnterLate(const Pending& pending, std::optional<TimePoint> when) {
  auto late = ResultOf(pending, pending.kind->Failed({ErrorKind::kTimeout,
                                                      "no answer in time: others to the same "
                                                      "destination had not got theirs",
                                                      "effects"}));
  late.data.get_object()["unasked"] = true;
  if (when) return services_.EnterAt(*when, std::move(late));
  services_.Enter(std::move(late));
}

void Effects::Pump(const std::string& name) {
  Lane& lane = lanes_[name];
  const TimePoint now = services_.GetClock().Now();
  while (!lane.ready.empty()) {
    const auto found = pending_.find(lane.ready.front());
    const bool waits = found != pending_.end() && !requests_.contains(found->first);
    if (waits) {
      if (found->second.work->Rules().paused) return;
      const auto until = found->second.work->Attempts().until;
      if (until && *until < now) {
        lane.ready.pop_front();
        EnterLate(found->second, std::nullopt);
        continue;
      }
      if (Room(lane, name, found->second) == 0) return;
    }
    lane.ready.pop_front();
    if (!waits) continue;
    ++lane.under_way;
    Begin(found->second, name);
  }
  if (lane.under_way == 0 && (lane.unanswered == 0 || lanes_.size() > kMostLanesKept))
    lanes_.erase(name);
}

std::size_t Effects::Room(Lane& lane, const std::string& name, const Pending& next) {
  const LaneRules rules = next.work->Rules();
  if (lane.unanswered < rules.failures)
    return rules.at_once - std::min(rules.at_once, lane.under_way);
  if (lane.under_way > 0) return 0;
  if (rules.rest > Duration(0) && lane.rests_until &&
      *lane.rests_until > services_.GetClock().Now()) {
    if (!std::exchange(lane.wakes, true)) WakeAfterRest(name, next, *lane.rests_until);
    return 0;
  }
  return 1;
}

void Effects::WakeAfterRest(const std::string& name, const Pending& next, TimePoint when) {
  services_.EnterAt(when, Signal{Uuid(next.row.id),
                                 next.row.partition,
                                 next.row.kind + std::string(kEffectRestedEnding),
                                 {{"lane", name}}});
}

void Effects::Resume() {
  std::vector<std::string> names;
  for (const auto& [name, lane] : lanes_) names.push_back(name);
  for (const auto& name : names) Pump(name);
}

void Effects::NoteHealth(Lane& lane, const std::string& name, bool reached, const Pending* asked) {
  const int before = std::exchange(lane.unanswered, reached ? 0 : lane.unanswered + 1);
  if (asked == nullptr || asked->work == nullptr) return;
  const LaneRules rules = asked->work->Rules();
  if (rules.rest <= Duration(0)) return;
  if (!reached && lane.unanswered >= rules.failures)
    lane.rests_until = services_.GetClock().Now() + rules.rest;
  if (!reached && lane.unanswered == rules.failures) asked->kind->Rests(name, true);
  if (reached && before >= rules.failures) asked->kind->Rests(name, false);
}

void Effects::Wake() {
  for (const auto& name : std::exchange(rested_, {})) {
    lanes_[name].wakes = false;
    Pump(name);
  }
}

}  // namespace tocsin::runtime
