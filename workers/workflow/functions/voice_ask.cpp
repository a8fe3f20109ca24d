#include <algorithm>
#include <cmath>
#include <optional>

#include "schemas/events/calls.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/people.hpp"
#include "schemas/json.hpp"
#include "schemas/phone_number.hpp"
#include "schemas/topics.hpp"
#include "workers/workflow/functions/voice_keys.hpp"
#include "workers/workflow/language/asked_calls.hpp"
#include "workers/workflow/language/asked_question.hpp"
#include "workers/workflow/language/call_steps.hpp"
#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/language/lint_choices.hpp"
#include "workers/workflow/language/template.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::size_t kMaxSayBytes = 4000;
constexpr std::size_t kMostPeople = 10;
/// Of a call: "decision/ID". A former release had one call, and the word alone.
constexpr std::string_view kDecisionTimer = "decision";
constexpr Duration kDecisionGrace = std::chrono::seconds(30);
constexpr std::string_view kUnknownTimer = "unknown";
constexpr Duration kUnknownGrace = std::chrono::minutes(3);
constexpr std::string_view kNotReached = "https://tocsin.dev/voice/errors/not-reached";
constexpr std::string_view kCarrier = "https://tocsin.dev/voice/errors/carrier";
constexpr std::string_view kOutcomeUnknown = "https://tocsin.dev/voice/errors/outcome-unknown";
constexpr std::string_view kLimit = "https://tocsin.dev/voice/errors/limit";
constexpr std::string_view kSuperseded = "https://tocsin.dev/voice/errors/superseded";

/// What it gives.
struct Answer {
  std::string choice;
  bool final = true;
  events::By by;
  std::string method;
  events::Evidence evidence;
  std::optional<std::vector<json::object>> answers = {};  ///< of all who were rung at once
  static const FieldTable& Spec();
};

struct Person {
  std::string contact;
  std::string phone;
  std::string language;
  std::string zone;
  std::optional<int> calls_per_hour = {};
};

constexpr ErrorMeaning kNotReachedMeaning = {
    kNotReached, 503, "nobody was reached",
    "The phone was dialled and nobody decided. `detail`: busy, no-answer, voicemail, hung_up, "
    "line_lost (its media socket broke and the carrier did not come back), screened (a device "
    "asked who calls and no person came), no_input, not_understood, wrong_pin (three times), "
    "time_limit, or what the carrier called it.",
    "Yes: it is a definite end, so the same person may be rung again after a pause."};
constexpr ErrorMeaning kSupersededMeaning = {
    kSuperseded, 409, "the question was settled elsewhere",
    "The call ended because the question was closed, and no decision followed within 30 s.",
    "No: it is over for this question."};
constexpr ErrorMeaning kCarrierMeaning = {
    kCarrier, 502, "the carrier refused or failed the call",
    "Nothing rang. `detail`: refused, carrier_unreachable, no_carrier (none is set up), lost (it "
    "was "
    "found that the call never rang), and what the carrier said.",
    "After a pause, where the carrier or the network was the cause; a number that is refused stays "
    "refused."};
constexpr ErrorMeaning kLimitMeaning = {
    kLimit, 429, "a guard of the phone stopped the call",
    "A guard forbade the dial. `detail`: limit (too many calls), budget (see "
    "`tocsin.budget.refused`), kill_switch, country, "
    "invalid_number.",
    "No: ring somebody else, or change the setting `limits` or `cost`."};
constexpr ErrorMeaning kUnknownMeaning = {
    kOutcomeUnknown, 504, "it is not known whether the call was placed",
    "The carrier's answer to the dial was lost and for 20 s nothing showed whether it rings. With "
    "`unknown: wait`: for three minutes more.",
    "Ring somebody else: this number is not dialled again for this question until it is known."};
constexpr std::string_view kUnknownReason = "outcome_unknown";  ///< as call.failed says it
constexpr std::string_view kRefusedReason = "invalid_request";  ///< the request could not be read
constexpr std::string_view kGuards[] = {"limit", "budget", "kill_switch", "country",
                                        "invalid_number"};

