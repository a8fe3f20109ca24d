#include <algorithm>
#include <optional>

#include "schemas/phone_number.hpp"
#include "schemas/topics.hpp"
#include "workers/workflow/errors.hpp"
#include "workers/workflow/function_registry.hpp"
#include "workers/workflow/lint_choices.hpp"
#include "workers/workflow/oncall/field_reader.hpp"
#include "workers/workflow/oncall/resources.hpp"
#include "workers/workflow/question_choices.hpp"
#include "workers/workflow/template.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::size_t kMaxSayBytes = 4000;
constexpr std::string_view kDecisionTimer = "decision";
constexpr Duration kDecisionGrace = std::chrono::seconds(30);
constexpr std::string_view kUnknownTimer = "unknown";
constexpr Duration kUnknownGrace = std::chrono::minutes(3);
constexpr std::string_view kNotReached = "https://tocsin.dev/voice/errors/not-reached";
constexpr std::string_view kCarrier = "https://tocsin.dev/voice/errors/carrier";
constexpr std::string_view kOutcomeUnknown = "https://tocsin.dev/voice/errors/outcome-unknown";
constexpr std::string_view kLimit = "https://tocsin.dev/voice/errors/limit";
constexpr std::string_view kSuperseded = "https://tocsin.dev/voice/errors/superseded";

struct Person {
  std::string contact;
  std::string phone;
  std::string language;
};

struct EndMeaning {
  std::string_view reason;  ///< as call.ended and call.failed say it
  std::string_view type;
  int status;
  std::string_view title;
};
constexpr EndMeaning kNotReachedMeaning = {"", kNotReached, 503, "nobody was reached"};
constexpr EndMeaning kSupersededMeaning = {"", kSuperseded, 409,
                                           "the question was settled elsewhere"};
constexpr EndMeaning kCarrierMeaning = {"", kCarrier, 502,
                                        "the carrier refused or failed the call"};
constexpr EndMeaning kLimitMeaning = {"", kLimit, 429, "a guard of the phone stopped the call"};
constexpr EndMeaning kUnknownMeaning = {"outcome_unknown", kOutcomeUnknown, 504,
                                        "it is not known whether the call was placed"};
constexpr std::string_view kGuards[] = {"limit", "kill_switch", "country", "invalid_number"};

Result<Person> WhoOf(const json::value& to, const Resources& resources) {
  Person person;
  if (to.is_string()) {
    const std::string_view word = to.get_string();
    (IsPhoneNumber(word) ? person.phone : person.contact) = word;
  } else if (to.is_object()) {
    person = {std::string(StringAt(to.get_object(), "contact")),
              std::string(StringAt(to.get_object(), "phone")),
              std::string(StringAt(to.get_object(), "language"))};
  }
  if (const Contact* contact = resources.FindContact(person.contact)) {
    if (person.phone.empty()) person.phone = contact->phone;
    if (person.language.empty()) person.language = contact->language;
  } else if (person.phone.empty() && !person.contact.empty()) {
    return Fail(ErrorKind::kNotFound, "contact '" + person.contact + "' is in no resource file");
  }
  if (!IsPhoneNumber(person.phone))
    return Fail(ErrorKind::kInvalid,
                "'to' must be a contact, a number of '+' and 7 to 15 digits, or {contact, phone, "
                "language}");
  return person;
}

EndMeaning MeaningOf(const Event& event, std::string_view reason) {
  if (reason == kUnknownMeaning.reason) return kUnknownMeaning;
  if (std::ranges::find(kGuards, reason) != std::end(kGuards)) return kLimitMeaning;
  return event.type == type::kCallFailed ? kCarrierMeaning : kNotReachedMeaning;
}

RaisedError Raise(const EndMeaning& meaning, std::string detail) {
  return {std::string(meaning.type), meaning.status, std::string(meaning.title), std::move(detail)};
}

