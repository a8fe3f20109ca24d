#include "workers/voice/worker/situation_of_writing.hpp"

#include "workers/voice/talk/writing.hpp"

namespace tocsin::voice {

std::optional<Situation> SituationOfWriting(const CallBatch& calls, const Wrote& wrote,
                                            TimePoint now) {
  const auto id = CallOfWriting(wrote);
  const auto* asked = calls.AskingOf(wrote.question, wrote.contact);
  if (const auto* kept = calls.FindCall(id); kept != nullptr) {
    auto situation = calls.SituationOf(id);
    // A text message may go out before the question is asked.
    if (kept->choices.empty()) {
      if (asked == nullptr) return std::nullopt;
      TakeQuestionOf(*asked, situation.call);
    }
    return situation;
  }
  const auto* question = calls.FindQuestion(wrote.question);
  if (asked == nullptr || question == nullptr) return std::nullopt;
  return Situation{
      .question = *question, .call = CallInWriting(*asked, wrote, now), .attempts = {}};
}

}  // namespace tocsin::voice
