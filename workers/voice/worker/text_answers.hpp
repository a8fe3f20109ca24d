#pragma once

#include <optional>
#include <span>
#include <string>

#include "schemas/event.hpp"
#include "workers/voice/call/call_batch.hpp"
#include "workers/voice/call/inputs.hpp"
#include "workers/voice/call/transition.hpp"
#include "workers/voice/call/voice_settings.hpp"

/// Answers by text message: what was sent to whom (`tocsin.message.requested` that may be replied
/// to), what a text that came means, and what is sent back. What is chosen by it is confirmed by a
/// code that is sent back, or by the PIN: the number of a text can be forged, and a code gets to
/// who has the phone. Pure.
namespace tocsin::voice {

/// A question that was sent to a number, which may reply.
struct TextedQuestion {
  QuestionId question;
  std::string contact;  ///< empty: nobody that is known
  std::string channel;
  std::string phone;
};
/// nullopt: the event is no such message.
std::optional<TextedQuestion> ReadTexted(const Event& event);
/// The call that keeps what is texted about it.
CallId CallOfTexts(const TextedQuestion& texted);
/// The same before anything was; what is asked is not known yet.
Call CallTexted(const TextedQuestion& texted, const Event& event, int partition, TimePoint now);

/// Which question a text answers.
struct TextedTo {
  std::optional<Situation> open = {};  ///< the one that it is for
  std::string reply =
      {};  ///< without one what is sent back; empty: nothing, to who is none of ours
};
/// Of what was sent to this number: the open question, or of several the one whose code the text
/// is. One that has ended is told for a day.
TextedTo QuestionOfText(const CallBatch& calls, std::string_view phone, std::string_view text,
                        TimePoint now);

/// What the text means to the question; nullopt: it is no answer. `code`: four digits, for what is
/// chosen now.
std::optional<Wrote> AnswerInText(const Situation& open, std::string_view text, std::string code);
/// What is sent back to what was no answer: how to answer, or to confirm.
std::string HowToReply(const Call& call);
/// What is sent back after it was decided what becomes of it.
std::string ReplyInText(const Transition& decided, const Wrote& wrote,
                        const VoiceSettings& settings);

}  // namespace tocsin::voice
