// From a choice to a stored decision.
#include "schemas/masking.hpp"
#include "workers/voice/call/call_events.hpp"
#include "workers/voice/call/transition_builder.hpp"
#include "workers/voice/talk/prompts.hpp"

namespace tocsin::voice {
namespace {

Decision MakeDecision(TransitionBuilder& d, const Choice& choice, const Candidate& candidate,
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

void Decide(TransitionBuilder& d, const Choice& choice, const Candidate& candidate,
            std::string confirmed_with) {
  if (d.Superseded()) {
    const auto& question = d.question();
    const std::string reason = question.decision                  ? "decided"
                               : !question.closed_because.empty() ? question.closed_because
                                                                  : d.call().cancel_reason;
    d.out.events.push_back(DecisionSuperseded(d.call(), choice.id, reason, d.now));
    return SayGoodbye(d, "superseded", prompts::DecidedBefore(d.call(), question));
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
  SayGoodbye(d, "decided", prompts::Decided(d.call(), choice));
}

}  // namespace

void TellSuperseded(TransitionBuilder& d) {
  SayGoodbye(d, "superseded", prompts::Superseded(d.call(), d.question()));
}

void TakeChoice(TransitionBuilder& d, const Meaning& meaning, const Heard& heard) {
  const Choice choice = d.call().choices[meaning.choice];
  auto& talk = d.Changed().talk;
  const bool by_key = !heard.digits.empty();
  Candidate candidate{.choice = choice.id, .method = by_key ? "dtmf" : "speech", .evidence = {}};
  candidate.evidence.heard = HeardText(heard);
  if (!by_key) candidate.evidence.confidence = heard.confidence;
  candidate.evidence.prompt = talk.last.Text();
  const bool human = talk.listener == Dialogue::Listener::kHuman;
  // Keys that follow a verdict of "machine" are no proof of a person yet.
  const bool proven = by_key ? !talk.machine_at : human && meaning.plain;
  if (choice.confirm == Choice::Confirm::kNone && proven) return Decide(d, choice, candidate, {});
  talk.candidate = std::move(candidate);
  talk.step = Step::kConfirm;
  AskOn(d, {prompts::ReadBack(d.call(), choice, by_key)});
}

bool TakeConfirmation(TransitionBuilder& d, const Heard& heard) {
  const auto* pending = PendingOf(d.call());
  if (pending == nullptr) return false;
  const Choice choice = *pending;
  Decide(d, choice, *d.call().talk.candidate, HeardText(heard));
  return true;
}

bool WouldDecide(const Call& call, const Meaning& meaning) {
  if (meaning.kind == Meaning::Kind::kConfirm) return PendingOf(call) != nullptr;
  return meaning.kind == Meaning::Kind::kChoice &&
         call.choices[meaning.choice].confirm == Choice::Confirm::kNone;
}

}  // namespace tocsin::voice