Result<std::optional<int>> CallsPerHourIn(const json::object& to) {
  const auto& key = KeysOf<VoiceAskToKeys>().calls_per_hour;
  const auto* given = to.if_contains(key);
  if (given == nullptr || given->is_null()) return std::nullopt;
  const double number = given->is_number() ? given->to_number<double>() : 0;
  if (number != std::floor(number) || number < events::kFewestCallsPerHour ||
      number > events::kMostCallsPerHour)
    return Fail(ErrorKind::kInvalid, key.Quoted() + " must be a whole number from " +
                                         std::to_string(events::kFewestCallsPerHour) + " to " +
                                         std::to_string(events::kMostCallsPerHour));
  return static_cast<int>(number);
}

Result<Person> WhoOf(const json::value& to, const Resources& resources) {
  const auto& keys = KeysOf<VoiceAskToKeys>();
  Person person;
  if (to.is_string()) {
    const std::string_view word = to.get_string();
    (IsPhoneNumber(word) ? person.phone : person.contact) = word;
  } else if (to.is_object()) {
    person = {std::string(StringAt(to.get_object(), keys.contact)),
              std::string(StringAt(to.get_object(), keys.phone)),
              std::string(StringAt(to.get_object(), keys.language)),
              {}};
    TRY_ASSIGN(person.calls_per_hour, CallsPerHourIn(to.get_object()));
  }
  const Contact* contact = resources.FindContact(person.contact);
  person.zone = resources.ZoneOf(contact);
  if (contact != nullptr) {
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

std::string ShownName(const Person& person) {
  return person.contact.empty() ? person.phone : person.contact;
}

/// Everybody once, in the order given.
Result<std::vector<Person>> PeopleOf(const json::value& to, const Resources& resources) {
  std::vector<Person> people;
  const auto* list = to.if_array();
  if (list != nullptr && (list->empty() || list->size() > kMostPeople))
    return Fail(ErrorKind::kInvalid,
                "'to' must name 1 to " + std::to_string(kMostPeople) + " people");
  for (const auto& one : list == nullptr ? json::array{to} : *list) {
    TRY_ASSIGN(auto person, WhoOf(one, resources));
    const auto same = [&](const Person& known) { return known.phone == person.phone; };
    if (std::ranges::none_of(people, same)) people.push_back(std::move(person));
  }
  return people;
}

std::string TimerOf(std::string_view timer, std::string_view call) {
  return std::string(timer) + '/' + std::string(call);
}

const ErrorMeaning& MeaningOf(const Event& event, std::string_view reason) {
  if (reason == kUnknownReason) return kUnknownMeaning;
  if (std::ranges::find(kGuards, reason) != std::end(kGuards)) return kLimitMeaning;
  return event.type == type::kCallFailed ? kCarrierMeaning : kNotReachedMeaning;
}

RaisedError Raise(const ErrorMeaning& meaning, std::string detail) {
  return {std::string(meaning.type), meaning.status, std::string(meaning.title), std::move(detail)};
}

class VoiceAsk final : public Function {
 public:
  std::string_view Name() const override { return "voice.ask"; }
  std::string_view Description() const override;
  const FieldTable& Fields() const override { return KeysOf<VoiceAskKeys>(); }
  const FieldTable& Output() const override { return Answer::Spec(); }
  const std::vector<ErrorMeaning>& Errors() const override;
  const std::vector<Example>& Examples() const override;
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
  static void Ring(FunctionCall& call, const Person& person, events::CallRequested& request);
  static json::value AnswerOf(events::OtherDecision decision);
  static json::value WithAll(FunctionCall& call, json::value answer);
  static FunctionOutcome Decided(FunctionCall& call, std::string_view of,
                                 events::OtherDecision decision);
  static FunctionOutcome Missed(FunctionCall& call, std::string_view of, RaisedError error);
  static FunctionOutcome Concluded(FunctionCall& call);
  static void CheckTo(const FunctionCheck& check, const YamlNode& to);
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
  if (say.empty() || say.size() > kMaxSayBytes)
    return ValidationError("'say' must be a text of 1 to " + std::to_string(kMaxSayBytes) +
                           " bytes");
  const json::value* to = arguments.if_contains(keys.to);
  if (to == nullptr || to->is_null()) {
    auto answers = ChoicesOf(arguments);
    if (!answers) return ValidationError(answers.error().message);
    return AskInCall(call, say, *std::move(answers));
  }
  const auto people = PeopleOf(*to, call.Catalog());
  if (!people)
    return people.error().kind == ErrorKind::kNotFound ? ConfigurationError(people.error().message)
                                                       : ValidationError(people.error().message);
  auto choices = ChoicesOf(arguments);
  if (!choices) return ValidationError(choices.error().message);

  const auto listen = events::ReadListen(arguments.if_contains(keys.listen));
  if (!listen) return ValidationError(listen.error().message);

  const auto question = QuestionIdAt(call);
  const json::value* context = arguments.if_contains(keys.context);
  call.State() = {{"question_id", question}};
  // By a link, or on a call that rang back, between two goes: nobody is rung for it any more.
  if (const auto* decided = call.DecisionOf(question))
    return Decided(call, "", events::Read<events::OtherDecision>(*decided));
  call.Asked(question, StringAt(arguments, keys.withdrawn_as, "cancelled"));
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
      .voicemail = std::string(StringAt(arguments, keys.voicemail, "hang-up")),
      .requested_by = std::nullopt};
  for (const auto& person : *people) Ring(call, person, request);
  return StillWaiting{};
}

void VoiceAsk::Ring(FunctionCall& call, const Person& person, events::CallRequested& request) {
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
  AskedCalls(call.State()).Add(id, ShownName(person));
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
  call.State() = {{"question_id", question}, {"call_id", LedCallOf(call, given).value_or("")}};
  auto outcome = RequestStep(call, given, std::move(step));
  if (std::holds_alternative<StillWaiting>(outcome))
    call.Asked(question, StringAt(arguments, keys.withdrawn_as, "cancelled"));
  return outcome;
}

json::value VoiceAsk::AnswerOf(events::OtherDecision decision) {
  return EncodeJson(Answer{.choice = std::move(decision.choice),
                           .final = decision.final,
                           .by = std::move(decision.by),
                           .method = std::move(decision.method),
                           .evidence = std::move(decision.evidence)});
}

/// Empty `of`: a decision of this question on a call of another asking, or in a call that came in.
FunctionOutcome VoiceAsk::Decided(FunctionCall& call, std::string_view of,
                                  events::OtherDecision decision) {
  const std::string question(StringAt(call.State(), "question_id"));
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
                  .question_id = question, .call_id = std::nullopt, .reason = "decided"}));
  return WithAll(call, std::move(answer));
}

