#include "workers/rehearsal/batch_text.hpp"

namespace tocsin::rehearsal {
namespace {

/// Fields of a row, a line each row.
class BatchLines {
 public:
  template <class... Fields>
  void Row(std::string_view kind, const Fields&... fields) {
    text_ += kind;
    (Put(fields), ...);
    text_ += '\n';
  }
  std::string Take() { return std::move(text_); }

 private:
  void Put(std::string_view text) { text_.append("|").append(text); }
  void Put(int number) { Put(std::to_string(number)); }
  void Put(std::int64_t number) { Put(std::to_string(number)); }
  void Put(const Uuid& id) { Put(id.ToString()); }
  void Put(TimePoint at) { Put(FormatTime(at)); }
  void Put(const std::optional<TimePoint>& at) { Put(at ? FormatTime(*at) : ""); }
  void Put(const OutgoingRecord& record) {
    Put(record.topic);
    Put(record.key.value_or(""));
    Put(record.value.value_or(""));
    for (const auto& [name, value] : record.headers) Put(name + "=" + value);
  }

  std::string text_;
};

void AddRuns(const Batch& batch, BatchLines& lines) {
  for (const auto& run : batch.runs) {
    lines.Row("run", run.id, run.key, run.subject, run.revision_read, run.revision,
              ToString(run.status), run.state, run.history, run.output);
    for (const auto& wait : run.waits_added) lines.Row("wait", wait.id, wait.signature, wait.value);
    for (const auto& wait : run.waits_removed) lines.Row("no wait", wait);
  }
  for (const auto& mail : batch.mail)
    lines.Row("mail", mail.signature, mail.value, mail.event, mail.expires);
  for (const auto mail : batch.mail_taken) lines.Row("mail taken", mail);
  for (const auto& effect : batch.effects_added)
    lines.Row("effect", effect.id, effect.kind, effect.attempt, effect.due_at, effect.request);
  for (const auto& effect : batch.effects_removed) lines.Row("no effect", effect);
  for (const auto& note : batch.notes) lines.Row("note", note.run, note.history);
}

void AddVoice(const VoiceWrites& voice, BatchLines& lines) {
  for (const auto& row : voice.questions)
    lines.Row("question", row.id, row.revision, row.status, row.state);
  for (const auto& row : voice.calls)
    lines.Row("call", row.id, row.revision, row.status, row.provider_call_id, row.state);
  for (const auto& row : voice.attempts)
    lines.Row("attempt", row.id, row.number, row.provider_call_id,
              static_cast<int>(row.unresolved));
  for (const auto& row : voice.turns) lines.Row("turn", row.call, row.seq, row.role, row.text);
}

}  // namespace

std::string TextOfBatch(const Batch& batch) {
  BatchLines lines;
  AddRuns(batch, lines);
  AddVoice(batch.voice, lines);
  for (const auto& timer : batch.timers) lines.Row("timer", timer.kind, timer.owner, timer.due_at);
  for (const auto& write : batch.outbox)
    for (const auto& record : write.records) lines.Row("record", record);
  for (const auto& move : batch.positions) lines.Row("position", move.at.topic, move.from, move.to);
  return lines.Take();
}

}  // namespace tocsin::rehearsal
