#include "adapters/store/memory/memory_refusal.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "adapters/store/rules/batch_check.hpp"

namespace tocsin {
namespace {

class MemoryRefusal {
 public:
  MemoryRefusal(const MemoryTables& tables, const Batch& batch) : tables_(tables), batch_(batch) {}

  CommitOutcome Find() {
    outcome_.duplicates = RepeatedEvents(batch_);
    if (outcome_.duplicates.empty() && Fenced()) {
      outcome_.kind = CommitOutcome::Kind::kFenced;
      return outcome_;
    }
    if (outcome_.duplicates.empty()) FindDuplicates();
    if (!outcome_.duplicates.empty()) {
      std::sort(outcome_.duplicates.begin(), outcome_.duplicates.end());
      outcome_.kind = CommitOutcome::Kind::kDuplicates;
      return outcome_;
    }
    FindRunConflicts();
    FindVoiceConflicts();
    FindSpendConflicts();
    FindPinConflicts();
    FindEffectConflicts();
    FindActionConflicts();
    FindAlertConflicts();
    if (!outcome_.stale_alerts.empty() || !outcome_.stale_effects.empty() ||
        !outcome_.stale.empty() || !outcome_.taken.empty() || !outcome_.stale_questions.empty() ||
        !outcome_.stale_calls.empty() || !outcome_.stale_actions.empty() ||
        !outcome_.limited_actions.empty()) {
      SortConflicts();
      outcome_.kind = CommitOutcome::Kind::kConflict;
    }
    return outcome_;
  }

  std::map<AttemptId, AttemptRow> TakeAttempts() { return std::move(attempts_); }
  std::map<AttemptId, SpendRow> TakeSpend() { return std::move(spend_); }
  PinTryRows TakePinTries() { return std::move(pin_tries_); }

 private:
  bool Fenced() const {
    const auto found = tables_.positions.find({batch_.role, batch_.bus_id});
    for (const PositionMove& move : batch_.positions) {
      std::int64_t now = PartitionOwner::kBeginning;
      if (found != tables_.positions.end()) {
        const auto at = found->second.find(move.at);
        if (at != found->second.end()) now = at->second;
      }
      if (now != move.from) return true;
    }
    return false;
  }

  void FindDuplicates() {
    for (const InboxWrite& write : batch_.inbox) {
      if (tables_.inbox.contains(write.id)) outcome_.duplicates.push_back(write.event);
    }
  }

  void FindRunConflicts() {
    std::set<RunId> ended;
    for (const RunWrite& run : batch_.runs) {
      if (run.retried_revision > 0 && std::ranges::none_of(tables_.done, [&](const auto& done) {
            return done.write.id == run.id && done.write.revision == run.retried_revision &&
                   !done.write.kept.empty();
          }))
        outcome_.stale.push_back(run.id);
      if (run.revision_read == 0) continue;
      const auto live = tables_.runs.find(run.id);
      if (live == tables_.runs.end() || live->second.stored.revision != run.revision_read) {
        outcome_.stale.push_back(run.id);
      } else if (IsOver(run.status)) {
        ended.insert(run.id);
      }
    }
    std::map<MemoryTables::RunKey, RunId> started;
    for (const bool over : {true, false}) {
      for (const RunWrite& run : batch_.runs) {
        if (run.revision_read == 0 && IsOver(run.status) == over) FindTaken(run, ended, started);
      }
    }
  }

  void FindTaken(const RunWrite& run, const std::set<RunId>& ended,
                 std::map<MemoryTables::RunKey, RunId>& started) {
    if (tables_.runs.contains(run.id)) return outcome_.stale.push_back(run.id);
    const auto live = tables_.keys.find(MemoryTables::KeyOf(run));
    if (live != tables_.keys.end() && !ended.contains(live->second)) {
      return outcome_.taken.emplace_back(run.id, live->second), void();
    }
    if (IsOver(run.status)) return;
    const auto [other, added] = started.emplace(MemoryTables::KeyOf(run), run.id);
    if (!added) outcome_.taken.emplace_back(run.id, other->second);
  }

  void FindEffectConflicts() {
    for (const EffectHold& hold : batch_.effects_held) {
      const auto stored = tables_.effects.find(hold.id);
      if (stored == tables_.effects.end() || stored->second.row.attempt != hold.attempt)
        outcome_.stale_effects.push_back(hold.id);
    }
  }

  void FindAlertConflicts() {
    for (const AlertTaken& taken : batch_.alerts.taken) {
      const auto row = tables_.alerts.find(taken.id);
      if (row == tables_.alerts.end() || (taken.raise && row->second.raised) ||
          (taken.resolve && row->second.resolved))
        outcome_.stale_alerts.push_back(taken.id);
    }
  }

  void FindActionConflicts() {
    for (std::size_t i = 0; i < batch_.actions_opened.size(); ++i) FindLimit(i);
    for (const ActionEnd& end : batch_.actions_ended) {
      const auto stored = tables_.actions.find(end.id);
      const bool known = stored != tables_.actions.end();
      const auto opened = [&](bool again) {
        return std::ranges::any_of(batch_.actions_opened, [&](const ActionOpen& open) {
          return open.id == end.id && (!again || open.again);
        });
      };
      const bool open = known ? stored->second.state == action::kOpen ||
                                    (stored->second.state == action::kFailed && opened(true))
                              : opened(false);
      if (!open) outcome_.stale_actions.push_back(end.id);
    }
  }

