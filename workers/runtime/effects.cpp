#include "workers/runtime/effects.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace tocsin::runtime {
namespace {

constexpr std::string_view kResultEnding = ".result";
constexpr std::string_view kDueEnding = ".due";
constexpr Duration kLongestEffectBackoff = std::chrono::hours(1);
constexpr int kUnansweredTillCareful = 5;
/// Beyond it, destinations that did not answer are forgotten: addresses may be made of data.
constexpr std::size_t kMostLanesKept = 1'000;

std::string_view KindIn(std::string_view signal) { return signal.substr(0, signal.rfind('.')); }

EffectId EffectIn(const Signal& signal) {
  const auto* id = Find(signal.data, "id");
  const auto parsed = EffectId::Parse(
      id != nullptr && id->is_string() ? std::string_view(id->get_string()) : std::string_view());
  return parsed ? *parsed : EffectId();
}

}  // namespace

Duration BackoffAfter(Duration first, const EffectId& id, int attempt) {
  Duration wait = std::min(first, kLongestEffectBackoff);
  for (int i = 1; i < attempt && wait < kLongestEffectBackoff; ++i)
    wait = std::min(wait * 2, kLongestEffectBackoff);
  const Uuid hash = Uuid::Derive({"backoff", id.ToString(), std::to_string(attempt)});
  const int spread = hash.Bytes()[0] * 256 + hash.Bytes()[1];  // 0 to 65535
  return wait * 3 / 4 + wait * spread / (2 * 65536);
}

Effects::Effects(ShardServices& services, std::vector<std::unique_ptr<EffectKind>> kinds)
    : services_(services), kinds_(std::move(kinds)), door_(std::make_shared<Door>()) {
  door_->services = &services;
  door_->effects = this;
}

Effects::~Effects() {
  const std::lock_guard lock(door_->mutex);
  door_->services = nullptr;
  door_->effects = nullptr;
}

EffectKind* Effects::KindOf(std::string_view name) const {
  for (const auto& kind : kinds_)
    if (kind->Name() == name) return kind.get();
  return nullptr;
}

bool Effects::IsMine(const Signal& signal) const {
  const bool ours = signal.kind.ends_with(kResultEnding) || signal.kind.ends_with(kDueEnding);
  return ours && KindOf(KindIn(signal.kind)) != nullptr;
}

std::vector<EffectId> Effects::Known() const {
  std::vector<EffectId> ids;
  ids.reserve(pending_.size());
  for (const auto& [id, pending] : pending_) ids.push_back(id);
  return ids;
}

std::optional<SettledEffect> Effects::Find(const EffectId& id) const {
  const auto found = pending_.find(id);
  if (found == pending_.end()) return std::nullopt;
  return SettledEffect{found->second.row, found->second.work, nullptr, EffectEnd::kGivenUp,
                       Duration(0)};
}

void Effects::Take(const std::vector<EffectRow>& rows) {
  for (const EffectRow& row : rows)
    if (!pending_.contains(row.id)) Schedule(row);
}

void Effects::Schedule(const EffectRow& row) {
  EffectKind* kind = KindOf(row.kind);
  if (kind == nullptr || !services_.Owns(row.partition)) return;
  auto work = kind->Read(row);
  if (!work && row.run.IsNil()) return;
  Pending& pending = pending_[row.id];
  pending = {row, kind, work ? std::shared_ptr<EffectWork>(*std::move(work)) : nullptr};
  if (const auto made = requests_.find(row.id); made != requests_.end()) {
    if (made->second.attempt == row.attempt) {
      if (made->second.result) EnterResult(pending, *made->second.result);
      return;
    }
    requests_.erase(made);  // of an attempt that another went on from
  }
  if (pending.work == nullptr) {
    const json::value failed = kind->Failed(work.error());
    requests_[row.id] = {row.attempt, failed};
    EnterResult(pending, failed);
    return;
  }
  if (row.due_at > services_.GetClock().Now()) {
    services_.EnterAt(row.due_at, Signal{row.run.IsNil() ? Uuid(row.id) : Uuid(row.run),
                                         row.partition,
                                         row.kind + std::string(kDueEnding),
                                         {{"id", row.id.ToString()}}});
    return;
  }
  if (const auto patience = pending.work->Patience())
    pending.expires = services_.GetClock().Now() + *patience;
  Line(pending);
}

/// It waits for its turn no longer than it would for an answer.
void Effects::Line(const Pending& pending) {
  const std::string lane = pending.work->Lane();
  lanes_[lane].ready.push_back(pending.row.id);
  Pump(lane);
  if (!pending.expires || requests_.contains(pending.row.id)) return;
  auto late = ResultOf(pending, pending.kind->Failed({ErrorKind::kTimeout,
                                                      "no answer in time: others to the same "
                                                      "destination had not got theirs",
                                                      "effects"}));
  late.data.get_object()["unasked"] = true;
  services_.EnterAt(*pending.expires, std::move(late));
}

void Effects::Pump(const std::string& name) {
  Lane& lane = lanes_[name];
  while (!lane.ready.empty()) {
    const auto found = pending_.find(lane.ready.front());
    const bool waits = found != pending_.end() && !requests_.contains(found->first);
    if (waits) {
      const auto most =
          lane.unanswered < kUnansweredTillCareful ? found->second.work->AtOnce() : std::size_t{1};
      if (lane.under_way >= most) return;
    }
    lane.ready.pop_front();
    if (!waits) continue;
    ++lane.under_way;
    Begin(found->second, name);
  }
  if (lane.under_way == 0 && (lane.unanswered == 0 || lanes_.size() > kMostLanesKept))
    lanes_.erase(name);
}

