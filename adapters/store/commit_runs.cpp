#include <unordered_map>

#include "adapters/store/array_parameter.hpp"
#include "adapters/store/commit_part.hpp"

namespace tocsin::postgres {
namespace {

using Runs = std::vector<const RunWrite*>;

Uuid Correlation(std::string_view tenant, std::string_view signature, std::string_view value) {
  return Uuid::Derive({"correlation", tenant, signature, value});
}
Uuid KeyId(const RunWrite& run) {
  return Uuid::Derive({"key", run.tenant, run.space, run.name, run.key});
}
std::int64_t StatusNumber(const RunWrite& run) { return static_cast<std::int64_t>(run.status); }

void AddEndedRuns(CommitParts& parts, const Runs& runs) {
  if (runs.empty()) return;
  parts.emplace_back('d', "commit_ended_runs_v3")
      .Add("over_id", Column(runs, [](const RunWrite& run) { return Uuid(run.id); }))
      .Add("over_partition", Column(runs, [](const RunWrite& run) { return run.partition; }))
      .Add("over_definition", Column(runs, [](const RunWrite& run) { return run.definition; }))
      .Add("over_space", Column(runs, [](const RunWrite& run) { return Text{run.space}; }))
      .Add("over_name", Column(runs, [](const RunWrite& run) { return Text{run.name}; }))
      .Add("over_key", Column(runs, [](const RunWrite& run) { return Text{run.key}; }))
      .Add("over_key_id", Column(runs, KeyId))
      .Add("over_subject", Column(runs, [](const RunWrite& run) { return Text{run.subject}; }))
      .Add("over_read", Column(runs, [](const RunWrite& run) { return run.revision_read; }))
      .Add("over_revision", Column(runs, [](const RunWrite& run) { return run.revision; }))
      .Add("over_status", Column(runs, StatusNumber))
      .Add("over_format", Column(runs, [](const RunWrite& run) { return run.format; }))
      .Add("over_output", Column(runs, [](const RunWrite& run) { return Bytes{run.output}; }))
      .Add("over_started", Column(runs, [](const RunWrite& run) { return run.started_at; }));
}

void AddRetriedRuns(CommitParts& parts, const Runs& runs) {
  Runs retried;
  for (const RunWrite* run : runs)
    if (run->retried_revision > 0) retried.push_back(run);
  if (retried.empty()) return;
  parts.emplace_back('x', "commit_retried_runs_v1")
      .Add("retried_id", Column(retried, [](const RunWrite& run) { return Uuid(run.id); }))
      .Add("retried_revision",
           Column(retried, [](const RunWrite& run) { return run.retried_revision; }));
}

void AddKeptStates(CommitParts& parts, const Runs& over) {
  Runs kept;
  for (const RunWrite* run : over)
    if (!run->kept.empty()) kept.push_back(run);
  if (kept.empty()) return;
  parts.emplace_back('k', "commit_kept_states_v1")
      .Add("kept_id", Column(kept, [](const RunWrite& run) { return Uuid(run.id); }))
      .Add("kept_state", Column(kept, [](const RunWrite& run) { return Bytes{run.kept}; }));
}

void AddChangedRuns(CommitParts& parts, const Runs& runs) {
  if (runs.empty()) return;
  parts.emplace_back('c', "commit_changed_runs_v2")
      .Add("upd_id", Column(runs, [](const RunWrite& run) { return Uuid(run.id); }))
      .Add("upd_partition", Column(runs, [](const RunWrite& run) { return run.partition; }))
      .Add("upd_read", Column(runs, [](const RunWrite& run) { return run.revision_read; }))
      .Add("upd_revision", Column(runs, [](const RunWrite& run) { return run.revision; }))
      .Add("upd_status", Column(runs, StatusNumber))
      .Add("upd_format", Column(runs, [](const RunWrite& run) { return run.format; }))
      .Add("upd_state", Column(runs, [](const RunWrite& run) { return Bytes{run.state}; }));
}

void AddNewRuns(CommitParts& parts, const Runs& runs, Expect expect) {
  if (runs.empty()) return;
  (expect == Expect::kNothing ? parts.emplace_back('n', "commit_new_runs_v3")
                              : parts.emplace_back('N', "commit_new_runs_v2"))
      .Add("new_id", Column(runs, [](const RunWrite& run) { return Uuid(run.id); }))
      .Add("new_partition", Column(runs, [](const RunWrite& run) { return run.partition; }))
      .Add("new_definition", Column(runs, [](const RunWrite& run) { return run.definition; }))
      .Add("new_space", Column(runs, [](const RunWrite& run) { return Text{run.space}; }))
      .Add("new_name", Column(runs, [](const RunWrite& run) { return Text{run.name}; }))
      .Add("new_key", Column(runs, [](const RunWrite& run) { return Text{run.key}; }))
      .Add("new_key_id", Column(runs, KeyId))
      .Add("new_subject", Column(runs, [](const RunWrite& run) { return Text{run.subject}; }))
      .Add("new_revision", Column(runs, [](const RunWrite& run) { return run.revision; }))
      .Add("new_status", Column(runs, StatusNumber))
      .Add("new_format", Column(runs, [](const RunWrite& run) { return run.format; }))
      .Add("new_state", Column(runs, [](const RunWrite& run) { return Bytes{run.state}; }))
      .Add("new_started", Column(runs, [](const RunWrite& run) { return run.started_at; }))
      .Add("new_ordinal", Column(runs, [](const RunWrite& run) { return run.ordinal; }))
      .Add("new_as_old_as", Column(runs, [](const RunWrite& run) { return Uuid(run.as_old_as); }));
}

void AddHistory(CommitParts& parts, const Runs& runs, const std::vector<NoteWrite>& notes) {
  ArrayParameter<Uuid> run_id;
  ArrayParameter<int> revision;
  ArrayParameter<Bytes> entries;
  bool any = !notes.empty();
  for (const RunWrite* run : runs) {
    if (run->history.empty()) continue;
    any = true;
    run_id.Append(Uuid(run->id));
    revision.Append(run->revision);
    entries.Append(Bytes{run->history});
  }
  for (const NoteWrite& note : notes) {
    run_id.Append(Uuid(note.run));
    revision.Append(0);
    entries.Append(Bytes{note.history});
  }
  if (!any) return;
  parts.emplace_back('y', "commit_history_v2")
      .Add("history_run", run_id.Take())
      .Add("history_revision", revision.Take())
      .Add("history_entries", entries.Take());
}

/// Of each id the last counts; those of runs that are over are not set up.
void AddWaits(CommitPart& part, const Runs& runs) {
  ArrayParameter<Uuid> run_id, id, correlation, removed_run, removed_id;
  ArrayParameter<int> partition;
  ArrayParameter<Text> signature, value;
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
      correlation.Append(Correlation(run->tenant, wait.signature, wait.value));
      signature.Append(Text{wait.signature});
      value.Append(Text{wait.value});
    }
  }
  part.Add("wait_run", run_id.Take())
      .Add("wait_id", id.Take())
      .Add("wait_partition", partition.Take())
      .Add("wait_correlation", correlation.Take())
      .Add("wait_signature", signature.Take())
      .Add("wait_value", value.Take())
      .Add("unwait_run", removed_run.Take())
      .Add("unwait_id", removed_id.Take());
}

}  // namespace

