#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/realtime.hpp"
#include "schemas/json.hpp"
#include "schemas/result.hpp"

/// What OpenAI's Realtime service sends us, read. Pure, and bounded in what it takes over.
namespace tocsin::realtime {

/// A message of the service as an object with a type; kInvalid: it is none.
Result<json::object> ReadRealtimeMessage(std::string_view text);

/// A text member, or one within an object of it; empty where there is none.
std::string_view TextIn(const json::object& message, std::initializer_list<std::string_view> path);

/// Sound of base64 and mu-law, at kLineRate; kInvalid: it is neither.
Result<Sound> DecodeDelta(std::string_view base64);

/// Of a session that was to be `asked`, what is not as it was asked for: "audio.output.format.type
/// is audio/pcm, and audio/pcmu was asked for". Empty: all of it is.
std::string SessionDiffers(const json::object& message, const OpenRealtime& asked);

/// An answer that is over.
struct EndedAnswer {
  std::string response = {};
  RealtimeAnswer answer = {};  ///< its text: empty where the service does not repeat it
  /// That its calls begin with the one to be made: an answer that was cut makes none.
  bool calls_hold = true;
};
/// Of response.done.
EndedAnswer ReadAnswerDone(const json::object& message);

}  // namespace tocsin::realtime
