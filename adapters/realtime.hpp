#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/language.hpp"
#include "adapters/loop.hpp"
#include "adapters/speech.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

/// Whole conversations: a service that hears a person, finds out where a turn ends, answers, and
/// speaks itself. An engine is a file of adapters/realtime. What it says is data: whoever opened
/// the session decides what may be done with it.
namespace tocsin {

struct OpenRealtime {
  /// Those of the system are its instructions; what was said so far follows them, in order.
  std::vector<LanguageMessage> messages;
  std::vector<LanguageTool> tools = {};
  std::string language = "en-US";  ///< BCP 47
  /// Silence that ends a person's turn.
  Duration end_after = std::chrono::milliseconds(500);
};

/// All of one answer.
struct RealtimeAnswer {
  std::string text = {};                     ///< as it is spoken
  std::vector<LanguageToolCall> calls = {};  ///< of tools
  std::optional<LanguageUsage> usage = {};   ///< where the engine tells it
  bool cut = false;                          ///< it was given up before it was whole
  std::string failed = {};                   ///< why there is none; empty: it has not failed
};

/// What an owner hears of its session, on the session's loop, never within a call of it. The
/// session may be dropped within each.
class RealtimeListener {
 public:
  virtual ~RealtimeListener() = default;
  /// The session is as it was asked for.
  virtual void OnReady() = 0;
  /// Somebody speaks, into an answer too.
  virtual void OnPersonBegins() = 0;
  /// The turn with this id of the service has ended; an answer to it comes by itself.
  virtual void OnPersonEnds(std::string_view turn) = 0;
  /// The words of that turn, perhaps later than its answer; empty: they are not known.
  virtual void OnPersonSaid(std::string_view turn, std::string text) = 0;
  /// An answer comes.
  virtual void OnAnswerBegins() = 0;
  /// More sound of a piece of an answer, at kLineRate, faster than it is heard.
  virtual void OnAnswerSound(std::string_view item, SoundView sound) = 0;
  /// More of the words that are spoken in it; they may come before or behind their sound.
  virtual void OnAnswerText(std::string_view item, std::string_view text) = 0;
  virtual void OnAnswerEnds(RealtimeAnswer answer) = 0;
  /// The service will end the session within minutes, for its age: open another one, as soon as
  /// nobody speaks.
  virtual void OnRealtimeOld() {}
  /// Once, the last. kRejected: the key, or the account. kInvalid: what was asked. kTransient:
  /// away, cut off, or too old. kTimeout: not open in time.
  virtual void OnRealtimeEnd(Error error) = 0;
};

/// One conversation. Everything of it happens on its loop. Dropping it ends it: its listener hears
/// nothing afterwards.
class RealtimeSession {
 public:
  virtual ~RealtimeSession() = default;
  /// What the line hears, silence too, at kLineRate; before it is ready, nothing is kept.
  virtual void Hear(SoundView sound) = 0;
  /// What it cannot have heard: words of the user; a tool's result, for the call that is open.
  virtual void Tell(const LanguageMessage& message) = 0;
  /// Other instructions (those messages of `rules` that are of the system), tools and language,
  /// from the next answer on. What was said stays; where the service refuses them, the session
  /// ends.
  virtual void Change(OpenRealtime rules) = 0;
  /// An answer is wanted now: of itself, to what it was told. Where one is under way, behind it.
  virtual void Answer() = 0;
  /// The answer under way is given up. Of its `item` so much was heard, and of those behind it
  /// nothing; an empty `item`: nothing of it is known. Without an answer nothing happens but that.
  virtual void Cut(std::string_view item, Duration heard) = 0;
};

/// Thread-safe.
class RealtimeEngine {
 public:
  virtual ~RealtimeEngine() = default;
  virtual std::string Name() const = 0;  ///< with its model, for evidence and logs
  /// `listener` outlives the session. On the loop, which outlives it.
  [[nodiscard]] virtual std::unique_ptr<RealtimeSession> Open(Loop& loop, OpenRealtime what,
                                                              RealtimeListener& listener) = 0;
};

}  // namespace tocsin