Uuid CorrelationId(const MailWrite& mail) {
  return Correlation(mail.tenant, mail.signature, mail.value);
}

void AddRunParts(CommitParts& parts, const Batch& batch, Expect expect) {
  const Runs runs = SortedBy(batch.runs, [](const RunWrite& run) { return run.id; });
  Runs over, fresh, known;
  for (const RunWrite* run : runs)
    (IsOver(run->status) ? over : run->revision_read == 0 ? fresh : known).push_back(run);
  AddRetriedRuns(parts, runs);
  AddEndedRuns(parts, over);
  AddKeptStates(parts, over);
  AddChangedRuns(parts, known);
  AddNewRuns(parts, fresh, expect);
  AddHistory(parts, runs, batch.notes);
}

void AddMail(CommitParts& parts, const Batch& batch) {
  const Runs runs = SortedBy(batch.runs, [](const RunWrite& run) { return run.id; });
  ArrayParameter<Uuid> known, ended;
  bool any = !batch.mail.empty() || !batch.mail_taken.empty();
  for (const RunWrite* run : runs) {
    any |= !run->waits_removed.empty();
    if (IsOver(run->status) ? run->revision_read > 0 : !run->waits_added.empty()) any = true;
    if (IsOver(run->status) || run->revision_read > 0) known.Append(Uuid(run->id));
    if (IsOver(run->status) && run->revision_read > 0) ended.Append(Uuid(run->id));
  }
  if (!any) return;
  CommitPart& part = parts.emplace_back('m', "commit_mail_v2");
  part.Add("batch_runs", known.Take()).Add("ended_runs", ended.Take());
  AddWaits(part, runs);
  const auto rows = SortedBy(batch.mail, [](const MailWrite& mail) { return mail.ordinal; });
  part.Add("mail_correlation",
           Column(rows, [](const MailWrite& mail) { return CorrelationId(mail); }))
      .Add("mail_signature",
           Column(rows, [](const MailWrite& mail) { return Text{mail.signature}; }))
      .Add("mail_value", Column(rows, [](const MailWrite& mail) { return Text{mail.value}; }))
      .Add("mail_event", Column(rows, [](const MailWrite& mail) { return Bytes{mail.event}; }))
      .Add("mail_expires", Column(rows, [](const MailWrite& mail) { return mail.expires; }))
      .Add("mail_ordinal", Column(rows, [](const MailWrite& mail) { return mail.ordinal; }))
      .Add("mail_taken", ArrayOf(batch.mail_taken));
}

}  // namespace tocsin::postgres
