#include "workers/voice/call/call_request.hpp"

#include <utility>

#include "schemas/events/calls.hpp"
#include "schemas/events/data.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/plain_text.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "schemas/utf8.hpp"
#include "workers/voice/call/call_events.hpp"
#include "workers/voice/understanding/known_choices.hpp"

namespace tocsin::voice {
namespace {

constexpr std::size_t kMaxName = 200;
/// As long as the attributes of an event that the doors admit: nobody else can say no any more.
constexpr std::size_t kMaxAlertId = 2'048;

tl::unexpected<Error> Unreadable(std::string_view why) {
  return Fail(ErrorKind::kInvalid, "reading call request: " + std::string(why), "voice");
}

/// Bytes that are no text are left out rather than that nobody is called.
Result<json::value> DataOf(const Event& event) {
  auto data = EventData(event);
  if (!data) {
    if (auto mended = ParseJson(PlainText(event.data.Text()))) data = std::move(*mended);
  }
  return data;
}

template <class Id>
Result<Id> IdFrom(const std::string& text, std::string_view field) {
  const auto id = Id::Parse(text);
  if (!id) return Unreadable("'" + std::string(field) + "' is missing or no UUID");
  return *id;
}

/// Ids are compared and stored as they are, so what cannot be stored is refused, not altered.
Result<std::string> NameFrom(const std::string& text, std::string_view field) {
  if (PlainText(text, kMaxName) != text)
    return Unreadable("'" + std::string(field) + "' has control characters or is too long");
  return text;
}

bool IsAlertId(std::string_view text) {
  return text.size() <= kMaxAlertId && IsUtf8(text) && text.find('\0') == std::string_view::npos;
}

/// Whatever characters it has: it is nowhere spoken, and an alert of an odd id rings as well.
Result<std::string> AlertIdFrom(const std::string& text) {
  if (!IsAlertId(text))
    return Unreadable("'alert_id' is no text, or longer than " + std::to_string(kMaxAlertId) +
                      " bytes");
  return text;
}

std::string AlertIdOrPartOf(const std::string& text) {
  return IsAlertId(text) ? text : PlainText(text, kMaxAlertId);
}

/// Cut where it is too long, and the person is told so.
std::string SayOf(std::string_view text, const Language& language) {
  const std::string_view cut = language.sentences.cut;
  const std::string whole = PlainText(text);
  if (whole.size() <= events::kMostSayBytes) return whole;
  return PlainText(whole, events::kMostSayBytes - cut.size()).append(cut);
}

}  // namespace

Result<Call> ReadCallRequest(const Event& event, int partition, TimePoint now,
                             std::string_view language) {
  TRY_ASSIGN(const auto data, DataOf(event));
  auto [asked, fault] = events::ReadCallRequested(data);
  if (IfMap(data) == nullptr) return Unreadable(*fault);
  Call call;
  TRY_ASSIGN(call.id, IdFrom<CallId>(asked.call_id, "call_id"));
  TRY_ASSIGN(call.question, IdFrom<QuestionId>(asked.question_id, "question_id"));
  TRY_ASSIGN(call.alert_id, AlertIdFrom(asked.alert_id));
  if (fault) return Unreadable(*fault);
  call.id_text = call.id.ToString();
  call.partition = partition;
  TRY_ASSIGN(call.contact, NameFrom(asked.to.contact, "contact"));
  TRY_ASSIGN(call.phone, NameFrom(asked.to.phone, "phone"));
  const bool spoken = FindSpokenLanguage(asked.language) != nullptr;
  call.language = CarrierTag(spoken ? asked.language : language);
  call.say = SayOf(asked.say, LanguageOf(call.language));
  if (call.say.empty()) return Unreadable("'say' is missing or empty");
  call.choices = WithPhrases(std::move(asked.choices));
  call.kind = call.choices.empty() ? "say" : "ask";
  call.listen = asked.listen;
  call.leave_message = asked.voicemail == events::kVoicemailMessage;
  call.calls_per_hour = asked.to.calls_per_hour.value_or(0);
  SayInLanguage(LanguageOf(call.language), call.choices);
  call.zone = PlainText(asked.zone.value_or(""), kMaxName);
  call.context = std::move(asked.context);
  call.origin = OriginOf(event);
  call.by_hand = asked.requested_by == events::kRequestedByApi ||
                 asked.requested_by == events::kRequestedByCommand;
  call.created_at = now;
  call.updated_at = now;
  return call;
}

std::optional<Event> RefuseCallRequest(const Event& event, const Error& why, TimePoint now) {
  const auto data = DataOf(event);
  if (!data) return std::nullopt;
  const auto asked = events::ReadCallRequested(*data).asked;
  Call call;
  call.id_text = PlainText(asked.call_id, kMaxName);
  if (call.id_text.empty()) return std::nullopt;
  if (const auto id = QuestionId::Parse(asked.question_id)) call.question = *id;
  call.alert_id = AlertIdOrPartOf(asked.alert_id);
  call.contact = PlainText(asked.to.contact, kMaxName);
  call.phone = PlainText(asked.to.phone, kMaxName);
  call.origin = OriginOf(event);
  events::CallProgress refused;
  refused.reason = kInvalidRequest;
  refused.detail = PlainText(why.message);
  Event answer = ProgressEvent(call, type::kCallFailed, kInvalidRequest, std::move(refused), now);
  if (!event.subject.empty()) answer.subject = event.subject;  // where its run looks
  return answer;
}

std::string UnspokenLanguage(const Event& event) {
  const auto data = DataOf(event);
  if (!data) return {};
  const auto wanted = events::ReadCallRequested(*data).asked.language;
  return FindSpokenLanguage(wanted) == nullptr ? PlainText(wanted, kMaxName) : std::string{};
}

Question NewQuestion(const Call& call) {
  Question question;
  question.id = call.question;
  question.partition = call.partition;
  question.alert_id = call.alert_id;
  if (const auto run = RunId::Parse(call.origin.run)) question.run = *run;
  question.tenant = TenantNamed(call.origin.tenant);
  return question;
}

Result<CancelRequest> ReadCancelRequest(const Event& event) {
  TRY_ASSIGN(const auto data, DataOf(event));
  const auto asked = events::Read<events::CallCancelRequested>(data);
  CancelRequest request;
  TRY_ASSIGN(request.question, IdFrom<QuestionId>(asked.question_id, "question_id"));
  if (asked.call_id) {
    TRY_ASSIGN(request.call, IdFrom<CallId>(*asked.call_id, "call_id"));
  }
  request.reason =
      asked.reason.empty() ? std::string(events::cancel_reason::kCancelled) : asked.reason;
  request.alert_id = AlertIdOrPartOf(event.subject);
  return request;
}

}  // namespace tocsin::voice
