#include "adapters/store/memory/memory_commit.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "adapters/store/memory/memory_refusal.hpp"
#include "adapters/store/rules/batch_check.hpp"

namespace tocsin {
namespace {

class MemoryCommit {
 public:
  MemoryCommit(MemoryTables& tables, const Batch& batch) : tables_(tables), batch_(batch) {}

  Result<CommitOutcome> Run() {
    TRY(CheckBatch(batch_));
    if (batch_.Empty()) return outcome_;
    auto refusal = FindRefusal(tables_, batch_);
    outcome_ = std::move(refusal.outcome);
    if (outcome_.kind != CommitOutcome::Kind::kCommitted) return outcome_;
    attempts_ = std::move(refusal.attempts);
    spend_ = std::move(refusal.spend);
    pin_tries_ = std::move(refusal.pin_tries);
    Write();
    return outcome_;
  }

 private:
  void Write() {
    commit_ = ++tables_.last_commit;
    for (const PositionMove& move : batch_.positions) {
      tables_.positions[{batch_.role, batch_.bus_id}][move.at] = move.to;
    }
    for (const InboxWrite& write : batch_.inbox) tables_.inbox.insert(write.id);
    TakeMail();
    for (const RunWrite& run : batch_.runs) {
      if (run.retried_revision > 0)
        std::erase_if(tables_.done, [&](const auto& done) { return done.write.id == run.id; });
    }
    for (const RunWrite& run : batch_.runs) {
      if (IsOver(run.status)) EndRun(run);
    }
    for (const RunWrite& run : batch_.runs) {
      if (!IsOver(run.status)) WriteRun(run);
    }
    AddNotes();
    DropTakenMail();
    AddWaitsAndMail();
    WriteActions();
    WriteEffectsAndOutbox();
    WriteVoice();
    WriteTimers();
    WriteAlerts();
  }

  void EndRun(const RunWrite& run) {
    AddHistory(run);
    tables_.done.push_back({run, tables_.clock.Now()});
    for (auto wait = tables_.waits.lower_bound({run.id, Uuid()});
         wait != tables_.waits.end() && wait->first.first == run.id;) {
      const Uuid id = (wait++)->first.second;
      tables_.EraseWait(run.id, id);
    }
    std::erase_if(tables_.effects,
                  [&](const auto& entry) { return entry.second.row.run == run.id; });
    if (tables_.runs.erase(run.id) > 0) tables_.keys.erase(MemoryTables::KeyOf(run));
  }

  void WriteRun(const RunWrite& run) {
    AddHistory(run);
    auto& live = tables_.runs[run.id];
    if (run.revision_read == 0) {
      live.space = run.space;
      live.name = run.name;
      live.tenant = run.tenant;
      const auto elder = tables_.runs.find(run.as_old_as);
      live.started = elder == tables_.runs.end()
                         ? std::pair<std::int64_t, std::int64_t>(commit_, run.ordinal)
                         : elder->second.started;
      live.stored = {run.id,       run.partition, run.definition, run.key,   run.subject,
                     run.revision, run.status,    run.format,     run.state, run.started_at};
      tables_.keys[MemoryTables::KeyOf(run)] = run.id;
    }
    live.stored.partition = run.partition;
    live.stored.revision = run.revision;
    live.stored.status = run.status;
    live.stored.format = run.format;
    live.stored.state = run.state;
    for (const Uuid& id : run.waits_removed) tables_.EraseWait(run.id, id);
  }

  void AddHistory(const RunWrite& run) {
    if (!run.history.empty())
      tables_.history.push_back({run.id, run.revision, tables_.clock.Now(), run.history});
  }

  void AddNotes() {
    for (const NoteWrite& note : batch_.notes)
      tables_.history.push_back({note.run, 0, tables_.clock.Now(), note.history});
  }

  using Owner = std::pair<RunId, Uuid>;

  std::set<Owner> WaitsFor(const MailWrite& mail) const {
    const auto found = tables_.waits_of.find({mail.tenant, mail.signature, mail.value});
    return found == tables_.waits_of.end() ? std::set<Owner>() : found->second;
  }

  /// Notes who was given the mail, while their waits are still there.
  void TakeMail() {
    std::set<RunId> known;
    for (const RunWrite& run : batch_.runs) {
      if (run.revision_read > 0) known.insert(run.id);
    }
    for (const std::int64_t id : batch_.mail_taken) {
      const auto mail = tables_.mailbox.find(id);
      if (mail == tables_.mailbox.end()) continue;
      if (!mail->second.closed) mail->second.closed = commit_;
      for (const Owner& owner : WaitsFor(mail->second.write)) {
        if (!known.contains(owner.first)) continue;
        mail->second.taken_by.insert(owner.first);
        touched_.insert(owner);
        given_.insert(owner);
      }
    }
  }

  /// Taken mail stays for the other waits that had matched it.
  void DropTakenMail() {
    for (const std::int64_t id : batch_.mail_taken) {
      const auto mail = tables_.mailbox.find(id);
      if (mail == tables_.mailbox.end()) continue;
      const auto owners = WaitsFor(mail->second.write);
      const bool wanted = std::any_of(owners.begin(), owners.end(), [&](const Owner& owner) {
        const MemoryTables::Wait& wait = tables_.waits.at(owner);
        return wait.since < *mail->second.closed && !mail->second.taken_by.contains(owner.first) &&
               mail->second.accepted > wait.run_started;
      });
      if (!wanted) tables_.EraseMail(id);
    }
  }

