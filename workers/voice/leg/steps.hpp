#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "workers/voice/call/inputs.hpp"
#include "workers/voice/call/transition_builder.hpp"

/// The steps of a leg, as the table in decide_call.cpp names them: shared by the files of this
/// folder, nobody else.
namespace tocsin::voice {

// progress.cpp
/// Emits initiated, ringing and answered as far as they have not been, in this order.
void Initiated(TransitionBuilder& d);
void Rung(TransitionBuilder& d);
void Answered(TransitionBuilder& d);
/// The call is over: call.ended with the reason.
void End(TransitionBuilder& d, std::string reason, std::optional<int> seconds = {});
/// The call is over: call.failed with the reason.
void Failed(TransitionBuilder& d, std::string reason, std::string_view detail = {});
/// The call is not wanted any more.
void Supersede(TransitionBuilder& d);

// dial.cpp
void DialIfDue(TransitionBuilder& d, const TimeCame& input);
void TakePlaced(TransitionBuilder& d, const PlaceAnswered& input);
/// The answer comes too late to change more than to whom the leg belongs.
void BindPlaced(TransitionBuilder& d, const PlaceAnswered& input);
/// The attempt is at the carrier under this id. False: it is bound to another; the leg is a stray,
/// to be ended where it came up.
bool Bind(TransitionBuilder& d, AttemptRow& attempt, const std::string& provider_call_id,
          const CarrierAccount& at = {});

// money.cpp
/// Holds what the longest talk would cost, where there is a budget.
void HoldMoney(TransitionBuilder& d, const AttemptRow& attempt);
/// It is known how long the talk was; 0: nobody was reached, or nothing rang.
void SettleMoney(TransitionBuilder& d, const AttemptRow& attempt, Duration talk);
/// The call is over: the carrier's own figure is taken, or waited for.
void AwaitPrice(TransitionBuilder& d, const std::optional<CallPrice>& price);
void AskPrice(TransitionBuilder& d, const TimeCame& input);
void TakePrice(TransitionBuilder& d, const CallRead& input);
/// By the rates; nullopt: there is none.
std::optional<double> CostOf(const TransitionBuilder& d, Duration talk);
/// tocsin.budget.refused; `provider`: over which it would have been dialled.
void TellOverBudget(TransitionBuilder& d, const BudgetRefusal& refusal,
                    const std::string& provider);

// inbound.cpp
/// A call that is there before we know of it. False: there is no money for it, and that was said.
bool Welcome(TransitionBuilder& d, const CameIn& input);

// unknown.cpp
void AwaitAnswer(TransitionBuilder& d, const TimeCame& input);
void BecomeUnknown(TransitionBuilder& d);
void SeekCall(TransitionBuilder& d, const TimeCame& input);
void FindInList(TransitionBuilder& d, const CallsListed& input);

// stream.cpp
/// Gets words, or a media socket for them.
void SpeakTo(TransitionBuilder& d, const WordsWanted& input);
void OpenStream(TransitionBuilder& d, const StreamOpened& input);
void CloseStream(TransitionBuilder& d, const StreamClosed& input);
/// The call is over already; what was heard of us is not stored yet.
void CloseAfterEnd(TransitionBuilder& d, const StreamClosed& input);

// status.cpp
/// The carrier says how the call is.
void ApplyStatus(TransitionBuilder& d, CallStatus status, std::optional<int> seconds,
                 const std::optional<CallPrice>& price = {});
void TakeRead(TransitionBuilder& d, const CallRead& input);
void TakeStatus(TransitionBuilder& d, const LegStatus& input);
void LookAtCarrier(TransitionBuilder& d, const TimeCame& input);

}  // namespace tocsin::voice
