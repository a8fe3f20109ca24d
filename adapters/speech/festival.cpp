#include "adapters/speech/festival.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <optional>

#include "adapters/sound/resampler.hpp"
#include "adapters/speech/child_program.hpp"
#include "adapters/steady_clock.hpp"

namespace tocsin::speech {
namespace {

constexpr Duration kStartPatience = std::chrono::seconds(10);
constexpr Duration kSentencePatience = std::chrono::seconds(3);
constexpr std::size_t kLongestText = 2'000;
constexpr int kLongestSeconds = 300;
constexpr std::string_view kVoice = "cmu_us_slt_arctic_hts";

/// Festival's memory for Scheme, in cells: with its own default a process takes 330 MB, so 80.
constexpr const char* kHeapCells = "2000000";
/// Defines (tocsin_say TEXT): "sound SAMPLES RATE" and the samples, or "none".
constexpr std::string_view kSayProgram =
    "(define (tocsin_make text)"
    " (let ((wave (utt.wave (utt.synth (eval (list 'Utterance 'Text text))))))"
    " (format t \"sound %d %d\\n\" (cadr (assoc 'num_samples (wave.info wave)))"
    " (cadr (assoc 'sample_rate (wave.info wave))))"
    " (fflush nil) (wave.save wave \"-\" 'raw) (fflush nil)))\n"
    "(define (tocsin_say text)"
    " (unwind-protect (tocsin_make text) (begin (format t \"none\\n\") (fflush nil))))\n"
    "(fflush nil)\n";

/// Of the line before the samples.
struct SoundHead {
  int samples = 0, rate = 0;
};
std::optional<SoundHead> ReadHead(const std::string& line) {
  SoundHead head;
  if (std::sscanf(line.c_str(), "sound %9d %9d", &head.samples, &head.rate) != 2) return {};
  const bool sane = head.samples >= 0 && head.rate >= kLineRate && head.rate <= 48'000 &&
                    head.samples <= kLongestSeconds * head.rate;
  return sane ? std::optional(head) : std::nullopt;
}

class FestivalProcess final : public SentenceMaker {
 public:
  Result<Sound> Make(const SynthesizeSpeech& sentence) override {
    const std::string text = FestivalText(sentence.text);
    if (text.find_first_not_of(" .,;:!?'-%") == std::string::npos) return Sound();
    auto sound = Say(text);
    // It may have died since the last sentence: once more, with a new one.
    if (!sound && sound.error().kind == ErrorKind::kTransient) sound = Say(text);
    return sound;
  }

  /// Takes half a second: done before the first sentence waits for it.
  Status Begin() {
    auto child = ChildProgram::Start({"festival", "--heap", kHeapCells, "--pipe"});
    if (!child) return Fail(child.error());
    std::string begin = "(if (member '";
    begin.append(kVoice)
        .append(" (voice.list)) (begin (voice_")
        .append(kVoice)
        .append(") (format t \"ready\\n\")) (format t \"no voice\\n\"))\n")
        .append(kSayProgram);
    if (const auto written = child->Write(begin, kStartPatience); !written) return written;
    const auto line = child->ReadLine(kStartPatience);
    if (!line) return Fail(line.error());
    if (*line != "ready")
      return Fail(ErrorKind::kNotFound,
                  "festival: its voice " + std::string(kVoice) + " is missing", "speech");
    child_ = std::move(*child);
    return {};
  }

 private:
  Result<Sound> Say(const std::string& text) {
    if (!child_)
      if (const auto begun = Begin(); !begun) return Fail(begun.error());
    auto sound = Hear("(tocsin_say \"" + text + "\")\n");
    if (!sound) child_.reset();  // what it would still say belongs to no sentence
    return sound;
  }
  Result<Sound> Hear(const std::string& command) {
    const auto until = std::chrono::steady_clock::now() + kSentencePatience;
    const auto left = [&] {
      const auto rest = until - std::chrono::steady_clock::now();
      return std::max(Duration(0), std::chrono::duration_cast<Duration>(rest));
    };
    TRY(child_->Write(command, left()));
    TRY_ASSIGN(const auto line, child_->ReadLine(left()));
    const auto head = ReadHead(line);
    if (!head) return Fail(ErrorKind::kInternal, "festival: it cannot say a sentence", "speech");
    TRY_ASSIGN(
        const auto bytes,
        child_->Read(static_cast<std::size_t>(head->samples) * sizeof(std::int16_t), left()));
    Sound sound(static_cast<std::size_t>(head->samples));
    if (!bytes.empty()) std::memcpy(sound.data(), bytes.data(), bytes.size());
    return sound::Resampled(sound, head->rate, kLineRate);
  }

  std::optional<ChildProgram> child_;
};

}  // namespace

std::string FestivalText(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, kLongestText)) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      std::string_view(".,;:!?'-%").find(c) != std::string_view::npos;
    if (kept) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

Result<std::unique_ptr<TextToSpeech>> MakeFestival(std::size_t processes) {
  if (!IsInstalled("festival"))
    return Fail(ErrorKind::kNotFound, "festival is not installed", "speech");
  ProgramVoice::Makers makers;
  for (std::size_t i = 0; i < processes; ++i) {
    auto process = std::make_unique<FestivalProcess>();
    if (const auto begun = process->Begin(); !begun) return Fail(begun.error());
    makers.push_back(std::move(process));
  }
  return std::make_unique<ProgramVoice>(
      ProgramVoiceOptions{.name = "festival slt-hts", .languages = {"en"}}, std::move(makers));
}

}  // namespace tocsin::speech
