#include <algorithm>
#include <optional>

#include "schemas/events/calls.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/people.hpp"
#include "schemas/json.hpp"
#include "schemas/topics.hpp"
#include "workers/workflow/functions/voice_ask_errors.hpp"
#include "workers/workflow/functions/voice_ask_keys.hpp"
#include "workers/workflow/functions/voice_ask_page.hpp"
#include "workers/workflow/language/asked_calls.hpp"
#include "workers/workflow/language/asked_question.hpp"
#include "workers/workflow/language/call_steps.hpp"
#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/language/lint_choices.hpp"
#include "workers/workflow/language/question_choices.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {
namespace {

/// What it remembers; who is rung is AskedCalls'.
constexpr std::string_view kQuestionAsked = "question_id";
constexpr std::string_view kAskedInCall = "call_id";
/// Of a call: "decision/ID". A former release had one call, and the word alone.
constexpr std::string_view kDecisionTimer = "decision";
constexpr Duration kDecisionGrace = std::chrono::seconds(30);
constexpr std::string_view kUnknownTimer = "unknown";
constexpr Duration kUnknownGrace = std::chrono::minutes(3);

std::string TimerOf(std::string_view timer, std::string_view call) {
  return std::string(timer) + '/' + std::string(call);
}

class VoiceAsk final : public Function {
 public:
  std::string_view Name() const override { return "voice.ask"; }
  std::string_view Description() const override { return kVoiceAskDescription; }
  const FieldTable& Fields() const override { return KeysOf<VoiceAskKeys>(); }
  const FieldTable& Output() const override { return VoiceAskAnswer::Spec(); }
  const std::vector<ErrorMeaning>& Errors() const override;
  const std::vector<Example>& Examples() const override { return VoiceAskExamples(); }
  bool AsksPerson() const override { return true; }

  FunctionOutcome Begin(FunctionCall& call) const override;
  FunctionOutcome OnEvent(FunctionCall& call, const Event& event) const override;
  FunctionOutcome OnTimer(FunctionCall& call, std::string_view name) const override;
  void OnCancel(FunctionCall& call) const override;
  void Check(const FunctionCheck& check) const override;

