#include <gtest/gtest.h>

#include "client_at_raw_server.hpp"
#include "frame_cases.hpp"

namespace tocsin {
namespace {

using Cause = WebSocketEnd::Cause;

class ClientFrames : public testing::TestWithParam<FrameCase> {
 protected:
  static WebSocketCall Shape() {
    return {
        .limits = {.max_message_bytes = kMostInCases, .close_timeout = std::chrono::seconds(1)}};
  }
  static void Check(ClientAtRawServer& at) {
    const std::string said = at.ReadToEnd();
    EXPECT_EQ(frames::Read(said), GetParam().answered);
    EXPECT_TRUE(frames::AllMasked(said));
    EXPECT_EQ(Told(at.probe->WaitForEnd()), GetParam().told);
  }
};

TEST_P(ClientFrames, AreAnsweredAsTheProtocolSays) {
  ClientAtRawServer at(Shape());
  at.server.Write(frames::RightAnswer(at.request));
  ASSERT_NE(at.probe->WaitForOpen(), nullptr) << Told(at.probe->WaitForEnd());
  at.server.Write(GetParam().sent);
  Check(at);
}

TEST_P(ClientFrames, DoNotDependOnHowTheyArrive) {
  {
    ClientAtRawServer eager(Shape());
    eager.server.Write(frames::RightAnswer(eager.request) + GetParam().sent);
    Check(eager);
  }
  if (GetParam().sent.size() > 300) return;  // too long to be sent byte by byte
  ClientAtRawServer slow(Shape());
  for (const char byte : frames::RightAnswer(slow.request) + GetParam().sent)
    slow.server.Write(std::string_view(&byte, 1));
  Check(slow);
}

INSTANTIATE_TEST_SUITE_P(Cases, ClientFrames, testing::ValuesIn(FrameCases(Sender::kServer)));
INSTANTIATE_TEST_SUITE_P(Codes, ClientFrames,
                         testing::ValuesIn(CasesOfOpcodesAndCodes(Sender::kServer)));

/// A client at such a server, open.
struct OpenClient : ClientAtRawServer {
  explicit OpenClient(WebSocketLimits limits) : ClientAtRawServer({.limits = limits}) {
    server.Write(frames::RightAnswer(request));
    probe->WaitForOpen();
  }
};

constexpr frames::Shape kPlain{.masked = false};

TEST(ClientOfBadServer, ThatGoesAwayIsToldSo) {
  OpenClient ends({});
  ends.server.Close();
  EXPECT_EQ(Told(ends.probe->WaitForEnd()), "lost 1006: reading: End of file");
  OpenClient cut({});
  cut.server.Write(frames::Frame(frames::kText, "half", {.masked = false, .claimed = 100}));
  cut.server.EndWriting();
  EXPECT_EQ(cut.ReadToEnd(), "");
  EXPECT_EQ(Told(cut.probe->WaitForEnd()), "lost 1006: reading: End of file");
  OpenClient resets({});
  resets.server.Reset();
  EXPECT_EQ(resets.probe->WaitForEnd().cause, Cause::kLost);
}

TEST(ClientOfBadServer, ThatStaysAfterAFaultIsCut) {
  OpenClient at({.close_timeout = std::chrono::milliseconds(50)});
  at.server.Write(frames::Frame(frames::kText, "x"));
  EXPECT_EQ(frames::Read(at.server.ReadToEnd()), "close(1002)");
  EXPECT_EQ(at.probe->WaitForEnd().cause, Cause::kBadPeer);
}

TEST(ClientOfBadServer, ThatNeverAnswersACloseIsCut) {
  OpenClient at({.close_timeout = std::chrono::milliseconds(50)});
  at.socket->Post([&] { at.socket->Close(4000, "bye"); });
  EXPECT_EQ(frames::Read(at.server.ReadToEnd()), "close(4000,bye)");
  EXPECT_EQ(Told(at.probe->WaitForEnd()), "closed_by_us 4000 bye: closing: no answer in time");
}

TEST(ClientOfBadServer, ThatTalksOnAfterACloseIsClosed) {
  OpenClient at({});
  at.socket->Post([&] { at.socket->Close(1000, "bye"); });
  std::string said = at.server.ReadUntil("\x88");
  at.server.Write(frames::Frame(frames::kText, "late", kPlain) +
                  frames::Frame(frames::kPing, "late", kPlain) +
                  frames::CloseFrame(1001, "theirs", kPlain));
  said += at.ReadToEnd();
  EXPECT_EQ(frames::Read(said), "close(1000,bye)");
  EXPECT_EQ(Told(at.probe->WaitForEnd()), "closed_by_us 1000 bye");
}

TEST(ClientOfBadServer, ThatBreaksTheProtocolBehindItsLastMessageIsClosedAtOnce) {
  for (const std::string& behind :
       {frames::CloseFrame(1000, "bye", kPlain), frames::Frame(frames::kText, "masked")}) {
    const auto probe = std::make_shared<fakes::WebSocketProbe>(
        [](WebSocket& socket, WebSocketKind, std::string_view) { socket.Close(1000, "done"); });
    ClientAtRawServer at({.listener = probe, .limits = {.close_timeout = std::chrono::seconds(9)}});
    at.server.Write(frames::RightAnswer(at.request) + frames::Frame(frames::kText, "last", kPlain) +
                    behind);
    EXPECT_EQ(frames::Read(at.ReadToEnd()), "close(1000,done)");
    const WebSocketEnd end = probe->WaitForEnd();
    EXPECT_EQ(end.cause, Cause::kClosedByUs);
    EXPECT_EQ(end.detail.find("in time"), std::string::npos) << end.detail;
  }
}

TEST(ClientOfBadServer, ThatStopsReadingIsDropped) {
  OpenClient at({.max_waiting_bytes = 200'000, .ping_interval = Duration(0)});
  at.socket->Post([&] {
    // More than the system's buffers hold, in messages that each would fit.
    for (int i = 0; i < 1000; ++i) {
      if (!at.socket->Send(WebSocketKind::kBinary, std::string(100'000, 'x'))) return;
    }
  });
  EXPECT_EQ(Told(at.probe->WaitForEnd()),
            "too_slow 1006: writing: more than 200000 bytes are waiting");
}

TEST(ClientOfBadServer, ThatAnswersNoPingIsDropped) {
  OpenClient at({.ping_interval = std::chrono::milliseconds(20),
                 .ping_timeout = std::chrono::milliseconds(50)});
  const std::string said = at.server.ReadToEnd();
  EXPECT_EQ(frames::Read(said), "ping()");
  EXPECT_TRUE(frames::AllMasked(said));
  EXPECT_EQ(Told(at.probe->WaitForEnd()), "silent 1006: no byte came in 50ms after a ping");
}

}  // namespace
}  // namespace tocsin
