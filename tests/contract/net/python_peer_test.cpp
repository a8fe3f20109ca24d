// Ours against the Python package `websockets`, so that not only our own two ends agree.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "adapters/net/websocket_client.hpp"
#include "socket_server.hpp"

namespace tocsin {
namespace {

const std::string kTool = std::string(TOCSIN_SOURCE_DIR) + "/tools/python-with websockets";
const std::string kPeer = kTool + " " + TOCSIN_SOURCE_DIR + "/tests/contract/net/peer.py ";

class PythonPeer : public testing::Test {
 protected:
  void SetUp() override {
    const int status = std::system((kTool + " >/dev/null").c_str());
    if (WIFEXITED(status) && WEXITSTATUS(status) == 3)
      GTEST_SKIP() << "the package websockets cannot be had";
  }
  static std::string FirstLine(std::FILE* from) {
    char line[256] = {};
    if (std::fgets(line, sizeof line, from) == nullptr) return {};
    return line;
  }
};

TEST_F(PythonPeer, ClientAgreesWithOurServer) {
  SocketServer server;
  std::FILE* peer = popen((kPeer + "client " + server.Url("/python") + " 2>&1").c_str(), "r");
  ASSERT_NE(peer, nullptr);
  std::string said;
  for (std::string line = FirstLine(peer); !line.empty(); line = FirstLine(peer)) said += line;

  EXPECT_EQ(pclose(peer), 0);
  EXPECT_EQ(said, "ok\n");
}

TEST_F(PythonPeer, ServerAgreesWithOurClient) {
  std::FILE* peer = popen((kPeer + "server").c_str(), "r");
  ASSERT_NE(peer, nullptr);
  const std::string port = FirstLine(peer);
  ASSERT_FALSE(port.empty());
  const auto loop = MakeLoop("client");
  const auto client = MakeWebSocketClient();
  const auto probe = std::make_shared<fakes::WebSocketProbe>();
  loop->Post([&] {
    const auto socket = client->Open({.url = "ws://127.0.0.1:" + port.substr(0, port.find('\n')),
                                      .subprotocols = {"audio"},
                                      .listener = probe,
                                      .loop = loop.get()});
    for (const char* text : {"", "hi", "in two parts"}) socket->Send(WebSocketKind::kText, text);
    socket->Send(WebSocketKind::kBinary, std::string(70'000, '\xff'));
    socket->Send(WebSocketKind::kText, "close me");
  });

  EXPECT_EQ(probe->WaitForMessages(4),
            (std::vector<std::string>{"", "hi", "in two parts", std::string(70'000, '\xff')}));
  const WebSocketEnd end = probe->WaitForEnd();
  EXPECT_EQ(end.cause, WebSocketEnd::Cause::kClosedByPeer);
  EXPECT_EQ(end.code, 4003);
  EXPECT_EQ(end.reason, "as you wish");
  EXPECT_EQ(probe->WaitForOpen()->Subprotocol(), "audio");
  EXPECT_EQ(pclose(peer), 0);
}

}  // namespace
}  // namespace tocsin
