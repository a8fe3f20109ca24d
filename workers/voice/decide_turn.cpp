#include <algorithm>

#include "schemas/masking.hpp"
#include "schemas/topics.hpp"
#include "workers/voice/call_events.hpp"
#include "workers/voice/deliberation.hpp"
#include "workers/voice/facts.hpp"
#include "workers/voice/prompts.hpp"

namespace tocsin::voice {
namespace {

using std::chrono::seconds;
using Kind = Meaning::Kind;

constexpr Duration kQuiet = seconds(90);
/// Time to say goodbye before the carrier is asked whether the call has ended.
constexpr Duration kFarewell = seconds(30);

std::vector<std::string> HintsOf(const Call& call) {
  if (call.talk.step == Step::kConfirm) return {"yes", "confirm", "no", "repeat"};
  std::vector<std::string> hints;
  for (const auto& choice : call.choices)
    hints.insert(hints.end(), choice.phrases.begin(), choice.phrases.end());
  hints.insert(hints.end(), {"what happened", "tell me more", "repeat", "help"});
  return hints;
}

int KeysOf(const Call& call) {
  if (call.talk.step == Step::kConfirm) return 1;
  std::size_t most = 1;
  for (const auto& choice : call.choices) most = std::max(most, choice.digits.size());
  return static_cast<int>(most);
}

/// Keeps the reply for a repeated turn and writes what will be heard.
void Answer(Deliberation& d, Reply reply) {
  auto& call = d.Changed();
  reply.language = call.language;
  const std::string text = reply.Text();
  if (call.answered) {
    d.Line("assistant", text);
  } else {
    call.talk.unheard.push_back(text);
  }
  call.talk.last = reply;
  d.out.reply = std::move(reply);
}

/// Says the sentences and waits for the next turn.
void AskOn(Deliberation& d, std::vector<std::string> say) {
  auto& call = d.Changed();
  Reply reply{.say = std::move(say), .ask = {}, .language = call.language};
  reply.ask =
      Reply::Question{.turn = call.talk.turn, .hints = HintsOf(call), .digits = KeysOf(call)};
  Answer(d, std::move(reply));
  d.WakeIn(kQuiet);
}

std::optional<Choice> PendingOf(const Call& call) {
  if (!call.talk.candidate) return std::nullopt;
  const auto found = std::ranges::find(call.choices, call.talk.candidate->choice, &Choice::id);
  if (found == call.choices.end()) return std::nullopt;
  return *found;
}

/// What the person may answer now.
std::string PromptOf(const Call& call) {
  const auto pending = PendingOf(call);
  if (call.talk.step == Step::kConfirm && pending)
    return prompts::ReadBack(*pending, call.talk.candidate->method == "dtmf");
  return prompts::Options(call.choices);
}

std::string HeardText(const Heard& heard) {
  if (!heard.digits.empty()) return "pressed " + heard.digits;
  return heard.speech;
}

Decision MakeDecision(Deliberation& d, const Choice& choice, const Candidate& candidate,
                      std::string confirmed_with) {
  const auto& call = d.call();
  Decision decision{.choice = choice.id,
                    .is_final = choice.is_final,
                    .contact = call.contact,
                    .phone = MaskPhone(call.phone),
                    .method = candidate.method,
                    .call = call.id,
                    .evidence = candidate.evidence};
  decision.evidence.confirmed_with = std::move(confirmed_with);
  decision.evidence.at = d.now;
  return decision;
}

std::string StatusWord(const std::string& choice) {
  if (choice == "approve") return "approved";
  return choice == "dismiss" ? "dismissed" : choice;
}

void TellSuperseded(Deliberation& d) {
  SayGoodbye(d, "superseded", prompts::Superseded(d.question()));
}

void Decide(Deliberation& d, const Choice& choice, const Candidate& candidate,
            std::string confirmed_with) {
  if (d.Superseded()) {
    const auto& question = d.question();
    const std::string reason = question.decision                  ? "decided"
                               : !question.closed_because.empty() ? question.closed_because
                                                                  : d.call().cancel_reason;
    d.out.events.push_back(DecisionSuperseded(d.call(), choice.id, reason, d.now));
    return TellSuperseded(d);
  }
  const Decision decision = MakeDecision(d, choice, candidate, std::move(confirmed_with));
  auto& question = d.question();
  if (choice.is_final) {
    question.status = Question::Status::kDecided;
    question.decision = decision;
  } else {
    question.answers.push_back(decision);
  }
  d.out.question_changed = true;
  d.out.decided = true;
  d.Changed().status = StatusWord(choice.id);
  d.out.events.push_back(DecisionMade(d.call(), decision, d.now));
  SayGoodbye(d, "decided", prompts::Decided(choice));
}

void TakeChoice(Deliberation& d, const Choice& choice, const Heard& heard) {
  auto& talk = d.Changed().talk;
  const bool by_key = !heard.digits.empty();
  Candidate candidate{.choice = choice.id, .method = by_key ? "dtmf" : "speech", .evidence = {}};
  candidate.evidence.heard = HeardText(heard);
  if (!by_key) candidate.evidence.confidence = heard.confidence;
  candidate.evidence.prompt = talk.last.Text();
  const bool human = talk.listener == Dialogue::Listener::kHuman;
  if (choice.confirm == Choice::Confirm::kNone && (by_key || human))
    return Decide(d, choice, candidate, {});
  talk.candidate = std::move(candidate);
  talk.step = Step::kConfirm;
  AskOn(d, {prompts::ReadBack(choice, by_key)});
}

/// Not an answer: says why and asks again, a bounded number of times.
void AskAgain(Deliberation& d, const char* why) {
  auto& talk = d.Changed().talk;
  if (++talk.misses >= d.settings.max_misses)
    return SayGoodbye(d, "not_understood", prompts::kStillNotUnderstood);
  AskOn(d, {why, PromptOf(d.call())});
}

void TellMore(Deliberation& d) {
  const auto pieces = MoreDetails(d.call().context);
  auto& talk = d.Changed().talk;
  const auto next = static_cast<std::size_t>(talk.details);
  if (next >= pieces.size()) return AskOn(d, {prompts::kAllIKnow, PromptOf(d.call())});
  ++talk.details;
  std::string piece = pieces[next];
  if (next + 1 == pieces.size()) piece += std::string(" ") + prompts::kAllIKnow;
  AskOn(d, {std::move(piece), PromptOf(d.call())});
}

void ExplainWhatHappened(Deliberation& d) {
  std::string text = WhatHappened(d.call().context);
  if (text.empty()) text = d.call().say + " " + prompts::kAllIKnow;
  AskOn(d, {std::move(text), PromptOf(d.call())});
}

void Repeat(Deliberation& d) {
  if (d.call().talk.step == Step::kConfirm) return AskOn(d, {PromptOf(d.call())});
  AskOn(d, {d.call().say, PromptOf(d.call())});
}

void StaySilent(Deliberation& d) {
  auto& talk = d.Changed().talk;
  if (++talk.silences >= d.settings.max_silences)
    return SayGoodbye(d, "no_input", prompts::kNothingHeard);
  AskOn(d, {prompts::kSilence, PromptOf(d.call())});
}

void HearMachine(Deliberation& d) {
  if (d.call().talk.listener == Dialogue::Listener::kHuman)
    return AskAgain(d, prompts::kNotUnderstood);
  SayGoodbye(d, "voicemail", prompts::kGoodbye);
}

void Act(Deliberation& d, const Meaning& meaning, const Heard& heard) {
  auto& talk = d.Changed().talk;
  if (meaning.kind != Kind::kSilence) talk.silences = 0;
  switch (meaning.kind) {
    case Kind::kSilence:
      return StaySilent(d);
    case Kind::kMachineTalk:
      return HearMachine(d);
    case Kind::kNegated:
      return AskAgain(d, prompts::kNegated);
    case Kind::kAmbiguous:
      return AskAgain(d, prompts::kAmbiguous);
    case Kind::kUnclear:
      return AskAgain(d, prompts::kUnclear);
    case Kind::kNotUnderstood:
      return AskAgain(d, prompts::kNotUnderstood);
    default:
      talk.misses = 0;
  }
  switch (meaning.kind) {
    case Kind::kChoice:
      return TakeChoice(d, d.call().choices[meaning.choice], heard);
    case Kind::kConfirm:
      if (const auto pending = PendingOf(d.call()))
        return Decide(d, *pending, *talk.candidate, HeardText(heard));
      return AskAgain(d, prompts::kNotUnderstood);
    case Kind::kReject:
      talk.candidate.reset();
      talk.step = Step::kChoose;
      return AskOn(d, {prompts::kRejected, PromptOf(d.call())});
    case Kind::kRepeat:
      return Repeat(d);
    case Kind::kWhatHappened:
      return ExplainWhatHappened(d);
    case Kind::kTellMore:
      return TellMore(d);
    case Kind::kHelp:
      return AskOn(d, {prompts::Help(d.call().choices)});
    default:
      return;
  }
}

Meaning UnderstandTurn(const Call& call, const Heard& heard, const VoiceSettings& settings) {
  std::size_t pending = call.choices.size();
  if (call.talk.candidate) {
    const auto found = std::ranges::find(call.choices, call.talk.candidate->choice, &Choice::id);
    pending = static_cast<std::size_t>(found - call.choices.begin());
  }
  return Understand(call.choices, call.talk.step, pending, heard, settings.min_confidence);
}

/// The person's line and the turn's event, before what we make of it.
void NoteTurn(Deliberation& d, const Heard& heard, const Meaning& meaning, int turn) {
  const std::string text = HeardText(heard);
  if (!text.empty()) d.Line("user", text);
  json::object data{{"turn", turn},
                    {"method", !heard.digits.empty() ? "dtmf"
                               : heard.Silent()      ? "silence"
                                                     : "speech"},
                    {"heard", text},
                    {"understood", ToString(meaning.kind)}};
  if (heard.confidence && heard.digits.empty()) data["confidence"] = *heard.confidence;
  if (meaning.kind == Kind::kChoice) data["choice"] = d.call().choices[meaning.choice].id;
  d.Emit(type::kCallTurn, std::to_string(turn), std::move(data));
}

/// Whether this turn would have stored an answer if the question were open.
bool WouldDecide(const Deliberation& d, const Meaning& meaning) {
  const auto& call = d.out.next.call;
  if (meaning.kind == Kind::kConfirm) return PendingOf(call).has_value();
  return meaning.kind == Kind::kChoice &&
         call.choices[meaning.choice].confirm == Choice::Confirm::kNone;
}

bool Ended(const Deliberation& d) {
  const auto& call = d.out.next.call;
  return call.phase == Phase::kOver || call.talk.listener == Dialogue::Listener::kMachine;
}

}  // namespace

void SayGoodbye(Deliberation& d, std::string reason, std::string text) {
  auto& call = d.Changed();
  call.farewell = std::move(reason);
  Answer(d, {.say = {std::move(text)}, .ask = {}, .language = call.language});
  d.WakeIn(kFarewell);
}

void DecideAnswer(Deliberation& d, const CallWebhook& hook) {
  // The carrier may fetch instructions while it still rings: that proves no human.
  ApplyStatus(d, hook.status, {});
  auto& call = d.call();
  if (Ended(d)) return;
  if (d.Superseded() && call.farewell.empty()) {
    if (call.answered) TellSuperseded(d);
    return;
  }
  if (call.talk.turn > 0) {
    d.out.reply = call.talk.last;
    return;
  }
  d.Changed().talk.turn = 1;
  if (call.choices.empty())
    return SayGoodbye(d, "completed", prompts::Greeting(call) + " " + prompts::kGoodbye);
  AskOn(d, {prompts::Greeting(call), PromptOf(call)});
}

void DecideInput(Deliberation& d, const CallWebhook& hook, int turn) {
  ApplyStatus(d, hook.status, {});
  auto& call = d.call();
  // Only a live turn counts: not one that a hang-up, a machine or a ringing line sent.
  if (Ended(d) || hook.status != CallStatus::kInProgress) return;
  if (turn != call.talk.turn || !call.farewell.empty()) {
    d.out.reply = call.talk.last;
    return;
  }
  const Heard heard{.digits = hook.digits, .speech = hook.speech, .confidence = hook.confidence};
  const Meaning meaning = UnderstandTurn(call, heard, d.settings);
  NoteTurn(d, heard, meaning, turn);
  d.Changed().talk.turn = turn + 1;
  if (d.Superseded() && !WouldDecide(d, meaning)) return TellSuperseded(d);
  if (turn >= d.settings.max_turns && !WouldDecide(d, meaning))
    return SayGoodbye(d, "not_understood", prompts::kStillNotUnderstood);
  Act(d, meaning, heard);
}

}  // namespace tocsin::voice
