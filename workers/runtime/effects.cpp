#include "workers/runtime/effects.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace tocsin::runtime {
namespace {

constexpr std::string_view kResultEnding = ".result";
constexpr std::string_view kDueEnding = ".due";
constexpr Duration kLongestEffectBackoff = std::chrono::hours(24);

std::string_view KindIn(std::string_view signal) { return signal.substr(0, signal.rfind('.')); }

EffectId EffectIn(const Signal& signal) {
  const auto* id = Find(signal.data, "id");
  const auto parsed = EffectId::Parse(
      id != nullptr && id->is_string() ? std::string_view(id->get_string()) : std::string_view());
  return parsed ? *parsed : EffectId();
}

}  // namespace

Duration BackoffAfter(const EffectAttempts& attempts, const EffectId& id, int attempt) {
  const Duration longest = std::min(attempts.longest, kLongestEffectBackoff);
  Duration wait = std::min(attempts.backoff, longest);
  for (int i = 1; i < attempt && wait < longest; ++i) wait = std::min(wait * 2, longest);
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
  const bool ours = signal.kind.ends_with(kResultEnding) || signal.kind.ends_with(kDueEnding) ||
                    signal.kind.ends_with(kEffectRestedEnding);
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
  std::vector<EffectId> fresh;  // all of them first: a turn is the earliest's
  for (const EffectRow& row : rows)
    if (!pending_.contains(row.id) && Admit(row)) fresh.push_back(row.id);
  for (const EffectId& id : fresh) Start(pending_.at(id));
}

bool Effects::Admit(const EffectRow& row) {
  EffectKind* kind = KindOf(row.kind);
  if (kind == nullptr || !services_.Owns(row.partition)) return false;
  auto work = kind->Read(row);
  if (!work && row.run.IsNil()) return false;
  const auto [found, fresh] = pending_.try_emplace(row.id);
  Pending& pending = found->second;
  pending.row = row;
  pending.kind = kind;
  pending.work = work ? std::shared_ptr<EffectWork>(*std::move(work)) : nullptr;
  if (pending.work == nullptr) {
    const auto made = requests_.find(row.id);
    if (made == requests_.end() || made->second.attempt != row.attempt)
      requests_[row.id] = {row.attempt, kind->Failed(work.error())};
    return true;
  }
  if (fresh) pending.turn = pending.work->Turn();  // what is set later changes no turn
  if (pending.turn) turns_.Join(pending.work->Lane(), *pending.turn, row.id);
  return true;
}

void Effects::Start(const Pending& pending) {
  const EffectRow& row = pending.row;
  if (const auto made = requests_.find(row.id); made != requests_.end()) {
    if (made->second.attempt == row.attempt) {
      if (made->second.result) EnterResult(pending, *made->second.result);
      return;
    }
    requests_.erase(made);  // of an attempt that another went on from
  }
  if (pending.turn && !turns_.Has(pending.work->Lane(), *pending.turn, row.id)) return;
  if (row.due_at > services_.GetClock().Now()) {
    services_.EnterAt(row.due_at, Signal{row.run.IsNil() ? Uuid(row.id) : Uuid(row.run),
                                         row.partition,
                                         row.kind + std::string(kDueEnding),
                                         {{"id", row.id.ToString()}}});
    return;
  }
  Line(pending);
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
  const auto asked = pending_.find(id);
  if (answer.reached)
    NoteHealth(lane, name, *answer.reached, asked == pending_.end() ? nullptr : &asked->second);
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
  if (signal.kind.ends_with(kEffectRestedEnding)) {
    if (const auto* lane = tocsin::Find(signal.data, "lane"); lane != nullptr && lane->is_string())
      rested_.emplace(lane->get_string());
    return std::nullopt;
  }
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
  settled.again_in =
      std::max(BackoffAfter(attempts, row.id, row.attempt), pending.work->WaitAfter(*result));
  const bool late = attempts.until && out.Now() + settled.again_in > *attempts.until;
  if (settled.end == EffectEnd::kAgain && (row.attempt >= attempts.most || late))
    settled.end = EffectEnd::kGivenUp;
  out.Out().effects_held.push_back({row.id, row.attempt});
  if (settled.end != EffectEnd::kAgain) {
    out.Out().effects_removed.push_back(row.id);
    return settled;
  }
  row.due_at = out.Now() + settled.again_in;
  ++row.attempt;
  out.Out().effects_added.push_back(std::move(row));
  return settled;
}

void Effects::Forget(const EffectId& id) {
  requests_.erase(id);
  auto gone = pending_.extract(id);
  if (gone.empty() || !gone.mapped().turn) return;
  const auto next = turns_.Leave(gone.mapped().work->Lane(), *gone.mapped().turn, id);
  if (!next) return;
  if (const auto found = pending_.find(*next); found != pending_.end()) Start(found->second);
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
    if (!over.contains(row.run) && Admit(row)) Start(pending_.at(row.id));
  Wake();
}

void Effects::OnRejected(const CommitOutcome& outcome) {
  acted_.clear();
  for (const EffectId& id : outcome.stale_effects) Forget(id);
  Wake();
}

void Effects::OnLost(const std::vector<int>& partitions) {
  // Those of a former loss did not come back.
  std::erase_if(requests_, [this](const auto& entry) {
    return entry.second.result && !pending_.contains(entry.first);
  });
  std::vector<EffectId> next;
  std::erase_if(pending_, [&](const auto& entry) {
    const Pending& pending = entry.second;
    if (std::ranges::find(partitions, pending.row.partition) == partitions.end()) return false;
    if (!pending.turn) return true;
    if (const auto id = turns_.Leave(pending.work->Lane(), *pending.turn, entry.first))
      next.push_back(*id);
    return true;
  });
  for (const EffectId& id : next)
    if (const auto found = pending_.find(id); found != pending_.end()) Start(found->second);
  for (auto& [name, lane] : lanes_) lane.wakes = false;  // it may have gone with a partition
  Resume();
}

}  // namespace tocsin::runtime
