#include "workers/voice/talk/deciding.hpp"

#include <algorithm>
#include <utility>

#include "schemas/masking.hpp"
#include "workers/voice/call/call_events.hpp"
#include "workers/voice/talk/pin.hpp"
#include "workers/voice/talk/prompts.hpp"
#include "workers/voice/talk/script.hpp"
#include "workers/voice/talk/speaking.hpp"

namespace tocsin::voice {
namespace {

std::optional<std::string> Known(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

Decision MakeDecision(const TransitionBuilder& d, const Choice& choice, const Candidate& candidate,
                      std::optional<std::string> confirmed_with) {
  const auto& call = d.call();
  return {.choice = choice.id,
          .final = choice.final,
          .by = {.contact = call.contact, .phone = MaskPhone(call.phone)},
          .method = candidate.method,
          .call_id = call.id_text,
          .evidence = {.heard = candidate.heard,
                       .confidence = candidate.confidence,
                       .engine = Known(candidate.engine),
                       .trust = Known(candidate.trust),
                       .score = candidate.score,
                       .confirmed_with = std::move(confirmed_with),
                       .identified_by = IdentifiedBy(call),
                       .prompt = candidate.prompt,
                       .at = FormatTime(d.now)}};
}

std::string StatusWord(const std::string& choice) {
  if (choice == "approve") return "approved";
  return choice == "dismiss" ? "dismissed" : choice;
}

void Decide(TransitionBuilder& d, const Choice& choice, const Candidate& candidate,
            std::optional<std::string> confirmed_with) {
  if (!StoreDecision(d, choice, candidate, std::move(confirmed_with)))
    return SayGoodbye(d, "superseded", prompts::DecidedBefore(d.call(), d.question()));
  ScriptOf(d.call()).Settled(d, prompts::Decided(d.call(), choice));
}

}  // namespace

bool StoreDecision(TransitionBuilder& d, const Choice& choice, const Candidate& candidate,
                   std::optional<std::string> confirmed_with) {
  if (d.Superseded()) {
    const auto& question = d.question();
    const std::string reason = question.decision                  ? "decided"
                               : !question.closed_because.empty() ? question.closed_because
                                                                  : d.call().cancel_reason;
    d.Emit(DecisionSuperseded(d.call(), choice.id, reason, d.now));
    return false;
  }
  const Decision decision = MakeDecision(d, choice, candidate, std::move(confirmed_with));
  auto& question = d.question();
  if (choice.final) {
    question.status = Question::Status::kDecided;
    question.decision = decision;
  } else {
    question.answers.push_back(decision);
  }
  d.out.question_changed = true;
  d.out.decided = true;
  d.Changed().status = StatusWord(choice.id);
  d.Emit(DecisionMade(d.call(), decision, d.now));
  return true;
}

const Choice* PendingOf(const Call& call) {
  if (!call.talk.candidate) return nullptr;
  const auto found = std::ranges::find(call.choices, call.talk.candidate->choice, &Choice::id);
  return found == call.choices.end() ? nullptr : &*found;
}

void TakeChoice(TransitionBuilder& d, const Meaning& meaning, const Heard& heard) {
  const Choice choice = d.call().choices[meaning.choice];
  auto& talk = d.Changed().talk;
  const bool by_key = !heard.digits.empty();
  Candidate candidate{.choice = choice.id,
                      .method = by_key ? "dtmf" : "speech",
                      .heard = HeardText(heard),
                      .confidence = by_key ? std::nullopt : heard.confidence,
                      .engine = by_key ? "" : heard.engine,
                      .trust = std::string(by_key ? "" : ToString(heard.trust)),
                      .score = by_key ? std::nullopt : heard.score,
                      .prompt = d.prompt};
  const bool human = talk.listener == Listener::kHuman;
  // Keys that follow a verdict of "machine" are no proof of a person yet; and who has heard nothing
  // of us does not know what the key is for.
  const bool proven = by_key ? !talk.machine_at && !d.prompt.empty() : human && meaning.plain;
  if (NeedsPin(choice) && PinOf(d.call(), d.settings) == nullptr)
    return AskAgain(d, prompts::For(d.call()).no_pin);
  if (DecidesAtOnce(choice) && proven) return Decide(d, choice, candidate, {});
  talk.candidate = std::move(candidate);
  talk.step = Step::kConfirm;
  AskOn(d, {prompts::ReadBack(d.call(), choice, by_key)});
}

bool TakeConfirmation(TransitionBuilder& d, const Heard& heard) {
  const auto* pending = PendingOf(d.call());
  if (pending == nullptr) return false;
  const Choice choice = *pending;
  Decide(d, choice, *d.call().talk.candidate, NeedsPin(choice) ? "PIN" : HeardText(heard));
  return true;
}

bool WouldDecide(const Call& call, const Meaning& meaning) {
  if (meaning.kind == Meaning::Kind::kConfirm) return PendingOf(call) != nullptr;
  return meaning.kind == Meaning::Kind::kChoice && DecidesAtOnce(call.choices[meaning.choice]);
}

}  // namespace tocsin::voice
