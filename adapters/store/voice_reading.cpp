#include "adapters/store/voice_reading.hpp"

namespace tocsin::postgres {

std::string QuestionColumns() {
  return "id, partition, alert_id, run, revision, status, format, state, tenant";
}

QuestionRow ReadQuestion(const pqxx::row& row) {
  QuestionRow question;
  question.id = QuestionId(ReadUuid(row[0]));
  question.partition = ReadInt(row[1]);
  question.alert_id = ReadText(row[2]);
  question.run = RunId(ReadUuid(row[3]));
  question.revision = ReadInt(row[4]);
  question.status = ReadText(row[5]);
  question.format = ReadInt(row[6]);
  question.state = ReadBytes(row[7]);
  question.tenant = ReadText(row[8]);
  return question;
}

std::string CallColumns() {
  return "id, question, partition, alert_id, contact, phone, provider, provider_call_id, revision, "
         "status, context,"
         " format, state, " +
         Millis("created_at") + ", " + Millis("updated_at") + ", direction, kind";
}

CallRow ReadCall(const pqxx::row& row) {
  CallRow call;
  call.id = CallId(ReadUuid(row[0]));
  if (!row[1].is_null()) call.question = QuestionId(ReadUuid(row[1]));
  call.partition = ReadInt(row[2]);
  call.alert_id = ReadText(row[3]);
  if (!row[4].is_null()) call.contact = ReadText(row[4]);
  call.phone = ReadText(row[5]);
  call.provider = ReadText(row[6]);
  call.provider_call_id = ReadText(row[7]);
  call.revision = ReadInt(row[8]);
  call.status = ReadText(row[9]);
  call.context = ReadText(row[10]);
  call.format = ReadInt(row[11]);
  call.state = ReadBytes(row[12]);
  call.created_at = ReadTime(row[13]);
  call.updated_at = ReadTime(row[14]);
  if (ReadText(row[15]) == ToString(CallDirection::kInbound))
    call.direction = CallDirection::kInbound;
  call.kind = ReadText(row[16]);
  return call;
}

std::string AttemptColumns() {
  return "id, call, number, token_hash, account, from_number, phone, provider_call_id, "
         "unresolved, " +
         Millis("planned_at");
}

AttemptRow ReadAttempt(const pqxx::row& row) {
  AttemptRow attempt;
  attempt.id = AttemptId(ReadUuid(row[0]));
  attempt.call = CallId(ReadUuid(row[1]));
  attempt.number = ReadInt(row[2]);
  attempt.token_hash = ReadText(row[3]);
  attempt.account = ReadText(row[4]);
  attempt.from = ReadText(row[5]);
  attempt.phone = ReadText(row[6]);
  attempt.provider_call_id = ReadText(row[7]);
  attempt.unresolved = row[8].as<bool>();
  attempt.planned_at = ReadTime(row[9]);
  return attempt;
}

std::string TurnColumns() { return "call, seq, role, text, " + Millis("at"); }

TurnRow ReadTurn(const pqxx::row& row) {
  TurnRow turn;
  turn.call = CallId(ReadUuid(row[0]));
  turn.seq = ReadInt(row[1]);
  turn.role = ReadText(row[2]);
  turn.text = ReadText(row[3]);
  turn.at = ReadTime(row[4]);
  return turn;
}

}  // namespace tocsin::postgres
