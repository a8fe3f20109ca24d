#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/loop.hpp"
#include "adapters/metrics.hpp"
#include "adapters/speech.hpp"
#include "adapters/speech/raw_sound.hpp"
#include "adapters/speech/socket_voice.hpp"
#include "adapters/speech/voice_parts.hpp"

namespace tocsin::speech {

/// A text on its way: between its sockets and who asked. On the loop, but for Drop.
class SocketSentence : public std::enable_shared_from_this<SocketSentence> {
 public:
  SocketSentence(std::shared_ptr<const SocketVoiceService> service, Metrics& metrics, Loop& loop,
                 std::vector<VoicePart> parts, SpeechPieces to);

  const VoicePart& Part() const { return parts_[at_]; }
  bool Over() const { return told_ || dropped_; }
  bool AnyOfPart() const { return sound_.has_value(); }
  void Drop() { dropped_ = true; }

  /// Bytes of its part's sound. False: it is over.
  bool Take(std::string_view bytes);
  /// All of its part came. True: another one follows.
  bool EndPart();
  void Fault(Error error);

 private:
  void BeginPart();
  void Give(Sound sound, std::size_t least);
  void End(Status status);

  const std::shared_ptr<const SocketVoiceService> service_;
  Metrics& metrics_;
  Loop& loop_;
  const std::vector<VoicePart> parts_;
  const SpeechPieces to_;
  const SteadyTime asked_at_;
  std::size_t at_ = 0;
  std::optional<RawSound> sound_;  ///< none: nothing of the part came
  Sound ready_;
  bool began_ = false, told_ = false;
  std::atomic<bool> dropped_ = false;
};

}  // namespace tocsin::speech
