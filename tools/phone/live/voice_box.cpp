#include "tools/phone/live/voice_box.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>
#include <utility>

#include "tools/phone/live/spoken_text.hpp"
#include "tools/phone/live/wav.hpp"

namespace tocsin::phone {
namespace {

constexpr std::size_t kMostKept = std::size_t{600} * kLineRate;

Result<Samples> SpeechSound(const Speech& speech) {
  if (speech.source == Speech::Source::kCough) return Cough();
  Result<Samples> sound = Samples();
  if (speech.source == Speech::Source::kFile) {
    std::ifstream file(speech.text, std::ios::binary);
    if (!file)
      return Fail(ErrorKind::kInvalid, "reading WAV: cannot open '" + speech.text + "'", "wav");
    std::ostringstream bytes;
    bytes << file.rdbuf();
    sound = ReadWav(bytes.str());  // as loud as it is, and with its silence: it was chosen so
    if (sound) ToPhoneBand(*sound);
    return sound;
  }
  sound = SpokenText(speech.text, speech.voice);
  if (!sound) return sound;
  ToPhoneBand(*sound);
  Samples trimmed = Trimmed(*sound);
  SetLevel(trimmed, kSpeechLevel);
  if (speech.beep) {
    trimmed.resize(trimmed.size() + kLineRate / 2);
    const Samples beep = Beep();
    trimmed.insert(trimmed.end(), beep.begin(), beep.end());
  }
  return trimmed;
}

std::string SpeechKey(const Speech& speech) {
  return fmt::format("{}|{}|{}|{}", static_cast<int>(speech.source), speech.beep, speech.voice,
                     speech.text);
}

}  // namespace

void VoiceBox::Make(const Speech& speech, Done done) {
  // A file may change between two calls: read anew each time.
  const bool keep = speech.source != Speech::Source::kFile;
  Put({keep ? SpeechKey(speech) : std::string(), [speech] { return SpeechSound(speech); },
       std::move(done)});
}

void VoiceBox::MakeNoise(const NoiseSpec& noise, Done done) {
  const double level = kSpeechLevel - noise.db;
  const auto kind = noise.kind;
  Put({fmt::format("noise|{}|{}", static_cast<int>(kind), level),
       [kind, level]() -> Result<Samples> {
         if (kind == NoiseSpec::Kind::kHum) return HumNoise(level);
         if (kind == NoiseSpec::Kind::kBabble) return BabbleNoise(level);
         return WhiteNoise(level);
       },
       std::move(done)});
}

void VoiceBox::Put(Order order) {
  thread_.Post([this, order = std::move(order)] { Fill(order); });
}

void VoiceBox::Fill(const Order& order) {
  const auto kept = made_.find(order.key);
  if (kept != made_.end()) return order.done(kept->second);
  auto sound = order.make();
  if (sound && !order.key.empty()) {
    if (kept_ + sound->size() > kMostKept) {
      made_.clear();
      kept_ = 0;
    }
    kept_ += sound->size();
    made_[order.key] = *sound;
  }
  order.done(std::move(sound));
}

}  // namespace tocsin::phone