class VoiceAsk final : public Function {
 public:
  std::string_view Name() const override { return "voice.ask"; }
  std::string_view Description() const override {
    return "Phones one person, says something and returns the choice taken: {choice, final, by, "
           "method, evidence}. "
           "Raises https://tocsin.dev/voice/errors/not-reached (busy, no-answer, voicemail, "
           "hung_up or no_input in "
           "detail), carrier, outcome-unknown, limit or superseded. Redialling is the workflow's "
           "try and retry.";
  }
  const std::vector<FunctionField>& Fields() const override {
    static const std::vector<FunctionField> fields = {
        {"to", "any", true, "a contact's name, a phone number, or {contact, phone, language}"},
        {"say", "string", true, "what the person hears first"},
        {"choices", "array", true,
         "[{id, digits, phrases[], confirm: read-back|none, final: true|false, when: condition}]; "
         "an answer that is not final leaves the question open; a choice whose 'when' is false is "
         "not offered"},
        {"context", "object", false, "what 'what happened?' and 'tell me more' are answered from"},
        {"language", "string", false, "language tag; the contact's"},
        {"alert_id", "string", false, "the alert it is about; the run's subject"},
        {"unknown",
         "string",
         false,
         "when it is not known whether the call was placed: raise outcome-unknown, so that "
         "somebody else may be rung, "
         "or wait until it is known",
         {"raise", "wait"}},
        {"withdrawn_as",
         "string",
         false,
         "what the person is told when another branch settles the question",
         {"resolved", "decided", "cancelled", "expired"}},
        {"otherwise", "object", false, "not supported yet"},
        {"quorum", "integer", false, "how many must agree; only 1 is supported yet"},
    };
    return fields;
  }

  FunctionOutcome Begin(FunctionCall& call) const override;
  FunctionOutcome OnEvent(FunctionCall& call, const Event& event) const override;
  FunctionOutcome OnTimer(FunctionCall& call, std::string_view name) const override;
  void OnCancel(FunctionCall& call) const override;
  void Check(const FunctionCheck& check) const override;

 private:
  static std::optional<RaisedError> Unsupported(const json::object& arguments);
  static FunctionOutcome Ended(FunctionCall& call, const Event& event, const json::object& data);
  static FunctionOutcome Decided(const json::object& data);
  static void CheckTo(const FunctionCheck& check);
};

std::optional<RaisedError> VoiceAsk::Unsupported(const json::object& arguments) {
  if (const auto* otherwise = arguments.if_contains("otherwise");
      otherwise != nullptr && !otherwise->is_null())
    return ConfigurationError("'otherwise' is not supported yet");
  const auto* quorum = arguments.if_contains("quorum");
  if (quorum != nullptr && !quorum->is_null() && *quorum != json::value(1))
    return ConfigurationError("'quorum' above 1 is not supported yet");
  return std::nullopt;
}

FunctionOutcome VoiceAsk::Begin(FunctionCall& call) const {
  const json::object& arguments = call.Arguments();
  if (auto error = Unsupported(arguments)) return *error;
  const std::string_view say = StringAt(arguments, "say");
  if (say.empty() || say.size() > kMaxSayBytes)
    return ValidationError("'say' must be a text of 1 to " + std::to_string(kMaxSayBytes) +
                           " bytes");
  const json::value* to = arguments.if_contains("to");
  const auto person = WhoOf(to != nullptr ? *to : json::value(), call.Catalog());
  if (!person)
    return person.error().kind == ErrorKind::kNotFound ? ConfigurationError(person.error().message)
                                                       : ValidationError(person.error().message);
  const json::value* given = arguments.if_contains("choices");
  auto choices = NormalizeChoices(given != nullptr ? *given : json::value());
  if (!choices) return ValidationError(choices.error().message);

  const QuestionPlace place = call.Question();
  const auto question = QuestionId::Derive(
      {"question", call.Run().ToString(), place.reference, std::to_string(place.round)});
  const auto call_id = CallId::Derive({"call", question.ToString(), person->contact, person->phone,
                                       call.Iteration(), std::to_string(call.Visit())});
  const std::string_view wanted = StringAt(arguments, "language");
  const std::string_view fallback =
      person->language.empty() ? std::string_view("en-US") : person->language;
  const json::value* context = arguments.if_contains("context");
  call.State() = {{"question_id", question.ToString()}, {"call_id", call_id.ToString()}};
  call.Emit(
      type::kCallRequested, "",
      {{"call_id", call_id.ToString()},
       {"question_id", question.ToString()},
       {"alert_id", StringAt(arguments, "alert_id", call.Subject())},
       {"to", {{"contact", person->contact}, {"phone", person->phone}}},
       {"say", say},
       {"choices", std::move(*choices)},
       {"language", wanted.empty() ? fallback : wanted},
       {"context",
        context != nullptr && context->is_object() ? *context : json::value(json::object())}});
  return StillWaiting{};
}

FunctionOutcome VoiceAsk::Decided(const json::object& data) {
  json::object output;
  for (const std::string_view key : {"choice", "final", "by", "method", "evidence"}) {
    const json::value* value = data.if_contains(key);
    output[key] = value != nullptr ? *value : json::value();
  }
  if (output["final"].is_null()) output["final"] = true;
  return json::value(std::move(output));
}