void Effects::Begin(const Pending& pending, const std::string& lane) {
  const EffectRow& row = pending.row;
  requests_[row.id] = {row.attempt};
  pending.work->Begin(row, [door = door_, id = row.id, attempt = row.attempt, lane,
                            began = std::chrono::steady_clock::now()](EffectAnswer answer) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    const std::lock_guard lock(door->mutex);
    if (door->services == nullptr) return;
    door->services->Post(
        [door, id, attempt, lane, seconds = took.count(), given = std::move(answer)] {
          if (door->effects != nullptr) door->effects->OnAnswer(id, attempt, lane, seconds, given);
        });
  });
}

void Effects::OnAnswer(const EffectId& id, int attempt, const std::string& name, double seconds,
                       EffectAnswer answer) {
  Lane& lane = lanes_[name];
  --lane.under_way;
  lane.unanswered = answer.reached ? 0 : lane.unanswered + 1;
  const auto made = requests_.find(id);
  if (made != requests_.end() && made->second.attempt == attempt) {
    made->second.result = std::move(answer.result);
    if (const auto found = pending_.find(id); found != pending_.end()) {
      if (found->second.work != nullptr) found->second.kind->Answered(*found->second.work, seconds);
      EnterResult(found->second, *made->second.result);
    }
  }
  Pump(name);
}

Signal Effects::ResultOf(const Pending& pending, const json::value& result) const {
  const EffectRow& row = pending.row;
  return {row.run.IsNil() ? Uuid(row.id) : Uuid(row.run),
          row.partition,
          row.kind + std::string(kResultEnding),
          {{"id", row.id.ToString()}, {"attempt", row.attempt}, {"result", result}}};
}

void Effects::EnterResult(const Pending& pending, const json::value& result) {
  services_.Enter(ResultOf(pending, result));
}

std::optional<SettledEffect> Effects::Decide(const Signal& signal, BatchWriter& out) {
  const auto found = pending_.find(EffectIn(signal));
  if (found == pending_.end()) return std::nullopt;
  const Pending& pending = found->second;
  EffectRow row = pending.row;
  const bool asked = requests_.contains(row.id);
  if (signal.kind.ends_with(kDueEnding)) {
    if (asked || !acted_.emplace(row.id, false).second) return std::nullopt;
    // Written again, as it was read, it starts only where nobody else went on with it.
    out.Out().effects_held.push_back({row.id, row.attempt});
    row.due_at = out.Now();
    out.Out().effects_added.push_back(std::move(row));
    return std::nullopt;
  }
  const auto* attempt = tocsin::Find(signal.data, "attempt");
  const auto* result = tocsin::Find(signal.data, "result");
  const bool unasked = tocsin::Find(signal.data, "unasked") != nullptr;
  if (attempt == nullptr || result == nullptr || *attempt != row.attempt || unasked == asked ||
      !acted_.emplace(row.id, true).second)
    return std::nullopt;
  SettledEffect settled{row, pending.work, *result, EffectEnd::kDone, Duration(0)};
  if (!row.run.IsNil()) return settled;  // its run says what becomes of it
  settled.end = pending.work->Judge(*result);
  const EffectAttempts attempts = pending.work->Attempts();
  if (settled.end == EffectEnd::kAgain && row.attempt >= attempts.most)
    settled.end = EffectEnd::kGivenUp;
  out.Out().effects_held.push_back({row.id, row.attempt});
  if (settled.end != EffectEnd::kAgain) {
    out.Out().effects_removed.push_back(row.id);
    return settled;
  }
  settled.again_in = std::max(BackoffAfter(attempts.backoff, row.id, row.attempt),
                              pending.work->WaitAfter(*result));
  row.due_at = out.Now() + settled.again_in;
  ++row.attempt;
  out.Out().effects_added.push_back(std::move(row));
  return settled;
}

void Effects::Forget(const EffectId& id) {
  pending_.erase(id);
  requests_.erase(id);
}

void Effects::OnCommitted(const Batch& batch) {
  // What a run made of an answer is in its state; its row goes with the batch or with the run.
  for (const auto& [id, answered] : acted_) {
    if (!answered) continue;
    const auto found = pending_.find(id);
    if (found == pending_.end() || found->second.row.run.IsNil()) requests_.erase(id);
  }
  acted_.clear();
  for (const EffectId& id : batch.effects_removed) Forget(id);
  std::set<RunId> over;
  for (const RunWrite& run : batch.runs)
    if (IsOver(run.status)) over.insert(run.id);
  if (!over.empty())
    std::erase_if(pending_, [&](const auto& entry) {
      if (!over.contains(entry.second.row.run)) return false;
      requests_.erase(entry.first);
      return true;
    });
  for (const EffectRow& row : batch.effects_added)
    if (!over.contains(row.run)) Schedule(row);
}

void Effects::OnRejected(const CommitOutcome& outcome) {
  acted_.clear();
  for (const EffectId& id : outcome.stale_effects) Forget(id);
}

void Effects::OnLost(const std::vector<int>& partitions) {
  // Those of a former loss did not come back.
  std::erase_if(requests_, [this](const auto& entry) {
    return entry.second.result && !pending_.contains(entry.first);
  });
  std::erase_if(pending_, [&](const auto& entry) {
    return std::ranges::find(partitions, entry.second.row.partition) != partitions.end();
  });
}

}  // namespace tocsin::runtime
