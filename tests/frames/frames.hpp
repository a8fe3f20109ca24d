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
/// A close frame, from the client unless `shape` says otherwise.
std::string CloseFrame(std::uint16_t code, std::string_view reason = {}, Shape shape = {});

/// Frames as text, "text(Hello) ping() close(1000,bye)"; what is left of a frame as "cut".
std::string Read(std::string_view bytes);
/// Whether each of the frames is masked, as a client's must be.
bool AllMasked(std::string_view bytes);

/// The client's request for a WebSocket.
std::string Request(std::string_view path = "/", std::string_view more = {});
/// What answers the key of a client's request (RFC 6455, 4.2.2), as Sec-WebSocket-Accept.
std::string AcceptFor(std::string_view request);
/// A server's answer to a request, as it should be; `more`: further headers.
std::string RightAnswer(std::string_view request, std::string_view more = {});
/// The answer to the key of Request.
inline constexpr std::string_view kAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

}  // namespace tocsin::frames
