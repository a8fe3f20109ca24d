// links: net telemetry
#include <gtest/gtest.h>

#include <thread>

#include "adapters/net/http_client.hpp"
#include "adapters/net/websocket_client.hpp"
#include "adapters/telemetry/prometheus_metrics.hpp"
#include "fakes/self_signed.hpp"
#include "socket_server.hpp"

namespace tocsin {
namespace {

using Cause = WebSocketEnd::Cause;
using fakes::WebSocketProbe;

/// Our client against our server; each on a loop of its own.
class BothEnds : public testing::Test {
 protected:
  std::shared_ptr<WebSocketProbe> Open(WebSocketCall call) {
    auto probe = std::make_shared<WebSocketProbe>();
    call.listener = probe;
    call.loop = loop_.get();
    client_->Open(std::move(call));
    return probe;
  }
  static bool Send(WebSocket& socket, WebSocketKind kind, std::string bytes) {
    std::promise<bool> taken;
    socket.Post([&] { taken.set_value(socket.Send(kind, std::move(bytes))); });
    return taken.get_future().get();
  }
  static void Close(WebSocket& socket, std::uint16_t code, std::string reason) {
    socket.Post([&socket, code, reason = std::move(reason)] { socket.Close(code, reason); });
  }

  std::unique_ptr<Loop> loop_ = MakeLoop("client");
  std::unique_ptr<WebSocketClient> client_ = MakeWebSocketClient();
};

TEST_F(BothEnds, EchoEverySize) {
  SocketServer server;
  const auto probe = Open({.url = server.Url()});
  const auto socket = probe->WaitForOpen();
  ASSERT_NE(socket, nullptr) << probe->WaitForEnd().detail;
  std::vector<std::string> sent;
  for (const std::size_t size : {0U, 1U, 125U, 126U, 127U, 4096U, 65535U, 65536U, 200'000U}) {
    sent.push_back(std::string(size, static_cast<char>(size % 256)));
    EXPECT_TRUE(Send(*socket, WebSocketKind::kBinary, sent.back()));
    ASSERT_EQ(probe->WaitForMessages(sent.size()), sent);
    EXPECT_EQ(probe->LastKind(), WebSocketKind::kBinary);
  }
  EXPECT_TRUE(Send(*socket, WebSocketKind::kText, "gr\xc3\xbc\xc3\x9f"));
  EXPECT_EQ(probe->WaitForMessages(sent.size() + 1).back(), "gr\xc3\xbc\xc3\x9f");
  EXPECT_EQ(probe->LastKind(), WebSocketKind::kText);
  EXPECT_TRUE(Send(*socket, WebSocketKind::kText, "torn \xc3"));
  EXPECT_EQ(probe->WaitForMessages(sent.size() + 2).back(), "torn \xef\xbf\xbd");
}

TEST_F(BothEnds, ALoopThatHasStoppedOpensNothing) {
  SocketServer server;
  loop_->Stop(Duration(0));
  const auto probe = Open({.url = server.Url()});
  EXPECT_EQ(probe->WaitForEnd().cause, Cause::kNotOpened);
  EXPECT_NE(probe->WaitForEnd().detail.find("stopped"), std::string::npos);
}

TEST_F(BothEnds, TellCodeAndReasonWhicheverCloses) {
  SocketServer server;
  const auto ours = Open({.url = server.Url("/ours")});
  Close(*ours->WaitForOpen(), 4001, "had enough");
  EXPECT_EQ(ours->WaitForEnd().cause, Cause::kClosedByUs);
  EXPECT_EQ(server.At("/ours").WaitForEnd().cause, Cause::kClosedByPeer);
  EXPECT_EQ(server.At("/ours").WaitForEnd().code, 4001);
  EXPECT_EQ(server.At("/ours").WaitForEnd().reason, "had enough");

  const auto theirs = Open({.url = server.Url("/theirs")});
  theirs->WaitForOpen();
  Close(*server.At("/theirs").WaitForOpen(), 999, std::string(300, 'r'));
  const WebSocketEnd end = theirs->WaitForEnd();
  EXPECT_EQ(end.cause, Cause::kClosedByPeer);
  EXPECT_EQ(end.code, 1000) << "a code that may not be sent becomes 1000";
  EXPECT_TRUE(end.reason.starts_with(std::string(100, 'r')));
  EXPECT_LE(end.reason.size(), 123U);
}

TEST_F(BothEnds, WriteWhatIsWaitingBeforeTheyClose) {
  SocketServer server({}, {.limits = {.max_waiting_bytes = 64 * 1024 * 1024}});
  auto call =
      WebSocketCall{.url = server.Url("/all"), .limits = {.max_waiting_bytes = 64 * 1024 * 1024}};
  const auto probe = Open(call);
  const auto socket = probe->WaitForOpen();
  socket->Post([&] {
    for (int i = 0; i < 200; ++i)
      ASSERT_TRUE(socket->Send(WebSocketKind::kBinary, std::string(50'000, 'x')));
    socket->Close(1000, "that was all");
    EXPECT_FALSE(socket->Send(WebSocketKind::kText, "more")) << "it is closing";
  });

  EXPECT_EQ(probe->WaitForEnd().cause, Cause::kClosedByUs);
  EXPECT_EQ(server.At("/all").WaitForEnd().reason, "that was all");
  EXPECT_EQ(server.At("/all").WaitForMessages(200).size(), 200U);
}

TEST_F(BothEnds, AgreeOnASubprotocolOrNone) {
  SocketServer chooses({}, {.subprotocol = "audio"});
  const auto agreed = Open({.url = chooses.Url(), .subprotocols = {"text", "audio"}});
  ASSERT_NE(agreed->WaitForOpen(), nullptr);
  EXPECT_EQ(agreed->WaitForOpen()->Subprotocol(), "audio");
  const auto refused = Open({.url = chooses.Url(), .subprotocols = {"text"}});
  EXPECT_EQ(refused->WaitForEnd().cause, Cause::kNotOpened);

  SocketServer silent;
  const auto none = Open({.url = silent.Url(), .subprotocols = {"text"}});
  ASSERT_NE(none->WaitForOpen(), nullptr);
  EXPECT_EQ(none->WaitForOpen()->Subprotocol(), "");
}

TEST_F(BothEnds, TakeMessagesBeforeTheSocketIsOpen) {
  SocketServer server;
  const auto probe = std::make_shared<WebSocketProbe>();
  loop_->Post([&] {
    const auto socket =
        client_->Open({.url = server.Url(), .listener = probe, .loop = loop_.get()});
    EXPECT_TRUE(socket->Send(WebSocketKind::kText, "first"));
    EXPECT_TRUE(socket->Send(WebSocketKind::kText, "second"));
    EXPECT_GT(socket->Waiting(), 10U);
  });

  EXPECT_EQ(probe->WaitForMessages(2), (std::vector<std::string>{"first", "second"}));
}

TEST_F(BothEnds, EchoOnAThousandSocketsAtOnce) {
  constexpr std::size_t kSockets = 1000;
  SocketServer server({.max_connections = 1100, .max_web_sockets = kSockets});
  std::vector<std::shared_ptr<WebSocketProbe>> probes;
  for (std::size_t i = 0; i < kSockets; ++i)
    probes.push_back(Open({.url = server.Url("/" + std::to_string(i)),
                           .connect_timeout = std::chrono::seconds(60),
                           .limits = {.handshake_timeout = std::chrono::seconds(60)}}));
  for (const auto& probe : probes)
    ASSERT_NE(probe->WaitForOpen(), nullptr) << probe->WaitForEnd().detail;
  // All are open now, and say their number three times.
  for (std::size_t i = 0; i < kSockets; ++i) {
    const auto socket = probes[i]->WaitForOpen();
    socket->Post([socket, i] {
      for (int n = 0; n < 3; ++n) socket->Send(WebSocketKind::kText, std::to_string(i));
    });
  }
  for (std::size_t i = 0; i < kSockets; ++i)
    ASSERT_EQ(probes[i]->WaitForMessages(3), std::vector<std::string>(3, std::to_string(i)));
  for (const auto& probe : probes) EXPECT_FALSE(probe->Ended());
  EXPECT_EQ(loop_->Stop(std::chrono::seconds(60)), 0U) << "all close in order";
}

TEST_F(BothEnds, TalkOverTlsOnAnyLoop) {
  const fakes::SelfSigned identity("IP:127.0.0.1");
  SocketServer server(
      {.tls = {.certificate = identity.CertificateFile(), .key = identity.KeyFile()}});
  client_ = MakeWebSocketClient({.authorities_file = identity.CertificateFile()});
  const std::string base = "wss://127.0.0.1:" + std::to_string(server.Port());
  for (const std::string path : {"/moves", "/stays?stay=1"}) {
    const auto probe = Open({.url = base + path});
    const auto socket = probe->WaitForOpen();
    ASSERT_NE(socket, nullptr) << probe->WaitForEnd().detail;
    for (int i = 0; i < 20; ++i)
      EXPECT_TRUE(Send(*socket, WebSocketKind::kBinary, std::string(40'000, 'e')));
    EXPECT_EQ(probe->WaitForMessages(20), std::vector<std::string>(20, std::string(40'000, 'e')));
    Close(*socket, 1000, "bye");
    EXPECT_EQ(probe->WaitForEnd().cause, Cause::kClosedByUs);
    EXPECT_EQ(probe->WaitForEnd().detail, "");
    EXPECT_EQ(server.At(path.substr(0, path.find('?'))).WaitForEnd().cause, Cause::kClosedByPeer);
  }
}

TEST_F(BothEnds, GoOnWithTheCertificateOfTheirBeginning) {
  const fakes::SelfSigned first("IP:127.0.0.1"), second("IP:127.0.0.1"), people("DNS:people");
  SocketServer server({.tls = {.certificate = first.CertificateFile(), .key = first.KeyFile()}});
  const std::string url = "wss://127.0.0.1:" + std::to_string(server.Port()) + "/";
  client_ = MakeWebSocketClient({.authorities_file = first.CertificateFile()});
  const auto before = Open({.url = url});
  const auto socket = before->WaitForOpen();
  ASSERT_NE(socket, nullptr) << before->WaitForEnd().detail;

  TlsFiles files{.certificate = second.CertificateFile(), .key = second.KeyFile()};
  ASSERT_TRUE(server.Server().UseTls(files));
  EXPECT_TRUE(Send(*socket, WebSocketKind::kText, "still here"));
  EXPECT_EQ(before->WaitForMessages(1), std::vector<std::string>{"still here"});
  client_ = MakeWebSocketClient({.authorities_file = second.CertificateFile()});
  const auto after = Open({.url = url});
  EXPECT_NE(after->WaitForOpen(), nullptr) << after->WaitForEnd().detail;

  files.client_authorities = people.CertificateFile();
  ASSERT_TRUE(server.Server().UseTls(files));
  EXPECT_EQ(Open({.url = url})->WaitForEnd().cause, Cause::kNotOpened) << "no certificate of ours";
  EXPECT_EQ(server.Seen().size(), 2U);
}

TEST_F(BothEnds, RefuseACertificateThatNobodyVouchesFor) {
  const fakes::SelfSigned identity("DNS:elsewhere.example");
  SocketServer server(
      {.tls = {.certificate = identity.CertificateFile(), .key = identity.KeyFile()}});
  const std::string url = "wss://127.0.0.1:" + std::to_string(server.Port()) + "/";
  const auto unknown = Open({.url = url});
  EXPECT_EQ(unknown->WaitForEnd().cause, Cause::kNotOpened);

  client_ = MakeWebSocketClient({.authorities_file = identity.CertificateFile()});
  const auto misnamed = Open({.url = url});
  EXPECT_EQ(misnamed->WaitForEnd().cause, Cause::kNotOpened);
  EXPECT_NE(misnamed->WaitForEnd().detail.find("TLS"), std::string::npos);
  EXPECT_TRUE(server.Seen().empty());
}

TEST_F(BothEnds, AreCounted) {
  const auto metrics = MakePrometheusMetrics();
  const auto has = [&](std::string_view line) {
    return ("\n" + metrics->Expose()).find("\n" + std::string(line) + "\n") != std::string::npos;
  };
  SocketServer server({}, {.meter = MakeWebSocketMeter(*metrics, "media")});
  const auto probe =
      Open({.url = server.Url("/x"), .meter = MakeWebSocketMeter(*metrics, "speech")});
  const auto socket = probe->WaitForOpen();
  Send(*socket, WebSocketKind::kBinary, "12345");
  probe->WaitForMessages(1);
  EXPECT_TRUE(has(R"(tocsin_websocket_open{use="media"} 1)")) << metrics->Expose();
  EXPECT_TRUE(has(R"(tocsin_websocket_open{use="speech"} 1)"));
  Close(*socket, 1000, "");
  probe->WaitForEnd();
  server.At("/x").WaitForEnd();

  EXPECT_TRUE(has(R"(tocsin_websocket_open{use="media"} 0)")) << metrics->Expose();
  EXPECT_TRUE(has(R"(tocsin_websocket_bytes_total{direction="received",use="media"} 5)"));
  EXPECT_TRUE(has(R"(tocsin_websocket_messages_total{direction="received",use="speech"} 1)"));
  EXPECT_TRUE(has(R"(tocsin_websocket_bytes_total{direction="sent",use="speech"} 5)"));
  EXPECT_TRUE(has(R"(tocsin_websocket_ended_total{cause="closed_by_peer",use="media"} 1)"));
  EXPECT_TRUE(has(R"(tocsin_websocket_ended_total{cause="closed_by_us",use="speech"} 1)"));
}

TEST_F(BothEnds, EndWithTheLoopAndOnlyOnce) {
  SocketServer server;
  const auto probe = Open({.url = server.Url("/x")});
  const auto socket = probe->WaitForOpen();
  server.At("/x").WaitForOpen();

  loop_->Stop(Duration(0));

  EXPECT_TRUE(probe->Ended());
  EXPECT_FALSE(socket->Post([] {}));
  EXPECT_NE(server.At("/x").WaitForEnd().cause, Cause::kNotOpened);
}

TEST_F(BothEnds, EndWithTheServersLoop) {
  SocketServer server;
  const auto probe = Open({.url = server.Url("/x")});
  probe->WaitForOpen();
  server.At("/x").WaitForOpen();

  EXPECT_EQ(server.GetLoop().Stop(std::chrono::seconds(60)), 0U);

  EXPECT_EQ(probe->WaitForEnd().code, close_code::kGoingAway);
  const auto late = Open({.url = server.Url("/late")});
  EXPECT_EQ(late->WaitForEnd().cause, Cause::kNotOpened) << "a stopped loop takes no socket";
}

TEST_F(BothEnds, SayWhyAUrlOrHeaderCannotBe) {
  for (const char* url : {"http://127.0.0.1/", "ws://", "wss//x", "ws://user@host/", "nothing"}) {
    const auto probe = Open({.url = url});
    EXPECT_EQ(probe->WaitForEnd().cause, Cause::kNotOpened) << url;
    EXPECT_NE(probe->WaitForEnd().detail.find("URL"), std::string::npos) << url;
  }
  const auto header = Open({.url = "ws://127.0.0.1:1/", .headers = {{"X", "a\r\nb"}}});
  EXPECT_NE(header->WaitForEnd().detail.find("header"), std::string::npos);
  const auto closed = Open({.url = "ws://127.0.0.1:1/"});
  EXPECT_EQ(closed->WaitForEnd().cause, Cause::kNotOpened);
}

}  // namespace
}  // namespace tocsin
