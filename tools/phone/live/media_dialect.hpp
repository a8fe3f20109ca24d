#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tools/phone/live/sound.hpp"
#include "tools/phone/sim/params.hpp"

namespace tocsin::phone {

enum class Carrier { kTwilio, kExotel };
std::string_view ToString(Carrier carrier);

/// Who a media socket belongs to.
struct StreamIds {
  std::string stream;
  std::string call;
  std::string account;
  std::string from = {};
  std::string to = {};
  Params parameters = {};
  int rate = kLineRate;  ///< Exotel: 8000, 16000 or 24000
  bool camel = false;    ///< Exotel: spells `streamSid`, as some of its products do
};

/// What a message of the worker says, and what is wrong with it.
struct FromWorker {
  enum class Kind { kNothing, kSound, kMark, kClear };
  Kind kind = Kind::kNothing;
  Samples sound;
  std::string name;                        ///< of a mark
  std::vector<std::string> oddities = {};  ///< a carrier would drop it, or the person hear noise
};

/// A carrier's language on a media socket, of the carrier's side. Numbers its messages itself.
class MediaDialect {
 public:
  virtual ~MediaDialect() = default;
  /// How many frames of 20 ms go into one message.
  virtual std::size_t FramesPerMessage() const = 0;
  virtual std::string Connected() = 0;
  virtual std::string Start() = 0;
  /// `at`: milliseconds since the stream's start of its first sample.
  virtual std::string Media(SampleSpan sound, std::int64_t at) = 0;
  virtual std::string Key(char key) = 0;
  virtual std::string Mark(std::string_view name) = 0;
  virtual std::string Stop(std::string_view reason) = 0;
  virtual FromWorker Read(std::string_view message) const = 0;
};

std::unique_ptr<MediaDialect> MakeDialect(Carrier carrier, StreamIds ids);

}  // namespace tocsin::phone
