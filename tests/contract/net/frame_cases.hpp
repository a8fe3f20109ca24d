#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "adapters/websocket.hpp"

namespace tocsin {

inline constexpr std::size_t kMostInCases = 70000;  ///< bytes of a message

/// What the other side sends after the handshake, and what comes of it where messages are echoed.
struct FrameCase {
  std::string name;
  std::string sent;
  std::string answered;  ///< until the end of the connection, in the words of frames::Read
  std::string told = "closed_by_peer 1000";  ///< to the owner of the socket, as Told says it
};
void PrintTo(const FrameCase& given, std::ostream* out);

/// The cases of the Autobahn test suite (groups 1 to 7 and 9), which itself needs Python 2. A
/// client's frames are masked, a server's are not.
enum class Sender { kClient, kServer };
std::vector<FrameCase> FrameCases(Sender sender);
std::vector<FrameCase> CasesOfOpcodesAndCodes(Sender sender);

/// "closed_by_peer 1000 bye: detail".
std::string Told(const WebSocketEnd& end);

}  // namespace tocsin
