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

#include "adapters/loop.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

/// Ears and voices: what hears a line and what speaks on it. An engine is a file of
/// adapters/speech; which are there is decided when the process starts.
namespace tocsin {

class Pronunciations;

/// The word of an engine in settings, and in labels of metrics: "deepgram" of "Deepgram
/// aura-2-thalia-en".
std::string EngineWord(std::string_view name);

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
  kText,        ///< a recogniser with confidences that nobody has measured
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
  /// Of its words the least sure one, 0 to 1, where the engine says so; measured against nothing.
  std::optional<double> confidence = {};
  /// Main tag of the language that it was spoken in ("de"), where the engine tells. Of several the
  /// one with most words.
  std::string language = {};
  /// What a service takes for it, and for what came to nothing before it, in the money of its
  /// price; none: it has no price.
  std::optional<double> cost = {};
  // Of an order of engines: who has heard it. Empty: the one that was asked.
  std::string engine = {};
  std::optional<SpeechTrust> trust = {};
};

/// A sentence under way. Dropping it cancels: `done` does not run afterwards, unless it runs just
/// then on another thread.
class SpeechJob {
 public:
  virtual ~SpeechJob() = default;
};

/// What is told of a sentence while it is being said.
struct SpeechEvent {
  enum class Kind {
    kStarted,    ///< the engine takes it for speech
    kPartial,    ///< so far; the text may still change
    kEagerEnd,   ///< the person has perhaps ended: an answer may be prepared
    kResumed,    ///< and has not
    kEndOfTurn,  ///< the engine itself holds the turn for ended
    kFinal,      ///< the answer to Finish; the sentence is over
  };
  Kind kind = Kind::kPartial;
  RecognizedSpeech speech = {};  ///< all of the sentence up to here
};
std::string_view ToString(SpeechEvent::Kind kind);
/// An error says that this engine does not hear the sentence to its end; the next Begin may be
/// heard again.
using SpeechEvents = std::function<void(Result<SpeechEvent>)>;

/// The ears of one line: its sentences, one after the other. Everything of it happens on its loop;
/// events come there, never within a call, and not after it was dropped, which may be within one.
class SpeechStream {
 public:
  virtual ~SpeechStream() = default;
  /// Somebody speaks: what was said before is forgotten.
  virtual void Begin() = 0;
  /// What follows, from 300 ms before the onset on; at kLineRate.
  virtual void Hear(SoundView sound) = 0;
  /// It has ended, for so much silence followed: kFinal or an error comes soon. `what` is the whole
  /// of it, for an engine that heard none of the sound or has failed with it.
  virtual void Finish(RecognizeSpeech what) = 0;
  /// Nobody wants to know any more.
  virtual void Abandon() = 0;
};

/// What a stream is opened for.
struct ListenTo {
  std::string language = "en-US";  ///< BCP 47
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
  /// A line's ears, on its loop, which outlives it. An engine that does not hear while somebody
  /// speaks is given the whole sentence by Finish, which this does.
  [[nodiscard]] virtual std::unique_ptr<SpeechStream> Listen(Loop& loop, ListenTo what,
                                                             SpeechEvents to);
};

struct SynthesizeSpeech {
  std::string text;  ///< plain text: data for the engine, never its commands
  std::string language = "en-US";
  /// Whose text it is: what is kept of it serves nobody else. Empty: it stands in a workflow, and
  /// serves everybody.
  std::string tenant = {};
  /// Nobody waits: it is made before it is wanted, and may take its time.
  bool ahead = false;
  /// For a voice that TakesLexicon. None: words are said as they are written.
  std::shared_ptr<const Pronunciations> lexicon = {};
};
/// What comes of it: pieces in order, then the end, on the engine's thread.
struct SpeechPieces {
  std::function<void(Sound piece)> piece;  ///< at kLineRate
  std::function<void(Status)> end;         ///< once, the last
  /// Before a kTransient end, where the engine says for how long it wants to be left alone (429
  /// with Retry-After). May be empty.
  std::function<void(Duration)> wait = {};
  /// What a service takes for it, in the money of its price: before the end, more than once where
  /// it was asked so often. May be empty.
  std::function<void(double)> cost = {};
  /// Before its first piece, of several voices in an order: the name of who makes what follows;
  /// again where another one goes on. May be empty.
  std::function<void(const std::string&)> by = {};
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
  /// It is told by SynthesizeSpeech::lexicon how words are said; for others the text is respelled
  /// before.
  virtual bool TakesLexicon() const { return false; }
  [[nodiscard]] virtual std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what,
                                                              SpeechPieces to) = 0;
};

}  // namespace tocsin
