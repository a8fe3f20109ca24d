// links: bridge net
#include "workers/bridge/api.hpp"

#include <gtest/gtest.h>

#include "adapters/http_stream.hpp"
#include "adapters/sound/wav.hpp"
#include "fakes/fake_bus.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/fake_database_pool.hpp"
#include "fakes/fake_log_control.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/recording_tracer.hpp"
#include "schemas/base64.hpp"
#include "schemas/json.hpp"
#include "schemas/version.hpp"
#include "workers/bridge/status_pages.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::string_view kKey = "tk_test";

/// What a text gives: half a second, in two pieces; or its script.
class TwoPieces final : public TextToSpeech {
 public:
  std::string Name() const override { return "two pieces"; }
  bool Speaks(std::string_view language) const override { return language.starts_with("en"); }
  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override {
    asked.push_back(what.text);
    if (hold) {
      held.push_back(std::move(to));
      return std::make_unique<SpeechJob>();
    }
    if (status || pieces_first) {
      to.piece(Sound(2000, 7));
      to.piece(Sound(2000, 8));
    }
    to.end(status);
    return std::make_unique<SpeechJob>();
  }

  std::vector<std::string> asked;
  std::vector<SpeechPieces> held;
  Status status = {};
  bool hold = false, pieces_first = false;
};

class ApiTest : public testing::Test {
 protected:
  ApiTest() {
    Check(directory_.CreateKey({.name = "test", .hash = Sha256Hex(kKey)}).has_value(), "key made");
  }

  void Start(ApiOptions options = {}, std::vector<ReadinessCheck> readiness = {}) {
    api_ = Api::Create(std::move(options),
                       {database_, bus_.GetProducer(), courier_, bus_, metrics_, clock_, log_});
    router_ = std::make_unique<runtime::HttpRouter>();
    api_->AddRoutes(*router_);
    StatusPages::Create({.readiness = std::move(readiness)},
                        {database_, bus_.GetProducer(), metrics_})
        ->AddRoutes(*router_);
  }
  HttpResponse Send(HttpRequest request) {
    if (api_ == nullptr) Start();
    // What is held is answered when this has long returned.
    const auto answer = std::make_shared<HttpResponse>();
    answer->status = 0;
    router_->Handle(std::move(request), [weak = std::weak_ptr(answer)](HttpResponse response) {
      if (const auto waiting = weak.lock()) *waiting = std::move(response);
    });
    return *answer;
  }
  static HttpRequest Request(std::string method, std::string path, std::string body = {},
                             HttpHeaders headers = {}) {
    headers.emplace_back("Authorization", "Bearer " + std::string(kKey));
    return {.method = std::move(method),
            .path = std::move(path),
            .headers = std::move(headers),
            .body = std::move(body),
            .peer = "127.0.0.1"};
  }
  HttpResponse PostEvent(std::string body,
                         std::string content_type = "application/cloudevents+json") {
    return Send(
        Request("POST", "/events", std::move(body), {{"Content-Type", std::move(content_type)}}));
  }
  HttpResponse Initiate(std::string body, HttpHeaders headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    return Send(Request("POST", "/api/voice/call/initiate", std::move(body), std::move(headers)));
  }
  HttpResponse Speak(std::string body, const std::string& more = "") {
    if (api_ == nullptr) Start({.manual_calls = {.language = "en-US"}, .voice = &voice_});
    return Send(Request("POST", "/api/tts/synthesize" + more, std::move(body),
                        {{"Content-Type", "application/json"}}));
  }
  std::vector<OutgoingRecord> Records() { return bus_.Produced().Records(); }

  TwoPieces voice_;
  fakes::FakeClock clock_;
  fakes::FakeMetrics metrics_;
  fakes::FakeLogControl log_;
  fakes::FakeDirectory directory_;
  fakes::FakeDatabasePool database_{directory_};
  fakes::FakeBus bus_;
  fakes::FakeCourier courier_;
  std::shared_ptr<Api> api_;
  std::unique_ptr<runtime::HttpRouter> router_;
};

std::string Alert(std::string id, std::string data = R"({"alert_id":"a1","title":"Stopped"})") {
  return R"({"specversion":"1.0","id":")" + id +
         R"(","source":"/pve","type":"tocsin.alert.raised","data":)" + data + "}";
}
constexpr const char* kCall =
    R"({"phone_number":"+15559876543","alert_id":"test-alert-001","alert_summary":"nginx has stopped",)"
    R"("alert_context":{"severity":"critical"}})";

std::string Field(const HttpResponse& response, std::string_view name) {
  const auto body = ParseJson(response.body);
  return body && body->is_object() ? std::string(StringAt(body->get_object(), name))
                                   : std::string();
}

TEST_F(ApiTest, AnswersMonitorsWithoutAKey) {
  for (const char* path : {"/", "/health", "/voice/health", "/ready", "/metrics"}) {
    EXPECT_EQ(Send({.method = "GET", .path = path}).status, 200) << path;
  }
  EXPECT_NE(Send({.method = "GET", .path = "/"}).body.find("\"version\""), std::string::npos);
  EXPECT_EQ(Send({.method = "PUT", .path = "/health"}).status, 405);
}

TEST_F(ApiTest, ReadinessNamesWhatIsMissing) {
  Start({}, {{"telephony", [] { return Status(Fail(ErrorKind::kInvalid, "no account")); }},
             {"bus", [] { return Status(); }}});
  directory_.FailWith(Error{ErrorKind::kTransient, "connecting to database: refused", "store"});

  const auto answer = Send({.method = "GET", .path = "/ready"});

  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(HeaderValue(answer.headers, "Retry-After"), "2");
  EXPECT_NE(answer.body.find(R"({"name":"telephony","detail":"no account"})"), std::string::npos)
      << answer.body;
  EXPECT_NE(answer.body.find(R"("name":"store")"), std::string::npos);
  EXPECT_EQ(answer.body.find(R"("name":"bus")"), std::string::npos);
}

