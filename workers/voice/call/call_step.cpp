#include "workers/voice/call/call_step.hpp"

#include <optional>
#include <utility>

#include "schemas/events/data.hpp"
#include "schemas/events/led_calls.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/plain_text.hpp"
#include "workers/voice/call/call_events.hpp"

namespace tocsin::voice {
namespace {

constexpr std::size_t kMostStepName = 200;

tl::unexpected<Error> UnreadableStep(std::string_view why) {
  return Fail(ErrorKind::kInvalid, "reading a step of a call: " + std::string(why), "voice");
}

}  // namespace

Result<StepRequest> ReadStepRequest(const Event& event) {
  auto [asked, fault] = events::ReadCallStep(event);
  if (fault) return UnreadableStep(*fault);
  StepRequest request;
  const auto call = CallId::Parse(asked.call_id);
  if (!call) return UnreadableStep("'call_id' is missing or no UUID");
  request.call = *call;
  auto& step = request.step;
  step.act = asked.act;
  step.say = PlainText(asked.say.value_or(""), events::kMostSayBytes);
  if (step.act == events::kStepAsk) {
    const auto question = QuestionId::Parse(asked.question_id.value_or(""));
    if (!question) return UnreadableStep("'question_id' is missing or no UUID");
    step.question = question->ToString();
    step.choices = WithPhrases(std::move(asked.choices));
  }
  if (const auto& wanted = asked.language; wanted && FindSpokenLanguage(*wanted) != nullptr)
    step.language = CarrierTag(*wanted);
  if (const auto& theirs = asked.caller_language; theirs && FindSpokenLanguage(*theirs) != nullptr)
    step.caller_language = CarrierTag(*theirs);
  step.contact = PlainText(asked.contact.value_or(""), kMostStepName);
  step.zone = PlainText(asked.zone.value_or(""), kMostStepName);
  step.context = std::move(asked.context);
  step.listen = asked.listen;
  step.converse = std::move(asked.converse);
  step.origin = OriginOf(event);
  return request;
}

Event StepRefused(const StepRequest& request, std::string_view outcome, std::string_view reason,
                  TimePoint now) {
  Call call;
  call.id = request.call;
  call.id_text = request.call.ToString();
  return StepEndedEvent(call, request.step, outcome, reason, now);
}

std::optional<Event> RefuseStepRequest(const Event& event, const Error& why, TimePoint now) {
  const auto asked = events::ReadCallStep(event).asked;
  Call call;
  call.id_text = PlainText(asked.call_id, kMostStepName);
  if (call.id_text.empty()) return std::nullopt;
  const CallStep step{.act = asked.act.empty() ? std::string(events::kStepSay) : asked.act,
                      .origin = OriginOf(event)};
  auto answer = StepEndedEvent(call, step, events::kStepRefused, PlainText(why.message), now);
  if (!event.subject.empty()) answer.subject = event.subject;
  return answer;
}

}  // namespace tocsin::voice
