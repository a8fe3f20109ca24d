#pragma once

#include <optional>
#include <string_view>

#include "adapters/telephony.hpp"
#include "workers/voice/call/inputs.hpp"
#include "workers/voice/call/transition_builder.hpp"

/// What the leg asks of the talk that is held on it. What the talk asks of its leg stands in
/// leg/leg.hpp.
namespace tocsin::voice {

/// The line is there and wants words: the beginning of the talk's script, or what is said now.
void Begin(TransitionBuilder& d);
/// A live turn of the line. A turn that comes twice gets what was replied to it.
void Hear(TransitionBuilder& d, const TurnHeard& input);
/// The turn that TurnHeard::fetched answers: that of the words that were fetched last, which are
/// answered once; 0, which is no turn, where none were since; nullopt: they were the last ones.
std::optional<int> TurnFetched(TransitionBuilder& d, const TurnHeard& input);
/// The language model has answered, or failed to.
void TakeAnswer(TransitionBuilder& d, const QuestionAnswered& input);
/// Somebody answers in writing, whatever becomes of the leg.
void TakeWritten(TransitionBuilder& d, const Wrote& wrote);
/// Nothing is said any more: it is over, or being hung up in the middle of a question.
bool NothingToSay(const Call& call);
/// Stores our lines that were said, the last of them as far as it was heard. Nothing where nobody
/// was there to hear.
void StoreHeard(TransitionBuilder& d, const std::optional<HeardOfUs>& of_us = {});
/// What is being said on the live line is heard to its end, whatever is to be said next.
bool SpeaksOn(const Call& call);
/// What is being written for the line that there was is said to another one when it is whole.
void LeaveLine(Call& call);
/// The line was lost; the talk goes on with the sentence that was cut off.
void KeepRest(TransitionBuilder& d, const HeardOfUs& of_us);

/// The kind of a call that a workflow leads, step by step.
inline constexpr std::string_view kLedKind = "led";
/// There is no money for a call that comes in: who calls hears a sentence, and it ends.
void SayNoMoney(TransitionBuilder& d);
/// A workflow wants this next.
void TakeStep(TransitionBuilder& d, CallStep step);
/// The call is over already.
void RefuseStep(TransitionBuilder& d, const CallStep& step);
/// The call is over: who waits for a step of it is told.
void EndSteps(TransitionBuilder& d, std::string_view reason);
/// The question of a led call was closed: the call goes on without it.
void LeaveClosedQuestion(TransitionBuilder& d);

/// The call is over: where a model talked with the caller it is asked what that came to. Nothing
/// otherwise. `cost`: of the carrier, in the currency of the budget.
void AskSummary(TransitionBuilder& d, Duration talk, std::optional<double> cost);
/// The model has answered what a conversation came to, or failed to. Nothing where that is not
/// waited for.
void TakeSummary(TransitionBuilder& d, const QuestionAnswered& input);
/// The call's timer is due: what the model has not told by now is told from the turns. False: no
/// summary is waited for.
bool TellPlainSummary(TransitionBuilder& d);

/// What the carrier's detection says of who picked up.
void TakeVerdict(TransitionBuilder& d, AnsweredBy answered_by);
/// The call's timer is due. False: the talk has nothing to do about it.
bool LookAtTalk(TransitionBuilder& d);

}  // namespace tocsin::voice
