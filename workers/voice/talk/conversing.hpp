#pragma once

#include <string_view>

#include "workers/voice/call/transition_builder.hpp"

/// A language model talks with the caller, turn by turn. What it says is spoken and nothing else:
/// it decides nothing, and what it wants done is the workflow's to do.
namespace tocsin::voice {

/// Whether the step in hand is a conversation.
bool Converses(const Call& call);
/// Whether a service that hears its line is to lead it.
bool LineConverses(const Call& call, const VoiceSettings& settings);
/// The step has come to its turn. `before`: said before it.
void BeginConversation(TransitionBuilder& d, std::string_view before);
/// The person has said something, or pressed a key.
void AnswerPerson(TransitionBuilder& d, const Heard& heard);
/// The person is silent.
void AskWhoIsSilent(TransitionBuilder& d);
/// The model has answered, or failed to.
void TakeConversed(TransitionBuilder& d, const QuestionAnswered& input);
/// The line wants words. False: those that it got last.
bool GoOnConversing(TransitionBuilder& d);
/// An answer is there that nobody has heard, of a conversation that may be over.
bool HasUnsaidAnswer(const Call& call);
/// The pause in which an answer was waited for is over.
void AfterWaiting(TransitionBuilder& d);
/// The call's timer is due: an answer that will not come any more is excused. False: none is waited
/// for, or it may come.
bool LeaveLostAnswer(TransitionBuilder& d);
/// Another step comes between; the conversation goes on behind it.
void SetConversationAside(TransitionBuilder& d);

}  // namespace tocsin::voice
