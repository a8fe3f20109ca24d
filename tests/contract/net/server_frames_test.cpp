// links: net frames
#include <gtest/gtest.h>

#include "fakes/raw_socket.hpp"
#include "frames/frames.hpp"
#include "socket_server.hpp"

namespace tocsin {
namespace {

using fakes::RawSocket;
using frames::CloseFrame;
using frames::Frame;
using frames::kBinary;
using frames::kClose;
using frames::kMore;
using frames::kPing;
using frames::kPong;
using frames::kText;

const std::string kBye = CloseFrame(1000);
constexpr std::string_view kKosme = "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5";

std::string Part(unsigned opcode, std::string_view payload) {
  return Frame(opcode, payload, {.last = false});
}

/// What a client sends after the handshake, and what comes back until the end of the connection.
struct FrameCase {
  const char* name;
  std::string sent;
  std::string expected;
};

void PrintTo(const FrameCase& given, std::ostream* out) { *out << given.name; }

/// The cases of the Autobahn test suite (groups 1 to 7 and 9), which itself needs Python 2.
std::vector<FrameCase> FrameCases() {
  std::vector<FrameCase> cases = {
      {"empty text", Frame(kText, "") + kBye, "text() close(1000)"},
      {"text of 125 bytes", Frame(kText, std::string(125, '*')) + kBye,
       "text(" + std::string(125, '*') + ") close(1000)"},
      {"text of 126 bytes", Frame(kText, std::string(126, '*')) + kBye,
       "text(" + std::string(126, '*') + ") close(1000)"},
      {"text of 65535 bytes", Frame(kText, std::string(65535, '*')) + kBye,
       "text(65535 bytes) close(1000)"},
      {"binary of 65536 bytes", Frame(kBinary, std::string(65536, '\xfe')) + kBye,
       "binary(65536 bytes) close(1000)"},
      {"empty ping", Frame(kPing, "") + kBye, "pong() close(1000)"},
      {"ping with a payload", Frame(kPing, "Hello") + kBye, "pong(Hello) close(1000)"},
      {"ping of 125 bytes", Frame(kPing, std::string(125, '\xfe')) + kBye,
       "pong(" + std::string(125, '\xfe') + ") close(1000)"},
      {"ping of 126 bytes", Frame(kPing, std::string(126, 'p')), "close(1002)"},
      {"pong unasked", Frame(kPong, "Hello") + Frame(kText, "on") + kBye, "text(on) close(1000)"},
      {"ten pings",
       [] {
         std::string all;
         for (char c = '0'; c <= '9'; ++c) all += Frame(kPing, std::string(1, c));
         return all + kBye;
       }(),
       "pong(0) pong(1) pong(2) pong(3) pong(4) pong(5) pong(6) pong(7) pong(8) pong(9) "
       "close(1000)"},
      {"reserved bit 1", Frame(kText, "Hello", {.reserved = 4}), "close(1002)"},
      {"reserved bit 2", Frame(kText, "Hello", {.reserved = 2}), "close(1002)"},
      {"reserved bit 3 of a ping", Frame(kPing, "", {.reserved = 1}), "close(1002)"},
      {"reserved bits of a close", Frame(kClose, "", {.reserved = 7}), "close(1002)"},
      {"not masked", Frame(kText, "Hello", {.masked = false}), "close(1002)"},
      {"text in two parts", Part(kText, "Hel") + Frame(kMore, "lo") + kBye,
       "text(Hello) close(1000)"},
      {"parts with a ping between",
       Part(kText, "Hel") + Frame(kPing, "!") + Frame(kMore, "lo") + kBye,
       "pong(!) text(Hello) close(1000)"},
      {"empty parts", Part(kText, "") + Part(kMore, "") + Frame(kMore, "") + kBye,
       "text() close(1000)"},
      {"binary in many parts",
       [] {
         std::string all = Part(kBinary, "0");
         for (int i = 1; i < 9; ++i) all += Part(kMore, std::to_string(i));
         return all + Frame(kMore, "9") + kBye;
       }(),
       "binary(0123456789) close(1000)"},
      {"ping in parts", Part(kPing, "Hel") + Frame(kMore, "lo"), "close(1002)"},
      {"close in parts", Part(kClose, ""), "close(1002)"},
      {"goes on with nothing begun", Frame(kMore, "lo") + Frame(kText, "x"), "close(1002)"},
      {"begins within a message", Part(kText, "Hel") + Frame(kText, "lo"), "close(1002)"},
      {"UTF-8", Frame(kText, kKosme) + kBye, "text(" + std::string(kKosme) + ") close(1000)"},
      {"UTF-8 cut between parts",
       Part(kText, kKosme.substr(0, 3)) + Frame(kMore, kKosme.substr(3)) + kBye,
       "text(" + std::string(kKosme) + ") close(1000)"},
      {"text that is no UTF-8", Frame(kText, "\xce\xba\xed\xa0\x80"), "close(1007)"},
      {"text that ends within a character", Frame(kText, kKosme.substr(0, 3)), "close(1007)"},
      {"text too long for Unicode", Frame(kText, "\xf4\x90\x80\x80"), "close(1007)"},
      {"text of a longer spelling than needed", Frame(kText, "\xc0\xaf"), "close(1007)"},
      {"the second part is no UTF-8", Part(kText, "good") + Frame(kMore, "\xff"), "close(1007)"},
      {"bytes that are no UTF-8", Frame(kBinary, "\xff\xfe") + kBye,
       "binary(\xff\xfe) close(1000)"},
      {"close without a code", Frame(kClose, ""), "close(1000)"},
      {"close with a reason", CloseFrame(1000, "bye"), "close(1000)"},
      {"close with the longest reason", CloseFrame(1001, std::string(123, 'r')), "close(1001)"},
      {"close with half a code", Frame(kClose, "\x03"), "close(1002)"},
      {"close of 126 bytes", CloseFrame(1000, std::string(124, 'r')), "close(1002)"},
      {"close with a reason that is no UTF-8", CloseFrame(1000, "\xce\xff"), "close(1002)"},
      {"nothing counts after a close", kBye + Frame(kText, "x") + Frame(kPing, ""), "close(1000)"},
      {"a message beyond the limit", Frame(kText, std::string(70001, 'x')), "close(1009)"},
      {"a claim beyond the limit", Frame(kBinary, "x", {.claimed = std::uint64_t{1} << 40U}),
       "close(1009)"},
      {"a claim beyond all", Frame(kBinary, "x", {.claimed = ~std::uint64_t{0}}), "close(1009)"},
      {"parts beyond the limit",
       Part(kText, std::string(40000, 'x')) + Frame(kMore, std::string(40000, 'x')), "close(1009)"},
      {"what is no frame at all", "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "close(1002)"},
  };
  return cases;
}

std::vector<FrameCase> CasesOfOpcodesAndCodes() {
  static std::vector<std::string> names;
  names.reserve(64);
  std::vector<FrameCase> cases;
  const auto add = [&](std::string name, std::string sent, std::string expected) {
    names.push_back(std::move(name));
    cases.push_back({names.back().c_str(), std::move(sent), std::move(expected)});
  };
  for (const unsigned opcode : {3U, 4U, 5U, 6U, 7U, 11U, 12U, 13U, 14U, 15U})
    add("opcode " + std::to_string(opcode), Frame(opcode, "x"), "close(1002)");
  for (const int code :
       {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999}) {
    add("close code " + std::to_string(code), CloseFrame(static_cast<std::uint16_t>(code)),
        "close(" + std::to_string(code) + ")");
  }
  // Of codes from 5000 on the protocol says nothing.
  for (const int code : {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999})
    add("close code " + std::to_string(code), CloseFrame(static_cast<std::uint16_t>(code)),
        "close(1002)");
  return cases;
}

class ServerFrames : public testing::TestWithParam<FrameCase> {
 protected:
  static WebSocketUpgrade Shape() { return {.limits = {.max_message_bytes = 70000}}; }
};

TEST_P(ServerFrames, AreAnsweredAsTheProtocolSays) {
  SocketServer server({}, Shape());
  const RawSocket client = RawSocket::ConnectTo(server.Port());
  client.Write(frames::Request());
  const std::string answer = client.ReadUntil("\r\n\r\n");
  ASSERT_TRUE(answer.starts_with("HTTP/1.1 101 ")) << answer;

  client.Write(GetParam().sent);

  EXPECT_EQ(frames::Read(client.ReadToEnd()), GetParam().expected);
}

/// The same with each byte on its own, and with the frames right behind the request.
TEST_P(ServerFrames, DoNotDependOnHowTheyArrive) {
  if (GetParam().sent.size() > 300) GTEST_SKIP() << "too long to be sent byte by byte";
  SocketServer server({}, Shape());
  const RawSocket slow = RawSocket::ConnectTo(server.Port());
  slow.Write(frames::Request());
  slow.ReadUntil("\r\n\r\n");
  for (const char byte : GetParam().sent) slow.Write(std::string_view(&byte, 1));
  EXPECT_EQ(frames::Read(slow.ReadToEnd()), GetParam().expected);

  for (const char* path : {"/moves", "/stays?stay=1"}) {
    const RawSocket eager = RawSocket::ConnectTo(server.Port());
    eager.Write(frames::Request(path) + GetParam().sent);
    const std::string all = eager.ReadToEnd();
    const auto head = all.find("\r\n\r\n");
    ASSERT_NE(head, std::string::npos) << all;
    EXPECT_EQ(frames::Read(std::string_view(all).substr(head + 4)), GetParam().expected) << path;
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, ServerFrames, testing::ValuesIn(FrameCases()));
INSTANTIATE_TEST_SUITE_P(Codes, ServerFrames, testing::ValuesIn(CasesOfOpcodesAndCodes()));

}  // namespace
}  // namespace tocsin
