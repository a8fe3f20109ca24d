#include <gtest/gtest.h>

#include <thread>

#include "client_at_raw_server.hpp"
#include "frame_cases.hpp"

namespace tocsin {
namespace {

const std::string kOpening = "not_opened 1006: opening WebSocket: ";
const std::string kUpgrades =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
const std::string kAccepts = "Sec-WebSocket-Accept: %accept\r\n";
const std::string kBye = frames::CloseFrame(1000, "bye", {.masked = false});
const std::string kOpens = "closed_by_peer 1000 bye";

/// What a server answers to the handshake; "%accept" stands for the right key.
struct Answer {
  std::string name;
  std::string bytes;
  std::string told;  ///< to the owner of the socket, as Told says it
  int status = 0;    ///< of an answer that was HTTP and no upgrade
};

void PrintTo(const Answer& given, std::ostream* out) { *out << given.name; }

std::vector<Answer> RefusedAnswers() {
  const std::string handshake = kOpening + "The WebSocket handshake ";
  const std::string of_101 = " (status 101)";
  const auto declined = [&](int status) {
    return handshake + "was declined by the remote peer (status " + std::to_string(status) + ")";
  };
  return {
      {"no answer", "", kOpening + "no answer in time"},
      {"half an answer", kUpgrades, kOpening + "no answer in time"},
      {"no HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n", kOpening + "bad version"},
      {"frames instead of an answer",
       frames::Frame(frames::kText, "no answer\r\n\r\n", {.masked = false}) + kBye,
       kOpening + "bad version"},
      {"refusal", "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", declined(401), 401},
      {"refusal with a body", "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno",
       declined(403), 403},
      {"redirect", "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n",
       declined(302), 302},
      {"200 instead of 101",
       "HTTP/1.1 200 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + kAccepts +
           "Content-Length: 0\r\n\r\n",
       declined(200), 200},
      {"HTTP/1.0", "HTTP/1.0" + kUpgrades.substr(8) + kAccepts + "\r\n",
       handshake + "was not HTTP/1.1" + of_101, 101},
      {"no Accept", kUpgrades + "\r\n",
       handshake + "Sec-WebSocket-Accept field is missing" + of_101, 101},
      {"wrong Accept", kUpgrades + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
       handshake + "Sec-WebSocket-Accept field is invalid" + of_101, 101},
      {"empty Accept", kUpgrades + "Sec-WebSocket-Accept:\r\n\r\n",
       handshake + "Sec-WebSocket-Accept field is invalid" + of_101, 101},
      {"no Upgrade", "HTTP/1.1 101 S\r\nConnection: Upgrade\r\n" + kAccepts + "\r\n",
       handshake + "Upgrade field is missing" + of_101, 101},
      {"another Upgrade",
       "HTTP/1.1 101 S\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n" + kAccepts + "\r\n",
       handshake + "Upgrade field is missing the websocket token" + of_101, 101},
      {"no Connection", "HTTP/1.1 101 S\r\nUpgrade: websocket\r\n" + kAccepts + "\r\n",
       handshake + "Connection field is missing" + of_101, 101},
      {"another Connection",
       "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: close\r\n" + kAccepts + "\r\n",
       handshake + "Connection field is missing the upgrade token" + of_101, 101},
      {"an extension not asked for",
       kUpgrades + kAccepts + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
       kOpening + "an extension was chosen that was not offered", 101},
      {"a subprotocol not offered", kUpgrades + kAccepts + "Sec-WebSocket-Protocol: video\r\n\r\n",
       kOpening + "a subprotocol was chosen that was not offered", 101},
      {"two subprotocols", kUpgrades + kAccepts + "Sec-WebSocket-Protocol: audio, text\r\n\r\n",
       kOpening + "a subprotocol was chosen that was not offered", 101},
      {"a second subprotocol",
       kUpgrades + kAccepts +
           "Sec-WebSocket-Protocol: audio\r\nSec-WebSocket-Protocol: video\r\n\r\n",
       kOpening + "a subprotocol was chosen that was not offered", 101},
      {"headers beyond the limit", kUpgrades + kAccepts + "X: " + std::string(9000, 'x'),
       kOpening + "header limit exceeded"},
      {"a bad header", kUpgrades + kAccepts + "no colon\r\n\r\n", kOpening + "bad field"},
      {"a bad status", "HTTP/1.1 1o1 S\r\n\r\n", kOpening + "bad status"},
  };
}

std::vector<Answer> TakenAnswers() {
  const std::string big =
      frames::Frame(frames::kBinary, std::string(20'000, 'x'), {.masked = false});
  std::vector<Answer> taken = {
      {"as it should be", kUpgrades + kAccepts + "\r\n" + kBye, kOpens},
      {"in other letters",
       "HTTP/1.1 101 \r\nUPGRADE: WebSocket\r\nconnection: keep-alive, upgrade\r\n"
       "SEC-WEBSOCKET-ACCEPT:%accept\r\n\r\n" +
           kBye,
       kOpens},
      {"an offered subprotocol",
       kUpgrades + kAccepts + "Sec-WebSocket-Protocol: text\r\n\r\n" + kBye, kOpens},
      {"long headers", kUpgrades + kAccepts + "X: " + std::string(6000, 'x') + "\r\n\r\n" + kBye,
       kOpens},
  };
  for (const std::size_t size : {1000U, 2000U, 3500U, 5000U, 7500U}) {
    taken.push_back(
        {"headers of " + std::to_string(size) + " bytes and a long message at once",
         kUpgrades + kAccepts + "X: " + std::string(size, 'x') + "\r\n\r\n" + big + kBye, kOpens});
  }
  return taken;
}

class ClientHandshake : public testing::TestWithParam<Answer> {
 protected:
  static WebSocketCall Shape() {
    return {.headers = {{"Authorization", "Token t"}},
            .subprotocols = {"audio", "text"},
            .limits = {.handshake_timeout = std::chrono::milliseconds(
                           GetParam().told.ends_with("in time") ? 100 : 10'000)}};
  }
  static std::string Bytes(const std::string& request) {
    std::string bytes = GetParam().bytes;
    if (const auto at = bytes.find("%accept"); at != std::string::npos)
      bytes.replace(at, 7, frames::AcceptFor(request));
    return bytes;
  }
  static void Check(ClientAtRawServer& at) {
    std::thread reader([&at] { at.ReadToEnd(); });
    const WebSocketEnd end = at.probe->WaitForEnd();
    reader.join();
    EXPECT_EQ(Told(end), GetParam().told);
    EXPECT_EQ(end.status, GetParam().status);
  }
};

TEST_P(ClientHandshake, IsTakenOrRefusedWithItsReason) {
  ClientAtRawServer at(Shape());
  EXPECT_TRUE(at.request.starts_with("GET /here?a=b HTTP/1.1\r\n")) << at.request;
  EXPECT_NE(at.request.find("Authorization: Token t\r\n"), std::string::npos) << at.request;
  EXPECT_NE(at.request.find("Sec-WebSocket-Protocol: audio, text\r\n"), std::string::npos);
  EXPECT_EQ(at.request.find("Sec-WebSocket-Extensions"), std::string::npos);
  at.server.Write(Bytes(at.request));
  Check(at);
}

TEST_P(ClientHandshake, DoesNotDependOnHowItArrives) {
  ClientAtRawServer at(Shape());
  for (const char byte : Bytes(at.request)) at.server.Write(std::string_view(&byte, 1));
  Check(at);
}

INSTANTIATE_TEST_SUITE_P(Refused, ClientHandshake, testing::ValuesIn(RefusedAnswers()));
INSTANTIATE_TEST_SUITE_P(Taken, ClientHandshake, testing::ValuesIn(TakenAnswers()));

TEST(ClientHandshakes, AServerThatEndsBeforeItsAnswerIsTold) {
  ClientAtRawServer ends;
  ends.server.Close();
  EXPECT_EQ(Told(ends.probe->WaitForEnd()), kOpening + "end of stream");
  ClientAtRawServer resets;
  resets.server.Write("HTTP/1.1 101 ");
  resets.server.Reset();
  EXPECT_EQ(resets.probe->WaitForEnd().cause, WebSocketEnd::Cause::kNotOpened);
}

}  // namespace
}  // namespace tocsin
