// links: bridge net
#include <gtest/gtest.h>

#include <atomic>

#include "adapters/net/http_client.hpp"
#include "adapters/net/http_server.hpp"
#include "fakes/fake_expression.hpp"
#include "fakes/fake_shard.hpp"
#include "fakes/http_probe.hpp"
#include "fakes/raw_socket.hpp"
#include "schemas/json.hpp"
#include "workers/bridge/bridge_handler.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::string_view kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// The receiver checks signatures as n8n would, and answers with the status of the hour.
class DeliveryOverHttpTest : public testing::Test {
 protected:
  void Listen() {
    receiver_ = StartHttpServer({.port = port_}, hook_).value();
    port_ = receiver_->Port();
  }
  /// `patience` is short only where nobody answers.
  void StartWorker(Duration patience = std::chrono::seconds(60)) {
    deliveries_ = Deliveries::Create({{.name = "n8n",
                                       .url = "http://127.0.0.1:" + std::to_string(port_) + "/hook",
                                       .secret = std::string(kSecret),
                                       .timeout = patience}},
                                     expressions_)
                      .value();
    client_ = MakeHttpClient();
    shard_ = std::make_unique<fakes::FakeShard>(clock_, durable_);
    handler_ = std::make_unique<BridgeHandler>(deliveries_, expressions_, *client_, *shard_, 12);
    shard_->Take(*handler_);
  }
  /// Calls under way outlive the shard that made them.
  void StopWorker() {
    handler_.reset();
    shard_.reset();
    client_.reset();
  }
  void Arrive(std::string action_id) {
    runtime::Arrival arrival;
    arrival.event = {.id = "e-" + action_id,
                     .source = "/run",
                     .type = "tocsin.action.requested",
                     .subject = "a1",
                     .time = ""};
    arrival.event.data = R"({"action_id":")" + action_id + R"("})";
    arrival.at = {.topic = "tocsin.actions", .partition = 0};
    shard_->Enter(std::move(arrival));
  }
  int Attempt() const {
    return durable_.effects.empty() ? 0 : durable_.effects.begin()->second.attempt;
  }
  void TearDown() override { StopWorker(); }

  std::atomic<int> status_ = 200;
  fakes::FunctionHandler hook_{[this](const HttpRequest& request, const HttpRespond& respond) {
    const auto key = WebhookKey::Parse(kSecret).value();
    const auto verified =
        key.Verify(HeaderValue(request.headers, "webhook-id"),
                   HeaderValue(request.headers, "webhook-timestamp"),
                   HeaderValue(request.headers, "webhook-signature"), request.body, clock_.Now());
    respond({.status = verified ? status_.load() : 401, .headers = {}, .body = R"({"ok":true})"});
  }};
  fakes::FakeClock clock_;
  fakes::FakeExpressions expressions_;
  fakes::Durable durable_;
  std::uint16_t port_ = 0;
  std::unique_ptr<HttpServer> receiver_;
  std::shared_ptr<const Deliveries> deliveries_;
  std::unique_ptr<HttpClient> client_;
  std::unique_ptr<fakes::FakeShard> shard_;
  std::unique_ptr<BridgeHandler> handler_;
};

TEST_F(DeliveryOverHttpTest, DeliversManyActionsSignedAndOnce) {
  Listen();
  StartWorker();
  for (int i = 0; i < 100; ++i) Arrive("act-" + std::to_string(i));

  ASSERT_TRUE(shard_->RunUntil([&] { return durable_.emitted.size() == 100; }));

  EXPECT_EQ(hook_.Seen().size(), 100U);
  EXPECT_TRUE(durable_.effects.empty());
  for (const Event& event : durable_.emitted) EXPECT_EQ(event.type, "tocsin.action.completed");
}

