#include <gtest/gtest.h>

#include <thread>

#include "fakes/raw_socket.hpp"
#include "frames/frames.hpp"
#include "socket_server.hpp"

namespace tocsin {
namespace {

using Cause = WebSocketEnd::Cause;
using fakes::RawSocket;

std::string Without(std::string request, std::string_view line) {
  const auto at = request.find(line);
  return request.erase(at, request.find("\r\n", at) + 2 - at);
}

std::string Instead(std::string request, std::string_view what, std::string_view by) {
  return request.replace(request.find(what), what.size(), by);
}

TEST(Upgrade, AnswersWithTheAcceptKeySubprotocolAndHeaders) {
  SocketServer server({}, {.subprotocol = "audio", .headers = {{"X-Shard", "3"}}});
  const RawSocket client = RawSocket::ConnectTo(server.Port());

  client.Write(
      frames::Request("/a%20b?call=7", "Sec-WebSocket-Protocol: text, audio\r\nX-Sign: s\r\n"));

  const std::string answer = client.ReadUntil("\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 101 ")) << answer;
  EXPECT_NE(answer.find("Sec-WebSocket-Accept: " + std::string(frames::kAccept)),
            std::string::npos);
  EXPECT_NE(answer.find("Sec-WebSocket-Protocol: audio\r\n"), std::string::npos) << answer;
  EXPECT_NE(answer.find("X-Shard: 3"), std::string::npos);
  const HttpRequest seen = server.Seen().at(0);
  EXPECT_EQ(seen.path, "/a b");
  EXPECT_EQ(seen.Query("call"), "7");
  EXPECT_EQ(HeaderValue(seen.headers, "x-sign"), "s");
  EXPECT_TRUE(AsksForWebSocket(seen));
  EXPECT_EQ(OfferedSubprotocols(seen), (std::vector<std::string>{"text", "audio"}));
}

TEST(Upgrade, RefusesARequestThatIsNone) {
  SocketServer server;
  const std::string good = frames::Request("/x");
  const std::pair<std::string, std::string> cases[] = {
      {Without(good, "Upgrade: websocket"), "426 Upgrade Required"},
      {Without(good, "Connection:"), "400 Bad Request"},
      {Without(good, "Sec-WebSocket-Key"), "400 Bad Request"},
      {Instead(good, "dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ="), "400 Bad Request"},
      {Instead(good, "GET", "POST"), "400 Bad Request"},
      {Instead(good, "HTTP/1.1", "HTTP/1.0"), "400 Bad Request"},
      {Instead(good, "Version: 13", "Version: 8"), "426 Upgrade Required"},
      {Instead(good, "Sec-WebSocket-Version", "Content-Length: 2\r\nSec-WebSocket-Version") + "hi",
       "400 Bad Request"},
  };
  for (const auto& [request, expected] : cases) {
    const RawSocket client = RawSocket::ConnectTo(server.Port());
    client.Write(request);
    const std::string answer = client.ReadUntil("}");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + expected)) << request << answer;
    EXPECT_NE(answer.find("application/problem+json"), std::string::npos);
    EXPECT_EQ(server.At("/x").WaitForEnd().cause, Cause::kNotOpened);
  }
}

TEST(Upgrade, ARouteMayRefuseBeforeIt) {
  fakes::FunctionHandler handler([](const HttpRequest& request, const HttpRespond& respond) {
    respond(Problem(403, "Forbidden", request.Query("token")));
  });
  const auto server = StartHttpServer({}, handler).value();
  const RawSocket client = RawSocket::ConnectTo(server->Port());

  client.Write(frames::Request("/media?token=wrong") + frames::Request("/media?token=again"));

  const std::string answers = client.ReadUntil("again");
  EXPECT_TRUE(answers.starts_with("HTTP/1.1 403 ")) << answers;
  EXPECT_NE(answers.find("wrong"), std::string::npos) << "the connection goes on as HTTP";
}

