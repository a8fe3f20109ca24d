#pragma once

#include <string>

#include "workers/voice/call/call.hpp"
#include "workers/voice/call/inputs.hpp"
#include "workers/voice/call/question.hpp"
#include "workers/voice/call/voice_settings.hpp"

/// A question that is answered in writing: by the link of a message, or by a text message. What was
/// chosen is kept with a call that has no leg, so that choosing and confirming are two steps as on
/// the phone, and wrong PINs are counted wherever they come. What is written comes in by
/// TakeWritten (talk/talk.hpp).
namespace tocsin::voice {

/// The call that keeps what this person writes about the question.
CallId CallOfWriting(const Wrote& wrote);
/// The same before anything was written; `asked` is a call that asks the question.
Call CallInWriting(const Call& asked, const Wrote& wrote, TimePoint now);
/// Of a call in writing what is asked, as `asked` asks it.
void TakeQuestionOf(const Call& asked, Call& call);

/// What is read about the question, in the call's language; what is not known is empty.
struct WrittenSummary {
  std::string title;
  std::string text;   ///< what would be said, where it is not the title
  std::string facts;  ///< severity, what is concerned and where
};
WrittenSummary SummaryOf(const Call& call);
/// "Approve: restart container nginx on pve1".
std::string LabelWithEffect(const Call& call, const Choice& choice);

/// What may be chosen in writing: what leaves the question open is for who is on the phone.
bool ChosenInWriting(const Choice& choice);
/// Chosen, and not confirmed yet; nullptr: nothing is.
const Choice* ChosenBefore(const Call& call);
/// It takes a PIN, and the person has none.
bool LacksPin(const Call& call, const Choice& choice, const VoiceSettings& settings);
/// This person has written three wrong PINs or codes, by link and by text together: nothing that
/// needs one is taken from them for this question.
bool PinsUsedUp(const Question& question, const Call& call);

}  // namespace tocsin::voice
