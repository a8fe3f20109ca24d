#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/speech.hpp"
#include "adapters/speech/sentence_queue.hpp"

namespace tocsin::speech {

/// One sentence at a time, blocking: a program that speaks. One thread at a time.
class SentenceMaker {
 public:
  virtual ~SentenceMaker() = default;
  /// At kLineRate, as the engine made it. After an error the next sentence begins with a new
  /// program.
  virtual Result<Sound> Make(const SynthesizeSpeech& sentence) = 0;
};

struct ProgramVoiceOptions {
  std::string name = {};                    ///< with its version
  std::vector<std::string> languages = {};  ///< primary subtags of BCP 47: "en"
  std::size_t most_waiting = 256;           ///< sentences; beyond: kTransient, told at once
};

/// A voice whose sentences are made by programs: as many at once as there are makers, the oldest
/// first. What comes of a program is brought to one level, without silence around it and without a
/// click.
class ProgramVoice final : public TextToSpeech {
 public:
  using Makers = std::vector<std::unique_ptr<SentenceMaker>>;
  ProgramVoice(ProgramVoiceOptions options, Makers makers);

  std::string Name() const override { return options_.name; }
  bool Speaks(std::string_view language) const override;
  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override;

 private:
  Result<Sound> Make(const SynthesizeSpeech& what);

  const ProgramVoiceOptions options_;
  std::mutex mutex_;
  Makers idle_;
  SentenceQueue queue_;  ///< last: its threads use the rest
};

/// Ready for a line: without the silence around it, at the level of a person on the phone.
Sound ForALine(Sound sound);
/// What is made one after the other: a text of up to `longest` bytes, or parts of it, cut where a
/// speaker breathes. What is longer than 8,000 bytes is cut off. 150 bytes let sound of a program
/// begin early, and none work for long.
std::vector<std::string> PartsOf(std::string_view text, std::size_t longest = 150);
/// The primary subtag in lower case: "en" of "en-US".
std::string PrimaryLanguage(std::string_view tag);

}  // namespace tocsin::speech
