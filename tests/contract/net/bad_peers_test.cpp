#include <gtest/gtest.h>

#include "fakes/raw_socket.hpp"
#include "frames/frames.hpp"
#include "socket_server.hpp"

namespace tocsin {
namespace {

using Cause = WebSocketEnd::Cause;
using fakes::RawSocket;

/// A client by hand at a server with these limits, its handshake done.
struct ByHand {
  explicit ByHand(WebSocketLimits limits) : server({}, {.limits = limits}) {
    client.Write(frames::Request("/x"));
    client.ReadUntil("\r\n\r\n");
    socket = server.At("/x").WaitForOpen();
  }
  SocketServer server;
  RawSocket client = RawSocket::ConnectTo(server.Port());
  std::shared_ptr<WebSocket> socket;
};

TEST(BadPeer, ThatAnswersNoPingIsDropped) {
  ByHand peer({.ping_interval = std::chrono::milliseconds(20),
               .ping_timeout = std::chrono::milliseconds(50)});

  EXPECT_EQ(frames::Read(peer.client.ReadToEnd()), "ping()");

  EXPECT_EQ(peer.server.At("/x").WaitForEnd().cause, Cause::kSilent);
}

TEST(BadPeer, ThatIsClosedForAFaultAndStaysIsCut) {
  ByHand peer(
      {.ping_interval = std::chrono::hours(1), .close_timeout = std::chrono::milliseconds(50)});
  peer.client.Write(frames::Frame(frames::kText, "x", {.masked = false}));
  EXPECT_EQ(frames::Read(peer.client.ReadToEnd()), "close(1002)");
  EXPECT_EQ(peer.server.At("/x").WaitForEnd().cause, Cause::kBadPeer);
}

TEST(BadPeer, ThatAnswersPingsStays) {
  ByHand peer(
      {.ping_interval = std::chrono::milliseconds(5), .ping_timeout = std::chrono::seconds(30)});
  for (int i = 0; i < 5; ++i) {
    ASSERT_NE(peer.client.ReadUntil(std::string("\x89\0", 2)), "");
    peer.client.Write(frames::Frame(i % 2 == 0 ? frames::kPong : frames::kBinary, "on"));
  }
  EXPECT_FALSE(peer.server.At("/x").Ended());
}

TEST(BadPeer, ThatStopsReadingIsDroppedAndHoldsUpNobody) {
  ByHand peer({.max_waiting_bytes = 200'000, .ping_interval = Duration(0)});
  std::promise<bool> refused;
  peer.socket->Post([&] {
    bool taken = true;
    // More than the system's buffers hold, in messages that each would fit.
    for (int i = 0; taken && i < 1000; ++i)
      taken = peer.socket->Send(WebSocketKind::kBinary, std::string(100'000, 'x'));
    EXPECT_LE(peer.socket->Waiting(), 200'000U);
    refused.set_value(!taken);
  });

  EXPECT_TRUE(refused.get_future().get());
  const WebSocketEnd end = peer.server.At("/x").WaitForEnd();
  EXPECT_EQ(end.cause, Cause::kTooSlow);
  EXPECT_NE(end.detail.find("200000"), std::string::npos);
}

TEST(BadPeer, ThatNeverAnswersACloseIsCutInTime) {
  ByHand peer({.close_timeout = std::chrono::milliseconds(50)});
  peer.socket->Post([&] { peer.socket->Close(1000, "bye"); });

  EXPECT_EQ(frames::Read(peer.client.ReadToEnd()), "close(1000,bye)");
  const WebSocketEnd end = peer.server.At("/x").WaitForEnd();
  EXPECT_EQ(end.cause, Cause::kClosedByUs);
  EXPECT_NE(end.detail, "");
}

TEST(BadPeer, ThatGoesAwayIsLost) {
  ByHand ends({});
  ends.client.Close();
  EXPECT_EQ(ends.server.At("/x").WaitForEnd().cause, Cause::kLost);
  ByHand resets({});
  resets.client.Write(frames::Frame(frames::kText, "half", {.claimed = 100}));
  resets.client.Reset();
  EXPECT_EQ(resets.server.At("/x").WaitForEnd().cause, Cause::kLost);
}

TEST(BadPeer, FaultsAreToldWithTheirCode) {
  ByHand peer({.max_message_bytes = 10});
  peer.client.Write(frames::Frame(frames::kText, "more than ten bytes"));
  peer.client.ReadToEnd();
  peer.client.Close();
  EXPECT_EQ(peer.server.At("/x").WaitForEnd().cause, Cause::kBadPeer);
  EXPECT_EQ(peer.server.At("/x").WaitForEnd().code, close_code::kTooBig);
}

}  // namespace
}  // namespace tocsin
