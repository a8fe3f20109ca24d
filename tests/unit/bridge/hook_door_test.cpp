// links: bridge net expression
#include "workers/bridge/hooks/hook_door.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "adapters/expression/jq.hpp"
#include "fakes/fake_bus.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/fake_database_pool.hpp"
#include "fakes/fake_log_control.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/recording_tracer.hpp"

namespace tocsin::bridge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace fs = std::filesystem;

constexpr const char* kShop =
    R"(type: (if .over then "tocsin.alert.resolved" else "tocsin.alert.raised" end)
each: .items
limits: {items: 3, body_bytes: 2000, requests_per_minute: 100}
duplicates: {fingerprint: .}
data: '{alert_id: .id, title: .text}'
)";

class HookDoorTest : public testing::Test {
 protected:
  HookDoorTest() : folder_(fs::path(testing::TempDir()) / ("hooks-" + std::to_string(getpid()))) {
    Check(directory_.CreateKey({.name = "test", .hash = Sha256Hex("tk_test")}).has_value(),
          "key made");
    fs::create_directories(folder_);
    Write("shop", kShop);
    door_->AddRoutes(router_);
    Load();
  }
  ~HookDoorTest() override {
    door_->Stop();
    fs::remove_all(folder_);
  }

  void Write(const std::string& hook, const std::string& text) const {
    std::ofstream(folder_ / (hook + ".yaml")) << text;
  }
  /// As at a reload; gives the errors.
  std::size_t Load(std::vector<HookWaySpec> ways = {}) {
    auto loaded = LoadHooks(folder_, *engine_, door_->Hooks().get());
    door_->Use(loaded.set, HookAccess::Create(ways).value());
    return static_cast<std::size_t>(
        std::ranges::count(loaded.findings, Finding::Level::kError, &Finding::level));
  }
  std::future<HttpResponse> Begin(std::string body, HttpHeaders headers, std::string hook = "shop",
                                  std::string method = "POST", std::string peer = "10.0.0.1") {
    auto promise = std::make_shared<std::promise<HttpResponse>>();
    headers.emplace_back("Content-Type", "application/json");
    router_.Handle({.method = std::move(method),
                    .path = "/hooks/" + hook,
                    .headers = std::move(headers),
                    .body = std::move(body),
                    .peer = std::move(peer)},
                   [promise](HttpResponse response) { promise->set_value(std::move(response)); });
    return promise->get_future();
  }
  HttpResponse Post(std::string body, HttpHeaders headers = {{"X-API-Key", "tk_test"}},
                    std::string hook = "shop") {
    return Begin(std::move(body), std::move(headers), std::move(hook)).get();
  }
  std::vector<OutgoingRecord> Records() { return bus_.Produced().Records(); }

  fs::path folder_;
  fakes::FakeClock clock_;
  fakes::FakeMetrics metrics_;
  fakes::FakeLogControl log_;
  fakes::FakeDirectory directory_;
  fakes::FakeDatabasePool database_{directory_};
  fakes::FakeBus bus_;
  fakes::FakeCourier courier_;
  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
  std::shared_ptr<Api> api_ =
      Api::Create({}, {database_, bus_.GetProducer(), courier_, bus_, metrics_, clock_, log_});
  std::shared_ptr<HookDoor> door_ = HookDoor::Create("tocsin", {api_, *engine_, metrics_, clock_});
  runtime::HttpRouter router_;
};

constexpr const char* kGood = R"({"items":[{"id":"a1","text":"late"}]})";

TEST_F(HookDoorTest, PutsEventsOnTheBus) {
  const auto answer = Post(R"({"items":[{"id":"a1","text":"late"},{"id":"a2","over":true}]})");

  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.body, R"({"accepted":2})");
  ASSERT_EQ(Records().size(), 2U);
  EXPECT_EQ(Records()[0].topic, "tocsin.alerts");
  EXPECT_EQ(Records()[0].key, "a1");
  EXPECT_EQ(fakes::HeaderOf(Records()[0], "ce_source"), "/hooks/shop");
  EXPECT_EQ(fakes::HeaderOf(Records()[1], "ce_type"), "tocsin.alert.resolved");
  EXPECT_EQ(metrics_.Value("tocsin_hook_requests_total{hook=shop,outcome=accepted}"), 1);
  EXPECT_EQ(metrics_.Value("tocsin_hook_events_total{hook=shop}"), 2);
  EXPECT_EQ(metrics_.Value("tocsin_http_requests_total{route=/hooks/{name},status=202}"), 1);
}

TEST_F(HookDoorTest, EventsStandBelowTheRequest) {
  fakes::RecordingTracer tracer;
  courier_.tracer = &tracer;
  constexpr std::string_view kTrace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  ASSERT_EQ(Post(R"({"items":[{"id":"a1","text":"late"},{"id":"a2","over":true}]})",
                 {{"X-API-Key", "tk_test"},
                  {"traceparent", std::string(kTrace)},
                  {"tracestate", "vendor=1"}})
                .status,
            202);
  const Span* server = tracer.Named("POST /hooks/{name}");
  ASSERT_NE(server, nullptr);
  EXPECT_EQ(server->parent, SpanOf(kTrace));
  EXPECT_EQ(std::ranges::count(tracer.spans, server->span, &Span::parent), 2);
  ASSERT_EQ(Records().size(), 2U);
  for (const auto& record : Records()) {
    EXPECT_EQ(TraceOf(fakes::HeaderOf(record, "traceparent")), TraceOf(kTrace));
    EXPECT_EQ(fakes::HeaderOf(record, "tracestate"), "vendor=1");
  }
}

