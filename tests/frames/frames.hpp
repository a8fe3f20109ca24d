#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::frames {

/// The frames of RFC 6455, section 5, written and read here once more, so that the tests see what
/// is on the wire.
enum Opcode : unsigned { kMore = 0, kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10 };

struct Shape {
  bool last = true;
  bool masked = true;
  unsigned reserved = 0;  ///< the bits RSV1 to RSV3, as 4, 2 and 1
  /// What the header says instead of the payload's size.
  std::optional<std::uint64_t> claimed = {};
};
std::string Frame(unsigned opcode, std::string_view payload, Shape shape = {});
/// A close frame from the client.
std::string CloseFrame(std::uint16_t code, std::string_view reason = {});

/// Frames as text, "text(Hello) ping() close(1000,bye)"; what is left of a frame as "cut".
std::string Read(std::string_view bytes);

/// The client's request for a WebSocket.
std::string Request(std::string_view path = "/", std::string_view more = {});
/// The answer to the key of Request.
inline constexpr std::string_view kAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

}  // namespace tocsin::frames
