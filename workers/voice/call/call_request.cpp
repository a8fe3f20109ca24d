#include "workers/voice/call/call_request.hpp"

#include "schemas/json.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/plain_text.hpp"
#include "schemas/topics.hpp"
#include "workers/voice/call/call_events.hpp"
#include "workers/voice/talk/known_choices.hpp"

namespace tocsin::voice {
namespace {

/// What fits into one answer to the carrier beside the choices, and is as long as anyone listens.
constexpr std::size_t kMaxSay = 4000;
constexpr std::size_t kMaxName = 200;

tl::unexpected<Error> Bad(std::string_view field, std::string_view why) {
  return Fail(ErrorKind::kInvalid,
              "reading call request: '" + std::string(field) + "' " + std::string(why), "voice");
}

/// Bytes that are no text are left out rather than that nobody is called.
Result<json::object> DataOf(const Event& event) {
  auto data = EventData(event);
  if (!data) {
    if (auto mended = ParseJson(PlainText(event.data.Text()))) data = std::move(*mended);
  }
  TRY(data);
  if (IfMap(*data) == nullptr) return Bad("data", "is not a JSON object");
  return std::move(data->get_object());
}

template <class Id>
Result<Id> IdAt(const json::object& data, std::string_view field) {
  const auto id = Id::Parse(StringAt(data, field));
  if (!id) return Bad(field, "is missing or no UUID");
  return *id;
}

/// Ids are compared and stored as they are, so what cannot be stored is refused, not altered.
Result<std::string> NameAt(const json::object& data, std::string_view field) {
  const auto text = StringAt(data, field);
  if (PlainText(text, kMaxName) != text) return Bad(field, "has control characters or is too long");
  return std::string(text);
}

/// Cut where it is too long, and the person is told so.
std::string SayOf(std::string_view text, const Language& language) {
  const std::string_view cut = language.sentences.cut;
  const std::string whole = PlainText(text);
  if (whole.size() <= kMaxSay) return whole;
  return PlainText(whole, kMaxSay - cut.size()).append(cut);
}

/// Who asked, as all that we emit of the call says it.
void TakeOrigin(const Event& event, Call& call) {
  call.command = event.id;
  call.run = event.Extension("runid");
  call.tenant = event.Extension("tenant");
  call.traceparent = event.traceparent;
  call.tracestate = event.tracestate;
}

}  // namespace

Result<Call> ReadCallRequest(const Event& event, int partition, TimePoint now,
                             std::string_view language) {
  TRY_ASSIGN(const auto data, DataOf(event));
  Call call;
  TRY_ASSIGN(call.id, IdAt<CallId>(data, "call_id"));
  TRY_ASSIGN(call.question, IdAt<QuestionId>(data, "question_id"));
  TRY_ASSIGN(call.alert_id, NameAt(data, "alert_id"));
  call.id_text = call.id.ToString();
  call.partition = partition;
  const auto* to = data.if_contains("to");
  if (to == nullptr || IfMap(*to) == nullptr) return Bad("to", "is missing or not an object");
  TRY_ASSIGN(call.contact, NameAt(to->get_object(), "contact"));
  TRY_ASSIGN(call.phone, NameAt(to->get_object(), "phone"));
  const auto wanted = StringAt(data, "language");
  call.language = CarrierTag(FindSpokenLanguage(wanted) == nullptr ? language : wanted);
  call.say = SayOf(StringAt(data, "say"), LanguageOf(call.language));
  if (call.say.empty()) return Bad("say", "is missing or empty");
  auto choices = RequestedChoices(data.if_contains("choices"));
  if (!choices)
    return Fail(ErrorKind::kInvalid, "reading call request: " + choices.error().message, "voice");
  call.choices = std::move(*choices);
  call.leave_message = StringAt(data, "voicemail") == "message";
  SayInLanguage(LanguageOf(call.language), call.choices);
  call.zone = PlainText(StringAt(data, "zone"), kMaxName);
  if (const auto* context = data.if_contains("context"); context != nullptr)
    call.context = *context;
  TakeOrigin(event, call);
  call.by_hand = StringAt(data, "requested_by") == "api";
  call.created_at = now;
  call.updated_at = now;
  return call;
}

std::optional<Event> RefuseCallRequest(const Event& event, const Error& why, TimePoint now) {
  const auto data = DataOf(event);
  if (!data) return std::nullopt;
  Call call;
  call.id_text = PlainText(StringAt(*data, "call_id"), kMaxName);
  if (call.id_text.empty()) return std::nullopt;
  if (const auto id = QuestionId::Parse(StringAt(*data, "question_id"))) call.question = *id;
  call.alert_id = PlainText(StringAt(*data, "alert_id"), kMaxName);
  if (const auto* to = data->if_contains("to"); to != nullptr && to->is_object()) {
    call.contact = PlainText(StringAt(to->get_object(), "contact"), kMaxName);
    call.phone = PlainText(StringAt(to->get_object(), "phone"), kMaxName);
  }
  TakeOrigin(event, call);
  Event answer = CallEvent(call, type::kCallFailed, kInvalidRequest,
                           {{"reason", kInvalidRequest}, {"detail", PlainText(why.message)}}, now);
  if (!event.subject.empty()) answer.subject = event.subject;  // where its run looks
  return answer;
}

std::string UnspokenLanguage(const Event& event) {
  const auto data = DataOf(event);
  const auto wanted = data ? StringAt(*data, "language") : std::string_view{};
  return FindSpokenLanguage(wanted) == nullptr ? PlainText(wanted, kMaxName) : std::string{};
}

Question NewQuestion(const Call& call) {
  Question question;
  question.id = call.question;
  question.partition = call.partition;
  question.alert_id = call.alert_id;
  if (const auto run = RunId::Parse(call.run)) question.run = *run;
  return question;
}

Result<CancelRequest> ReadCancelRequest(const Event& event) {
  TRY_ASSIGN(const auto data, DataOf(event));
  CancelRequest request;
  TRY_ASSIGN(request.question, IdAt<QuestionId>(data, "question_id"));
  if (const auto* call = data.if_contains("call_id"); call != nullptr && !call->is_null()) {
    TRY_ASSIGN(request.call, IdAt<CallId>(data, "call_id"));
  }
  request.reason = PlainText(StringAt(data, "reason", "cancelled"), kMaxName);
  request.alert_id = PlainText(event.subject, kMaxName);
  return request;
}

}  // namespace tocsin::voice
