#include "workers/voice/worker/doorkeeper.hpp"

#include <spdlog/spdlog.h>

#include "schemas/masking.hpp"
#include "workers/voice/languages/language.hpp"

namespace tocsin::voice {
namespace {

Transition NotKnown() {
  Transition unknown;
  unknown.reply = Reply{.say = {English().sentences.not_known}, .ask = {}};
  return unknown;
}

Transition SayAndHangUp(const char* sentence, const VoiceSettings& settings) {
  Transition refused;
  refused.reply = Reply{.say = {sentence}, .ask = {}, .language = settings.language};
  return refused;
}

}  // namespace

void Doorkeeper::Note(const std::string& caller, const char* reason, const char* limit, int most,
                      LogQuota& quota) {
  metrics_.Add("tocsin_voice_callers_refused_total", 1, {});
  metrics_.Add("tocsin_limits_refused_total", 1, {{"reason", reason}});
  if (const auto more = quota.Admit())
    spdlog::warn("a call from {} is not taken: limits.{} is {}{}", MaskPhone(caller), limit, most,
                 *more);
}

std::optional<Transition> Doorkeeper::Refused(const std::string& caller,
                                              const VoiceSettings& settings,
                                              CountedCallers& callers) {
  const auto& say = LanguageOf(settings.language).sentences;
  if (const int most = settings.calls_per_number_minute;
      !caller.empty() && callers.lately[caller]++ >= most) {
    Note(caller, "callers", "calls_per_number_minute", most, crowds_);
    return SayAndHangUp(say.too_many_calls, settings);
  }
  if (const int most = settings.concurrent_calls; most > 0 && callers.live >= most) {
    Note(caller, "lines", "concurrent_calls", most, full_);
    return SayAndHangUp(say.all_lines_busy, settings);
  }
  ++callers.live;
  return std::nullopt;
}

Transition Doorkeeper::Stranger(const Input& came) {
  Transition unknown = NotKnown();
  // It was said when the words were fetched.
  const auto* turn = std::get_if<TurnHeard>(&came);
  if (turn != nullptr && turn->fetched) unknown.reply = Reply{};
  if (const auto more = strangers_.Admit())
    spdlog::warn(
        "a signed webhook about {} carries a token of no known attempt: the call is of another "
        "installation, or forgotten{}",
        LegOf(came)->provider_call_id, *more);
  return unknown;
}

}  // namespace tocsin::voice