/// The output, with all answers where a list was rung.
json::value VoiceAsk::WithAll(FunctionCall& call, json::value answer) {
  const auto* to = call.Arguments().if_contains(KeysOf<VoiceAskKeys>().to);
  if (to != nullptr && to->is_array())
    answer.get_object()[NameOf<&Answer::answers>()] = AskedCalls(call.State()).Answers();
  return answer;
}

FunctionOutcome VoiceAsk::Concluded(FunctionCall& call) {
  const AskedCalls calls(call.State());
  if (!calls.AllOver()) return StillWaiting{};
  auto outcome = calls.Outcome(kNotReached);
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
  const bool of_call = in_call ? about.call_id == StringAt(call.State(), "call_id")
                               : AskedCalls(call.State()).Has(about.call_id);
  if (!of_call && about.question_id != StringAt(call.State(), "question_id")) return StillWaiting{};
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
  const std::string detail = ended.detail.value_or("");
  std::ranges::replace(reason, '-', '_');
  if (reason == kUnknownReason &&
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
  if (reason == kRefusedReason)
    return Missed(call, id, ValidationError("the voice role refused the request: " + detail));
  const ErrorMeaning& meaning = MeaningOf(event, reason);
  if (reason == "no_answer") reason = "no-answer";
  if (reason.empty()) reason = meaning.type == kNotReached ? "hung_up" : "no reason given";
  if (!detail.empty()) reason.append(": ").append(detail);
  return Missed(call, id, Raise(meaning, std::move(reason)));
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
                kind == kUnknownTimer ? Raise(kUnknownMeaning, std::string(kUnknownReason))
                                      : Raise(kSupersededMeaning, "superseded"));
}