TEST_F(HookDoorTest, EventsAreOfTheHooksTenantAndItsKeys) {
  Check(directory_.CreateKey({.name = "acme", .hash = Sha256Hex("tk_acme"), .tenant = "acme"})
            .has_value(),
        "key made");
  Write("shop", std::string(kShop) + "tenant: acme\n");
  ASSERT_EQ(Load(), 0U);
  const std::string body = R"({"items":[{"id":"a1","text":"stopped"}]})";
  EXPECT_EQ(Post(body).status, 404) << "the key of another tenant knows no such hook";
  EXPECT_TRUE(bus_.Produced().Records().empty());
  EXPECT_EQ(Post(body, {{"X-API-Key", "tk_acme"}}).status, 202);
  ASSERT_EQ(bus_.Produced().Records().size(), 1U);
  EXPECT_EQ(fakes::HeaderOf(bus_.Produced().Records()[0], "ce_tenant"), "acme");
  Write("shop", std::string(kShop) + "tenant: Acme\n");
  EXPECT_EQ(Load(), 1U);
}

TEST_F(HookDoorTest, AnswersOnlyWhenTheBusHasAll) {
  bus_.Produced().Hold();
  auto answer =
      Begin(R"({"items":[{"id":"a1","text":"x"},{"id":"a2"}]})", {{"X-API-Key", "tk_test"}});
  while (Records().size() < 2) std::this_thread::yield();
  EXPECT_EQ(answer.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  bus_.Produced().AcknowledgeHeld();
  EXPECT_EQ(answer.get().status, 202);
}

TEST_F(HookDoorTest, WhatFailsIsOnTheDeadLetterTopicAndTheRestIsTaken) {
  const std::string body = R"({"items":[{"id":"a1"},{"id":"a2","text":"x"},{"id":"a3"}]})";
  const auto answer = Post(body);

  EXPECT_EQ(answer.status, 202) << "the sender must not repeat the good one";
  EXPECT_THAT(answer.body, HasSubstr(R"("accepted":1,"failed":[{"item":0,"error":"title: )"));
  ASSERT_EQ(Records().size(), 2U);
  EXPECT_EQ(Records()[0].key, "a2");
  const auto letter = Records()[1];
  EXPECT_EQ(letter.topic, "tocsin.dlq");
  EXPECT_EQ(letter.value, body);
  EXPECT_EQ(fakes::HeaderOf(letter, "dlq_reason"), "hook_item_failed");
  EXPECT_EQ(fakes::HeaderOf(letter, "dlq_hook"), "shop");
  EXPECT_EQ(fakes::HeaderOf(letter, "dlq_item"), "0,2");
  EXPECT_EQ(fakes::HeaderOf(letter, "dlq_topic"), "/hooks/shop");
  EXPECT_THAT(fakes::HeaderOf(letter, "dlq_error"), HasSubstr("title"));
  EXPECT_EQ(fakes::HeaderOf(letter, "dlq_time").size(), 24U);
  EXPECT_EQ(metrics_.Value("tocsin_hook_requests_total{hook=shop,outcome=partly}"), 1);
}

TEST_F(HookDoorTest, ABodyThatIsWhollyAtFaultIsKeptAsItCame) {
  for (const std::string body :
       {"{\"items\": ", "{\"items\": 7}", "{\"items\":[{\"id\":\"a1\"}]}"}) {
    const auto before = Records().size();
    const auto answer = Post(body);
    EXPECT_EQ(answer.status, body == "{\"items\": " ? 400 : 422);
    EXPECT_EQ(Records().size(), before + 1);
    EXPECT_EQ(Post(body).status, answer.status);
    EXPECT_EQ(Records().size(), before + 1) << "an impatient sender makes no second letter";
  }
  EXPECT_EQ(Records()[0].value, "{\"items\": ");
  EXPECT_EQ(fakes::HeaderOf(Records()[0], "dlq_reason"), "hook_body_refused");
  EXPECT_EQ(fakes::HeaderOf(Records()[2], "dlq_reason"), "hook_item_failed");
}

TEST_F(HookDoorTest, ARepeatIsAcceptedAndNotPublished) {
  EXPECT_EQ(Post(kGood).status, 202);
  EXPECT_EQ(Post(kGood).body, R"({"accepted":1})");
  EXPECT_EQ(Records().size(), 1U);
}

TEST_F(HookDoorTest, NeverSays202WhileTheBusIsAway) {
  bus_.SetHealth(Fail(ErrorKind::kTransient, "kafka://b:9092 does not answer"));
  const auto away = Post(kGood);
  EXPECT_EQ(away.status, 503);
  EXPECT_FALSE(HeaderValue(away.headers, "Retry-After").empty());
  bus_.SetHealth({});
  bus_.Produced().FailWith(Error{ErrorKind::kCancelled, "the bus is closing", "bus"});
  EXPECT_EQ(Post(kGood).status, 503);
  EXPECT_EQ(Post("{").status, 503) << "a letter that is not written is no letter";
  bus_.Produced().FailWith(std::nullopt);
  EXPECT_EQ(Post(kGood).status, 202);
  EXPECT_EQ(Records().size(), 1U);
  EXPECT_EQ(metrics_.Value("tocsin_hook_requests_total{hook=shop,outcome=unavailable}"), 3);
  directory_.FailWith(Error{ErrorKind::kTransient, "the database is away", "store"});
  clock_.Advance(std::chrono::seconds(11));
  EXPECT_EQ(Post(kGood).status, 503) << "the key cannot be looked up";
  door_->Stop();
  directory_.FailWith(std::nullopt);
  EXPECT_EQ(Post(kGood).status, 503);
}

TEST_F(HookDoorTest, AHookWithoutAnEntryTakesAnApiKey) {
  EXPECT_EQ(Post(kGood, {}).status, 401);
  EXPECT_EQ(Post(kGood, {{"X-API-Key", "wrong"}}).status, 401);
  EXPECT_EQ(Post(kGood, {{"Authorization", "Bearer tk_test"}}).status, 202);
  EXPECT_EQ(Load({{.hook = "shop", .bearer = "s3cret"}}), 0U);
  EXPECT_EQ(Post(kGood).status, 401) << "with an entry, an API key opens nothing";
  EXPECT_EQ(Post(kGood, {{"Authorization", "Bearer s3cret"}}).status, 202);
  EXPECT_EQ(metrics_.Value("tocsin_hook_requests_total{hook=shop,outcome=refused}"), 1);
}

TEST_F(HookDoorTest, SaysWhatIsWrong) {
  EXPECT_EQ(Post(kGood, {}, "nobody").status, 404);
  const auto get = Begin({}, {}, "shop", "GET").get();
  EXPECT_EQ(get.status, 405);
  EXPECT_EQ(HeaderValue(get.headers, "Allow"), "POST");
  EXPECT_EQ(Post(std::string(2'001, ' ')).status, 413);
  EXPECT_EQ(Post(R"({"items":[1,2,3,4]})").status, 422);
  EXPECT_EQ(Post("{\"items\":" + std::string(200, '[') + std::string(200, ']') + "}").status, 400);
}

TEST_F(HookDoorTest, BoundsTheRateOfAHookAndOfStrangers) {
  EXPECT_EQ(Load({{.hook = "shop", .bearer = "s3cret"}}), 0U);
  const HttpHeaders right = {{"Authorization", "Bearer s3cret"}};
  int refused = 0;
  for (int i = 0; i < 2'000 && refused == 0; ++i)
    if (const auto answer = Post(kGood, {}); answer.status == 429) ++refused;
  EXPECT_EQ(refused, 1) << "guessing has an end";
  EXPECT_EQ(Post(kGood, right).status, 202) << "who knows the secret is not concerned";
  int taken = 1;
  HttpResponse last;
  while ((last = Post(kGood, right)).status == 202) ++taken;
  EXPECT_EQ(taken, 20);
  EXPECT_EQ(last.status, 429);
  EXPECT_FALSE(HeaderValue(last.headers, "Retry-After").empty());
  clock_.Advance(std::chrono::minutes(1));
  EXPECT_EQ(Post(kGood, right).status, 202);
}

TEST_F(HookDoorTest, ABadFileNeverReplacesAGoodOne) {
  Write("other", "type: com.example.x\n");
  Write("broken", "type: com.example.x\neach: '.a['\n");
  EXPECT_EQ(Load(), 1U);
  EXPECT_EQ(Post("{}", {{"X-API-Key", "tk_test"}}, "other").status, 202);
  const auto broken = Post("{}", {{"X-API-Key", "tk_test"}}, "broken");
  EXPECT_EQ(broken.status, 503) << "its sender tries again when the file is mended";
  EXPECT_FALSE(HeaderValue(broken.headers, "Retry-After").empty());

  Write("shop", "typ: com.example.x\n");
  Write("broken", "type: com.example.x\n");
  EXPECT_GE(Load(), 1U);
  EXPECT_EQ(Post(kGood).status, 202);
  EXPECT_EQ(Post("{}", {{"X-API-Key", "tk_test"}}, "broken").status, 202);

  Write("shop", "type: com.example.y\n");
  fs::remove(folder_ / "other.yaml");
  EXPECT_EQ(Load(), 0U);
  EXPECT_EQ(Post(kGood).status, 202);
  EXPECT_EQ(fakes::HeaderOf(Records().back(), "ce_type"), "com.example.y");
  EXPECT_EQ(Post("{}", {{"X-API-Key", "tk_test"}}, "other").status, 404);
}

}  // namespace
}  // namespace tocsin::bridge
