#include "adapters/speech/program_voice.hpp"

#include <algorithm>
#include <cstdlib>

#include "adapters/sound/level.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/letter_case.hpp"

namespace tocsin::speech {
namespace {

constexpr double kLineLevel = -20;  ///< dB below full scale, of the whole sentence
constexpr double kLoudestPeak = -3;
constexpr std::size_t kLongestSpokenText = 8'000;
constexpr int kSilent = 100;  ///< samples up to this are silence
constexpr std::size_t kKeptBefore = 20 * kLineRate / 1'000;
constexpr std::size_t kKeptBehind = 120 * kLineRate / 1'000;
constexpr std::size_t kFade = 5 * kLineRate / 1'000;

}  // namespace

Sound ForALine(Sound sound) {
  const auto loud = [](std::int16_t sample) { return std::abs(int{sample}) > kSilent; };
  const auto first = std::ranges::find_if(sound, loud);
  if (first == sound.end()) return {};
  const auto last = std::find_if(sound.rbegin(), sound.rend(), loud).base();
  const auto begin = static_cast<std::size_t>(first - sound.begin());
  const auto end = static_cast<std::size_t>(last - sound.begin());
  const std::size_t from = begin - std::min(begin, kKeptBefore);
  const std::size_t to = std::min(sound.size(), end + kKeptBehind);
  Sound out(sound.begin() + static_cast<std::ptrdiff_t>(from),
            sound.begin() + static_cast<std::ptrdiff_t>(to));
  out.resize(end - from + kKeptBehind);  // a sentence's pause, also where the engine makes none
  sound::Amplify(out, std::min(kLineLevel - sound::Level(out), kLoudestPeak - sound::Peak(out)));
  sound::FadeEnds(out, kFade);
  return out;
}

std::vector<std::string> PartsOf(std::string_view text, std::size_t longest) {
  text = text.substr(0, kLongestSpokenText);
  std::vector<std::string> parts;
  while (text.size() > longest) {
    const auto head = text.substr(0, longest);
    std::size_t cut = std::string_view::npos;
    for (const std::string_view ends : {".!?", ",;:", " "}) {
      cut = head.find_last_of(ends);
      // Between digits a point or a comma is none: "2.5".
      while (cut != std::string_view::npos && cut > 0 && ends != " " && text[cut + 1] != ' ')
        cut = head.find_last_of(ends, cut - 1);
      if (cut != std::string_view::npos && cut > 0) break;
    }
    if (cut == std::string_view::npos || cut == 0) {
      cut = longest - 1;
      while (cut > 0 && (static_cast<unsigned char>(text[cut + 1]) & 0xC0) == 0x80) --cut;
    }
    parts.emplace_back(text.substr(0, cut + 1));
    text.remove_prefix(cut + 1);
  }
  parts.emplace_back(text);
  return parts;
}

std::string PrimaryLanguage(std::string_view tag) { return LowerCase(MainTag(tag)); }

ProgramVoice::ProgramVoice(ProgramVoiceOptions options, Makers makers)
    : options_(std::move(options)),
      idle_(std::move(makers)),
      queue_(idle_.size(), options_.most_waiting, "speak") {}

bool ProgramVoice::Speaks(std::string_view language) const {
  return std::ranges::find(options_.languages, PrimaryLanguage(language)) !=
         options_.languages.end();
}

std::unique_ptr<SpeechJob> ProgramVoice::Synthesize(SynthesizeSpeech what, SpeechPieces to) {
  const auto told = std::make_shared<SpeechPieces>(std::move(to));
  auto job = queue_.Push([this, what = std::move(what), told](const std::atomic<bool>& stop) {
    for (auto& part : PartsOf(what.text)) {
      if (stop) return;
      auto sound = Make({.text = std::move(part), .language = what.language});
      if (stop) return;
      if (!sound) return told->end(Fail(sound.error()));
      told->piece(ForALine(std::move(*sound)));
    }
    if (!stop) told->end({});
  });
  if (job == nullptr)
    told->end(Fail(ErrorKind::kTransient, "speaking: too many sentences wait", "speech"));
  return job;
}

Result<Sound> ProgramVoice::Make(const SynthesizeSpeech& what) {
  std::unique_ptr<SentenceMaker> maker;
  {
    // There are as many as threads.
    const std::lock_guard lock(mutex_);
    maker = std::move(idle_.back());
    idle_.pop_back();
  }
  auto sound = maker->Make(what);
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(maker));
  return sound;
}

}  // namespace tocsin::speech