void VoiceAsk::OnCancel(FunctionCall& call) const {
  const json::object& state = call.State();
  if (!state.contains("question_id")) return;
  events::CallCancelRequested request{.question_id = std::string(StringAt(state, "question_id")),
                                      .call_id = std::nullopt,
                                      .reason = "expired"};
  const auto cancel = [&] { call.Emit(type::kCallCancelRequested, "", events::Written(request)); };
  if (call.QuestionEnds() || AsksInCall(call)) {
    // Without a call it is for all calls of the question, those of unknown outcome too.
    if (!call.TimedOut())
      request.reason = StringAt(call.Arguments(), KeysOf<VoiceAskKeys>().withdrawn_as, "cancelled");
    call.Settled(request.question_id);
    return cancel();
  }
  for (auto& live : AskedCalls(call.State()).Live()) {
    request.call_id = std::move(live);
    cancel();
  }
}

void VoiceAsk::CheckTo(const FunctionCheck& check, const YamlNode& to) {
  if (to.IsSequence()) {
    if (to.items.empty() || to.items.size() > kMostPeople)
      check.error(to.mark, "'to' must name 1 to " + std::to_string(kMostPeople) + " people");
    for (const auto& one : to.items) CheckTo(check, one);
    return;
  }
  const auto& keys = KeysOf<VoiceAskToKeys>();
  for (const auto& member : to.members)
    if (const auto known = NamesOf(keys); std::ranges::find(known, member.key) == known.end())
      check.error(member.mark,
                  "unknown key '" + member.key + "' in 'to'" + DidYouMean(member.key, known));
  if (to.IsMap()) CheckStepLanguage(check, to.Find(keys.language));
  const YamlNode* contact =
      to.IsMap() ? (to.Find(keys.phone) == nullptr ? to.Find(keys.contact) : nullptr) : &to;
  if (check.resources == nullptr || contact == nullptr || !contact->IsScalar() ||
      IsExpression(contact->text) || IsPhoneNumber(contact->text))
    return;
  if (check.resources->FindContact(contact->text) != nullptr) return;
  std::vector<std::string_view> known;
  for (const auto& item : check.resources->AllContacts()) known.push_back(item.id);
  const std::string meant = DidYouMean(contact->text, known);
  check.error(contact->mark, "contact '" + contact->text + "' is in no resource file" +
                                 (meant.empty() ? "; name it in one: contacts: {" + contact->text +
                                                      ": {phone: '+15559876543'}}"
                                                : meant));
}

void VoiceAsk::Check(const FunctionCheck& check) const {
  const auto& keys = KeysOf<VoiceAskKeys>();
  if (const YamlNode* otherwise = check.with.Find(keys.otherwise))
    check.error(otherwise->mark, "'otherwise' is not supported yet");
  if (const YamlNode* quorum = check.Literal(keys.quorum); quorum != nullptr && quorum->text != "1")
    check.error(quorum->mark, "'quorum' above 1 is not supported yet");
  if (const YamlNode* say = check.Literal(keys.say);
      say != nullptr && say->text.size() > kMaxSayBytes)
    check.error(say->mark, "'say' is longer than " + std::to_string(kMaxSayBytes) + " bytes");
  if (const YamlNode* to = check.Literal(keys.to)) CheckTo(check, *to);
  CheckStepLanguage(check, check.Literal(keys.language));
  if (const YamlNode* choices = check.Literal(keys.choices)) LintChoices(check, *choices);
}

const FieldTable& Answer::Spec() {
  static const FieldTable table = TableOf<Answer>(
      "voice.ask", "The choice taken.",
      {FieldOf<&Answer::choice>("choice", "Id of the choice.", {.required = true}),
       FieldOf<&Answer::final>("final", "Whether the question is settled by it.",
                               {.required = true}),
       FieldOf<&Answer::by>("by", "Who decided: `{contact, phone}`, the number masked.",
                            {.required = true}),
       FieldOf<&Answer::method>(
           "method", "How.",
           {.required = true, .allowed = {"dtmf", "speech", "api", "link", "sms"}}),
       FieldOf<&Answer::evidence>("evidence",
                                  "What was heard: `{heard, confidence, engine, trust, score, "
                                  "confirmed_with, prompt, at}`.",
                                  {.required = true}),
       FieldOf<&Answer::answers>("answers",
                                 "Where `to` is a list: all answers that were given, each like "
                                 "this, in their order.")});
  return table;
}

