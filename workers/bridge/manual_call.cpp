#include "workers/bridge/manual_call.hpp"

#include <algorithm>

#include "schemas/events/alerts.hpp"
#include "schemas/events/calls.hpp"
#include "schemas/events/data.hpp"
#include "schemas/json.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/media_type.hpp"
#include "schemas/phone_number.hpp"
#include "schemas/topics.hpp"
#include "schemas/trace_context.hpp"
#include "workers/bridge/problems.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::size_t kLongestId = 200;
constexpr std::size_t kLongestSummary = 2'000;
constexpr std::size_t kLongestLanguage = 35;
constexpr std::size_t kLongestContext = 32 * 1024;
constexpr std::size_t kLongestIdempotencyKey = 255;

using Refusal = tl::unexpected<HttpResponse>;

bool HasControl(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\t' && c != '\r') || byte == 0x7f;
  });
}

bool HasNul(const json::value& value) {
  if (value.is_string()) return value.get_string().find('\0') != json::string::npos;
  if (value.is_array()) return std::ranges::any_of(value.get_array(), HasNul);
  if (!value.is_object()) return false;
  return std::ranges::any_of(value.get_object(), [](const auto& member) {
    return member.key().find('\0') != json::string_view::npos || HasNul(member.value());
  });
}

/// A required text; numbers are taken where monitors send ids as numbers.
tl::expected<std::string, HttpResponse> TextField(const json::object& body, std::string_view name,
                                                  std::size_t longest) {
  const auto* value = body.if_contains(name);
  if (value == nullptr || value->is_null()) return Refusal(FieldProblem(name, "is missing"));
  std::string text;
  if (value->is_string()) {
    text = value->get_string();
  } else if (IsInteger(*value)) {
    text = JsonText(*value);
  } else {
    return Refusal(FieldProblem(name, "must be a string"));
  }
  if (text.empty()) return Refusal(FieldProblem(name, "is empty"));
  if (text.size() > longest) {
    return Refusal(FieldProblem(name, "longer than " + std::to_string(longest) + " bytes"));
  }
  if (HasControl(text)) return Refusal(FieldProblem(name, "has a control character"));
  return text;
}

struct Fields {
  std::string phone, alert, summary;
  std::string language;  ///< empty: the default
  json::object context;
};

tl::expected<Fields, HttpResponse> ReadFields(const json::object& body) {
  Fields fields;
  TRY_ASSIGN(fields.phone, TextField(body, "phone_number", 32));
  if (!IsPhoneNumber(fields.phone)) {
    return Refusal(
        FieldProblem("phone_number", "must be '+' and 7 to 15 digits, such as +15551234567"));
  }
  TRY_ASSIGN(fields.alert, TextField(body, "alert_id", kLongestId));
  TRY_ASSIGN(fields.summary, TextField(body, "alert_summary", kLongestSummary));
  if (const auto* language = body.if_contains("language"); language && !language->is_null()) {
    TRY_ASSIGN(fields.language, TextField(body, "language", kLongestLanguage));
    if (auto wrong = CheckSpokenLanguage(fields.language); !wrong.empty())
      return Refusal(FieldProblem("language", wrong));
  }
  const auto* context = body.if_contains("alert_context");
  if (context == nullptr || context->is_null()) return fields;
  const auto* map = IfMap(*context);
  if (map == nullptr) return Refusal(FieldProblem("alert_context", "must be an object"));
  if (HasNul(*context)) return Refusal(FieldProblem("alert_context", "has a NUL character"));
  if (JsonText(*context).size() > kLongestContext) {
    return Refusal(FieldProblem("alert_context", "longer than 32768 bytes"));
  }
  fields.context = *map;
  return fields;
}

std::vector<events::Choice> ChoicesOf(bool approvable) {
  std::vector<events::Choice> choices;
  if (approvable)
    choices.push_back({.id = "approve",
                       .digits = "1",
                       .phrases = {"approve", "approve it", "approve the action", "go ahead"}});
  choices.push_back({.id = "dismiss",
                     .digits = "2",
                     .phrases = {"dismiss", "dismiss it", "ignore", "ignore it"}});
  return choices;
}

Event RequestedEvent(const Fields& fields, const ManualCallRules& rules, const CallId& id,
                     TimePoint now) {
  json::object context = fields.context;
  std::optional<json::value> remedy;
  if (rules.remedy) {
    json::object alert = context;
    alert.emplace(NameOf<&events::AlertRaised::alert_id>(), fields.alert);
    remedy = rules.remedy(alert);
  }
  const bool known = remedy && remedy->is_object();
  // What an approval does is said on the phone, and is done even if the resources change meanwhile.
  if (known) context[NameOf<&events::AlertRaised::recommended_action>()] = *std::move(remedy);
  Event event;
  event.id = Uuid::Derive({type::kCallRequested, id.ToString()}).ToString();
  event.source = "/tocsin/api";
  event.type = type::kCallRequested;
  event.subject = fields.alert;
  event.time = FormatTime(now);
  event.data = events::Written(
      events::CallRequested{.call_id = id.ToString(),
                            .question_id = QuestionId::Derive({"api", id.ToString()}).ToString(),
                            .alert_id = fields.alert,
                            .to = {.contact = {}, .phone = fields.phone},
                            .say = fields.summary,
                            .choices = ChoicesOf(known || !remedy),
                            .language = fields.language.empty() ? rules.language : fields.language,
                            .zone = std::nullopt,
                            .context = std::move(context),
                            .requested_by = std::string(events::kRequestedByApi)});
  return event;
}

}  // namespace

tl::expected<std::string, HttpResponse> IdempotencyKey(const HttpRequest& request) {
  const auto key = HeaderValue(request.headers, "Idempotency-Key");
  if (key.size() > kLongestIdempotencyKey) {
    return Refusal(FieldProblem("Idempotency-Key", "longer than 255 bytes"));
  }
  return std::string(key);
}

tl::expected<ManualCall, HttpResponse> ReadManualCall(const HttpRequest& request,
                                                      std::string_view caller, TimePoint now,
                                                      const ManualCallRules& rules) {
  if (MediaType(HeaderValue(request.headers, "Content-Type")) != "application/json") {
    return Refusal(
        Problem(415, "Unsupported Media Type", "send the four fields as application/json"));
  }
  TRY_ASSIGN(const std::string key, IdempotencyKey(request));
  const auto body = ParseJson(request.body);
  if (!body) return Refusal(Problem(400, "Bad Request", body.error().message));
  if (IfMap(*body) == nullptr)
    return Refusal(Problem(422, "Unprocessable Content", "the body must be a JSON object"));
  TRY_ASSIGN(const Fields fields, ReadFields(body->get_object()));
  ManualCall call;
  call.id = key.empty() ? CallId(RandomUuid()) : CallId::Derive({"api", caller, key});
  call.alert_id = fields.alert;
  call.event = RequestedEvent(fields, rules, call.id, now);
  Follow(call.event, HeaderValue(request.headers, "traceparent"),
         HeaderValue(request.headers, "tracestate"));
  call.body_hash = Sha256Hex(CanonicalJson(*body));
  return call;
}

}  // namespace tocsin::bridge
