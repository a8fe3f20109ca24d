// links: net frames
#include <gtest/gtest.h>

#include "fakes/raw_socket.hpp"
#include "frame_cases.hpp"
#include "frames/frames.hpp"
#include "socket_server.hpp"

namespace tocsin {
namespace {

using fakes::RawSocket;

class ServerFrames : public testing::TestWithParam<FrameCase> {
 protected:
  static WebSocketUpgrade Shape() {
    return {
        .limits = {.max_message_bytes = kMostInCases, .close_timeout = std::chrono::seconds(1)}};
  }
};

TEST_P(ServerFrames, AreAnsweredAsTheProtocolSays) {
  SocketServer server({}, Shape());
  const RawSocket client = RawSocket::ConnectTo(server.Port());
  client.Write(frames::Request());
  const std::string answer = client.ReadUntil("\r\n\r\n");
  ASSERT_TRUE(answer.starts_with("HTTP/1.1 101 ")) << answer;

  client.Write(GetParam().sent);

  EXPECT_EQ(frames::Read(client.ReadToEnd()), GetParam().answered);
  client.EndWriting();
  EXPECT_EQ(Told(server.At("/").WaitForEnd()), GetParam().told);
}

/// The same with each byte on its own, and with the frames right behind the request.
TEST_P(ServerFrames, DoNotDependOnHowTheyArrive) {
  if (GetParam().sent.size() > 300) GTEST_SKIP() << "too long to be sent byte by byte";
  SocketServer server({}, Shape());
  const RawSocket slow = RawSocket::ConnectTo(server.Port());
  slow.Write(frames::Request());
  slow.ReadUntil("\r\n\r\n");
  for (const char byte : GetParam().sent) slow.Write(std::string_view(&byte, 1));
  EXPECT_EQ(frames::Read(slow.ReadToEnd()), GetParam().answered);

  for (const char* path : {"/moves", "/stays?stay=1"}) {
    const RawSocket eager = RawSocket::ConnectTo(server.Port());
    eager.Write(frames::Request(path) + GetParam().sent);
    const std::string all = eager.ReadToEnd();
    const auto head = all.find("\r\n\r\n");
    ASSERT_NE(head, std::string::npos) << all;
    EXPECT_EQ(frames::Read(std::string_view(all).substr(head + 4)), GetParam().answered) << path;
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, ServerFrames, testing::ValuesIn(FrameCases(Sender::kClient)));
INSTANTIATE_TEST_SUITE_P(Codes, ServerFrames,
                         testing::ValuesIn(CasesOfOpcodesAndCodes(Sender::kClient)));

}  // namespace
}  // namespace tocsin