  void FindLimit(std::size_t place) {
    const ActionOpen& open = batch_.actions_opened[place];
    if (open.rate <= 0) return;
    std::set<std::string_view> others;
    for (const auto& [id, row] : tables_.actions)
      if (row.resource == open.resource && row.created > open.since && id != open.id)
        others.insert(id);
    for (std::size_t i = 0; i < place; ++i)
      if (const auto& other = batch_.actions_opened[i];
          other.resource == open.resource && other.id != open.id)
        others.insert(other.id);
    if (others.size() >= static_cast<std::size_t>(open.rate))
      outcome_.limited_actions.push_back(open.id);
  }

  void FindVoiceConflicts() {
    for (const QuestionRow& row : batch_.voice.questions) {
      const auto stored = tables_.questions.find(row.id);
      const int revision = stored == tables_.questions.end() ? 0 : stored->second.revision;
      if (revision != row.revision) outcome_.stale_questions.push_back(row.id);
    }
    for (const CallRow& row : batch_.voice.calls) {
      const auto stored = tables_.calls.find(row.id);
      const int revision = stored == tables_.calls.end() ? 0 : stored->second.revision;
      if (revision != row.revision) outcome_.stale_calls.push_back(row.id);
    }
    if (batch_.voice.attempts.empty()) return;
    attempts_ = tables_.attempts;
    for (const bool known : {true, false}) {
      for (const bool unresolved : {false, true}) {
        for (const AttemptRow& row : batch_.voice.attempts) {
          if (tables_.attempts.contains(row.id) == known && row.unresolved == unresolved &&
              !PutAttempt(row)) {
            outcome_.stale_calls.push_back(row.call);
          }
        }
      }
    }
  }

  void FindSpendConflicts() {
    if (batch_.voice.spend.empty()) return;
    spend_ = tables_.spend;
    for (const SpendRow& row : batch_.voice.spend) {
      if (!row.settled) continue;
      const auto held = spend_.find(row.attempt);
      if (held == spend_.end() || (row.billed ? held->second.billed : held->second.settled))
        continue;
      held->second.billed |= row.billed;
      held->second.micros = row.micros;
      held->second.settled = true;
    }
    for (const SpendRow& row : batch_.voice.spend) {
      if (row.settled || !spend_.try_emplace(row.attempt, row).second) continue;
      MoneySpent spent;
      for (const auto& [id, other] : spend_) {
        if (other.at < row.budget.since || other.tenant != row.tenant) continue;
        spent.all += other.micros;
        if (other.phone == row.phone) spent.to_phone += other.micros;
      }
      if (spent.all > row.budget.all || spent.to_phone > row.budget.to_phone)
        outcome_.stale_calls.push_back(row.call);
    }
  }

  void FindPinConflicts() {
    if (batch_.voice.pin_tries.empty()) return;
    pin_tries_ = tables_.pin_tries;
    for (const PinTryRow& row : batch_.voice.pin_tries) {
      const std::pair turn(row.call, row.turn);
      if (!pin_tries_.try_emplace(turn, row).second) continue;
      const auto& limits = row.limits;
      if (CountWrong(pin_tries_, &row.caller, limits.caller_since, turn) >= limits.of_caller ||
          CountWrong(pin_tries_, nullptr, limits.all_since, turn) >= limits.of_all)
        outcome_.stale_calls.push_back(row.call);
    }
  }

  bool PutAttempt(const AttemptRow& row) {
    AttemptRow next = row;
    const auto known = attempts_.find(row.id);
    if (known != attempts_.end()) {
      const std::string& bound = known->second.provider_call_id;
      if (!bound.empty() && !row.provider_call_id.empty() && bound != row.provider_call_id)
        return false;
      next = known->second;
      next.unresolved = known->second.unresolved && row.unresolved;
      if (bound.empty()) next.provider_call_id = row.provider_call_id;
    }
    for (auto& [id, other] : attempts_) {
      if (id == next.id) continue;
      if (known == attempts_.end() && next.unresolved && other.phone == next.phone &&
          Abandoned(other, next.planned_at))
        other.unresolved = false;
      const bool same_leg = !next.provider_call_id.empty() &&
                            other.provider_call_id == next.provider_call_id &&
                            other.account == next.account;
      const bool same_line = next.unresolved && other.unresolved && other.phone == next.phone;
      if (same_leg || same_line || other.token_hash == next.token_hash) return false;
    }
    attempts_[next.id] = next;
    return true;
  }

  /// Nobody has looked after its call for half an hour.
  bool Abandoned(const AttemptRow& attempt, TimePoint now) const {
    const TimePoint before = now - std::chrono::minutes(30);
    const auto timer = tables_.timers.find({"voice", attempt.call});
    const bool looked_after = timer != tables_.timers.end() && timer->second.due_at > before;
    return !looked_after && attempt.planned_at < before;
  }

  template <class Ids>
  static void SortDistinct(Ids& ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  }

  void SortConflicts() {
    SortDistinct(outcome_.stale);
    SortDistinct(outcome_.stale_questions);
    SortDistinct(outcome_.stale_calls);
    SortDistinct(outcome_.stale_effects);
    SortDistinct(outcome_.stale_actions);
    SortDistinct(outcome_.limited_actions);
  }

  const MemoryTables& tables_;
  const Batch& batch_;
  CommitOutcome outcome_;
  std::map<AttemptId, AttemptRow> attempts_;
  std::map<AttemptId, SpendRow> spend_;
  PinTryRows pin_tries_;
};

}  // namespace

Refusal FindRefusal(const MemoryTables& tables, const Batch& batch) {
  MemoryRefusal refusal(tables, batch);
  Refusal found{.outcome = refusal.Find(), .attempts = {}, .spend = {}, .pin_tries = {}};
  found.attempts = refusal.TakeAttempts();
  found.spend = refusal.TakeSpend();
  found.pin_tries = refusal.TakePinTries();
  return found;
}

}  // namespace tocsin