TEST_F(ApiTest, IsReadyWithWarnings) {
  Start({}, {{"workflows", [] { return Status(Fail(ErrorKind::kInvalid, "a bad file")); }, false}});

  const auto answer = Send({.method = "GET", .path = "/ready"});

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"status":"ready","missing":[],"warnings":[)"
                         R"({"name":"workflows","detail":"a bad file"}]})");
}

TEST_F(ApiTest, OffersToApproveOnlyWhatWouldDoSomething) {
  Start(
      {.manual_calls = {.remedy = [](const json::object& alert) -> std::optional<json::value> {
         if (!alert.contains("severity")) return json::value();
         return json::value{{"name", "restart"}, {"parameters", {{"alert", alert.at("alert_id")}}}};
       }}});
  const HttpHeaders json_body = {{"Content-Type", "application/json"}};

  ASSERT_EQ(Send(Request("POST", "/api/voice/call/initiate", kCall, json_body)).status, 202);
  ASSERT_EQ(Send(Request("POST", "/api/voice/call/initiate",
                         R"({"phone_number":"+15559876543","alert_id":"a","alert_summary":"s"})",
                         json_body))
                .status,
            202);

  ASSERT_EQ(Records().size(), 2U);
  EXPECT_NE(Records()[0].value->find(R"("id":"approve")"), std::string::npos);
  EXPECT_NE(
      Records()[0].value->find(R"("recommended_action":{"name":"restart","parameters":{"alert":)"),
      std::string::npos)
      << *Records()[0].value;
  EXPECT_EQ(Records()[1].value->find(R"("id":"approve")"), std::string::npos);
  EXPECT_EQ(Records()[1].value->find("recommended_action"), std::string::npos);
  EXPECT_NE(Records()[1].value->find(R"("id":"dismiss")"), std::string::npos);
}

