#include "harness.hpp"

namespace tocsin {

TimePoint At(std::int64_t seconds) {
  return TimePoint(std::chrono::seconds(1'772'845'800 + seconds));
}

Batch WorkflowBatch() { return {.role = "workflow", .bus_id = "bus-1"}; }
Batch VoiceBatch() { return {.role = "voice", .bus_id = "bus-1"}; }

RunId RunNamed(std::string_view name) { return RunId::Derive({"run", name}); }

RunWrite NewRun(std::string_view name) {
  RunWrite run;
  run.id = RunNamed(name);
  run.partition = 3;
  run.definition = 7;
  run.space = "ops";
  run.name = "router";
  run.key = std::string(name);
  run.subject = "subject of " + std::string(name);
  run.state = "state of " + std::string(name);
  run.started_at = At(0);
  return run;
}

RunWrite NextOf(const StoredRun& stored) {
  RunWrite run;
  run.id = stored.id;
  run.partition = stored.partition;
  run.definition = stored.definition;
  run.space = "ops";
  run.name = "router";
  run.key = stored.key;
  run.subject = stored.subject;
  run.revision_read = stored.revision;
  run.revision = stored.revision + 1;
  run.status = RunStatus::kWaiting;
  run.state = stored.state + "+";
  run.started_at = stored.started_at;
  return run;
}

WaitWrite WaitFor(std::string_view id, std::string value) {
  return {Uuid::Derive({"wait", id}), "resolved(.alert_id)", std::move(value)};
}

MailWrite MailOf(std::string event, std::string value) {
  const auto tomorrow = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()) +
                        std::chrono::hours(24);
  return {"resolved(.alert_id)", std::move(value), std::move(event), tomorrow};
}

InboxWrite EventSeen(std::string_view id, std::size_t event) {
  return {InboxId("workflow", kDefaultTenant, "test", id), event};
}

QuestionRow NewQuestion(std::string_view name) {
  QuestionRow question;
  question.id = QuestionId::Derive({"question", name});
  question.partition = 2;
  question.alert_id = "alert-1";
  question.run = RunNamed("asking");
  question.status = "open";
  question.state = "{\"question\":1}";
  return question;
}

CallRow NewCall(std::string_view name, const QuestionId& question) {
  CallRow call;
  call.id = CallId::Derive({"call", name});
  call.question = question;
  call.partition = 2;
  call.alert_id = "alert-1";
  call.contact = "alice";
  call.phone = "+15559876543";
  call.provider = "twilio";
  call.status = "dialling";
  call.context = "{\"title\":\"nginx\"}";
  call.state = "{\"call\":1}";
  call.created_at = At(0);
  call.updated_at = At(1);
  return call;
}

AttemptRow NewAttempt(std::string_view name, const CallId& call) {
  AttemptRow attempt;
  attempt.id = AttemptId::Derive({"attempt", name});
  attempt.call = call;
  attempt.token_hash = Sha256Hex(name);
  attempt.account = "AC1";
  attempt.from = "+15550001111";
  attempt.phone = "+15559876543";
  attempt.planned_at = At(0);
  return attempt;
}

std::string NastyText() {
  using std::string_literals::operator""s;
  return "\0 a\\b\"c\" {d,e} 'f' \xff\xfe \xc3( \xed\xa0\x80 \xf4\x8f\xb8\x80 \xf4\x8f\xbf\xbf \xe2\x82\xac \n\t NULL \xe2"s;
}

}  // namespace tocsin