FunctionOutcome VoiceAsk::OnEvent(FunctionCall& call, const Event& event) const {
  const auto data = EventData(event);
  if (!data || !data->is_object()) return StillWaiting{};
  const json::object& object = data->get_object();
  const bool ours = StringAt(object, "call_id") == StringAt(call.State(), "call_id") ||
                    StringAt(object, "question_id") == StringAt(call.State(), "question_id");
  if (!ours) return StillWaiting{};
  if (event.type == type::kDecisionMade)
    return StringAt(object, "choice").empty() ? FunctionOutcome(StillWaiting{}) : Decided(object);
  if (event.type == type::kCallEnded || event.type == type::kCallFailed)
    return Ended(call, event, object);
  call.ClearTimer(kUnknownTimer);
  return StillWaiting{};
}

FunctionOutcome VoiceAsk::Ended(FunctionCall& call, const Event& event, const json::object& data) {
  std::string reason(StringAt(data, "reason"));
  std::ranges::replace(reason, '-', '_');
  if (reason == kUnknownMeaning.reason && StringAt(call.Arguments(), "unknown") == "wait") {
    call.SetTimer(kUnknownTimer, call.Now() + kUnknownGrace);
    return StillWaiting{};
  }
  if (const json::value* decision = data.if_contains("decision");
      decision != nullptr && decision->is_object())
    return Decided(decision->get_object());
  // The decision travels on a topic of its own and may come after the end of its call.
  if (reason == "decided" || reason == "superseded") {
    call.SetTimer(kDecisionTimer, call.Now() + kDecisionGrace);
    return StillWaiting{};
  }
  const EndMeaning meaning = MeaningOf(event, reason);
  if (reason == "no_answer") reason = "no-answer";
  if (reason.empty()) reason = meaning.type == kNotReached ? "hung_up" : "no reason given";
  if (const std::string_view detail = StringAt(data, "detail"); !detail.empty())
    reason.append(": ").append(detail);
  return Raise(meaning, std::move(reason));
}

FunctionOutcome VoiceAsk::OnTimer(FunctionCall&, std::string_view name) const {
  if (name == kUnknownTimer) return Raise(kUnknownMeaning, std::string(kUnknownMeaning.reason));
  return Raise(kSupersededMeaning, "superseded");
}

void VoiceAsk::OnCancel(FunctionCall& call) const {
  const json::object& state = call.State();
  if (!state.contains("call_id")) return;
  json::object data{{"question_id", state.at("question_id")}, {"reason", "expired"}};
  if (call.QuestionEnds()) {
    // Without a call it is for all calls of the question, those of unknown outcome too.
    data["reason"] = StringAt(call.Arguments(), "withdrawn_as", "cancelled");
  } else {
    data["call_id"] = state.at("call_id");
  }
  call.Emit(type::kCallCancelRequested, "", data);
}

void VoiceAsk::CheckTo(const FunctionCheck& check) {
  const YamlNode* to = check.Literal("to");
  if (to == nullptr || check.resources == nullptr) return;
  const YamlNode* contact =
      to->IsMap() ? (to->Find("phone") == nullptr ? to->Find("contact") : nullptr) : to;
  if (contact == nullptr || !contact->IsScalar() || IsExpression(contact->text) ||
      IsPhoneNumber(contact->text))
    return;
  if (check.resources->FindContact(contact->text) != nullptr) return;
  std::vector<std::string_view> known;
  for (const auto& item : check.resources->AllContacts()) known.push_back(item.id);
  check.error(contact->mark, "contact '" + contact->text + "' is in no resource file" +
                                 DidYouMean(contact->text, known));
}

void VoiceAsk::Check(const FunctionCheck& check) const {
  if (const YamlNode* otherwise = check.with.Find("otherwise"))
    check.error(otherwise->mark, "'otherwise' is not supported yet");
  if (const YamlNode* quorum = check.Literal("quorum"); quorum != nullptr && quorum->text != "1")
    check.error(quorum->mark, "'quorum' above 1 is not supported yet");
  if (const YamlNode* say = check.Literal("say"); say != nullptr && say->text.size() > kMaxSayBytes)
    check.error(say->mark, "'say' is longer than " + std::to_string(kMaxSayBytes) + " bytes");
  CheckTo(check);
  if (const YamlNode* choices = check.Literal("choices")) LintChoices(check, *choices);
}

}  // namespace

void RegisterFunction_voice_ask(FunctionRegistry& registry);
void RegisterFunction_voice_ask(FunctionRegistry& registry) {
  registry.Add(std::make_unique<VoiceAsk>());
}

}  // namespace tocsin::workflow