  void AddWaitsAndMail() {
    for (const RunWrite& run : batch_.runs) {
      if (IsOver(run.status)) continue;
      for (const WaitWrite& wait : run.waits_added) {
        tables_.PutWait(run.id, wait.id,
                        {run.partition, wait.signature, wait.value, commit_,
                         tables_.runs.at(run.id).started, run.tenant});
        touched_.insert({run.id, wait.id});
      }
    }
    for (const MailWrite& mail : batch_.mail) {
      tables_.PutMail({mail, {commit_, mail.ordinal}, std::nullopt, {}});
      touched_.merge(WaitsFor(mail));
    }
    for (const Owner& owner : touched_) {
      const auto wait = tables_.waits.find(owner);
      if (wait == tables_.waits.end()) continue;
      const auto* mail = tables_.MailFor(owner.first, wait->second);
      if (mail == nullptr) continue;
      const bool is_new = wait->second.since == commit_ || mail->second.accepted.first == commit_;
      if (is_new || given_.contains(owner)) {
        outcome_.matches.push_back(
            {mail->first, owner.first, owner.second, mail->second.write.event});
      }
    }
  }

  void WriteActions() {
    for (const ActionOpen& open : batch_.actions_opened) {
      const auto [found, fresh] = tables_.actions.try_emplace(open.id);
      ActionRow& row = found->second;
      if (fresh) {
        row = {open.id, open.partition, "", open.about, "", {}};
        row.resource = open.rate > 0 ? open.resource : Uuid();
        row.created = tables_.clock.Now();
      }
      if (!fresh && !(open.again && row.state == action::kFailed)) continue;
      row.state = action::kOpen;
      row.result.clear();
      row.updated = tables_.clock.Now();
    }
    for (const ActionEnd& end : batch_.actions_ended) {
      ActionRow& row = tables_.actions[end.id];
      row.state = end.state;
      row.result = end.result;
      row.updated = tables_.clock.Now();
    }
  }

  void WriteEffectsAndOutbox() {
    for (const EffectId& id : batch_.effects_removed) tables_.effects.erase(id);
    for (const EffectRow& effect : batch_.effects_added) {
      const bool ended = std::any_of(
          batch_.runs.begin(), batch_.runs.end(),
          [&](const RunWrite& run) { return IsOver(run.status) && run.id == effect.run; });
      if (!ended) tables_.effects[effect.id] = {batch_.role, effect};
    }
    for (const std::int64_t id : batch_.outbox_delivered) tables_.outbox.erase(id);
    for (const OutboxWrite& write : batch_.outbox) {
      const std::int64_t id = ++tables_.last_outbox;
      tables_.outbox[id] = {batch_.role, {id, write.partition, write.records, write.ends}};
      outcome_.outbox_ids.push_back(id);
    }
  }

  void WriteVoice() {
    const VoiceWrites& voice = batch_.voice;
    for (const QuestionRow& row : voice.questions) {
      auto [stored, added] = tables_.questions.try_emplace(row.id, row);
      std::string tenant = std::move(stored->second.tenant);
      stored->second = row;
      stored->second.tenant = added ? row.tenant : std::move(tenant);
      ++stored->second.revision;
    }
    for (const CallRow& row : voice.calls) {
      auto [stored, added] = tables_.calls.try_emplace(row.id, row);
      const TimePoint created = stored->second.created_at;
      stored->second = row;
      stored->second.created_at = created;
      ++stored->second.revision;
    }
    if (!voice.attempts.empty()) tables_.attempts = std::move(attempts_);
    if (!voice.spend.empty()) tables_.spend = std::move(spend_);
    if (!voice.pin_tries.empty()) tables_.pin_tries = std::move(pin_tries_);
    for (const TurnRow& row : voice.turns) tables_.turns.try_emplace({row.call, row.seq}, row);
  }

  void WriteTimers() {
    for (const TimerWrite& timer : batch_.timers) {
      tables_.timers.erase({batch_.role, timer.owner});
      if (timer.due_at)
        tables_.timers[{batch_.role, timer.owner}] = {timer.kind, timer.owner, timer.partition,
                                                      *timer.due_at};
    }
  }

  void WriteAlerts() {
    const TimePoint now = tables_.clock.Now();
    for (const AlertTaken& taken : batch_.alerts.taken) {
      auto& row = tables_.alerts.at(taken.id);
      if (taken.raise) row.raised = now;
      if (taken.resolve) row.resolved = now;
      if (taken.raise && taken.resolve) row.closed = now;
    }
    for (const AlertStatus& status : batch_.alerts.statuses) {
      for (auto& [id, row] : tables_.alerts) {
        if (row.alert_id != status.alert_id || row.tenant != status.tenant || row.closed ||
            !row.raised)
          continue;
        if (!row.Pending()) {
          row.columns["status"] = status.status;
          if (row.ToResolve()) row.resolved = now;  // published by others: nothing to take
        }
        if (status.closes) row.closed = now;
      }
    }
  }

  MemoryTables& tables_;
  const Batch& batch_;
  CommitOutcome outcome_;
  std::int64_t commit_ = 0;
  std::map<AttemptId, AttemptRow> attempts_;
  std::map<AttemptId, SpendRow> spend_;
  PinTryRows pin_tries_;
  std::set<Owner> given_;    ///< waits of runs that were given mail: the next one may follow
  std::set<Owner> touched_;  ///< waits that may match now
};

}  // namespace

Result<CommitOutcome> CommitToMemory(MemoryTables& tables, const Batch& batch) {
  return MemoryCommit(tables, batch).Run();
}

}  // namespace tocsin
