#include "adapters/speech/festival.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>

#include "adapters/sound/resampler.hpp"
#include "adapters/sound/wav.hpp"
#include "adapters/speech/child_program.hpp"

namespace tocsin::speech {
namespace {

constexpr Duration kStartPatience = std::chrono::seconds(10);
constexpr Duration kSentencePatience = std::chrono::seconds(3);
constexpr std::size_t kLongestText = 2'000;
constexpr std::string_view kVoice = "cmu_us_slt_arctic_hts";

/// A folder of this process for what festival writes; gone with this object.
class ScratchFolder {
 public:
  ScratchFolder() {
    const char* base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    path_ = std::string(base) + "/tocsin-voice-XXXXXX";
    if (mkdtemp(path_.data()) == nullptr) path_.clear();
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    if (path_.empty()) return;
    std::remove(File().c_str());
    rmdir(path_.c_str());
  }
  std::string File() const { return path_ + "/sentence.wav"; }
  bool Good() const { return !path_.empty(); }

 private:
  std::string path_;
};

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
    if (!scratch_.Good())
      return Fail(ErrorKind::kTransient, "festival: no folder for its sentences", "speech");
    auto child = ChildProgram::Start({"festival", "--pipe"});
    if (!child) return Fail(child.error());
    std::string begin = "(if (member '";
    begin.append(kVoice)
        .append(" (voice.list)) (begin (voice_")
        .append(kVoice)
        .append(
            ") (format t \"ready\\n\")) (format t \"no voice\\n\"))\n"
            "(define (tocsin_say text file)"
            " (utt.save.wave (utt.synth (eval (list 'Utterance 'Text text))) file 'riff)"
            " (format t \"said\\n\") (fflush nil))\n(fflush nil)\n");
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
    const std::string command = "(tocsin_say \"" + text + "\" \"" + scratch_.File() + "\")\n";
    auto said = child_->Write(command, kSentencePatience);
    Result<std::string> line = Fail(ErrorKind::kTransient, "festival: it has ended", "speech");
    if (said) line = child_->ReadLine(kSentencePatience);
    if (!said || !line || *line != "said") {
      child_.reset();
      return said && line
                 ? Fail(ErrorKind::kTransient, "festival: an answer that makes no sense", "speech")
                 : Fail(said ? line.error() : said.error());
    }
    std::ifstream file(scratch_.File(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    auto wav = sound::ReadWav(bytes);
    if (!wav) return Fail(wav.error());
    return sound::Resampled(wav->sound, wav->rate, kLineRate);
  }

  ScratchFolder scratch_;
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