TEST_F(DeliveryOverHttpTest, OutlastsAReceiverThatIsAwayAndAWorkerThatRestarts) {
  Listen();
  receiver_.reset();
  StartWorker();
  Arrive("act-1");
  ASSERT_TRUE(shard_->RunUntil([&] { return Attempt() == 2; })) << "refused";
  clock_.Advance(std::chrono::seconds(5));
  ASSERT_TRUE(shard_->RunUntil([&] { return Attempt() == 3; }));

  StopWorker();
  status_ = 503;
  Listen();
  StartWorker();
  clock_.Advance(std::chrono::seconds(10));
  ASSERT_TRUE(shard_->RunUntil([&] { return Attempt() == 4; })) << "503";
  status_ = 200;
  clock_.Advance(std::chrono::seconds(20));
  ASSERT_TRUE(shard_->RunUntil([&] { return durable_.emitted.size() == 1; }));

  EXPECT_TRUE(durable_.effects.empty());
  ASSERT_EQ(hook_.Seen().size(), 2U);
  EXPECT_EQ(hook_.Seen()[0].body, hook_.Seen()[1].body);
  for (const auto& request : hook_.Seen())
    EXPECT_EQ(HeaderValue(request.headers, "webhook-id"), "act-1");
}

TEST_F(DeliveryOverHttpTest, AnAnswerThatDoesNotComeIsTriedAgain) {
  const auto silent = fakes::RawSocket::Listen();
  port_ = silent.Port();
  StartWorker(std::chrono::milliseconds(500));
  Arrive("act-1");

  ASSERT_TRUE(shard_->RunUntil([&] { return Attempt() == 2; }));

  EXPECT_EQ(durable_.effects.size(), 1U);
  EXPECT_TRUE(durable_.emitted.empty());
}

TEST_F(DeliveryOverHttpTest, AResetInTheMiddleOfTheAnswerIsTriedAgain) {
  const auto receiver = fakes::RawSocket::Listen();
  port_ = receiver.Port();
  StartWorker();
  Arrive("act-1");
  shard_->Run();
  auto peer = receiver.Accept();
  const auto request = peer.ReadUntil("act-1\"}}");
  EXPECT_NE(request.find("webhook-id: act-1"), std::string::npos);
  ASSERT_TRUE(peer.Write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of it"));
  peer.Reset();
  ASSERT_TRUE(shard_->RunUntil([&] { return Attempt() == 2; }));
  EXPECT_TRUE(durable_.emitted.empty());
  clock_.Advance(std::chrono::seconds(5));
  shard_->Run();
  auto again = receiver.Accept();
  EXPECT_NE(again.ReadUntil("act-1\"}}").find("webhook-id: act-1"), std::string::npos);
  ASSERT_TRUE(again.Write("HTTP/1.1 204 No Content\r\n\r\n"));
  ASSERT_TRUE(shard_->RunUntil([&] { return durable_.emitted.size() == 1; }));
}

TEST_F(DeliveryOverHttpTest, ARedirectIsNotFollowedAndALongAnswerIsCut) {
  const auto elsewhere = fakes::RawSocket::Listen();
  const auto receiver = fakes::RawSocket::Listen();
  port_ = receiver.Port();
  StartWorker();
  Arrive("act-1");
  shard_->Run();
  auto peer = receiver.Accept();
  peer.ReadUntil("act-1\"}}");
  ASSERT_TRUE(peer.Write("HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:" +
                         std::to_string(elsewhere.Port()) + "/\r\nContent-Length: 0\r\n\r\n"));
  ASSERT_TRUE(shard_->RunUntil([&] { return Attempt() == 2; }));
  EXPECT_FALSE(elsewhere.Waits()) << "nobody came";

  clock_.Advance(std::chrono::seconds(5));
  shard_->Run();
  peer.ReadUntil("act-1\"}}");
  ASSERT_TRUE(peer.Write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"));
  const std::string piece(64 * 1024, 'x');
  for (int i = 0; i < 100 && peer.Write(piece); ++i) {
  }
  ASSERT_TRUE(shard_->RunUntil([&] { return durable_.emitted.size() == 1; }));
}

TEST_F(DeliveryOverHttpTest, AWorkerThatStopsInTheMiddleLeavesTheRow) {
  const auto silent = fakes::RawSocket::Listen();
  port_ = silent.Port();
  StartWorker(std::chrono::milliseconds(500));
  Arrive("act-1");
  shard_->Run();
  StopWorker();
  EXPECT_EQ(Attempt(), 1);

  port_ = 0;
  Listen();
  StartWorker();

  ASSERT_TRUE(shard_->RunUntil([&] { return durable_.emitted.size() == 1; }));
  EXPECT_EQ(hook_.Seen().size(), 1U);
}

}  // namespace
}  // namespace tocsin::bridge