TEST(Upgrade, HalfAHandshakeEndsInTime) {
  SocketServer server({.request_timeout = std::chrono::milliseconds(100)});
  const RawSocket client = RawSocket::ConnectTo(server.Port());
  const std::string request = frames::Request();

  client.Write(request.substr(0, request.size() - 2));

  EXPECT_TRUE(client.ReadToEnd().starts_with("HTTP/1.1 408 "));
  EXPECT_TRUE(server.Seen().empty());
}

TEST(Upgrade, SocketsHaveALimitOfTheirOwn) {
  SocketServer server({.max_connections = 2, .max_web_sockets = 3});
  std::vector<RawSocket> sockets;
  for (int i = 0; i < 3; ++i) {
    sockets.push_back(RawSocket::ConnectTo(server.Port()));
    sockets.back().Write(frames::Request());
    ASSERT_TRUE(sockets.back().ReadUntil("\r\n\r\n").starts_with("HTTP/1.1 101 "));
  }
  const RawSocket more = RawSocket::ConnectTo(server.Port());
  more.Write(frames::Request("/more"));
  const std::string answer = more.ReadUntil("}");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 ")) << answer;
  EXPECT_NE(answer.find("Retry-After"), std::string::npos);

  sockets.front().Write(frames::CloseFrame(1000));
  sockets.front().ReadToEnd();
  sockets.front().Close();
  for (bool open = false; !open;) {  // its place is free when its end is told
    const RawSocket next = RawSocket::ConnectTo(server.Port());
    next.Write(frames::Request("/next"));
    const std::string head = next.ReadUntil("\r\n\r\n");
    ASSERT_FALSE(head.empty());
    open = head.starts_with("HTTP/1.1 101 ");
  }
}

TEST(Upgrade, RunsOnTheLoopThatTheRouteNames) {
  const auto loop = MakeLoop("named");
  std::atomic<int> elsewhere = 0;
  std::atomic<int> here = 0;
  const auto probe = std::make_shared<fakes::WebSocketProbe>(
      [&](WebSocket& socket, WebSocketKind kind, std::string_view bytes) {
        ++(loop->Here() ? here : elsewhere);
        fakes::Echo(socket, kind, bytes);
      });
  fakes::FunctionHandler handler([&](const HttpRequest&, const HttpRespond& respond) {
    EXPECT_FALSE(loop->Here());
    respond(UpgradeToWebSocket({.listener = probe, .loop = loop.get()}));
  });
  const auto server = StartHttpServer({}, handler).value();
  const RawSocket client = RawSocket::ConnectTo(server->Port());

  client.Write(frames::Request() + frames::Frame(frames::kText, "early"));
  client.ReadUntil("early");
  client.Write(frames::Frame(frames::kText, "late") + frames::CloseFrame(1000));
  client.ReadToEnd();

  EXPECT_EQ(probe->WaitForEnd().cause, Cause::kClosedByPeer);
  EXPECT_EQ(here, 2);
  EXPECT_EQ(elsewhere, 0);
}

TEST(Upgrade, StopClosesTheSocketsInOrderAndTellsWhatItCut) {
  SocketServer server;
  const RawSocket good = RawSocket::ConnectTo(server.Port());
  good.Write(frames::Request("/good"));
  good.ReadUntil("\r\n\r\n");
  const RawSocket deaf = RawSocket::ConnectTo(server.Port());
  deaf.Write(frames::Request("/deaf"));
  deaf.ReadUntil("\r\n\r\n");
  server.At("/good").WaitForOpen();
  server.At("/deaf").WaitForOpen();
  std::string said;
  std::thread peer([&] {
    said = good.ReadUntil("going away");
    good.Write(frames::CloseFrame(1001));
  });

  const auto cut = server.Server().Stop(std::chrono::milliseconds(300));

  peer.join();
  EXPECT_EQ(frames::Read(said), "close(1001,going away)");
  EXPECT_EQ(server.At("/good").WaitForEnd().cause, Cause::kClosedByUs);
  EXPECT_EQ(cut, 1U);
  EXPECT_EQ(server.At("/deaf").WaitForEnd().cause, Cause::kStopped);
}

}  // namespace
}  // namespace tocsin
