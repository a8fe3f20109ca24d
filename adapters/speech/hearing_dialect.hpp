#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/speech.hpp"
#include "adapters/websocket.hpp"
#include "schemas/result.hpp"

namespace tocsin::speech {

/// What a service has made of a sentence. Places are samples of its socket, from its opening on.
struct SentenceHeard {
  std::uint64_t begun = 0;    ///< what is before belongs to sentences before
  std::uint64_t sent = 0;     ///< given to the service
  std::uint64_t settled = 0;  ///< of what is before, the text does not change any more
  bool finished = false;      ///< its end was asked for
  std::string text = {};      ///< settled
  std::string open = {};      ///< behind it, and may change
  /// The lowest of a settled word; none: the service tells of none.
  std::optional<double> confidence = {};
  /// Words of its text by their language, where the service tells.
  std::map<std::string, int, std::less<>> languages = {};

  /// That of most words; empty: it is not told.
  std::string Language() const {
    const auto most = std::ranges::max_element(
        languages, {}, [](const auto& language) { return language.second; });
    return most == languages.end() ? std::string() : most->first;
  }

  void Settle(std::string_view more, std::optional<double> least_confident) {
    if (more.empty()) return;
    if (!text.empty()) text += ' ';
    text += more;
    if (least_confident) confidence = std::min(*least_confident, confidence.value_or(1));
  }
  std::string All() const { return text + (text.empty() || open.empty() ? "" : " ") + open; }
};

/// How a service for speech that comes as it is said is spoken to over a WebSocket. Of one socket;
/// its loop.
class HearingDialect {
 public:
  virtual ~HearingDialect() = default;

  enum class Said {
    kNothing,  ///< that a line needs to know
    kStarted,  ///< as the SpeechEvents
    kPartial,
    kEagerEnd,
    kResumed,
    kEndOfTurn,
    kAnswered,  ///< this was all of the sentence that is finished
  };
  /// Takes a message of the service into the sentence. An error is the service's own, or a message
  /// that is none: the socket is given up.
  virtual Result<Said> Read(std::string_view message, SentenceHeard& sentence) = 0;

  /// Sent as the first message; empty: none.
  virtual std::string Greeting() const { return {}; }
  /// Sound, as it is sent in a message.
  virtual std::string Bytes(SoundView sound) = 0;
  virtual WebSocketKind SoundKind() const { return WebSocketKind::kBinary; }
  /// Sent while nobody speaks, to keep the socket; empty: none. The sound in it is counted.
  struct Idle {
    WebSocketKind kind = WebSocketKind::kText;
    std::string bytes = {};
    std::uint64_t samples = 0;
  };
  virtual Idle KeepAlive() { return {}; }
  /// Sent when a sentence has ended.
  virtual std::string Finish() = 0;
  /// Sent when nobody wants the rest of a sentence; empty: nothing.
  virtual std::string Abandon() { return {}; }
  /// Sent before the socket is closed; empty: nothing.
  virtual std::string Goodbye() const { return {}; }
  /// The service closes the socket with the sentence.
  virtual bool OneSentence() const { return false; }
};

using MakeHearingDialect = std::function<std::unique_ptr<HearingDialect>()>;

}  // namespace tocsin::speech