 private:
  static std::optional<RaisedError> Unsupported(const json::object& arguments);
  static FunctionOutcome AskInCall(FunctionCall& call, std::string_view say,
                                   std::vector<events::Choice> choices);
  static FunctionOutcome Ended(FunctionCall& call, const Event& event, events::CallProgress ended);
  static bool AsksInCall(FunctionCall& call) {
    const auto* to = call.Arguments().if_contains(KeysOf<VoiceAskKeys>().to);
    return to == nullptr || to->is_null();
  }
  static void Ring(FunctionCall& call, const AskedPerson& person, events::CallRequested& request);
  static json::value AnswerOf(events::OtherDecision decision);
  static json::value WithAll(FunctionCall& call, json::value answer);
  static FunctionOutcome Decided(FunctionCall& call, std::string_view of,
                                 events::OtherDecision decision);
  static FunctionOutcome Missed(FunctionCall& call, std::string_view of, RaisedError error);
  static FunctionOutcome Concluded(FunctionCall& call);
};

std::optional<RaisedError> VoiceAsk::Unsupported(const json::object& arguments) {
  const auto& keys = KeysOf<VoiceAskKeys>();
  if (const auto* otherwise = arguments.if_contains(keys.otherwise);
      otherwise != nullptr && !otherwise->is_null())
    return ConfigurationError("'otherwise' is not supported yet");
  const auto* quorum = arguments.if_contains(keys.quorum);
  if (quorum != nullptr && !quorum->is_null() && *quorum != json::value(1))
    return ConfigurationError("'quorum' above 1 is not supported yet");
  return std::nullopt;
}

Result<std::vector<events::Choice>> ChoicesOf(const json::object& arguments) {
  const json::value* given = arguments.if_contains(KeysOf<VoiceAskKeys>().choices);
  return NormalizeChoices(given != nullptr ? *given : json::value());
}

FunctionOutcome VoiceAsk::Begin(FunctionCall& call) const {
  const json::object& arguments = call.Arguments();
  const auto& keys = KeysOf<VoiceAskKeys>();
  if (auto error = Unsupported(arguments)) return *error;
  const std::string_view say = StringAt(arguments, keys.say);
  if (say.empty() || say.size() > events::kMostSayBytes)
    return ValidationError("'say' must be a text of 1 to " + std::to_string(events::kMostSayBytes) +
                           " bytes");
  const json::value* to = arguments.if_contains(keys.to);
  if (to == nullptr || to->is_null()) {
    auto answers = ChoicesOf(arguments);
    if (!answers) return ValidationError(answers.error().message);
    return AskInCall(call, say, *std::move(answers));
  }
  const auto people = AskedPeople(*to, call.Catalog());
  if (!people)
    return people.error().kind == ErrorKind::kNotFound ? ConfigurationError(people.error().message)
                                                       : ValidationError(people.error().message);
  auto choices = ChoicesOf(arguments);
  if (!choices) return ValidationError(choices.error().message);

  const auto listen = events::ReadListen(arguments.if_contains(keys.listen));
  if (!listen) return ValidationError(listen.error().message);

  const auto question = QuestionIdAt(call);
  const json::value* context = arguments.if_contains(keys.context);
  call.State() = {{kQuestionAsked, question}};
  // By a link, or on a call that rang back, between two goes: nobody is rung for it any more.
  if (const auto* decided = call.DecisionOf(question))
    return Decided(call, "", events::Read<events::OtherDecision>(*decided));
  call.Asked(question, StringAt(arguments, keys.withdrawn_as, events::cancel_reason::kCancelled));
  call.Await(question);
  events::CallRequested request{
      .call_id = {},
      .question_id = question,
      .alert_id = std::string(StringAt(arguments, keys.alert_id, call.Subject())),
      .to = {},
      .say = std::string(say),
      .choices = std::move(*choices),
      .language = {},
      .zone = {},
      .context =
          context != nullptr && IfMap(*context) != nullptr ? *IfMap(*context) : json::object(),
      .listen = *listen,
      .voicemail = std::string(StringAt(arguments, keys.voicemail, events::kVoicemailHangUp)),
      .requested_by = std::nullopt};
  for (const auto& person : *people) Ring(call, person, request);
  return StillWaiting{};
}

void VoiceAsk::Ring(FunctionCall& call, const AskedPerson& person, events::CallRequested& request) {
  const auto id = CallId::Derive({"call", request.question_id, person.contact, person.phone,
                                  call.Iteration(), std::to_string(call.Visit())})
                      .ToString();
  const std::string_view wanted = StringAt(call.Arguments(), KeysOf<VoiceAskKeys>().language);
  const std::string_view fallback =
      person.language.empty() ? call.Catalog().DefaultLanguage() : person.language;
  request.call_id = id;
  request.to = {
      .contact = person.contact, .phone = person.phone, .calls_per_hour = person.calls_per_hour};
  request.language = wanted.empty() ? fallback : wanted;
  request.zone = person.zone.empty() ? std::nullopt : std::optional(person.zone);
  AskedCalls(call.State()).Add(id, person.ShownName());
  call.Emit(type::kCallRequested, "", events::Written(request));
}

/// Each asking is a question of its own: the call that it is asked in is there once.
FunctionOutcome VoiceAsk::AskInCall(FunctionCall& call, std::string_view say,
                                    std::vector<events::Choice> choices) {
  const auto& arguments = call.Arguments();
  const auto& keys = KeysOf<VoiceAskKeys>();
  const auto given = StringAt(arguments, keys.in_call);
  const auto question = QuestionId::Derive({"question", call.Run().ToString(), call.Task(),
                                            call.Iteration(), std::to_string(call.Visit())})
                            .ToString();
  events::CallStepRequested step{.act = std::string(events::kStepAsk),
                                 .question_id = question,
                                 .say = std::string(say),
                                 .choices = std::move(choices)};
  if (const auto language = StringAt(arguments, keys.language); !language.empty())
    step.language = language;
  if (const json::value* context = arguments.if_contains(keys.context);
      context != nullptr && IfMap(*context) != nullptr)
    step.context = *IfMap(*context);
  auto listen = events::ReadListen(arguments.if_contains(keys.listen));
  if (!listen) return ValidationError(listen.error().message);
  step.listen = *std::move(listen);
  call.State() = {{kQuestionAsked, question}, {kAskedInCall, LedCallOf(call, given).value_or("")}};
  auto outcome = RequestStep(call, given, std::move(step));
  if (std::holds_alternative<StillWaiting>(outcome))
    call.Asked(question, StringAt(arguments, keys.withdrawn_as, events::cancel_reason::kCancelled));
  return outcome;
}

json::value VoiceAsk::AnswerOf(events::OtherDecision decision) {
  return EncodeJson(VoiceAskAnswer{.choice = std::move(decision.choice),
                                   .final = decision.final,
                                   .by = std::move(decision.by),
                                   .method = std::move(decision.method),
                                   .evidence = std::move(decision.evidence)});
}

/// Empty `of`: a decision of this question on a call of another asking, or in a call that came in.
FunctionOutcome VoiceAsk::Decided(FunctionCall& call, std::string_view of,
                                  events::OtherDecision decision) {
  const std::string question(StringAt(call.State(), kQuestionAsked));
  const bool final = decision.final;
  if (final) call.Settled(question);
  auto answer = AnswerOf(std::move(decision));
  if (AsksInCall(call)) return answer;
  AskedCalls calls(call.State());
  if (!of.empty()) calls.NoteAnswer(of, answer);
  if (!final) return Concluded(call);
  // Who else is rung for it need not be any more.
  if (!of.empty() && !calls.Live().empty())
    call.Emit(type::kCallCancelRequested, "",
              events::Written(events::CallCancelRequested{
                  .question_id = question,
                  .call_id = std::nullopt,
                  .reason = std::string(events::cancel_reason::kDecided)}));
  return WithAll(call, std::move(answer));
}

/// The output, with all answers where a list was rung.
json::value VoiceAsk::WithAll(FunctionCall& call, json::value answer) {
  const auto* to = call.Arguments().if_contains(KeysOf<VoiceAskKeys>().to);
  if (to != nullptr && to->is_array())
    answer.get_object()[NameOf<&VoiceAskAnswer::answers>()] = AskedCalls(call.State()).Answers();
  return answer;
}

FunctionOutcome VoiceAsk::Concluded(FunctionCall& call) {
  const AskedCalls calls(call.State());
  if (!calls.AllOver()) return StillWaiting{};
  auto outcome = calls.Outcome(ask_error::kNotReached.type);
  if (auto* answer = std::get_if<json::value>(&outcome)) return WithAll(call, std::move(*answer));
  return outcome;
}

FunctionOutcome VoiceAsk::Missed(FunctionCall& call, std::string_view of, RaisedError error) {
  AskedCalls calls(call.State());
  calls.NoteError(of, error);
  return Concluded(call);
}

FunctionOutcome VoiceAsk::OnEvent(FunctionCall& call, const Event& event) const {
  // Of a question that is asked in a call: the end of the step says how it ended.
  if (event.type == type::kCallStepEnded) return FollowStep(event, nullptr);
  auto about = events::Read<events::CallProgress>(event);
  const bool in_call = AsksInCall(call);
  const bool of_call = in_call ? about.call_id == StringAt(call.State(), kAskedInCall)
                               : AskedCalls(call.State()).Has(about.call_id);
  if (!of_call && about.question_id != StringAt(call.State(), kQuestionAsked))
    return StillWaiting{};
  if (event.type == type::kDecisionMade) {
    auto decision = events::Read<events::OtherDecision>(event);
    // "Not me" of another person leaves this one asked.
    if (decision.choice.empty() || (!of_call && !decision.final)) return StillWaiting{};
    return Decided(call, of_call ? about.call_id : "", std::move(decision));
  }
  if (in_call || !of_call || AskedCalls(call.State()).Over(about.call_id)) return StillWaiting{};
  if (about.next_provider) return StillWaiting{};  // an attempt failed, the call goes on
  if (event.type == type::kCallEnded || event.type == type::kCallFailed)
    return Ended(call, event, std::move(about));
  call.ClearTimer(TimerOf(kUnknownTimer, about.call_id));
  call.ClearTimer(kUnknownTimer);
  return StillWaiting{};
}

FunctionOutcome VoiceAsk::Ended(FunctionCall& call, const Event& event,
                                events::CallProgress ended) {
  const std::string id = ended.call_id;
  std::string reason = ended.reason.value_or("");
  std::ranges::replace(reason, '-', '_');
  if (reason == ask_error::kUnknownReason &&
      StringAt(call.Arguments(), KeysOf<VoiceAskKeys>().unknown) == "wait") {
    call.SetTimer(TimerOf(kUnknownTimer, id), call.Now() + kUnknownGrace);
    return StillWaiting{};
  }
  if (ended.decision) return Decided(call, id, *std::move(ended.decision));
  // The decision travels on a topic of its own and may come after the end of its call.
  if (reason == "decided" || reason == "superseded") {
    call.SetTimer(TimerOf(kDecisionTimer, id), call.Now() + kDecisionGrace);
    return StillWaiting{};
  }
  return Missed(call, id,
                ask_error::OfEnd(event.type, std::move(reason), ended.detail.value_or("")));
}

FunctionOutcome VoiceAsk::OnTimer(FunctionCall& call, std::string_view name) const {
  const auto slash = name.find('/');
  const auto kind = name.substr(0, slash);
  const auto live = AskedCalls(call.State()).Live();
  const auto id = slash != name.npos ? std::string(name.substr(slash + 1))
                  : live.empty()     ? std::string()
                                     : live.front();
  if (AskedCalls(call.State()).Over(id)) return StillWaiting{};
  return Missed(call, id,
                kind == kUnknownTimer
                    ? ask_error::Raise(ask_error::kUnknown, std::string(ask_error::kUnknownReason))
                    : ask_error::Raise(ask_error::kSuperseded, "superseded"));
}

void VoiceAsk::OnCancel(FunctionCall& call) const {
  const json::object& state = call.State();
  if (!state.contains(kQuestionAsked)) return;
  events::CallCancelRequested request{.question_id = std::string(StringAt(state, kQuestionAsked)),
                                      .call_id = std::nullopt,
                                      .reason = std::string(events::cancel_reason::kExpired)};
  const auto cancel = [&] { call.Emit(type::kCallCancelRequested, "", events::Written(request)); };
  if (call.QuestionEnds() || AsksInCall(call)) {
    // Without a call it is for all calls of the question, those of unknown outcome too.
    if (!call.TimedOut())
      request.reason = StringAt(call.Arguments(), KeysOf<VoiceAskKeys>().withdrawn_as,
                                events::cancel_reason::kCancelled);
    call.Settled(request.question_id);
    return cancel();
  }
  for (auto& live : AskedCalls(call.State()).Live()) {
    request.call_id = std::move(live);
    cancel();
  }
}

void VoiceAsk::Check(const FunctionCheck& check) const {
  const auto& keys = KeysOf<VoiceAskKeys>();
  if (const YamlNode* otherwise = check.with.Find(keys.otherwise))
    check.error(otherwise->mark, "'otherwise' is not supported yet");
  if (const YamlNode* quorum = check.Literal(keys.quorum); quorum != nullptr && quorum->text != "1")
    check.error(quorum->mark, "'quorum' above 1 is not supported yet");
  if (const YamlNode* say = check.Literal(keys.say);
      say != nullptr && say->kind == YamlNode::Kind::kString && say->text.empty())
    check.error(say->mark, "'say' is empty");
  if (const YamlNode* say = check.Literal(keys.say);
      say != nullptr && say->text.size() > events::kMostSayBytes)
    check.error(say->mark,
                "'say' is longer than " + std::to_string(events::kMostSayBytes) + " bytes");
  if (const YamlNode* to = check.Literal(keys.to)) CheckAskedPeople(check, *to);
  CheckStepLanguage(check, check.Literal(keys.language));
  CheckStepListen(check, check.Literal(keys.listen));
  if (const YamlNode* choices = check.Literal(keys.choices)) LintChoices(check, *choices);
}

const std::vector<ErrorMeaning>& VoiceAsk::Errors() const {
  static const std::vector<ErrorMeaning> errors = {ask_error::kNotReached, ask_error::kCarrier,
                                                   ask_error::kUnknown,    ask_error::kLimit,
                                                   ask_error::kSuperseded, kCallOverMeaning};
  return errors;
}

}  // namespace

void RegisterFunction_voice_ask(FunctionRegistry& registry);
void RegisterFunction_voice_ask(FunctionRegistry& registry) {
  registry.Add(std::make_unique<VoiceAsk>());
}

}  // namespace tocsin::workflow
