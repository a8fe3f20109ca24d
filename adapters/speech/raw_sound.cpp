#include "adapters/speech/raw_sound.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <span>
#include <utility>

#include "adapters/sound/g711.hpp"
#include "schemas/letter_case.hpp"
#include "schemas/media_type.hpp"

namespace tocsin::speech {
namespace {

constexpr std::size_t kMostHeadBytes = 4 * 1024;
constexpr int kQuiet = 100;  ///< samples up to this are silence
constexpr std::size_t kQuietKept = 20 * kLineRate / 1'000;

tl::unexpected<Error> NotSound(std::string why) {
  return Fail(ErrorKind::kInvalid, std::move(why), "speech");
}

/// Containers and codes that somebody may send in spite of what was asked.
constexpr std::pair<std::string_view, std::string_view> kOtherForms[] = {
    {"OggS", "Ogg"}, {"ID3", "MP3"}, {"fLaC", "FLAC"}, {"<htm", "HTML"}, {"<!DO", "HTML"},
};

/// A parameter of a media type: "24000" of "audio/pcm; rate=24000".
std::string ParameterOf(std::string_view content_type, std::string_view name) {
  const std::string text = LowerCase(content_type);
  auto at = text.find(std::string(name) + '=');
  if (at == std::string::npos) return {};
  at += name.size() + 1;
  return text.substr(at, text.find_first_of("; ", at) - at);
}

bool Compressed(std::string_view media) {
  constexpr std::array kKnown = {"mpeg", "mp3", "ogg", "opus", "webm", "aac", "flac", "mp4"};
  return media.starts_with("audio/") && std::ranges::find(kKnown, media.substr(6)) != kKnown.end();
}

Sound SamplesOf(SampleCode code, std::string_view bytes) {
  if (code == SampleCode::kMuLaw) {
    Sound sound(bytes.size());
    sound::DecodeMuLaw({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, sound);
    return sound;
  }
  return sound::WavSamples({.format = 1, .channels = 1, .bits = 16}, bytes);
}

}  // namespace

RawSound::RawSound(SampleForm asked, std::size_t most) : form_(asked), most_(most) {}

Status RawSound::Begin(std::string_view content_type) {
  const std::string media = MediaType(content_type);
  if (media.starts_with("text/") || IsJsonType(media) || media.ends_with("xml") ||
      Compressed(media))
    return NotSound("the answer is " + media + ", and bare samples were asked for");
  for (const auto* name : {"audio/l16", "audio/linear16", "audio/x-l16"})
    if (media == name) form_.code = SampleCode::kLinear16;
  for (const auto* name : {"audio/mulaw", "audio/x-mulaw", "audio/pcmu"})
    if (media == name) form_.code = SampleCode::kMuLaw;
  const std::string rate = ParameterOf(content_type, "rate");
  if (rate.empty()) return {};
  const auto [end, fault] = std::from_chars(rate.data(), rate.data() + rate.size(), form_.rate);
  if (fault != std::errc{} || end != rate.data() + rate.size() || form_.rate < 1'000 ||
      form_.rate > 192'000)
    return NotSound("the answer has a rate that is none; 1,000 to 192,000 Hz are");
  return {};
}

Result<Sound> RawSound::Feed(std::string_view bytes) {
  came_ = came_ || !bytes.empty();
  bytes_.append(bytes);
  if (reads_ == Reads::kUnknown && bytes_.size() >= 4) TRY(Recognize());
  if (reads_ == Reads::kWavHead) TRY(TakeWavHead());
  return Deliver(Decode(), false);
}

Result<Sound> RawSound::Finish() {
  if (!came_) return NotSound("the answer is empty");
  if (reads_ == Reads::kWavHead) return NotSound("the answer is a WAV file without sound");
  if (reads_ == Reads::kUnknown) reads_ = Reads::kSamples;  // fewer bytes than a name has
  TRY_ASSIGN(auto sound, Deliver(Decode(), true));
  if (!loud_) return NotSound("the answer is silence");
  return sound;
}

Status RawSound::Recognize() {
  for (const auto& [begin, name] : kOtherForms)
    if (bytes_.starts_with(begin))
      return NotSound("the answer is " + std::string(name) + ", and bare samples were asked for");
  reads_ = bytes_.starts_with("RIFF") ? Reads::kWavHead : Reads::kSamples;
  return {};
}

Status RawSound::TakeWavHead() {
  TRY_ASSIGN(wav_, sound::ReadWavHead(bytes_));
  if ((wav_ ? wav_->begins : bytes_.size()) > kMostHeadBytes)
    return NotSound("the answer is a WAV file without sound");
  if (!wav_) return {};
  bytes_.erase(0, wav_->begins);
  if (wav_->Sized()) left_ = wav_->size;
  form_.rate = static_cast<int>(wav_->rate);
  reads_ = Reads::kWav;
  return {};
}

/// Whole samples only: half a one waits for the rest of it.
Sound RawSound::Decode() {
  if (reads_ != Reads::kSamples && reads_ != Reads::kWav) return {};
  const std::size_t frame = wav_ ? wav_->FrameBytes() : form_.code == SampleCode::kMuLaw ? 1U : 2U;
  std::size_t take = std::min(bytes_.size(), left_);
  take -= take % frame;
  const std::string_view whole(bytes_.data(), take);
  Sound sound = wav_ ? sound::WavSamples(*wav_, whole) : SamplesOf(form_.code, whole);
  left_ -= take;
  // Behind a WAV's sound there may stand whatever its writer liked.
  bytes_.erase(0, left_ < frame ? bytes_.size() : take);
  return sound;
}

Result<Sound> RawSound::Deliver(Sound at_rate, bool last) {
  if (at_rate.empty() && !last) return Sound();  // the form may not be known yet
  Sound sound;
  if (form_.rate == kLineRate) {
    sound = std::move(at_rate);
  } else {
    if (!resampler_) resampler_.emplace(form_.rate, kLineRate);
    resampler_->Convert(at_rate, sound);
    if (last) resampler_->Finish(sound);
  }
  made_ += sound.size();
  if (made_ > most_)
    return NotSound("the answer has no end: more than " + std::to_string(most_ / kLineRate) +
                    " s of sound for such a text");
  if (loud_) return sound;
  quiet_.insert(quiet_.end(), sound.begin(), sound.end());
  const auto first = std::ranges::find_if(
      quiet_, [](std::int16_t sample) { return std::abs(int{sample}) > kQuiet; });
  loud_ = first != quiet_.end();
  const auto before = static_cast<std::size_t>(first - quiet_.begin());
  quiet_.erase(quiet_.begin(), first - static_cast<std::ptrdiff_t>(std::min(before, kQuietKept)));
  return loud_ ? std::exchange(quiet_, {}) : Sound();
}

}  // namespace tocsin::speech
