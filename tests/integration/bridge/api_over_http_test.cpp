// links: bridge net
#include <gtest/gtest.h>

#include "adapters/net/http_client.hpp"
#include "adapters/net/http_server.hpp"
#include "fakes/fake_bus.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/fake_database_pool.hpp"
#include "fakes/fake_log_control.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/http_probe.hpp"
#include "fakes/raw_socket.hpp"
#include "schemas/json.hpp"
#include "workers/bridge/api.hpp"

namespace tocsin::bridge {
namespace {

using fakes::RawSocket;

class ApiOverHttpTest : public testing::Test {
 protected:
  ApiOverHttpTest() {
    Check(directory_.CreateKey({.name = "test", .hash = Sha256Hex("tk_test")}).has_value(),
          "key made");
    api_->AddRoutes(router_);
    server_ = StartHttpServer({}, router_).value();
  }
  std::string Url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(server_->Port()) + std::string(path);
  }
  HttpResponse Send(std::string method, std::string_view path, std::string body = {},
                    HttpHeaders headers = {}) {
    headers.emplace_back("X-API-Key", "tk_test");
    auto outcome = fakes::SendAndWait(*client_, {.method = std::move(method),
                                                 .url = Url(path),
                                                 .headers = std::move(headers),
                                                 .body = std::move(body)});
    return outcome
               ? *outcome
               : HttpResponse{.status = 0, .headers = {}, .body = outcome.error().error.message};
  }
  HttpResponse PostEvent(std::string body,
                         std::string content_type = "application/cloudevents+json") {
    return Send("POST", "/events", std::move(body), {{"Content-Type", std::move(content_type)}});
  }

  fakes::FakeClock clock_;
  fakes::FakeMetrics metrics_;
  fakes::FakeLogControl log_;
  fakes::FakeDirectory directory_;
  fakes::FakeDatabasePool database_{directory_};
  fakes::FakeBus bus_;
  fakes::FakeCourier courier_;
  std::shared_ptr<Api> api_ =
      Api::Create({}, {database_, bus_.GetProducer(), courier_, bus_, metrics_, clock_, log_});
  runtime::HttpRouter router_;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<HttpClient> client_ = MakeHttpClient();
};

std::string Alert(std::string_view id, std::string_view title = "Stopped") {
  return R"({"specversion":"1.0","id":")" + std::string(id) +
         R"(","source":"/pve","type":"tocsin.alert.raised",)" +
         R"("data":{"alert_id":"a1","title":")" + std::string(title) +
         R"(","pid":9007199254740993}})";
}

TEST_F(ApiOverHttpTest, TakesAnEventOnceItIsOnTheBus) {
  bus_.Produced().Hold();
  auto promise = std::make_shared<std::promise<HttpOutcome>>();
  auto outcome = promise->get_future();
  client_->Send(
      {.method = "POST",
       .url = Url("/events"),
       .headers = {{"Content-Type", "application/cloudevents+json"}, {"X-API-Key", "tk_test"}},
       .body = Alert("e1")},
      [promise](HttpOutcome answer) { promise->set_value(std::move(answer)); });
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (bus_.Produced().Records().empty() && std::chrono::steady_clock::now() < deadline)
    std::this_thread::yield();
  ASSERT_EQ(bus_.Produced().Records().size(), 1U);
  EXPECT_EQ(outcome.wait_for(std::chrono::seconds(0)), std::future_status::timeout);

  bus_.Produced().AcknowledgeHeld();

  const auto answer = outcome.get();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 202);
  EXPECT_NE(bus_.Produced().Records()[0].value->find("9007199254740993"), std::string::npos);
}

TEST_F(ApiOverHttpTest, RefusesATenMegabyteBody) {
  const auto answer = PostEvent(std::string(10'000'000, 'x'));

  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(HeaderValue(answer.headers, "Content-Type"), "application/problem+json");
  EXPECT_EQ(PostEvent(Alert("e1")).status, 202) << "the server goes on";
}

TEST_F(ApiOverHttpTest, RefusesHalfARecord) {
  const std::string whole = Alert("e1");
  EXPECT_EQ(PostEvent(whole.substr(0, whole.size() / 2)).status, 400);

  const RawSocket client = RawSocket::ConnectTo(server_->Port());
  client.Write(
      "POST /events HTTP/1.1\r\nHost: h\r\nX-API-Key: tk_test\r\nContent-Type: "
      "application/cloudevents+json\r\n"
      "Content-Length: " +
      std::to_string(whole.size()) + "\r\n\r\n" + whole.substr(0, 50));
  client.EndWriting();
  EXPECT_TRUE(client.ReadToEnd().starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(bus_.Produced().Records().empty());
}

TEST_F(ApiOverHttpTest, RefusesMissingAndWrongKeys) {
  for (const HttpHeaders& headers : {HttpHeaders{}, HttpHeaders{{"X-API-Key", "wrong"}}}) {
    const auto answer = fakes::SendAndWait(
        *client_,
        {.method = "POST", .url = Url("/events"), .headers = headers, .body = Alert("e1")});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 401);
    EXPECT_NE(answer->body.find("tocsin keys create"), std::string::npos);
  }
  EXPECT_TRUE(bus_.Produced().Records().empty());
}

TEST_F(ApiOverHttpTest, KeepsNulInDataAndRefusesItInAttributes) {
  EXPECT_EQ(PostEvent(Alert("e1", "a\\u0000b")).status, 202);
  EXPECT_EQ(PostEvent(Alert("e\\u0000")).status, 422);

  ASSERT_EQ(bus_.Produced().Records().size(), 1U);
  EXPECT_NE(bus_.Produced().Records()[0].value->find("a\\u0000b"), std::string::npos);
}

TEST_F(ApiOverHttpTest, TakesBatchesAndRepeats) {
  const std::string batch = "[" + Alert("e1") + "," + Alert("e2") + "]";
  EXPECT_EQ(PostEvent(batch, "application/cloudevents-batch+json").status, 202);
  EXPECT_EQ(PostEvent(batch, "application/cloudevents-batch+json; charset=utf-8").status, 202);
  EXPECT_EQ(PostEvent(Alert("e1")).status, 202);

  EXPECT_EQ(bus_.Produced().Records().size(), 2U);
}

TEST_F(ApiOverHttpTest, NamesTheMethodsOfAPath) {
  const auto answer = Send("GET", "/events");

  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(HeaderValue(answer.headers, "Allow"), "POST");
  EXPECT_EQ(Send("GET", "/nothing/here").status, 404);
  EXPECT_EQ(Send("HEAD", "/api/voice/conversations").status, 200);
}

TEST_F(ApiOverHttpTest, InitiatesACallByPublishingIt) {
  const std::string call =
      R"({"phone_number":"+15559876543","alert_id":"t1","alert_summary":"nginx stopped","alert_context":{}})";
  const auto answer =
      Send("POST", "/api/voice/call/initiate", call, {{"Content-Type", "application/json"}});

  EXPECT_EQ(answer.status, 202) << answer.body;
  EXPECT_EQ(bus_.Produced().Records().at(0).key, "t1");
}

}  // namespace
}  // namespace tocsin::bridge
