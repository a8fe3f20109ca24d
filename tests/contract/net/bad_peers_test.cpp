#include <gtest/gtest.h>

#include <thread>

#include "adapters/net/websocket_client.hpp"
#include "fakes/raw_socket.hpp"
#include "frames/frames.hpp"
#include "socket_server.hpp"

namespace tocsin {
namespace {

using Cause = WebSocketEnd::Cause;
using fakes::RawSocket;
using fakes::WebSocketProbe;

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

/// What a server by hand does to our client.
struct BadServer {
  const char* name;
  std::string answer;  ///< to the handshake; "%accept" stands for the right key
  std::string then;    ///< and after it
  Cause cause;
  std::uint16_t code;
  std::string_view detail;
  int status = 0;  ///< of its answer, where it was HTTP and no upgrade
};

void PrintTo(const BadServer& given, std::ostream* out) { *out << given.name; }

const std::string kRight =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: %accept\r\n\r\n";

class AtBadServer : public testing::TestWithParam<BadServer> {};

/// The key that answers the client's: asked of a server of ours, whose answers the frame tests
/// check.
std::string AcceptFor(const std::string& request) {
  SocketServer server;
  const auto at = request.find("Sec-WebSocket-Key: ") + 19;
  std::string ours = frames::Request();
  ours.replace(ours.find("dGhlIHNhbXBsZSBub25jZQ=="), 24, request.substr(at, 24));
  const RawSocket asking = RawSocket::ConnectTo(server.Port());
  asking.Write(ours);
  const std::string answer = asking.ReadUntil("\r\n\r\n");
  return answer.substr(answer.find("Sec-WebSocket-Accept: ") + 22, 28);
}

TEST_P(AtBadServer, TheClientSaysWhatWasWrong) {
  const BadServer& bad = GetParam();
  const RawSocket listener = RawSocket::Listen();
  const auto loop = MakeLoop("client");
  const auto client = MakeWebSocketClient();
  const auto probe = std::make_shared<WebSocketProbe>();
  client->Open({.url = "ws://127.0.0.1:" + std::to_string(listener.Port()) + "/here?a=b",
                .headers = {{"Authorization", "Token t"}},
                .listener = probe,
                .loop = loop.get(),
                .limits = {.max_message_bytes = 100,
                           .ping_interval = std::chrono::milliseconds(20),
                           .ping_timeout = std::chrono::milliseconds(200),
                           .handshake_timeout = std::chrono::milliseconds(200)}});
  RawSocket connection = listener.Accept();
  const std::string request = connection.ReadUntil("\r\n\r\n");
  EXPECT_TRUE(request.starts_with("GET /here?a=b HTTP/1.1\r\n")) << request;
  EXPECT_NE(request.find("Authorization: Token t\r\n"), std::string::npos) << request;
  std::string answer = bad.answer;
  if (const auto at = answer.find("%accept"); at != std::string::npos)
    answer.replace(at, 7, AcceptFor(request));
  if (!answer.empty()) connection.Write(answer + bad.then);
  std::thread reader([&] { connection.ReadToEnd(); });

  const WebSocketEnd end = probe->WaitForEnd();

  reader.join();
  EXPECT_EQ(ToString(end.cause), ToString(bad.cause)) << end.detail;
  EXPECT_EQ(end.code, bad.code);
  EXPECT_NE(end.detail.find(bad.detail), std::string::npos) << end.detail;
  EXPECT_EQ(end.status, bad.status);
}

INSTANTIATE_TEST_SUITE_P(
    All, AtBadServer,
    testing::Values(
        BadServer{"no answer", "", "", Cause::kNotOpened, 1006, "no answer in time"},
        BadServer{"refusal", "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", "",
                  Cause::kNotOpened, 1006, "401", 401},
        BadServer{"wrong key",
                  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
                  "Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
                  "", Cause::kNotOpened, 1006, "", 101},
        BadServer{"no HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "", Cause::kNotOpened, 1006, ""},
        BadServer{"masked", kRight, frames::Frame(frames::kText, "x"), Cause::kBadPeer, 1002, ""},
        BadServer{"bad text", kRight, frames::Frame(frames::kText, "\xff", {.masked = false}),
                  Cause::kBadPeer, 1007, ""},
        BadServer{"too big", kRight,
                  frames::Frame(frames::kBinary, std::string(101, 'x'), {.masked = false}),
                  Cause::kBadPeer, 1009, ""},
        BadServer{"silent", kRight, "", Cause::kSilent, 1006, "ping"}));

}  // namespace
}  // namespace tocsin
