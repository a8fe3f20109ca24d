#include "adapters/store/commit_parameters.hpp"

#include <unordered_map>
#include <unordered_set>

#include "adapters/store/array_text.hpp"
#include "adapters/store/record_codec.hpp"
#include "adapters/store/storable_text.hpp"

namespace tocsin::postgres {
namespace {

using Values = std::vector<std::string>;
using Runs = std::vector<const RunWrite*>;

constexpr std::string_view kTenant = "default";

std::int64_t Number(RunStatus status) { return static_cast<std::int64_t>(status); }

Uuid CorrelationId(std::string_view signature, std::string_view value) {
  return Uuid::Derive({"correlation", kTenant, signature, value});
}

void AddPositions(Values& out, const Batch& batch) {
  const auto rows = SortedBy(batch.positions, [](const PositionMove& move) { return move.at; });
  out.push_back(Column(rows, [](const PositionMove& move) { return Text{move.at.topic}; }));
  out.push_back(Column(rows, [](const PositionMove& move) { return move.at.partition; }));
  out.push_back(Column(rows, [](const PositionMove& move) { return move.from; }));
  out.push_back(Column(rows, [](const PositionMove& move) { return move.to; }));
}

void AddInbox(Values& out, std::vector<std::size_t>& events, const Batch& batch) {
  const auto rows = SortedBy(batch.inbox, [](const InboxWrite& write) { return write.id; });
  out.push_back(Column(rows, [](const InboxWrite& write) { return write.id; }));
  for (const InboxWrite* write : rows) events.push_back(write->event);
}

void AddIdentity(Values& out, const Runs& runs) {
  out.push_back(Column(runs, [](const RunWrite& run) { return Uuid(run.id); }));
  out.push_back(Column(runs, [](const RunWrite& run) { return run.partition; }));
  out.push_back(Column(runs, [](const RunWrite& run) { return run.definition; }));
  out.push_back(Column(runs, [](const RunWrite& run) { return Text{run.space}; }));
  out.push_back(Column(runs, [](const RunWrite& run) { return Text{run.name}; }));
  out.push_back(Column(runs, [](const RunWrite& run) { return Text{run.key}; }));
  out.push_back(Column(runs, [](const RunWrite& run) {
    return Uuid::Derive({"key", kTenant, run.space, run.name, run.key});
  }));
  out.push_back(Column(runs, [](const RunWrite& run) { return Text{run.subject}; }));
}

void AddRevisionRead(Values& out, const Runs& runs) {
  out.push_back(Column(runs, [](const RunWrite& run) { return run.revision_read; }));
}

void AddProgress(Values& out, const Runs& runs) {
  out.push_back(Column(runs, [](const RunWrite& run) { return run.revision; }));
  out.push_back(Column(runs, [](const RunWrite& run) { return Number(run.status); }));
  out.push_back(Column(runs, [](const RunWrite& run) { return run.format; }));
}

void AddRuns(Values& out, const Runs& over, const Runs& fresh, const Runs& known) {
  AddIdentity(out, over);
  AddRevisionRead(out, over);
  AddProgress(out, over);
  out.push_back(Column(over, [](const RunWrite& run) { return Bytes{run.output}; }));
  out.push_back(Column(over, [](const RunWrite& run) { return run.started_at; }));

  AddIdentity(out, fresh);
  AddProgress(out, fresh);
  out.push_back(Column(fresh, [](const RunWrite& run) { return Bytes{run.state}; }));
  out.push_back(Column(fresh, [](const RunWrite& run) { return run.started_at; }));
  out.push_back(Column(fresh, [](const RunWrite& run) { return run.ordinal; }));

  out.push_back(Column(known, [](const RunWrite& run) { return Uuid(run.id); }));
  out.push_back(Column(known, [](const RunWrite& run) { return run.partition; }));
  AddRevisionRead(out, known);
  AddProgress(out, known);
  out.push_back(Column(known, [](const RunWrite& run) { return Bytes{run.state}; }));
}

void AddHistory(Values& out, const Runs& runs, const std::vector<NoteWrite>& notes) {
  ArrayText run_id, revision, entries;
  for (const RunWrite* run : runs) {
    if (run->history.empty()) continue;
    run_id.Append(Uuid(run->id));
    revision.Append(run->revision);
    entries.Append(Bytes{run->history});
  }
  for (const NoteWrite& note : notes) {
    run_id.Append(Uuid(note.run));
    revision.Append(0);
    entries.Append(Bytes{note.history});
  }
  for (ArrayText* array : {&run_id, &revision, &entries}) out.push_back(array->Take());
}

void AddTimers(Values& out, const Runs& runs, const VoiceWrites& voice) {
  ArrayText owner, partition, due, cleared;
  for (const RunWrite* run : runs) {
    if (!IsOver(run->status) && run->wake_at) {
      owner.Append(Uuid(run->id));
      partition.Append(run->partition);
      due.Append(*run->wake_at);
    } else if (run->revision_read > 0) {
      cleared.Append(Uuid(run->id));
    }
  }
  for (const auto* timer :
       SortedBy(voice.timers, [](const VoiceWrites::Timer& row) { return row.call; })) {
    if (timer->due_at) {
      owner.Append(Uuid(timer->call));
      partition.Append(timer->partition);
      due.Append(*timer->due_at);
    } else {
      cleared.Append(Uuid(timer->call));
    }
  }
  for (ArrayText* array : {&owner, &partition, &due, &cleared}) out.push_back(array->Take());
}

void AddWaits(Values& out, const Runs& runs) {
  ArrayText run_id, id, partition, correlation, signature, value, removed_run, removed_id;
  for (const RunWrite* run : runs) {
    for (const Uuid& removed : run->waits_removed) {
      removed_run.Append(Uuid(run->id));
      removed_id.Append(removed);
    }
    if (IsOver(run->status)) continue;
    std::unordered_map<Uuid, const WaitWrite*> last;
    for (const WaitWrite& wait : run->waits_added) last[wait.id] = &wait;
    for (const WaitWrite& wait : run->waits_added) {
      if (last[wait.id] != &wait) continue;
      run_id.Append(Uuid(run->id));
      id.Append(wait.id);
      partition.Append(run->partition);
      correlation.Append(CorrelationId(wait.signature, wait.value));
      signature.Append(Text{wait.signature});
      value.Append(Text{wait.value});
    }
  }
  for (ArrayText* array :
       {&run_id, &id, &partition, &correlation, &signature, &value, &removed_run, &removed_id}) {
    out.push_back(array->Take());
  }
}

void AddMail(Values& out, const Batch& batch) {
  const auto rows = SortedBy(batch.mail, [](const MailWrite& mail) { return mail.ordinal; });
  out.push_back(Column(
      rows, [](const MailWrite& mail) { return CorrelationId(mail.signature, mail.value); }));
  out.push_back(Column(rows, [](const MailWrite& mail) { return Text{mail.signature}; }));
  out.push_back(Column(rows, [](const MailWrite& mail) { return Text{mail.value}; }));
  out.push_back(Column(rows, [](const MailWrite& mail) { return Bytes{mail.event}; }));
  out.push_back(Column(rows, [](const MailWrite& mail) { return mail.expires; }));
  out.push_back(Column(rows, [](const MailWrite& mail) { return mail.ordinal; }));
  out.push_back(ArrayOf(batch.mail_taken));
}

void AddEffects(Values& out, const Batch& batch, const Runs& over) {
  std::unordered_set<Uuid> ended;
  for (const RunWrite* run : over) ended.insert(run->id);
  std::unordered_map<Uuid, const EffectRow*> last;
  for (const EffectRow& effect : batch.effects_added) last[effect.id] = &effect;
  std::vector<const EffectRow*> rows;
  for (const EffectRow* effect :
       SortedBy(batch.effects_added, [](const EffectRow& row) { return row.id; })) {
    if (last[effect->id] == effect && !ended.contains(effect->run)) rows.push_back(effect);
  }
  out.push_back(Column(rows, [](const EffectRow& effect) { return Uuid(effect.id); }));
  out.push_back(Column(rows, [](const EffectRow& effect) { return effect.partition; }));
  out.push_back(Column(rows, [](const EffectRow& effect) { return Uuid(effect.run); }));
  out.push_back(Column(rows, [](const EffectRow& effect) { return Text{effect.kind}; }));
  out.push_back(Column(rows, [](const EffectRow& effect) { return effect.attempt; }));
  out.push_back(Column(rows, [](const EffectRow& effect) { return effect.due_at; }));
  out.push_back(Column(rows, [](const EffectRow& effect) { return Bytes{effect.request}; }));
  const auto removed = SortedBy(batch.effects_removed, [](const EffectId& id) { return id; });
  out.push_back(Column(removed, [](const EffectId& id) { return Uuid(id); }));
}

void AddOutbox(Values& out, const Batch& batch) {
  ArrayText partition, records, ends;
  for (const OutboxWrite& write : batch.outbox) {
    partition.Append(write.partition);
    records.Append(Bytes{PackRecords(write.records)});
    ends.Append(Bytes{PackEnds(write.ends)});
  }
  out.push_back(partition.Take());
  out.push_back(records.Take());
  out.push_back(ArrayOf(batch.outbox_delivered));
  out.push_back(ends.Take());
}

void AddHeldEffects(Values& out, const Batch& batch) {
  const auto rows = SortedBy(batch.effects_held, [](const EffectHold& hold) { return hold.id; });
  out.push_back(Column(rows, [](const EffectHold& hold) { return Uuid(hold.id); }));
  out.push_back(Column(rows, [](const EffectHold& hold) { return hold.attempt; }));
}

}  // namespace

CommitParameters MakeCommitParameters(const Batch& batch) {
  CommitParameters made;
  Values& out = made.values;
  out.reserve(kBatchArguments + kVoiceArguments);
  const Runs runs = SortedBy(batch.runs, [](const RunWrite& run) { return run.id; });
  Runs over, fresh, known, ended;
  for (const RunWrite* run : runs) {
    (IsOver(run->status) ? over : run->revision_read == 0 ? fresh : known).push_back(run);
    if (IsOver(run->status) && run->revision_read > 0) ended.push_back(run);
  }

  out.push_back(batch.role);
  out.push_back(ToStorable(batch.bus_id));
  AddPositions(out, batch);
  AddInbox(out, made.inbox_events, batch);
  AddRuns(out, over, fresh, known);
  out.push_back(Column(ended, [](const RunWrite& run) { return Uuid(run.id); }));
  AddHistory(out, runs, batch.notes);
  AddTimers(out, runs, batch.voice);
  AddWaits(out, runs);
  AddMail(out, batch);
  AddEffects(out, batch, over);
  AddOutbox(out, batch);
  AddHeldEffects(out, batch);
  Check(out.size() == kBatchArguments, "building a commit: wrong number of parameters");
  return made;
}

}  // namespace tocsin::postgres
