#include "adapters/speech/voices.hpp"

#include <algorithm>
#include <iterator>

#include "adapters/speech/ahead_voice.hpp"
#include "adapters/speech/espeak.hpp"
#include "adapters/speech/festival.hpp"
#include "adapters/speech/guarded_voice.hpp"
#include "adapters/speech/prepared_speech.hpp"
#include "adapters/speech/pronounced_voice.hpp"
#include "adapters/speech/voice_order.hpp"

namespace tocsin::speech {
namespace {

/// A line for each voice that is a program.
struct KnownVoice {
  const char* name;
  const char* packages;
  Result<std::unique_ptr<TextToSpeech>> (*make)(std::size_t at_once);
};
constexpr KnownVoice kKnownVoices[] = {
    {"festival", "festival festvox-us-slt-hts", MakeFestival},
    {"espeak", "espeak-ng", MakeEspeak},
};
constexpr std::size_t kAtOnce = 2;

/// Nothing: it is not installed, which `missing` tells then.
Result<std::unique_ptr<TextToSpeech>> LoadOne(const std::string& name, const VoiceOptions& options,
                                              const VoiceGround& ground,
                                              std::vector<std::string>& missing) {
  const auto service = std::ranges::find(options.services, name, &ServiceVoice::word);
  if (service != options.services.end() && ground.client != nullptr) return service->make(ground);
  const auto* known = std::ranges::find(kKnownVoices, name, &KnownVoice::name);
  if (known == std::end(kKnownVoices))
    return Fail(ErrorKind::kInvalid,
                "loading voices: '" + name + "' is none; there are festival and espeak", "speech");
  auto voice = known->make(kAtOnce);
  if (voice) return voice;
  missing.push_back(voice.error().message + "; mend it with: apt-get install " + known->packages);
  return nullptr;
}

VoicePlace PlaceOf(const std::string& name, const VoiceOptions& options) {
  VoicePlace place{.provider = name, .another_follows = name != options.order.back()};
  const auto service = std::ranges::find(options.services, name, &ServiceVoice::word);
  if (service == options.services.end()) return place;
  place.most_streams = service->most_streams;
  place.streams_setting = service->streams_setting;
  return place;
}

}  // namespace

Result<Voices> LoadVoices(const VoiceOptions& options, const VoiceGround& ground) {
  Voices out;
  std::vector<std::unique_ptr<TextToSpeech>> found;
  for (const auto& name : options.order) {
    TRY_ASSIGN(auto voice, LoadOne(name, options, ground, out.missing));
    if (voice == nullptr) continue;
    out.engines.push_back(voice.get());
    found.push_back(PreparedAndGuarded(std::move(voice), PlaceOf(name, options), ground));
  }
  if (found.empty()) {
    std::string why = "loading voices: none is there";
    for (const auto& missing : out.missing) why += "; " + missing;
    return Fail(ErrorKind::kNotFound, std::move(why), "speech");
  }
  out.voice = MakeVoiceOrder(std::move(found), {}, ground.timers);
  if (ground.ahead != nullptr)
    out.voice = MakeAheadVoice(*ground.ahead, std::move(out.voice), ground.shelf, ground.metrics);
  return out;
}

std::unique_ptr<TextToSpeech> PreparedAndGuarded(std::unique_ptr<TextToSpeech> voice,
                                                 const VoicePlace& place,
                                                 const VoiceGround& ground) {
  engine::GuardOptions options{.provider = place.provider,
                               .part = "text_to_speech",
                               .most_streams = place.most_streams,
                               .streams_setting = place.streams_setting,
                               .retries = place.another_follows ? 0 : 1,
                               .slow = VoiceOrderOptions().patience * 3 / 4};
  voice = MakePronouncedVoice(std::move(voice), ground.lexicon);
  auto guard = std::make_shared<engine::Guard>(std::move(options), ground.timers, ground.metrics);
  return MakePreparedSpeech(MakeGuardedVoice(std::move(voice), std::move(guard)), ground.shelf,
                            ground.metrics);
}

}  // namespace tocsin::speech
