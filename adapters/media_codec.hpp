#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// What the first message of a media socket says about its call.
struct MediaStart {
  std::string stream_id;
  std::string provider_call_id;
  std::string account;
  std::string from = {};
  std::string to = {};
  int sample_rate = 8000;  ///< as the message says, which may be a lie
  std::vector<std::pair<std::string, std::string>> parameters = {};  ///< bounded, in order
};

/// What a message of the socket told, on the loop's thread, within MediaCodec::Read.
class MediaListener {
 public:
  virtual ~MediaListener() = default;
  virtual void OnStart(MediaStart start) = 0;
  /// Sound at 8 kHz, whatever the line's rate; valid within the call. `timestamp`: of its first
  /// sample since the stream's start, as the carrier says.
  virtual void OnSound(std::span<const std::int16_t> sound, Duration timestamp) = 0;
  virtual void OnKey(char key) = 0;
  /// All that was sent before this mark was played, or cleared.
  virtual void OnMark(std::string_view name) = 0;
  /// The call, or the carrier's side of the stream, is over.
  virtual void OnStop(std::string_view reason) = 0;
};

/// A carrier's language on one media socket: state of that socket (rate, spelling, sequence
/// numbers), no call and no person. Loop thread only. No allocation and no tree for a sound
/// message.
class MediaCodec {
 public:
  virtual ~MediaCodec() = default;
  /// kInvalid: not to be understood (counted, the socket stays); kRejected: breaks what the stream
  /// said before, such as another stream's id.
  virtual Status Read(std::string_view message, MediaListener& listener) = 0;

  /// Messages to be sent as text. Samples at 8 kHz. What is too short for a message of its own is
  /// padded with silence where the carrier needs a least size.
  virtual std::string SoundMessage(std::span<const std::int16_t> sound) = 0;
  virtual std::string MarkMessage(std::string_view name) = 0;
  /// The carrier forgets what it holds and has not played.
  virtual std::string ClearMessage() = 0;
  /// Of a sound message when nothing else is said: 100 ms (Twilio), 200 ms (Exotel at 8 kHz).
  virtual Duration MessageLength() const = 0;
};

}  // namespace tocsin