TEST_F(ApiTest, RefusesCallsWithoutAValidKey) {
  const auto none = Send({.method = "POST", .path = "/events", .peer = "127.0.0.1"});
  EXPECT_EQ(none.status, 401);
  EXPECT_NE(none.body.find("tocsin keys create NAME"), std::string::npos);
  EXPECT_EQ(HeaderValue(none.headers, "WWW-Authenticate"), "Bearer realm=\"tocsin\"");

  for (const HttpHeaders& headers :
       {HttpHeaders{{"Authorization", "Bearer wrong"}}, HttpHeaders{{"X-API-Key", "wrong"}},
        HttpHeaders{{"Authorization", "Basic " + std::string(kKey)}},
        HttpHeaders{{"Authorization", "Bearer " + std::string(10'000, 'k')}}}) {
    EXPECT_EQ(
        Send({.method = "GET", .path = "/api/voice/conversations", .headers = headers}).status,
        401);
  }
  EXPECT_TRUE(Records().empty());
}

TEST_F(ApiTest, AcceptsKeysInEitherHeaderAndRemembersThemShortly) {
  const HttpRequest by_header{.method = "GET",
                              .path = "/api/voice/conversations",
                              .headers = {{"X-API-Key", std::string(kKey)}}};
  EXPECT_EQ(Send(by_header).status, 200);
  EXPECT_EQ(Send(Request("GET", "/api/voice/conversations")).status, 200);
  EXPECT_EQ(directory_.LookUps(), 1);

  ASSERT_TRUE(directory_.RevokeKey("test"));
  clock_.Advance(std::chrono::seconds(11));
  EXPECT_EQ(Send(by_header).status, 401);
}

TEST_F(ApiTest, AcceptsTheStaticKeyWithoutTheStore) {
  Start({.static_key = "internal"});
  directory_.FailWith(Error{ErrorKind::kTransient, "away", "store"});

  EXPECT_EQ(
      Send({.method = "POST", .path = "/events", .headers = {{"X-API-Key", "internal"}}}).status,
      415);
  EXPECT_EQ(Send(Request("POST", "/events")).status, 503);
}

TEST_F(ApiTest, PagesOfNamedOriginsMayReadItAlsoWhenRefused) {
  const HttpHeaders page = {{"Origin", "https://desk.example.com"}};
  EXPECT_EQ(Send({.method = "OPTIONS", .path = "/events", .headers = page}).status, 405) << "none";
  Start({.origins = {"https://desk.example.com"}});

  const auto asked = Send({.method = "OPTIONS", .path = "/events", .headers = page});
  EXPECT_EQ(asked.status, 204) << "a preflight carries no key";
  EXPECT_EQ(HeaderValue(asked.headers, "Access-Control-Allow-Methods"), "POST");
  for (const auto& answer : {Send(Request("GET", "/api/voice/conversations", {}, page)),
                             Send({.method = "POST", .path = "/events", .headers = page})}) {
    EXPECT_EQ(HeaderValue(answer.headers, "Access-Control-Allow-Origin"),
              "https://desk.example.com");
    EXPECT_EQ(HeaderValue(answer.headers, "Vary"), "Origin");
  }
  EXPECT_EQ(Send({.method = "POST", .path = "/events", .headers = page}).status, 401)
      << "it opens nothing";
  const auto other = Send(
      Request("GET", "/api/voice/conversations", {}, {{"Origin", "https://evil.example.com"}}));
  EXPECT_EQ(HeaderValue(other.headers, "Access-Control-Allow-Origin"), "");
}

TEST_F(ApiTest, BoundsTheRequestsOfAKey) {
  Start({.requests_per_minute = 60});
  int taken = 0;
  HttpResponse answer;
  for (; taken < 100; ++taken) {
    answer = Send(Request("GET", "/api/voice/conversations"));
    if (answer.status != 200) break;
  }

  EXPECT_EQ(taken, 20);
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(HeaderValue(answer.headers, "Retry-After"), "1");
  clock_.Advance(std::chrono::seconds(1));
  EXPECT_EQ(Send(Request("GET", "/api/voice/conversations")).status, 200);
}

TEST_F(ApiTest, AKnownKeyIsNotHeldUpByStrangersAtItsAddress) {
  Start({.requests_per_minute = 60});
  ASSERT_EQ(Send(Request("GET", "/api/voice/conversations")).status, 200);
  const HttpRequest stranger{.method = "GET",
                             .path = "/api/voice/conversations",
                             .headers = {{"X-API-Key", "guess"}},
                             .peer = "127.0.0.1"};
  for (int i = 0; i < 30; ++i) Send(stranger);
  ASSERT_EQ(Send(stranger).status, 429);
  clock_.Advance(std::chrono::milliseconds(10'500));  // what was remembered of the key is over
  for (int i = 0; i < 30; ++i) Send(stranger);
  ASSERT_EQ(Send(stranger).status, 429);

  EXPECT_EQ(Send(Request("GET", "/api/voice/conversations")).status, 200);

  ASSERT_TRUE(directory_.RevokeKey("test"));
  clock_.Advance(std::chrono::milliseconds(10'500));
  EXPECT_EQ(Send(Request("GET", "/api/voice/conversations")).status, 401);
  for (int i = 0; i < 30; ++i) Send(stranger);
  EXPECT_EQ(Send(Request("GET", "/api/voice/conversations")).status, 429)
      << "a revoked key is a stranger's";
}

TEST_F(ApiTest, GoesOnInTheTraceOfTheRequest) {
  constexpr std::string_view kTrace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const HttpHeaders trace = {{"traceparent", std::string(kTrace)}};
  HttpHeaders headers = trace;
  headers.emplace_back("Content-Type", "application/cloudevents+json");
  ASSERT_EQ(Send(Request("POST", "/events", Alert("e1"), headers)).status, 202);
  ASSERT_EQ(Initiate(kCall, trace).status, 202);
  ASSERT_EQ(Initiate(kCall, {{"traceparent", "nonsense"}}).status, 202);

  ASSERT_EQ(Records().size(), 3U);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto parent = fakes::HeaderOf(Records()[i], "traceparent");
    EXPECT_EQ(parent.substr(0, 36), kTrace.substr(0, 36)) << "the same trace";
    EXPECT_NE(parent, kTrace) << "a span of its own";
  }
  EXPECT_EQ(fakes::HeaderOf(Records()[2], "traceparent").size(), 55U);
}

TEST_F(ApiTest, WhatARequestPublishesStandsBelowItsSpanAndThatBelowTheSenders) {
  fakes::RecordingTracer tracer;
  courier_.tracer = &tracer;
  constexpr std::string_view kTrace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const HttpHeaders sent = {{"Content-Type", "application/json"},
                            {"ce-specversion", "1.0"},
                            {"ce-id", "e1"},
                            {"ce-source", "/pve"},
                            {"ce-type", "tocsin.alert.raised"},
                            {"traceparent", std::string(kTrace)},
                            {"tracestate", "vendor=1"}};
  ASSERT_EQ(Send(Request("POST", "/events", R"({"alert_id":"a1","title":"Stopped"})", sent)).status,
            202);
  const Span* server = tracer.Named("POST /events");
  const Span* send = tracer.Named("send tocsin.alerts");
  ASSERT_TRUE(server != nullptr && send != nullptr);
  EXPECT_EQ(server->parent, SpanOf(kTrace));
  EXPECT_EQ(send->parent, server->span);
  ASSERT_EQ(Records().size(), 1U);
  EXPECT_EQ(fakes::HeaderOf(Records()[0], "traceparent"), WithSpan(kTrace, send->span));
  EXPECT_EQ(fakes::HeaderOf(Records()[0], "tracestate"), "vendor=1");
  EXPECT_EQ(metrics_.Last("tocsin_http_request_seconds{route=/events}").second, TraceOf(kTrace));

  // An event that brings a trace of its own stays there.
  constexpr std::string_view kOwn = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  auto structured = Alert("e2");
  structured.insert(1, R"("traceparent":")" + std::string(kOwn) + R"(","tracestate":"own=1",)");
  tracer.spans.clear();
  ASSERT_EQ(Send(Request("POST", "/events", structured,
                         {{"Content-Type", "application/cloudevents+json"},
                          {"traceparent", std::string(kTrace)},
                          {"tracestate", "vendor=1"}}))
                .status,
            202);
  server = tracer.Named("POST /events");
  send = tracer.Named("send tocsin.alerts");
  ASSERT_TRUE(server != nullptr && send != nullptr);
  EXPECT_EQ(send->trace, TraceOf(kOwn));
  EXPECT_EQ(send->parent, SpanOf(kOwn));
  ASSERT_EQ(send->links.size(), 1U);
  EXPECT_EQ(send->links[0].span, server->span);
  EXPECT_EQ(fakes::HeaderOf(Records()[1], "tracestate"), "own=1");

  tracer.spans.clear();
  Send(Request("GET", "/health", ""));
  Send(Request("GET", "/metrics", ""));
  EXPECT_TRUE(tracer.spans.empty()) << "what probes ask for every few seconds is no trace";
}

TEST_F(ApiTest, CallsSpeakTheLanguageOfTheSettings) {
  Start({.manual_calls = {.language = "de-DE"}});
  ASSERT_EQ(Initiate(kCall).status, 202);

  ASSERT_EQ(Records().size(), 1U);
  EXPECT_NE(Records()[0].value->find(R"("language":"de-DE")"), std::string::npos);
}

TEST_F(ApiTest, TakesABearerKeyAfterSeveralSpaces) {
  EXPECT_EQ(Send({.method = "GET",
                  .path = "/api/voice/conversations",
                  .headers = {{"Authorization", "bearer   " + std::string(kKey)}}})
                .status,
            200);
}

TEST_F(ApiTest, RefusesAttributesThatAreNotText) {
  const auto answer = Send(Request("POST", "/events", "{}",
                                   {{"ce-specversion", "1.0"},
                                    {"ce-id", "%ff%fe"},
                                    {"ce-source", "/pve"},
                                    {"ce-type", "com.example.x"},
                                    {"Content-Type", "application/json"}}));

  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(Field(answer, "field"), "id");
  EXPECT_TRUE(Records().empty());
}

TEST_F(ApiTest, RefusesACodedBody) {
  const auto answer = Send(
      Request("POST", "/events", Alert("e1"),
              {{"Content-Type", "application/cloudevents+json"}, {"Content-Encoding", "gzip"}}));

  EXPECT_EQ(answer.status, 415);
  EXPECT_NE(answer.body.find("Content-Encoding"), std::string::npos);
}

TEST_F(ApiTest, MeasuresItsRequests) {
  ASSERT_EQ(Initiate(kCall).status, 202);
  Send({.method = "GET", .path = "/metrics"});

  EXPECT_EQ(metrics_.Value("tocsin_http_request_seconds{route=/api/voice/call/initiate}"), 1);
  EXPECT_EQ(metrics_.Value("tocsin_build_info{version=" + std::string(Version()) + "}"), 1);
}

TEST_F(ApiTest, PublishesABinaryEventAsItCame) {
  const std::string data =
      R"({ "alert_id": 77, "title": "x", "pid": 90071992547409930000, "note": "a\u0000b" })";
  const auto answer = Send(Request("POST", "/events", data,
                                   {{"Content-Type", "application/json"},
                                    {"ce-specversion", "1.0"},
                                    {"Ce-Id", "e1"},
                                    {"ce-source", "/pve%20one"},
                                    {"ce-type", "tocsin.alert.raised"},
                                    {"ce-note", "blue"}}));

  ASSERT_EQ(answer.status, 202) << answer.body;
  EXPECT_EQ(answer.body.find("warning"), std::string::npos) << answer.body;
  ASSERT_EQ(Records().size(), 1U);
  const auto record = Records()[0];
  EXPECT_EQ(record.topic, "tocsin.alerts");
  EXPECT_EQ(record.key, "77");
  EXPECT_EQ(record.value, data);
  EXPECT_EQ(fakes::HeaderOf(record, "ce_source"), "/pve%20one");
  EXPECT_EQ(fakes::HeaderOf(record, "ce_note"), "blue");
  EXPECT_EQ(fakes::HeaderOf(record, "ce_time"), "2026-03-07T01:10:00.000Z");
  EXPECT_EQ(fakes::HeaderOf(record, "traceparent").size(), 55U);
}

TEST_F(ApiTest, ASourceInAHeaderIsAUriOrRefused) {
  const auto send = [&](std::string id, std::string source) {
    return Send(Request("POST", "/events", R"({"alert_id":"a1","title":"x"})",
                        {{"Content-Type", "application/json"},
                         {"ce-specversion", "1.0"},
                         {"ce-id", std::move(id)},
                         {"ce-source", std::move(source)},
                         {"ce-type", "tocsin.alert.raised"}}));
  };
  EXPECT_EQ(send("s1", "/f%C3%BCr/x").status, 202);
  ASSERT_EQ(Records().size(), 1U);
  EXPECT_EQ(fakes::HeaderOf(Records()[0], "ce_source"), "/f\xC3\xBCr/x");
  const auto refused = send("s2", "my host");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(Field(refused, "field"), "source");
}

TEST_F(ApiTest, PublishesStructuredEventsAndBatches) {
  const auto number = PostEvent(Alert("e0", "18446744073709551616"));
  EXPECT_EQ(number.status, 422);
  EXPECT_EQ(Field(number, "field"), "data");
  EXPECT_EQ(PostEvent(Alert("e1", R"({"alert_id":"a1","title":"t","n":9007199254740993})")).status,
            202);
  EXPECT_EQ(
      PostEvent("[" + Alert("e2") + "," + Alert("e3") + "]", "application/cloudevents-batch+json")
          .body,
      R"({"accepted":2})");
  EXPECT_EQ(PostEvent("[]", "application/cloudevents-batch+json").status, 202);

  ASSERT_EQ(Records().size(), 3U);
  EXPECT_NE(Records()[0].value->find("9007199254740993"), std::string::npos);
  EXPECT_EQ(Records()[1].key, "a1");
}

TEST_F(ApiTest, EventsAreOfTheKeysTenant) {
  Check(directory_.CreateKey({.name = "acme", .hash = Sha256Hex("tk_acme"), .tenant = "acme"})
            .has_value(),
        "key made");
  const auto post = [&](const std::string& key, std::string id, std::string tenant) {
    HttpHeaders headers = {{"X-API-Key", key},        {"Content-Type", "application/json"},
                           {"ce-specversion", "1.0"}, {"ce-id", std::move(id)},
                           {"ce-source", "/pve"},     {"ce-type", "tocsin.alert.raised"}};
    if (!tenant.empty()) headers.emplace_back("ce-tenant", std::move(tenant));
    return Send({.method = "POST",
                 .path = "/events",
                 .headers = std::move(headers),
                 .body = R"({"alert_id":"a1","title":"x"})",
                 .peer = "127.0.0.1"});
  };
  const std::string ours(kKey);
  EXPECT_EQ(post(ours, "e1", "").status, 202);
  EXPECT_EQ(post("tk_acme", "e1", "").status, 202) << "the same id of another tenant is another";
  EXPECT_EQ(post("tk_acme", "e2", "acme").status, 202);
  EXPECT_EQ(post(ours, "e2", "default").status, 202);
  ASSERT_EQ(Records().size(), 4U);
  EXPECT_EQ(fakes::HeaderOf(Records()[0], "ce_tenant"), "");
  EXPECT_EQ(fakes::HeaderOf(Records()[1], "ce_tenant"), "acme");
  EXPECT_EQ(fakes::HeaderOf(Records()[2], "ce_tenant"), "acme");
  EXPECT_EQ(fakes::HeaderOf(Records()[3], "ce_tenant"), "");

  for (const auto& [key, tenant] :
       {std::pair(ours, "acme"), std::pair<std::string, const char*>("tk_acme", "default"),
        std::pair<std::string, const char*>("tk_acme", "other")}) {
    const auto refused = post(key, "e3", tenant);
    EXPECT_EQ(refused.status, 403) << refused.body;
    EXPECT_NE(refused.body.find(tenant), std::string::npos) << refused.body;
  }
  for (const char* name : {"Acme", "a_b", "a.b", "acm\xc3\xa9"})
    EXPECT_EQ(post("tk_acme", "e4", name).status, 422) << name;
  EXPECT_EQ(post("tk_acme", "e4", std::string(64, 'a')).status, 422);
  EXPECT_EQ(Records().size(), 4U);
}

TEST_F(ApiTest, ABatchWithAnEventOfAnotherTenantIsRefusedAsAWhole) {
  const auto answer = PostEvent(
      "[" + Alert("e1") +
          R"(,{"specversion":"1.0","id":"e2","source":"/pve","type":"x.y","tenant":"acme"}])",
      "application/cloudevents-batch+json");
  EXPECT_EQ(answer.status, 403) << answer.body;
  EXPECT_TRUE(Records().empty());
}

TEST_F(ApiTest, AManualCallIsOfTheKeysTenant) {
  Check(directory_.CreateKey({.name = "acme", .hash = Sha256Hex("tk_acme"), .tenant = "acme"})
            .has_value(),
        "key made");
  const auto answer =
      Send({.method = "POST",
            .path = "/api/voice/call/initiate",
            .headers = {{"X-API-Key", "tk_acme"}, {"Content-Type", "application/json"}},
            .body = R"({"phone_number":"+15551234567","alert_id":"a1",
                                        "alert_summary":"x","alert_context":{}})",
            .peer = "127.0.0.1"});
  ASSERT_EQ(answer.status, 202) << answer.body;
  ASSERT_EQ(Records().size(), 1U);
  EXPECT_EQ(fakes::HeaderOf(Records()[0], "ce_tenant"), "acme");
}

TEST_F(ApiTest, SeveralKeysOfATenantAreNoMoreThanOne) {
  for (const std::string key : {"one", "two"})
    Check(directory_.CreateKey({.name = key, .hash = Sha256Hex(key), .tenant = "acme"}).has_value(),
          "key made");
  Start({.requests_per_minute = 1});
  const auto status = [&](const std::string& key) {
    return Send({.method = "GET",
                 .path = "/api/voice/conversations",
                 .headers = {{"X-API-Key", key}},
                 .peer = "10.0.0." + key})
        .status;
  };
  int taken = 0;
  for (int i = 0; i < 30; ++i) taken += status(i % 2 == 0 ? "one" : "two") == 200 ? 1 : 0;
  EXPECT_EQ(taken, 20) << "a bucket of at least twenty at once";
  EXPECT_EQ(Send(Request("GET", "/api/voice/conversations")).status, 200);
}

TEST_F(ApiTest, AnswersOnlyWhenTheBusHasAcknowledged) {
  bus_.Produced().Hold();
  Start();
  int status = 0;
  router_->Handle(Request("POST", "/events", "[" + Alert("e1") + "," + Alert("e2") + "]",
                          {{"Content-Type", "application/cloudevents-batch+json"}}),
                  [&](const HttpResponse& response) { status = response.status; });
  EXPECT_EQ(status, 0);

  bus_.Produced().AcknowledgeHeld();

  EXPECT_EQ(status, 202);
}

TEST_F(ApiTest, TheSameIdAgainIsAcceptedAndNotPublished) {
  EXPECT_EQ(PostEvent(Alert("e1")).status, 202);
  EXPECT_EQ(PostEvent(Alert("e1")).status, 202);

  EXPECT_EQ(Records().size(), 1U);
}

TEST_F(ApiTest, SaysSoWhenTheBusIsAway) {
  bus_.SetHealth(Fail(ErrorKind::kTransient, "kafka://b:9092 does not answer"));
  const auto away = PostEvent(Alert("e1"));
  EXPECT_EQ(away.status, 503);
  EXPECT_FALSE(HeaderValue(away.headers, "Retry-After").empty());

  bus_.SetHealth({});
  bus_.Produced().SetInFlight(200'000);
  EXPECT_EQ(PostEvent(Alert("e1")).status, 503);

  bus_.Produced().SetInFlight(0);
  bus_.Produced().FailWith(Error{ErrorKind::kCancelled, "the bus is closing", "bus"});
  EXPECT_EQ(PostEvent(Alert("e1")).status, 503);

  bus_.Produced().FailWith(std::nullopt);
  EXPECT_EQ(PostEvent(Alert("e1")).status, 202);
  EXPECT_EQ(Records().size(), 1U);
}

TEST_F(ApiTest, NamesWhatIsWrongWithAnEvent) {
  const auto problem = [&](std::string body,
                           std::string content_type = "application/cloudevents+json") {
    const auto answer = PostEvent(std::move(body), std::move(content_type));
    EXPECT_EQ(HeaderValue(answer.headers, "Content-Type"), "application/problem+json");
    return std::to_string(answer.status) + " " + Field(answer, "detail");
  };

  EXPECT_TRUE(
      problem(R"({"alert_id":"a1"})", "application/json").starts_with("415 send a CloudEvent"));
  EXPECT_TRUE(problem(Alert("e1"), "application/json").starts_with("415 this is a CloudEvent"));
  EXPECT_TRUE(problem("x", "text/plain").starts_with("415"));
  EXPECT_TRUE(problem(Alert("e1").substr(0, 40)).starts_with("400 parsing JSON at byte"));
  EXPECT_TRUE(problem("\xff\xfe").starts_with("400"));
  EXPECT_NE(problem(R"({"specversion":"1.0","source":"/s","type":"t"})").find("'id'"),
            std::string::npos);
  EXPECT_NE(
      problem(R"({"specversion":"0.3","id":"1","source":"/s","type":"t"})").find("specversion"),
      std::string::npos);
  EXPECT_TRUE(problem(Alert("e1", R"({"alert_id":"a1"})")).starts_with("422 title"));
  EXPECT_TRUE(problem(Alert("e1", R"({"title":"t"})")).starts_with("422 alert_id"));
  EXPECT_TRUE(problem(Alert("e1", "[1]")).starts_with("422 "));
  EXPECT_TRUE(problem(Alert("e1\\u0000")).starts_with("422 id: has a control character"));
  EXPECT_TRUE(problem(Alert(std::string(3'000, 'e'))).starts_with("422 id: longer"));
  EXPECT_TRUE(problem(R"({"specversion":"1.0","id":"1","source":"my host","type":"t"})")
                  .starts_with("422 source: is no URI reference"));
  EXPECT_NE(problem(R"({"specversion":"1.0","id":"1","source":"/s","type":"t","ours":{"a":1}})")
                .find("attribute 'ours' is a map"),
            std::string::npos);
  EXPECT_TRUE(problem("{}", "application/cloudevents-batch+json").starts_with("422 a batch"));
  EXPECT_TRUE(problem("[" + Alert("e1") + ",{}]", "application/cloudevents-batch+json")
                  .starts_with("422 event 1 of the batch: "));
  EXPECT_TRUE(problem("[" + std::string(2'002, ' ') + "]", "application/cloudevents+json")
                  .starts_with("422 "));
  EXPECT_TRUE(Records().empty());
}

TEST_F(ApiTest, NamesEachEventOfABatchThatIsAtFaultAndTakesNone) {
  const auto answer = PostEvent(
      "[" + Alert("e1", R"({"alert_id":"a1"})") + "," + Alert("e2") + ",{}," +
          R"({"specversion":"1.0","id":"e4","source":"/s","type":"tocsin.decision.made"}])",
      "application/cloudevents-batch+json");

  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(HeaderValue(answer.headers, "X-Batch-Index"), "0");
  const auto problem = ParseJson(answer.body).value();
  EXPECT_EQ(*Find(problem, "index"), json::value(0));
  EXPECT_EQ(*Find(problem, "field"), json::value("title"));
  EXPECT_NE(Field(answer, "detail").find("3 events are at fault"), std::string::npos);
  const auto& errors = Find(problem, "errors")->as_array();
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_EQ(*Find(errors[1], "index"), json::value(2));
  EXPECT_EQ(Find(errors[1], "field"), nullptr);
  EXPECT_EQ(*Find(errors[2], "index"), json::value(3));
  EXPECT_EQ(*Find(errors[2], "field"), json::value("type"));
  EXPECT_TRUE(Records().empty());
}

TEST_F(ApiTest, TakesNoEventThatOnlyTheServiceMakes) {
  const auto event = [](const std::string& type) {
    return R"({"specversion":"1.0","id":"e1","source":"/s","type":")" + type +
           R"(","data":{"choice":"approve"}})";
  };
  for (const std::string type :
       {"tocsin.decision.made", "tocsin.call.requested", "tocsin.call.ended", "tocsin.alert.closed",
        "tocsin.action.requested", "tocsin.anything",
        "io.serverlessworkflow.workflow.started.v1"}) {
    const auto refused = PostEvent(event(type));
    EXPECT_EQ(refused.status, 422) << type;
    EXPECT_EQ(Field(refused, "detail"),
              "type: events of type " + type + " are made by tocsin only");
  }
  EXPECT_TRUE(Records().empty());
  for (const std::string type : {"tocsin.alert.resolved", "com.example.x"})
    EXPECT_EQ(PostEvent(event(type)).status, 202) << type;
  for (const std::string type : {"tocsin.action.completed", "tocsin.action.failed"}) {
    const auto refused = PostEvent(event(type));
    EXPECT_EQ(refused.status, 422) << type;
    EXPECT_EQ(Field(refused, "detail"),
              "type: what became of an action is told by POST /api/v1/actions/{id}/result");
  }
}

TEST_F(ApiTest, InitiatesACall) {
  const auto answer = Initiate(kCall);

  ASSERT_EQ(answer.status, 202) << answer.body;
  const auto call_id = Field(answer, "call_id");
  EXPECT_TRUE(CallId::Parse(call_id));
  EXPECT_EQ(HeaderValue(answer.headers, "Location"), "/api/voice/conversations/" + call_id);
  ASSERT_EQ(Records().size(), 1U);
  const auto record = Records()[0];
  EXPECT_EQ(record.topic, "tocsin.calls");
  EXPECT_EQ(record.key, "test-alert-001");
  EXPECT_EQ(fakes::HeaderOf(record, "ce_type"), "tocsin.call.requested");
  const auto data = ParseJson(*record.value).value();
  EXPECT_EQ(*Find(data, "call_id"), json::value(call_id));
  EXPECT_EQ(*Find(data, "requested_by"), json::value("api"));
  EXPECT_EQ(*Find(data, "say"), json::value("nginx has stopped"));
  EXPECT_EQ(*FindPath(data, {"to", "phone"}), json::value("+15559876543"));
  EXPECT_EQ(*FindPath(data, {"context", "severity"}), json::value("critical"));
  const auto& choices = Find(data, "choices")->get_array();
  ASSERT_EQ(choices.size(), 2U);
  EXPECT_EQ(*Find(choices[0], "id"), json::value("approve"));
  EXPECT_EQ(*Find(choices[0], "digits"), json::value("1"));
  EXPECT_EQ(*Find(choices[1], "id"), json::value("dismiss"));
  EXPECT_TRUE(Find(choices[1], "phrases")->is_array());
}

TEST_F(ApiTest, GivesTheSameCallForTheSameIdempotencyKey) {
  const HttpHeaders key{{"Idempotency-Key", "k1"}};
  const auto first = Initiate(kCall, key);
  clock_.Advance(std::chrono::minutes(1));
  const auto again = Initiate("  " + std::string(kCall), key);
  std::string changed = kCall;
  changed.replace(changed.find("nginx"), 5, "mysql");
  const auto other_body = Initiate(changed, key);
  const auto other_key = Initiate(kCall, {{"Idempotency-Key", "k2"}});
  const auto no_key = Initiate(kCall);

  EXPECT_EQ(first.status, 202);
  EXPECT_EQ(again.status, 202);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(other_body.status, 409);
  EXPECT_NE(Field(other_key, "call_id"), Field(first, "call_id"));
  EXPECT_NE(Field(no_key, "call_id"), Field(first, "call_id"));
  EXPECT_EQ(Records().size(), 3U);
}

TEST_F(ApiTest, ARepeatAfterACrashPublishesTheSameEvent) {
  const HttpHeaders key{{"Idempotency-Key", "k1"}};
  bus_.Produced().FailWith(Error{ErrorKind::kCancelled, "closing", "bus"});
  EXPECT_EQ(Initiate(kCall, key).status, 503);
  bus_.Produced().FailWith(std::nullopt);

  EXPECT_EQ(Initiate(kCall, key).status, 202);
  api_ = nullptr;
  EXPECT_EQ(Initiate(kCall, key).status, 202) << "another process, which knows no recent ids";

  ASSERT_EQ(Records().size(), 2U);
  EXPECT_EQ(fakes::HeaderOf(Records()[0], "ce_id"), fakes::HeaderOf(Records()[1], "ce_id"));

  api_ = nullptr;
  clock_.Advance(std::chrono::hours(25));
  EXPECT_EQ(Initiate(kCall, key).status, 202);
  EXPECT_EQ(Records().size(), 2U) << "too late to be the same wish";
}

TEST_F(ApiTest, NamesTheFieldOfACallThatIsWrong) {
  const auto field = [&](std::string_view name, std::string_view value) {
    auto body = ParseJson(kCall)->get_object();
    if (value.empty()) {
      body.erase(name);
    } else {
      body[name] = ParseJson(value).value();
    }
    const auto answer = Initiate(JsonText(body));
    EXPECT_EQ(answer.status, 422) << name << " " << value;
    return Field(answer, "field");
  };

  for (const char* value :
       {"", "\"12\"", "12", "\"5559876543\"", "\"+1555abc6543\"", "\"+01234567\"",
        "\"+1234567890123456\"", "{}", "\"+15559876543\\u0000\""}) {
    EXPECT_EQ(field("phone_number", value), "phone_number") << value;
  }
  EXPECT_EQ(field("alert_id", ""), "alert_id");
  EXPECT_EQ(field("alert_id", "\"a\\u0000b\""), "alert_id");
  EXPECT_EQ(field("alert_summary", "\"\""), "alert_summary");
  EXPECT_EQ(field("alert_summary", "\"" + std::string(3'000, 'x') + "\""), "alert_summary");
  EXPECT_EQ(field("language", "\"fr-FR\""), "language");
  EXPECT_EQ(field("language", "7"), "language");
  EXPECT_EQ(field("alert_context", "\"text\""), "alert_context");
  EXPECT_EQ(field("alert_context", "18446744073709551616"), "alert_context");
  EXPECT_EQ(field("alert_context", "{\"a\":[\"\\u0000\"]}"), "alert_context");
  EXPECT_EQ(Initiate("{").status, 400);
  EXPECT_EQ(Initiate("[]").status, 422);
  EXPECT_EQ(Initiate(kCall, {{"Idempotency-Key", std::string(300, 'k')}}).status, 422);
  EXPECT_EQ(Send(Request("POST", "/api/voice/call/initiate", kCall)).status, 415);
  EXPECT_TRUE(Records().empty());
}

TEST_F(ApiTest, ShowsConversationsWithMaskedNumbers) {
  StoreDirectory::Conversation conversation;
  conversation.call = CallId::Derive({"c1"});
  conversation.call_sid = "CA1";
  conversation.alert_id = "a1";
  conversation.phone = "+15559876543";
  conversation.status = "approved";
  conversation.context = R"({"severity":"high"})";
  conversation.messages = {
      {.call = conversation.call, .seq = 1, .role = "user", .text = "approve", .at = clock_.Now()}};
  directory_.AddConversation(conversation);

  const auto list = Send(Request("GET", "/api/voice/conversations"));
  const auto one = Send(Request("GET", "/api/voice/conversations/" + conversation.call.ToString()));

  EXPECT_EQ(list.status, 200);
  EXPECT_NE(list.body.find(R"("next_cursor":null)"), std::string::npos);
  EXPECT_EQ(list.body.find("5559876543"), std::string::npos);
  const auto body = ParseJson(one.body).value();
  EXPECT_EQ(*Find(body, "status"), json::value("approved"));
  EXPECT_EQ(*FindPath(body, {"context", "severity"}), json::value("high"));
  EXPECT_EQ(*Find(Find(body, "messages")->get_array().at(0), "text"), json::value("approve"));
  EXPECT_EQ(*Find(body, "updated_at"), json::value("1970-01-01T00:00:00.000Z"));
}

TEST_F(ApiTest, BoundsAndPagesTheList) {
  for (int i = 0; i < 3; ++i) {
    StoreDirectory::Conversation conversation;
    conversation.call = CallId::Derive({std::to_string(i)});
    conversation.alert_id = i == 2 ? "other" : "a1";
    directory_.AddConversation(conversation);
  }
  const auto get = [&](std::vector<std::pair<std::string, std::string>> query) {
    HttpRequest request = Request("GET", "/api/voice/conversations");
    request.query = std::move(query);
    return Send(std::move(request));
  };

  EXPECT_EQ(Field(get({{"limit", "1"}}), "next_cursor"), "more");
  EXPECT_EQ(ParseJson(get({{"alert_id", "other"}}).body)->at("items").as_array().size(), 1U);
  for (const char* limit : {"0", "-1", "201", "x", "1x", "99999999999"}) {
    EXPECT_EQ(Field(get({{"limit", limit}}), "field"), "limit") << limit;
  }
  EXPECT_EQ(Send(Request("GET", "/api/voice/conversations/nobody")).status, 404);
  directory_.FailWith(Error{ErrorKind::kInvalid, "reading the cursor", "store"});
  EXPECT_EQ(Field(get({{"cursor", "x"}}), "field"), "cursor");
  directory_.FailWith(std::nullopt);
  EXPECT_EQ(
      Send(Request("GET", "/api/voice/conversations/" + CallId::Derive({"x"}).ToString())).status,
      404);
  EXPECT_EQ(Send(Request("DELETE", "/api/voice/conversations")).status, 405);
  database_.SetFull(true);
  EXPECT_EQ(get({}).status, 503);
}

/// Keeps what is written to a body.
class KeptBody final : public HttpBody {
 public:
  bool Write(std::string bytes) override {
    text += bytes;
    return true;
  }
  void End() override { ended = true; }
  std::string text;
  bool ended = false;
};

TEST_F(ApiTest, SpeaksATextAsWav) {
  const auto answer = Speak(R"({"text":"Container stopped"})");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto body = *ParseJson(answer.body);
  EXPECT_EQ(body.at("format"), "wav");
  EXPECT_EQ(body.at("sample_rate"), 8000);
  EXPECT_EQ(body.at("duration_seconds").to_number<double>(), 0.5);
  const auto wav = sound::ReadWav(*DecodeBase64(body.at("audio").as_string()));
  ASSERT_TRUE(wav);
  EXPECT_EQ(wav->sound.size(), 4000U);
  EXPECT_EQ(voice_.asked, std::vector<std::string>{"Container stopped"});
}

TEST_F(ApiTest, StreamsATextAsItIsSpoken) {
  voice_.hold = true;
  HttpResponse answer;
  Speak("{}");  // starts the API
  router_->Handle(Request("POST", "/api/tts/synthesize/stream", R"({"text":"hello"})"),
                  [&](HttpResponse response) { answer = std::move(response); });
  ASSERT_EQ(voice_.held.size(), 1U);
  EXPECT_EQ(answer.stream, nullptr) << "nothing is there yet";
  voice_.held[0].piece(Sound(2000, 7));
  ASSERT_NE(answer.stream, nullptr);
  EXPECT_EQ(HeaderValue(answer.headers, "Content-Type"), "audio/wav");
  const auto body = std::make_shared<KeptBody>();
  answer.stream->begin(body);
  EXPECT_EQ(body->text.size(), 44U + 4000);
  EXPECT_TRUE(body->text.starts_with("RIFF"));
  voice_.held[0].piece(Sound(1000, 8));
  EXPECT_EQ(body->text.size(), 44U + 6000);
  EXPECT_FALSE(body->ended);
  voice_.held[0].end({});
  EXPECT_TRUE(body->ended);
}

TEST_F(ApiTest, AStreamThatFailsIsCut) {
  voice_.pieces_first = true;
  voice_.status = Fail(ErrorKind::kTransient, "the voice died", "speech");
  const auto answer = Speak(R"({"text":"hello"})", "/stream");
  ASSERT_NE(answer.stream, nullptr);
  const auto body = std::make_shared<KeptBody>();
  answer.stream->begin(body);
  EXPECT_FALSE(body->ended) << "so that nobody takes it for whole";
  voice_.pieces_first = false;
  EXPECT_EQ(Speak(R"({"text":"hello"})", "/stream").status, 503);
}

TEST_F(ApiTest, RefusesWhatItCannotSpeak) {
  EXPECT_EQ(Speak("nonsense").status, 400);
  for (const auto* body :
       {"{}", R"({"text":""})", R"({"text":7})", R"({"text":"hello","language":"tlh"})",
        R"({"text":"hallo","language":"de-DE"})", R"({"text":"hello","format":"mp3"})"})
    EXPECT_EQ(Speak(body).status, 422) << body;
  EXPECT_EQ(Speak(R"({"text":")" + std::string(2001, 'x') + R"("})").status, 422);
  voice_.status = Fail(ErrorKind::kTransient, "busy", "speech");
  const auto busy = Speak(R"({"text":"hello"})");
  EXPECT_EQ(busy.status, 503);
  EXPECT_NE(HeaderValue(busy.headers, "Retry-After"), "");
  voice_.status = Fail(ErrorKind::kRejected, "no", "speech");
  EXPECT_EQ(Speak(R"({"text":"hello"})").status, 502);
}

TEST_F(ApiTest, SpeaksSoManyAtATimeAndOnlyWithAKeyAndAVoice) {
  voice_.hold = true;
  for (int i = 0; i < 8; ++i) EXPECT_EQ(Speak(R"({"text":"hello"})").status, 0) << "under way";
  EXPECT_EQ(Speak(R"({"text":"hello"})").status, 503);
  for (auto& one : voice_.held) one.end({});
  voice_.hold = false;
  EXPECT_EQ(Speak(R"({"text":"hello"})").status, 200);
  HttpRequest stranger = Request("POST", "/api/tts/synthesize", R"({"text":"hello"})");
  stranger.headers.clear();
  EXPECT_EQ(Send(stranger).status, 401);
  Start();
  EXPECT_EQ(Speak(R"({"text":"hello"})").status, 503);
}

}  // namespace
}  // namespace tocsin::bridge
