#include "workers/voice/talk/asked_model.hpp"

#include <string>

namespace tocsin::voice {
namespace {

constexpr Duration kLostAfter = std::chrono::seconds(2);

}  // namespace

Leg AskedLeg(TransitionBuilder& d, CallStatus status) {
  const auto* attempt = d.Attempt(d.call().attempt);
  return {.token_hash = attempt == nullptr ? std::string() : attempt->token_hash,
          .provider_call_id = d.call().provider_call_id,
          .status = status};
}

TimePoint AnswerLostAt(const TransitionBuilder& d, TimePoint asked) {
  return asked + d.settings.questions.timeout + kLostAfter;
}

bool IsAnswerLost(const TransitionBuilder& d) {
  const auto& asked = d.call().talk.asked;
  return asked && !asked->over && d.now >= AnswerLostAt(d, asked->at.value_or(d.now));
}

}  // namespace tocsin::voice
