#include "workers/voice/talk/conversing.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "schemas/events/led_calls.hpp"
#include "schemas/plain_text.hpp"
#include "workers/voice/humanizer/spoken_answer.hpp"
#include "workers/voice/leg/leg.hpp"
#include "workers/voice/talk/asked_model.hpp"
#include "workers/voice/talk/caller_name.hpp"
#include "workers/voice/talk/conversed.hpp"
#include "workers/voice/talk/led_call.hpp"
#include "workers/voice/talk/model_money.hpp"
#include "workers/voice/talk/prompts.hpp"
#include "workers/voice/talk/recap.hpp"
#include "workers/voice/talk/speaking.hpp"
#include "workers/voice/talk/talk.hpp"
#include "workers/voice/understanding/language_request.hpp"

namespace tocsin::voice {
namespace {

/// Answers in a row that did not come: then the conversation is given up.
constexpr int kMostFailures = 2;
/// Tools that are called without a word of the person between: a model that goes round in circles.
constexpr int kMostToolsInARow = 8;
constexpr std::size_t kMostToolWord = 100;  ///< bytes of a name, and of an id
constexpr std::size_t kMostArguments = 8'000;
/// A line that was led to other words is looked at again.
constexpr Duration kLedOn = std::chrono::seconds(30);

/// The line goes on in the same breath.
void FollowOn(TransitionBuilder& d, bool speaks_on) {
  if (!speaks_on || !d.out.reply) return;
  d.out.reply->follows = d.Changed().talk.last.follows = true;
}

void EndConversation(TransitionBuilder& d, std::string_view outcome, std::string_view ending,
                     std::string_view reason = {}) {
  d.Changed().talk.conversation->ending = ending;
  FinishStep(d, outcome, reason);
}

/// The model is asked; what it says is said as it is written where the line is live.
/// `answered`: a service on the line does so, to this.
void AskToAnswer(TransitionBuilder& d, std::string_view before, const Heard* answered = nullptr) {
  auto& call = d.Changed();
  auto& talk = *call.talk.conversation;
  talk.ask = false;
  auto messages = ConversedMessages(call);
  auto tools = ConversedTools(call);
  const int number = ++call.talk.questions;
  if (!HoldsMoney(d, number, messages, tools)) {
    EndConversation(d, events::kStepFailed, {}, "budget");
    return NextStep(d, prompts::For(d.call()).no_answer);
  }
  call.talk.asked = FreeQuestion{.number = number, .at = d.now};
  talk.written = call.live.open;
  d.Note("question", {{"number", number}});
  std::optional<AskLine> line;
  if (LineConverses(call, d.settings))
    line = AskLine{
        .news = TakeNews(talk, answered != nullptr),
        .rules = std::string(kLineRules),
        .language = std::string(answered == nullptr ? "" : LanguageAskedFor(answered->speech)),
        .heard = answered != nullptr};
  d.Command(AskModel{.number = number,
                     .leg = AskedLeg(d, CallStatus::kInProgress),
                     .messages = std::move(messages),
                     .tools = std::move(tools),
                     .spoken_in = talk.written ? call.language : std::string(),
                     .lexicon = d.settings.lexicon,
                     .conversation = true,
                     .line = std::move(line)});
  std::vector<std::string> say;
  if (!before.empty()) say.emplace_back(before);
  if (!talk.written) return PauseFor(d, std::move(say), d.settings.held_pause);
  AskOn(d, std::move(say));
  // Time may be up instead.
  if (!d.out.reply || !d.out.reply->ask) return;
  d.out.reply->stream = d.Changed().talk.last.stream = number;
  // The line knows all of its words first.
  auto& unheard = d.Changed().talk.unheard;
  if (d.out.reply->Text().empty() || unheard.empty()) unheard.push_back({.at = d.now});
  unheard.back().text.clear();
  // The line waits for words, and takes no silence for a turn.
  auto& timer = d.Changed().timer;
  const TimePoint lost = AnswerLostAt(d, d.now);
  timer = timer ? std::min(*timer, lost) : lost;
}

/// The workflow's words come first; a service that hears the line hears what is said to them.
void Invite(TransitionBuilder& d) {
  if (!LineConverses(d.call(), d.settings)) return;
  auto& call = d.Changed();
  TakeNews(*call.talk.conversation, false);
  d.Command(AskModel{.number = call.talk.questions,
                     .leg = AskedLeg(d, CallStatus::kInProgress),
                     .messages = ConversedMessages(call),
                     .tools = ConversedTools(call),
                     .conversation = true,
                     .line = AskLine{.rules = std::string(kLineRules), .silently = true}});
}

/// What a model writes is text of a stranger: what does not fit is no call of a tool that there is.
LanguageToolCall Bounded(LanguageToolCall called) {
  called.name = PlainText(called.name, kMostToolWord);
  if (called.arguments.empty()) called.arguments = "{}";
  if (called.arguments.size() > kMostArguments) called.arguments = R"("too long")";
  return called;
}

/// What the model wants done. True: the step is over, or the model is to be asked again.
bool TakeCalls(TransitionBuilder& d, const std::vector<LanguageToolCall>& calls) {
  if (calls.empty()) return false;
  auto& talk = *d.Changed().talk.conversation;
  const auto over = std::ranges::find(calls, events::kEndTool, &LanguageToolCall::name);
  if (over != calls.end()) {
    EndConversation(d, events::kStepDone, events::kEndingEnded);
    return true;
  }
  // One at a time: the model asks for the next when it knows what came of this one.
  const auto called = Bounded(calls.front());
  // Services give the same id again; within a call ours is another one each time.
  const std::string id = "call_" + std::to_string(d.call().talk.questions);
  AddConversed(
      d.Changed(),
      {.by = "assistant", .tool = called.name, .tool_call = id, .arguments = called.arguments});
  if (const auto fault = ToolFault(d.call(), called); !fault.empty()) {
    d.Note("tool_refused", {{"tool", called.name}, {"reason", fault}});
    ++talk.failures;
    AddToolResult(d.Changed(), "error: " + fault);
    talk.ask = talk.failures < kMostFailures;
    if (!talk.ask) EndConversation(d, events::kStepFailed, {}, "tool: " + fault);
    return true;
  }
  talk.failures = 0;
  if (++talk.tools > kMostToolsInARow) {
    AddToolResult(d.Changed(), "error: too many tools were called");
    EndConversation(d, events::kStepFailed, {}, "too many tools without a word of the caller");
    return true;
  }
  const auto arguments = ParseJson(called.arguments);
  talk.tool =
      events::ToolCalled{.id = id, .name = called.name, .arguments = arguments->get_object()};
  d.Note("tool", {{"tool", called.name}});
  EndConversation(d, events::kStepDone, events::kEndingTool);
  return true;
}

/// Says what came of the question, where it is not said yet. False: there is nothing to say yet.
bool SayConversed(TransitionBuilder& d) {
  auto& asked = d.Changed().talk.asked;
  if (!asked || asked->said) return false;
  if (IsAnswerLost(d)) asked->over = true;
  if (!asked->over) return false;
  asked->said = true;
  ++d.Changed().talk.turn;
  const std::string answer = asked->answer;
  const bool failed = answer.empty() && d.call().step && !d.call().talk.conversation->ask;
  const std::string text = failed ? prompts::For(d.call()).no_answer : answer;
  // The step is over, and what follows is the workflow's to say.
  if (!d.call().step) {
    NextStep(d, text);
  } else if (d.call().talk.conversation->ask) {
    AskToAnswer(d, text);
  } else {
    AskOn(d, {text});
  }
  return true;
}

}  // namespace

bool Converses(const Call& call) {
  return call.step && call.step->act == events::kStepConverse && call.step->converse &&
         call.talk.conversation;
}

void BeginConversation(TransitionBuilder& d, std::string_view before) {
  auto& call = d.Changed();
  auto& talk = call.talk;
  if (!talk.conversation) talk.conversation.emplace();
  talk.silences = talk.misses = 0;
  talk.conversation->ending.clear();
  talk.conversation->asked_name.clear();
  call.listen = call.step->listen;
  if (const auto& told = *call.step->converse; told.has_result)
    AddToolResult(call, told.result.is_string() ? std::string_view(told.result.get_string())
                                                : std::string_view(JsonText(told.result)));
  const bool answered = talk.conversation->tool && OpenToolCall(*talk.conversation) == nullptr;
  talk.conversation->tool.reset();
  const bool resumed = std::exchange(call.step->resumed, false);
  std::vector<std::string> say;
  if (!before.empty()) say.emplace_back(before);
  if (!answered && !call.step->say.empty()) {
    say.push_back(call.step->say);
    Invite(d);
    return AskOn(d, std::move(say));
  }
  if (resumed && !talk.conversation->ask) {
    Invite(d);
    return AskOn(d, std::move(say));
  }
  AskToAnswer(d, before);
}

bool LineConverses(const Call& call, const VoiceSettings& settings) {
  return Converses(call) && settings.realtime && call.live.open && call.step->converse->realtime;
}

void AnswerPerson(TransitionBuilder& d, const Heard& heard) {
  auto& talk = d.Changed().talk;
  talk.silences = talk.conversation->tools = 0;
  if (++talk.conversation->turns > d.call().step->converse->turns) {
    --talk.conversation->turns;
    EndConversation(d, events::kStepDone, events::kEndingTurns);
    return NextStep(d);
  }
  const auto name = TakeName(d, heard);
  // A service that answers already is not spoken over.
  if (heard.answered) return AskToAnswer(d, {}, &heard);
  if (name.ask.empty()) return AskToAnswer(d, name.thanks);
  // What they wanted beside it is answered when that is clear, with all that was said.
  talk.asked.reset();
  talk.conversation->written = false;
  AskOn(d, {name.ask});
}

void AskWhoIsSilent(TransitionBuilder& d) {
  if (++d.Changed().talk.silences >= d.settings.max_silences)
    return SayGoodbye(d, "no_input", prompts::For(d.call()).goodbye);
  AskOn(d, {prompts::For(d.call()).silence});
}

void TakeConversed(TransitionBuilder& d, const QuestionAnswered& input) {
  auto& call = d.Changed();
  auto& talk = *call.talk.conversation;
  auto& asked = *call.talk.asked;
  asked.over = true;
  // What comes to no words is none, whatever was written.
  if (input.answer)
    asked.answer = SpokenText(*input.answer, call.language, kMostSpokenAnswer, d.settings.lexicon);
  const bool failed = asked.answer.empty() && input.calls.empty();
  d.Note(failed ? "no_answer" : "question_answered",
         {{"number", input.number},
          {"reason", input.answer ? "" : input.answer.error().message},
          {"first_text_ms", input.first_text.count()}});
  if (failed) {
    talk.written = false;
    if (++talk.failures >= kMostFailures)
      EndConversation(d, events::kStepFailed, {},
                      input.answer ? "the model says nothing" : input.answer.error().message);
    return Fetch(d, true);
  }
  if (input.calls.empty()) talk.failures = 0;
  const bool more = TakeCalls(d, input.calls);
  if (Converses(d.call())) AskRecap(d);
  // What is said as it is written is said already.
  const bool said = d.call().talk.conversation->written && d.call().live.open;
  if (d.call().talk.asked) d.Changed().talk.asked->said = said;
  if (!said || (more && d.call().talk.conversation->ask)) Fetch(d, true);
}

bool GoOnConversing(TransitionBuilder& d) {
  if (!d.call().talk.conversation) return false;
  const bool speaks_on = SpeaksOn(d.call());
  if (SayConversed(d)) {
    FollowOn(d, speaks_on);
    return true;
  }
  auto& talk = d.call().talk;
  if (talk.conversation->ask && Converses(d.call())) {
    ++d.Changed().talk.turn;
    AskToAnswer(d, {});
    FollowOn(d, speaks_on);
    return true;
  }
  if (talk.last.stream == 0 || talk.conversation->written) return false;
  // The line was lost while the answer was being said.
  ++d.Changed().talk.turn;
  if (!talk.asked || !talk.asked->over) {
    PauseFor(d, {}, d.settings.held_pause);
    return true;
  }
  auto rest = std::exchange(d.Changed().talk.rest, {});
  if (rest.empty()) rest = {talk.asked->answer};
  if (d.call().step) {
    AskOn(d, std::move(rest));
  } else {
    NextStep(d, rest.front());
  }
  return true;
}

bool LeaveLostAnswer(TransitionBuilder& d) {
  if (!Converses(d.call()) || !d.call().live.open || !IsAnswerLost(d)) return false;
  auto& talk = d.Changed().talk;
  d.Note("no_answer", {{"number", talk.asked->number}, {"reason", "no answer came"}});
  talk.asked->over = true;
  talk.conversation->written = false;
  if (++talk.conversation->failures >= kMostFailures)
    EndConversation(d, events::kStepFailed, {}, "no answer came");
  Fetch(d, false);
  WakeInTalk(d, kLedOn);
  return true;
}

bool HasUnsaidAnswer(const Call& call) {
  const auto& asked = call.talk.asked;
  return call.talk.conversation && asked && asked->over && !asked->said;
}

void AfterWaiting(TransitionBuilder& d) {
  if (SayConversed(d)) return;
  const auto& last = d.call().talk.last;
  if (last.say.empty() && last.ask && last.ask->pause) {  // the same silence again is no news
    d.out.reply = last;
    return;
  }
  ++d.Changed().talk.turn;
  PauseFor(d, {}, d.settings.held_pause);
}

void SetConversationAside(TransitionBuilder& d) {
  auto& call = d.Changed();
  auto step = *std::exchange(call.step, std::nullopt);
  step.resumed = true;
  step.say.clear();
  step.converse->has_result = false;
  // What was not heard is asked again; what is being said is heard to its end.
  const auto& asked = call.talk.asked;
  if (asked && (!asked->over || !asked->said)) call.talk.conversation->ask = true;
  if (!SpeaksOn(call)) call.talk.asked.reset();
  call.steps.push_back(std::move(step));
}

}  // namespace tocsin::voice