std::string_view VoiceAsk::Description() const {
  return "Phones one person, says something, and returns the choice taken; without `to` it asks "
         "the "
         "caller of a call that came in, which then goes on. The question has one "
         "final decision, whoever gives it on whichever call: all calls of one outermost `for`, "
         "and "
         "all retries, ask the same question. Voicemail, silence and a machine never decide. Where "
         "`to` is a list all are rung at once: the first final answer is the output, the others "
         "are hung up, or told that it is decided; one that is not final (\"not me\") leaves the "
         "others asked. When all are over without one, the last answer is the output, else who was "
         "not reached is raised, `detail` names each. One go only: whom to ring again and whom "
         "next is the workflow's `try`, `retry` and `for`. "
         "Give it a `timeout` (a call lasts at most `telephony.max_call`, 10 min, plus the wait "
         "for "
         "a free line). If its branch ends early, the call is hung up and a live person is told. A "
         "contact that is in no resource file raises `configuration`, arguments that are wrong "
         "`validation`.";
}

const std::vector<ErrorMeaning>& VoiceAsk::Errors() const {
  static const std::vector<ErrorMeaning> errors = {kNotReachedMeaning, kCarrierMeaning,
                                                   kUnknownMeaning,    kLimitMeaning,
                                                   kSupersededMeaning, kCallOverMeaning};
  return errors;
}

const std::vector<Example>& VoiceAsk::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "Alice is asked, twice more if she is not reached.",
       .document = R"(schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - ask:
      try:
        - phone:
            call: voice.ask
            with:
              to: alice
              say: ${ "The disk of " + $workflow.input[0].host + " is full. May I delete old logs?" }
              choices:
                - {id: approve, digits: '1', phrases: [approve, go ahead]}
                - {id: dismiss, digits: '2', phrases: [dismiss, leave it]}
                - {id: snooze, digits: '3', phrases: [snooze], confirm: none, final: false, when: '${ false }'}
              context: ${ $workflow.input[0] }
              language: en-US
              alert_id: disk-full
              unknown: wait
              withdrawn_as: resolved
              voicemail: message
              listen: {end_after: 700ms, first_words: 8s, barge_in: true}
              quorum: 1
            timeout: {after: {minutes: 15}}
      catch:
        errors:
          with: {type: https://tocsin.dev/voice/errors/not-reached}
        retry: {delay: 45s, limit: {attempt: {count: 2}}}
        do:
          - nobody:
              set: {choice: nobody}
)",
       .test = R"(resources:
  contacts: {alice: {phone: '+15559876543'}}
given:
  - event: {type: com.example.disk.full, data: {host: pve1}}
callees:
  alice:
    - {busy: true}
    - {turns: [{hear: pve1, say: go ahead}, {hear: confirm, press: '1'}]}
expect:
  output: {choice: approve, final: true, by: {contact: alice}, method: speech}
  calls: {alice: 2}
)"},
      {.title = "Who calls us is asked in that call, which then goes on.",
       .document = R"(schedule:
  on: {one: {with: {type: tocsin.call.inbound}}}
do:
  - menu:
      call: voice.ask
      with:
        call: ${ $workflow.input[0].call_id }
        say: This is the help desk.
        choices: [{id: call_back, digits: '1'}, {id: status, digits: '2'}]
      timeout: {after: {minutes: 5}}
  - bye:
      call: voice.hangup
      with: {say: Goodbye.}
)",
       .test = R"(given:
  - call_in: {from: '+15559876543'}
callees:
  '+15559876543': [{turns: [{hear: help desk, press: '1'}, {hear: confirm, press: '1'}]}]
expect:
  events: [{type: tocsin.decision.made, data: {choice: call_back}}]
)"},
      {.title = "A number of no contact; nobody picks up.",
       .document = R"(schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - phone:
      call: voice.ask
      with:
        to: {contact: night desk, phone: '+15559876544', language: en-GB, calls_per_hour: 6}
        say: The disk is full.
        choices: [{id: seen, digits: '1'}]
)",
       .test = R"(given:
  - event: {type: com.example.disk.full, data: {host: pve1}}
expect:
  error: {type: https://tocsin.dev/voice/errors/not-reached, status: 503, detail: no-answer}
)"},
  };
  return examples;
}

}  // namespace

void RegisterFunction_voice_ask(FunctionRegistry& registry);
void RegisterFunction_voice_ask(FunctionRegistry& registry) {
  registry.Add(std::make_unique<VoiceAsk>());
}

}  // namespace tocsin::workflow
