#pragma once

#include "workers/voice/call/transition_builder.hpp"

/// How long the answer to a person's turn takes on a live line, told as `tocsin.call.turn` of
/// method `answer` once its first sound is known.
namespace tocsin::voice {

/// The person's turn is over and recognised.
void NoteEars(TransitionBuilder& d, int turn, const Heard& heard);
/// The language model has answered.
void NoteModel(TransitionBuilder& d, const QuestionAnswered& input);
/// `of_us` tells of the first sound: tells how long all took. Nothing where it does not.
void TellAnswerTimes(TransitionBuilder& d, const HeardOfUs& of_us);

}  // namespace tocsin::voice
