#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.hpp"
#include "schemas/time.hpp"

/// Ears and voices: what hears a line and what speaks on it. An engine is a file of
/// adapters/speech; which are there is decided when the process starts.
namespace tocsin {

/// Sound: mono, signed 16 bits, at the rate that the parameter's name or text says.
using Sound = std::vector<std::int16_t>;
using SoundView = std::span<const std::int16_t>;

/// Rate of a phone line, of everything between a media socket and the engines (Hz).
inline constexpr int kLineRate = 8000;

/// Whether somebody speaks, told window by window. One line's; loop thread only.
class VoiceActivity {
 public:
  virtual ~VoiceActivity() = default;
  /// Of one window of kWindow samples at kLineRate that follows the one before; 0 to 1.
  virtual float Probability(SoundView window) = 0;
  /// What came before is forgotten: another person, or a gap.
  virtual void Reset() = 0;
  static constexpr std::size_t kWindow = 256;  ///< 32 ms
};

/// Thread-safe.
class VoiceActivityEngine {
 public:
  virtual ~VoiceActivityEngine() = default;
  virtual std::string Name() const = 0;  ///< with its version, for evidence and logs
  virtual std::unique_ptr<VoiceActivity> Open() = 0;
};

/// How far what a recogniser says may be relied on.
enum class SpeechTrust {
  kNone,        ///< no usable confidence: speech only proposes, a key confirms
  kText,        ///< the carrier's recogniser with one confidence for all
  kCalibrated,  ///< confidences that were measured against errors
};
std::string_view ToString(SpeechTrust trust);

struct RecognizeSpeech {
  Sound sound;  ///< at kLineRate; from 300 ms before the onset to the end of the sentence
  std::string language = "en-US";
  /// What the step allows. Never shown to the recogniser before it decodes: only scored afterwards.
  std::vector<std::string> phrases = {};
};
struct RecognizedSpeech {
  std::string text = {};  ///< as decoded freely; empty: nothing that is speech
  /// The phrase of `phrases` that fits best, when one passed the engine's stored threshold.
  std::optional<std::size_t> phrase = {};
  std::optional<double> score = {};  ///< log p(phrase) - log p(text)
  /// log p(text), of an engine that knows it; no confidence, for it is measured against nothing.
  std::optional<double> certainty = {};
  /// The engine doubts its text: it may be repeated or searched, but chooses nothing. Never beside
  /// a phrase.
  bool doubtful = false;
};

/// A sentence under way. Dropping it cancels: `done` does not run afterwards, unless it runs just
/// then on another thread.
class SpeechJob {
 public:
  virtual ~SpeechJob() = default;
};

/// Thread-safe. Callbacks come on the engine's thread and must not block.
class SpeechToText {
 public:
  virtual ~SpeechToText() = default;
  virtual std::string Name() const = 0;  ///< "moonshine-tiny-en 0.0.55"
  virtual SpeechTrust Trust() const = 0;
  virtual bool Speaks(std::string_view language) const = 0;  ///< BCP 47
  /// kTransient: too many sentences wait (told at once), or this one failed.
  [[nodiscard]] virtual std::unique_ptr<SpeechJob> Recognize(
      RecognizeSpeech what, std::function<void(Result<RecognizedSpeech>)> done) = 0;
};

struct SynthesizeSpeech {
  std::string text;  ///< plain text: data for the engine, never its commands
  std::string language = "en-US";
  std::string tenant = {};  ///< whose text it is: what is kept of it serves nobody else
};
/// What comes of it: pieces in order, then the end, on the engine's thread.
struct SpeechPieces {
  std::function<void(Sound piece)> piece;  ///< at kLineRate
  std::function<void(Status)> end;         ///< once, the last
  /// Before a kTransient end, where the engine says for how long it wants to be left alone (429
  /// with Retry-After). May be empty.
  std::function<void(Duration)> wait = {};
};

/// Thread-safe. Callbacks come on the engine's thread and must not block. Ends with kRejected where
/// the account is refused (401, 403), with kInvalid where the text or a setting is, or what came.
class TextToSpeech {
 public:
  virtual ~TextToSpeech() = default;
  virtual std::string Name() const = 0;
  /// All that makes its sound differ but text and language: engine with version, model, voice,
  /// speed, format. Sound that was kept is never played for another one.
  virtual std::string Variant() const { return Name(); }
  virtual bool Speaks(std::string_view language) const = 0;
  [[nodiscard]] virtual std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what,
                                                              SpeechPieces to) = 0;
};

}  // namespace tocsin
