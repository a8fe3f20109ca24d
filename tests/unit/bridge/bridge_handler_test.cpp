// links: bridge net
#include "workers/bridge/bridge_handler.hpp"

#include <gtest/gtest.h>

#include "fakes/fake_expression.hpp"
#include "fakes/fake_http_client.hpp"
#include "fakes/fake_shard.hpp"
#include "fakes/log_lines.hpp"
#include "schemas/json.hpp"

namespace tocsin::bridge {
namespace {

using runtime::Arrival;

constexpr std::string_view kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

Arrival Action(std::string id = "e1", std::string action_id = "act-1",
               std::string type = "tocsin.action.requested") {
  Arrival arrival;
  arrival.event = {
      .id = std::move(id), .source = "/run", .type = std::move(type), .subject = "a1", .time = ""};
  arrival.event.extensions["runid"] = "run-1";
  arrival.event.data = R"({"action_id":")" + action_id +
                       R"(","alert_id":"a1","action":"restart","big":9007199254740993})";
  arrival.at = {.topic = "tocsin.actions", .partition = 3};
  arrival.offset = 17;
  return arrival;
}

Arrival Of(std::string subject, Arrival arrival) {
  arrival.event.subject = std::move(subject);
  return arrival;
}

HttpOutcome Said(int status, HttpHeaders headers = {}, std::string body = {}) {
  return HttpResponse{.status = status, .headers = std::move(headers), .body = std::move(body)};
}
HttpOutcome Refused() {
  return tl::unexpected(
      HttpFailure{.error = {ErrorKind::kTransient, "connecting to n8n:5678: refused", "http"},
                  .request_sent = false});
}

class BridgeHandlerTest : public testing::Test {
 protected:
  void Start(std::vector<DeliverySpec> specs) {
    auto deliveries = Deliveries::Create(std::move(specs), expressions_);
    ASSERT_TRUE(deliveries) << deliveries.error().message;
    deliveries_ = *deliveries;
    Restart();
  }
  /// As another process would: only what is durable is left.
  void Restart() {
    handler_.reset();
    client_ = std::make_unique<fakes::FakeHttpClient>();
    shard_ = std::make_unique<fakes::FakeShard>(clock_, durable_);
    handler_ = std::make_unique<BridgeHandler>(deliveries_, expressions_, *client_, *shard_, 12);
    shard_->Take(*handler_);
    shard_->Run();
  }
  void Arrive(Arrival arrival) {
    shard_->Enter(std::move(arrival));
    shard_->Run();
  }
  void Answer(HttpOutcome outcome) {
    client_->Answer(std::move(outcome));
    shard_->Run();
  }
  void Pass(Duration time) {
    clock_.Advance(time);
    shard_->Run();
  }
  json::value EmittedData(std::size_t index) const {
    return EventData(durable_.emitted.at(index)).value();
  }

  void Set(std::vector<DeliverySpec> specs) {
    deliveries_ = Deliveries::Create(std::move(specs), expressions_).value();
    handler_->UseDeliveries(deliveries_);
    shard_->Run();
  }

  static DeliverySpec N8n() {
    return {.name = "n8n",
            .url = "http://n8n:5678/hook",
            .secret = std::string(kSecret),
            .attempts = 3};
  }

  fakes::FakeExpressions expressions_{{
      {"restarts",
       [](const json::value& event) -> Result<json::value> {
         return json::value(*FindPath(event, {"data", "action"}) == json::value("restart"));
       }},
      {"text", [](const json::value&) -> Result<json::value> { return json::value("by text"); }},
      {"named",
       [](const json::value& event) -> Result<json::value> {
         return json::value(json::object{{"name", *FindPath(event, {"data", "action"})}});
       }},
      {"null", [](const json::value&) -> Result<json::value> { return json::value(nullptr); }},
      {"lines", [](const json::value&) -> Result<json::value> { return json::value("a\nb"); }},
      {"never", [](const json::value&) -> Result<json::value> { return json::value(false); }},
      {"broken",
       [](const json::value&) -> Result<json::value> {
         return Fail(ErrorKind::kInvalid, "jq: no number");
       }},
  }};
  fakes::FakeClock clock_;
  fakes::Durable durable_;
  std::shared_ptr<const Deliveries> deliveries_;
  std::unique_ptr<fakes::FakeHttpClient> client_;
  std::unique_ptr<fakes::FakeShard> shard_;
  std::unique_ptr<BridgeHandler> handler_;
};

TEST_F(BridgeHandlerTest, TellsOfTheFirstFailureAndOfTheEnd) {
  const fakes::LogLines log;
  Start({N8n()});
  auto action = Action();
  action.event.extensions["runid"] = RunId::Derive({"run"}).ToString();
  Arrive(action);

  Answer(Said(503));
  EXPECT_EQ(log.All().size(), 1U);
  EXPECT_NE(
      log.With({"warning delivery 'n8n' of tocsin.action.requested act-1 (a1): attempt 1 of 3 "
                "failed: status 503; again in "}),
      "");
  Pass(std::chrono::minutes(1));
  Answer(Refused());
  EXPECT_EQ(log.All().size(), 1U) << "told once";
  Pass(std::chrono::minutes(1));
  Answer(Said(200));
  EXPECT_NE(log.With({"info delivery 'n8n'", "delivered, attempt 3"}), "");

  ASSERT_EQ(durable_.notes.size(), 3U);
  std::vector<std::string> told;
  for (const auto& note : durable_.notes) {
    EXPECT_EQ(note.run, RunId::Derive({"run"}));
    told.emplace_back(StringAt(ParseJson(note.history)->at(0).as_object(), "what"));
  }
  EXPECT_EQ(told, (std::vector<std::string>{"not_delivered", "not_delivered", "delivered"}));
}

TEST_F(BridgeHandlerTest, WhatNoRunAskedForIsToldOfItsSubject) {
  const fakes::LogLines log;
  Start({N8n()});
  auto action = Action();
  action.event.extensions.erase("runid");
  Arrive(action);
  Answer(Said(410));
  ASSERT_EQ(durable_.notes.size(), 1U);
  EXPECT_EQ(durable_.notes[0].run, SubjectNotes(kDefaultTenant, "a1"));
  EXPECT_NE(log.With({"given up after attempt 1: status 410", "dead-letter topic"}), "");
}

TEST_F(BridgeHandlerTest, SendsASignedEventAndClosesTheAction) {
  Start({N8n()});
  Arrive(Action());

  ASSERT_EQ(client_->Calls().size(), 1U);
  const HttpCall& call = client_->Calls()[0];
  EXPECT_EQ(call.url, "http://n8n:5678/hook");
  EXPECT_EQ(HeaderValue(call.headers, "webhook-id"), "act-1");
  EXPECT_TRUE(WebhookKey::Parse(kSecret)->Verify(
      "act-1", HeaderValue(call.headers, "webhook-timestamp"),
      HeaderValue(call.headers, "webhook-signature"), call.body, clock_.Now()));
  EXPECT_NE(call.body.find("9007199254740993"), std::string::npos);
  const auto body = ParseJson(call.body).value();
  EXPECT_EQ(*Find(body, "type"), json::value("tocsin.action.requested"));
  EXPECT_EQ(*FindPath(body, {"data", "action_id"}), json::value("act-1"));
  EXPECT_EQ(durable_.effects.size(), 1U);
  EXPECT_TRUE(durable_.emitted.empty());

  Answer(Said(200, {}, R"({"execution":7})"));

  EXPECT_TRUE(durable_.effects.empty());
  ASSERT_EQ(durable_.emitted.size(), 1U);
  const Event& done = durable_.emitted[0];
  EXPECT_EQ(done.type, "tocsin.action.completed");
  EXPECT_EQ(done.subject, "a1");
  EXPECT_EQ(done.Extension("causationid"), "e1");
  EXPECT_EQ(done.Extension("runid"), "run-1");
  EXPECT_EQ(*Find(EmittedData(0), "action_id"), json::value("act-1"));
  EXPECT_EQ(*FindPath(EmittedData(0), {"result", "status"}), json::value(200));
  EXPECT_EQ(*FindPath(EmittedData(0), {"result", "response", "execution"}), json::value(7));
}

TEST_F(BridgeHandlerTest, TellsOfAnAnswerThatAnEventCanCarry) {
  Start({N8n()});
  Arrive(Action());
  Answer(Said(200, {}, std::string(62, '[') + std::string(62, ']')));
  ASSERT_EQ(durable_.emitted.size(), 1U);
  EXPECT_NE(FindPath(EmittedData(0), {"result", "response"}), nullptr);
  EXPECT_FALSE(NestedDeeper(EmittedData(0)));
}

TEST_F(BridgeHandlerTest, TellsOfNoAnswerThatNobodyCouldRead) {
  Start({N8n()});
  Arrive(Action());
  Answer(Said(200, {}, std::string(63, '[') + std::string(63, ']')));
  ASSERT_EQ(durable_.emitted.size(), 1U);
  EXPECT_EQ(FindPath(EmittedData(0), {"result", "response"}), nullptr);
  EXPECT_EQ(*FindPath(EmittedData(0), {"result", "status"}), json::value(200));
}

TEST_F(BridgeHandlerTest, TriesAgainWithGrowingPausesAndTheSameId) {
  Start({N8n()});
  Arrive(Action());
  Answer(Refused());
  EXPECT_EQ(durable_.effects.begin()->second.attempt, 2);
  Pass(std::chrono::milliseconds(1'499));
  EXPECT_EQ(client_->Calls().size(), 1U);

  Pass(std::chrono::milliseconds(1'001));
  ASSERT_EQ(client_->Calls().size(), 2U);
  Answer(Said(500));
  Pass(std::chrono::milliseconds(2'999));
  EXPECT_EQ(client_->Calls().size(), 2U);
  Pass(std::chrono::milliseconds(2'001));
  ASSERT_EQ(client_->Calls().size(), 3U);
  Answer(Said(204));

  for (const auto& call : client_->Calls())
    EXPECT_EQ(HeaderValue(call.headers, "webhook-id"), "act-1");
  ASSERT_EQ(durable_.emitted.size(), 1U);
  EXPECT_EQ(*FindPath(EmittedData(0), {"result", "attempts"}), json::value(3));
  EXPECT_TRUE(durable_.effects.empty());
  EXPECT_EQ(shard_->Counted().Value("tocsin_deliveries_total{delivery=n8n,outcome=retried}"), 2);
}

TEST_F(BridgeHandlerTest, RespectsRetryAfter) {
  Start({N8n()});
  Arrive(Action());
  Answer(Said(429, {{"Retry-After", "60"}}));

  Pass(std::chrono::milliseconds(59'999));
  EXPECT_EQ(client_->Calls().size(), 1U);
  Pass(std::chrono::milliseconds(1));
  EXPECT_EQ(client_->Calls().size(), 2U);
}

TEST_F(BridgeHandlerTest, RespectsRetryAfterAsADate) {
  Start({N8n()});
  Arrive(Action());
  Answer(Said(503, {{"Retry-After", "Sat, 07 Mar 2026 01:12:00 GMT"}}));  // in two minutes

  Pass(std::chrono::milliseconds(119'999));
  EXPECT_EQ(client_->Calls().size(), 1U);
  Pass(std::chrono::milliseconds(1));
  EXPECT_EQ(client_->Calls().size(), 2U);
  Answer(Said(503, {{"Retry-After", "yesterday"}}));
  Pass(std::chrono::seconds(10));
  EXPECT_EQ(client_->Calls().size(), 3U) << "what cannot be read leaves the backoff";
}

TEST_F(BridgeHandlerTest, OnlyTheStatusOfALongAnswerCounts) {
  Start({N8n()});
  Arrive(Action());

  EXPECT_TRUE(client_->Calls().at(0).cut_response);
  EXPECT_EQ(client_->Calls().at(0).max_response_bytes, 256U * 1024);
}

TEST_F(BridgeHandlerTest, DeadLettersAfterTheLastAttempt) {
  Start({N8n()});
  Arrive(Action());
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(client_->Unanswered(), 1U) << i;
    Answer(Said(503));
    Pass(std::chrono::minutes(1));
  }

  EXPECT_EQ(client_->Calls().size(), 3U);
  EXPECT_TRUE(durable_.effects.empty());
  ASSERT_EQ(durable_.emitted.size(), 1U);
  EXPECT_EQ(durable_.emitted[0].type, "tocsin.action.failed");
  EXPECT_EQ(*Find(EmittedData(0), "action_id"), json::value("act-1"));
  EXPECT_NE(FindPath(EmittedData(0), {"error", "message"})->get_string().find("status 503"),
            json::string::npos);
  ASSERT_EQ(durable_.letters.size(), 1U);
  EXPECT_EQ(durable_.letters[0].reason, "delivery_failed");
  EXPECT_EQ(durable_.letters[0].arrival.at.topic, "tocsin.actions");
  EXPECT_EQ(durable_.letters[0].arrival.offset, 17);
  EXPECT_EQ(durable_.letters[0].arrival.record.value, Action().event.data.Text());
}

TEST_F(BridgeHandlerTest, GivesUpAtOnceWhenTheReceiverIsGone) {
  Start({N8n()});
  Arrive(Action());
  Answer(Said(410));

  EXPECT_EQ(durable_.letters.size(), 1U);
  EXPECT_TRUE(durable_.effects.empty());
}

TEST_F(BridgeHandlerTest, GoesOnAfterARestart) {
  Start({N8n()});
  Arrive(Action());
  Answer(Said(500));
  const auto first = durable_.effects.begin()->second;

  Restart();
  EXPECT_TRUE(client_->Calls().empty()) << "the pause goes on";
  Pass(std::chrono::seconds(3));
  ASSERT_EQ(client_->Calls().size(), 1U);

  Restart();
  ASSERT_EQ(client_->Calls().size(), 1U) << "an attempt without an answer is made again";
  EXPECT_EQ(HeaderValue(client_->Calls()[0].headers, "webhook-id"), "act-1");
  EXPECT_EQ(durable_.effects.begin()->first, first.id);
  Answer(Said(200));
  EXPECT_EQ(durable_.emitted.size(), 1U);
}

// This process was stopped while another took the partition and went on: the action has one end.
TEST_F(BridgeHandlerTest, NeitherBringsBackNorEndsAgainWhatAnotherProcessDelivered) {
  Start({N8n()});
  Arrive(Action());
  Answer(Said(503));
  ASSERT_EQ(durable_.effects.size(), 1U);
  durable_.effects.clear();  // the other one delivered it

  Pass(std::chrono::hours(2));

  EXPECT_EQ(client_->Calls().size(), 1U);
  EXPECT_TRUE(durable_.effects.empty());
  EXPECT_TRUE(durable_.emitted.empty());
}

TEST_F(BridgeHandlerTest, DropsAResultWhenAnotherProcessIsAtALaterAttempt) {
  Start({N8n()});
  Arrive(Action());
  durable_.effects.begin()->second.attempt = 2;

  Answer(Said(200));

  EXPECT_EQ(durable_.effects.size(), 1U);
  EXPECT_TRUE(durable_.emitted.empty()) << "the other one says how it ends";
}

TEST_F(BridgeHandlerTest, TakesUpStoredRowsThatItDoesNotKnow) {
  Start({N8n()});
  Arrive(Action());
  const EffectRow known = durable_.effects.begin()->second;
  EXPECT_EQ(handler_->Effects(), std::vector<EffectId>{known.id});
  handler_->OnEffects({known});
  EXPECT_EQ(client_->Calls().size(), 1U);

  handler_->OnLost({3});
  handler_->OnEffects({known});
  EXPECT_EQ(client_->Calls().size(), 1U) << "our own request is under way still";
  EffectRow later = known;
  later.attempt = 2;
  handler_->OnLost({3});
  handler_->OnEffects({later});
  EXPECT_EQ(client_->Calls().size(), 2U) << "another process went on with it";
}

TEST_F(BridgeHandlerTest, ARefusedCommitIsDecidedAgain) {
  Start({N8n()});
  Arrive(Action());
  shard_->RefuseCommits(2);
  Answer(Said(200));

  EXPECT_EQ(durable_.emitted.size(), 1U);
  EXPECT_TRUE(durable_.effects.empty());
}

TEST_F(BridgeHandlerTest, ChoosesByTypeAndCondition) {
  DeliverySpec alerts = N8n();
  alerts.name = "alerts";
  alerts.types = {"tocsin.alert.*"};
  DeliverySpec restarts = N8n();
  restarts.name = "restarts";
  restarts.when = "restarts";
  DeliverySpec never = N8n();
  never.name = "never";
  never.when = "never";
  Start({alerts, restarts, never});

  Arrive(Action("e1", "act-1"));
  ASSERT_EQ(client_->Calls().size(), 1U);
  EXPECT_EQ(DecodeTask(durable_.effects.begin()->second.request)->delivery, "restarts");

  Arrive(Action("e2", "x", "tocsin.alert.closed"));
  ASSERT_EQ(client_->Calls().size(), 2U);
  EXPECT_EQ(HeaderValue(client_->Calls()[1].headers, "webhook-id"), "e2");

  Arrive(Action("e3", "x", "tocsin.call.ended"));
  EXPECT_EQ(client_->Calls().size(), 2U);
  EXPECT_EQ(durable_.unmatched, 1U);
}

TEST_F(BridgeHandlerTest, OnlyActionsAreClosed) {
  DeliverySpec all = N8n();
  all.types = {"*"};
  Start({all});
  Arrive(Action("e2", "x", "tocsin.alert.closed"));
  Answer(Said(200));

  EXPECT_TRUE(durable_.emitted.empty());
  EXPECT_TRUE(durable_.effects.empty());
}

TEST_F(BridgeHandlerTest, DeadLettersWhatAConditionCannotJudge) {
  DeliverySpec broken = N8n();
  broken.name = "broken";
  broken.when = "broken";
  Start({broken, N8n()});
  Arrive(Action());

  ASSERT_EQ(durable_.letters.size(), 1U);
  EXPECT_EQ(durable_.letters[0].reason, "delivery_condition_failed");
  EXPECT_NE(durable_.letters[0].error.find("'broken'"), std::string::npos);
  EXPECT_EQ(client_->Calls().size(), 1U) << "the other delivery goes on";
}

TEST_F(BridgeHandlerTest, AnAddressThatHangsDoesNotHoldUpOthers) {
  DeliverySpec other = N8n();
  other.name = "other";
  other.url = "http://other/";
  other.types = {"tocsin.alert.closed"};
  Start({N8n(), other});
  for (int i = 0; i < 50; ++i)
    Arrive(Of("alert" + std::to_string(i),
              Action("e" + std::to_string(i), "act-" + std::to_string(i))));
  EXPECT_EQ(client_->Unanswered(), 16U);

  Arrive(Action("closed", "x", "tocsin.alert.closed"));
  EXPECT_EQ(client_->Calls().back().url, "http://other/");

  while (client_->Unanswered() > 0) Answer(Said(200));
  EXPECT_EQ(durable_.emitted.size(), 50U);
}

TEST_F(BridgeHandlerTest, ThoseOfOneSubjectGoOneAfterAnother) {
  Start({N8n()});
  Arrive(Action("e1", "act-1"));
  Arrival second = Action("e2", "act-2");
  second.offset = 18;
  Arrive(second);
  Arrive(Of("another", Action("e3", "act-3")));
  ASSERT_EQ(client_->Calls().size(), 2U);
  EXPECT_EQ(HeaderValue(client_->Calls()[1].headers, "webhook-id"), "act-3");

  Answer(Said(503));
  Restart();
  EXPECT_EQ(client_->Calls().size(), 1U) << "act-3; act-2 waits though it is due";
  Pass(std::chrono::seconds(3));
  ASSERT_EQ(client_->Calls().size(), 2U);
  EXPECT_EQ(HeaderValue(client_->Calls()[1].headers, "webhook-id"), "act-1");
  Answer(Said(200));
  Answer(Said(410));
  ASSERT_EQ(client_->Calls().size(), 3U) << "what was given up holds up nobody";
  EXPECT_EQ(HeaderValue(client_->Calls()[2].headers, "webhook-id"), "act-2");
}

TEST_F(BridgeHandlerTest, WithoutOrderEachGoesForItself) {
  DeliverySpec spec = N8n();
  spec.ordered = false;
  Start({spec});
  Arrive(Action("e1", "act-1"));
  Arrive(Action("e2", "act-2"));
  EXPECT_EQ(client_->Calls().size(), 2U);
}

TEST_F(BridgeHandlerTest, APauseKeepsWhatComes) {
  DeliverySpec spec = N8n();
  Start({spec});
  spec.paused = true;
  Set({spec});
  Arrive(Action());
  Pass(std::chrono::hours(2));
  EXPECT_TRUE(client_->Calls().empty());
  EXPECT_EQ(durable_.effects.size(), 1U);
  spec.paused = false;
  Set({spec});
  ASSERT_EQ(client_->Calls().size(), 1U);
  Answer(Said(200));
  EXPECT_EQ(durable_.emitted.size(), 1U);
}

TEST_F(BridgeHandlerTest, OutlastsAnHourAwayWithOneId) {
  DeliverySpec spec = N8n();
  spec.attempts = 100;
  Start({spec});
  Arrive(Action());
  for (int second = 0; second < 3600; second += 5) {
    while (client_->Unanswered() > 0) Answer(Refused());
    Pass(std::chrono::seconds(5));
  }
  EXPECT_TRUE(durable_.letters.empty());
  EXPECT_LT(client_->Calls().size(), 20U);
  Pass(std::chrono::hours(2));
  Answer(Said(200));
  EXPECT_TRUE(durable_.effects.empty());
  ASSERT_EQ(durable_.emitted.size(), 1U);
  for (const auto& call : client_->Calls())
    EXPECT_EQ(HeaderValue(call.headers, "webhook-id"), "act-1");
}

TEST_F(BridgeHandlerTest, IsGivenUpAtItsAge) {
  DeliverySpec spec = N8n();
  spec.attempts = 100;
  spec.max_age = std::chrono::minutes(1);
  Start({spec});
  Arrive(Action());
  for (int i = 0; i < 30 && durable_.letters.empty(); ++i) {
    while (client_->Unanswered() > 0) Answer(Said(500));
    Pass(std::chrono::seconds(5));
  }
  ASSERT_EQ(durable_.letters.size(), 1U);
  EXPECT_EQ(durable_.letters[0].reason, "delivery_failed");
  EXPECT_LT(client_->Calls().size(), 8U);
}

TEST_F(BridgeHandlerTest, ARedirectIsNoDelivery) {
  const fakes::LogLines log;
  Start({N8n()});
  Arrive(Action());
  Answer(Said(302, {{"Location", "http://elsewhere/"}}));
  EXPECT_EQ(client_->Calls().size(), 1U);
  EXPECT_EQ(durable_.effects.size(), 1U);
  EXPECT_NE(log.With({"status 302: redirects are not followed"}), "");
}

TEST_F(BridgeHandlerTest, SendsWhatTheMappingMakes) {
  DeliverySpec spec = N8n();
  spec.body = "named";
  spec.headers = {{"X-By", "text"}, {"X-Not", "null"}};
  Start({spec});
  Arrive(Action());
  const auto& call = client_->Calls().at(0);
  EXPECT_EQ(call.body, R"({"name":"restart"})");
  EXPECT_EQ(HeaderValue(call.headers, "Content-Type"), "application/json");
  EXPECT_EQ(HeaderValue(call.headers, "X-By"), "by text");
  EXPECT_EQ(HeaderValue(call.headers, "X-Not"), "");
  EXPECT_TRUE(WebhookKey::Parse(kSecret)->Verify(
      "act-1", HeaderValue(call.headers, "webhook-timestamp"),
      HeaderValue(call.headers, "webhook-signature"), call.body, clock_.Now()));
}

TEST_F(BridgeHandlerTest, DeadLettersWhatAMappingCannotMake) {
  for (const auto& [body, header] : {std::pair{"broken", "text"}, std::pair{"text", "lines"}}) {
    durable_ = {};
    DeliverySpec spec = N8n();
    spec.body = body;
    spec.headers = {{"X-By", header}};
    Start({spec});
    Arrive(Action());
    EXPECT_TRUE(client_->Calls().empty());
    ASSERT_EQ(durable_.letters.size(), 1U) << body;
    EXPECT_EQ(durable_.letters[0].reason, "delivery_mapping_failed");
    EXPECT_EQ(durable_.emitted.at(0).type, "tocsin.action.failed");
  }
}

TEST_F(BridgeHandlerTest, PutsARecordOnATopic) {
  DeliverySpec spec{.name = "jobs",
                    .topic = "site.jobs",
                    .headers = {{"x-by", "text"}},
                    .end_by = ActionEndBy::kOther};
  Start({spec});
  Arrive(Action());
  EXPECT_TRUE(durable_.effects.empty());
  EXPECT_TRUE(client_->Calls().empty());
  ASSERT_EQ(durable_.records.size(), 1U);
  const OutgoingRecord& record = durable_.records[0];
  EXPECT_EQ(record.topic, "site.jobs");
  EXPECT_EQ(record.key, "a1");
  EXPECT_EQ(record.value, Action().event.data.Text());
  const auto header = [&](std::string_view name) { return HeaderValue(record.headers, name); };
  EXPECT_EQ(header("ce_id"), "e1");
  EXPECT_EQ(header("ce_type"), "tocsin.action.requested");
  EXPECT_EQ(header("x-by"), "by text");
  EXPECT_TRUE(durable_.emitted.empty()) << "nobody has said yet what became of the action";

  spec.body = "named";
  Set({spec});
  Arrive(Action("e2", "act-2"));
  ASSERT_EQ(durable_.records.size(), 2U);
  EXPECT_EQ(durable_.records[1].value, R"({"name":"restart"})");
  EXPECT_EQ(HeaderValue(durable_.records[1].headers, "content-type"), "application/json");
}

TEST_F(BridgeHandlerTest, AReplayGoesToTheDeliveryThatFailedUnderItsId) {
  DeliverySpec other = N8n();
  other.name = "other";
  other.url = "http://other/";
  Start({N8n(), other});
  Arrive(Action());
  Answer(Said(410));
  Answer(Said(200));
  ASSERT_EQ(durable_.letters.size(), 1U);
  Arrival replayed = durable_.letters[0].arrival;
  EXPECT_EQ(HeaderValue(replayed.record.headers, "dlq_delivery"), "n8n");
  replayed.record.headers.emplace_back("dlq_replay", "3:17#1");
  Arrive(replayed);
  ASSERT_EQ(client_->Calls().size(), 3U);
  EXPECT_EQ(client_->Calls()[2].url, "http://n8n:5678/hook");
  EXPECT_EQ(HeaderValue(client_->Calls()[2].headers, "webhook-id"), "act-1");
  Answer(Said(200));
  ASSERT_EQ(durable_.emitted.size(), 2U) << "the other delivery came second";
  EXPECT_EQ(durable_.emitted[0].type, "tocsin.action.failed");
  EXPECT_EQ(durable_.emitted[1].type, "tocsin.action.completed");
}

TEST_F(BridgeHandlerTest, AnActionEndsOnceWhoeverDeliversIt) {
  DeliverySpec other = N8n();
  other.name = "other";
  Start({N8n(), other});
  Arrive(Action());
  client_->Answer(Said(200));
  client_->Answer(Said(410));
  shard_->Run();
  EXPECT_EQ(durable_.emitted.size(), 1U);
  EXPECT_EQ(durable_.letters.size(), 1U) << "the other delivery failed all the same";
  EXPECT_EQ(durable_.actions.at("act-1"),
            durable_.emitted[0].type == "tocsin.action.completed" ? "completed" : "failed");
}

TEST_F(BridgeHandlerTest, OneDeliveryAloneMaySayWhatBecameOfIt) {
  DeliverySpec audit = N8n();
  audit.name = "audit";
  audit.end_by = ActionEndBy::kOther;
  Start({audit, N8n()});
  Arrive(Action());
  Answer(Said(200));
  EXPECT_TRUE(durable_.emitted.empty());
  EXPECT_EQ(durable_.actions.at("act-1"), "open");
  Answer(Said(200));
  ASSERT_EQ(durable_.emitted.size(), 1U);
  EXPECT_EQ(*FindPath(EmittedData(0), {"result", "delivery"}), json::value("n8n"));
}

TEST_F(BridgeHandlerTest, WhereOneReportsTheAnswersOfOthersAreNoEnd) {
  DeliverySpec later = N8n();
  later.name = "executor";
  later.end_by = ActionEndBy::kReport;
  Start({N8n(), later});
  Arrive(Action());
  Restart();  // stored
  client_->Answer(Said(200));
  client_->Answer(Said(202));
  shard_->Run();
  EXPECT_TRUE(durable_.emitted.empty());
  EXPECT_EQ(durable_.actions.at("act-1"), "open");

  Arrive(Action("e2", "act-2"));
  client_->Answer(Said(410));
  client_->Answer(Said(202));
  shard_->Run();
  ASSERT_EQ(durable_.letters.size(), 1U);
  EXPECT_EQ(HeaderValue(durable_.letters[0].arrival.record.headers, "dlq_delivery"), "n8n");
  EXPECT_EQ(durable_.actions.at("act-2"), "open");
}

TEST_F(BridgeHandlerTest, AReportThatDoesNotComeIsAFailure) {
  DeliverySpec later = N8n();
  later.end_by = ActionEndBy::kReport;
  Start({later});
  Arrive(Action());
  Answer(Said(202));
  EXPECT_TRUE(durable_.emitted.empty());
  EXPECT_EQ(durable_.actions.at("act-1"), "open");
  ASSERT_EQ(durable_.effects.size(), 1U);
  Restart();
  Pass(std::chrono::minutes(9));
  EXPECT_TRUE(durable_.emitted.empty());
  Pass(std::chrono::minutes(2));
  ASSERT_EQ(durable_.emitted.size(), 1U);
  EXPECT_EQ(durable_.emitted[0].type, "tocsin.action.failed");
  ASSERT_EQ(durable_.letters.size(), 1U);
  EXPECT_EQ(durable_.letters[0].reason, "result_missing");
  EXPECT_TRUE(durable_.effects.empty());
  EXPECT_TRUE(client_->Calls().empty()) << "nothing is sent again by itself";
}

TEST_F(BridgeHandlerTest, AReportThatCameEndsTheWait) {
  DeliverySpec later = N8n();
  later.end_by = ActionEndBy::kReport;
  Start({later});
  Arrive(Action());
  Answer(Said(202));
  durable_.actions["act-1"] = "completed";  // by the API, in any process
  Pass(std::chrono::minutes(11));
  EXPECT_TRUE(durable_.emitted.empty());
  EXPECT_TRUE(durable_.letters.empty());
  EXPECT_TRUE(durable_.effects.empty());
}

TEST_F(BridgeHandlerTest, AnActionThatIsNotPermittedIsHeldUntilSomebodyReleasesIt) {
  const fakes::LogLines log;
  Start({N8n()});
  handler_->UseSafeguards(std::make_shared<Safeguards>(SafeguardRules{.allow = {{}}}));
  Arrive(Action());
  EXPECT_TRUE(client_->Calls().empty());
  EXPECT_TRUE(durable_.emitted.empty()) << "it has not ended";
  ASSERT_EQ(durable_.letters.size(), 1U);
  EXPECT_EQ(durable_.letters[0].reason, "action_held");
  EXPECT_NE(durable_.letters[0].error.find("not permitted: 'restart'"), std::string::npos);
  EXPECT_NE(log.With({"warning action restart act-1 (a1) is held: not permitted"}), "");
  EXPECT_EQ(StringAt(ParseJson(durable_.notes.at(0).history)->at(0).as_object(), "what"), "held");

  Arrival replayed = durable_.letters[0].arrival;
  replayed.record.headers.emplace_back("dlq_replay", "3:17#1");
  Arrive(replayed);
  EXPECT_TRUE(client_->Calls().empty()) << "a replay is judged again";
  replayed.record.headers.emplace_back("dlq_release", "bob");
  Arrive(replayed);
  ASSERT_EQ(client_->Calls().size(), 1U);
  EXPECT_EQ(HeaderValue(client_->Calls()[0].headers, "webhook-id"), "act-1");
}

TEST_F(BridgeHandlerTest, OtherEventsKnowNoSafeguards) {
  DeliverySpec all = N8n();
  all.types = {"*"};
  Start({all});
  handler_->UseSafeguards(std::make_shared<Safeguards>(SafeguardRules{.kill_switch = true}));
  Arrive(Action("e2", "x", "tocsin.alert.closed"));
  EXPECT_EQ(client_->Calls().size(), 1U);
}

TEST_F(BridgeHandlerTest, ADryRunShowsWhatWouldHaveGoneOut) {
  Start({N8n()});
  handler_->UseSafeguards(std::make_shared<Safeguards>(SafeguardRules{.all = {.dry_run = true}}));
  Arrive(Action());
  EXPECT_TRUE(client_->Calls().empty());
  EXPECT_EQ(durable_.letters.at(0).reason, "action_held");
  std::string shown;
  for (const auto& note : durable_.notes) shown += note.history;
  EXPECT_NE(shown.find("http://n8n:5678/hook"), std::string::npos);
  EXPECT_NE(shown.find("act-1"), std::string::npos);
}

TEST_F(BridgeHandlerTest, OneTooManyOnAResourceIsHeld) {
  Start({N8n()});
  handler_->UseSafeguards(std::make_shared<Safeguards>(SafeguardRules{.all = {.rate = 1}}));
  Arrival first = Action();
  first.event.data = R"({"action_id":"act-1","action":"restart","resource":{"name":"nginx"}})";
  durable_.limited = {"act-1"};  // as the store says when it is to be stored
  Arrive(first);
  EXPECT_TRUE(client_->Calls().empty());
  ASSERT_EQ(durable_.letters.size(), 1U);
  EXPECT_NE(durable_.letters[0].error.find("too many: 1 in 1h"), std::string::npos);
}

// The approval passed; then it waited for the delivery to go on.
TEST_F(BridgeHandlerTest, AnActionThatGrewTooOldWhileItWaitedIsHeld) {
  auto paused = N8n();
  paused.paused = true;
  Start({paused});
  handler_->UseSafeguards(
      std::make_shared<Safeguards>(SafeguardRules{.all = {.max_age = std::chrono::minutes(15)}}));
  auto approved = Action();
  approved.event.time = FormatTime(clock_.Now());
  Arrive(approved);
  EXPECT_TRUE(durable_.letters.empty());
  ASSERT_EQ(durable_.effects.size(), 1U);
  Pass(std::chrono::hours(6));
  Set({N8n()});

  EXPECT_TRUE(client_->Calls().empty());
  EXPECT_TRUE(durable_.effects.empty());
  ASSERT_EQ(durable_.letters.size(), 1U);
  EXPECT_EQ(durable_.letters[0].reason, "action_held");
  EXPECT_EQ(durable_.letters[0].error, "too old: it was decided 6h ago, and max_age is 15m");
  EXPECT_TRUE(durable_.emitted.empty()) << "it has not ended";
  EXPECT_EQ(durable_.actions.at("act-1"), "open");
  EXPECT_EQ(StringAt(ParseJson(durable_.notes.at(0).history)->at(0).as_object(), "what"), "held");

  Arrival released = durable_.letters[0].arrival;
  EXPECT_EQ(HeaderValue(released.record.headers, "dlq_delivery"), "n8n");
  released.record.headers.emplace_back("dlq_replay", "3:17#1");
  released.record.headers.emplace_back("dlq_release", "bob");
  Arrive(released);
  EXPECT_EQ(client_->Calls().size(), 1U);
  Answer(Said(503));
  Restart();  // who released it is stored
  handler_->UseSafeguards(std::make_shared<Safeguards>(
      SafeguardRules{.allow = {{}}, .all = {.max_age = std::chrono::minutes(15)}}));
  Pass(std::chrono::minutes(1));
  Answer(Said(200));
  ASSERT_EQ(durable_.emitted.size(), 1U);
  EXPECT_EQ(durable_.emitted[0].type, "tocsin.action.completed");
}

TEST_F(BridgeHandlerTest, TheKillSwitchHoldsWhatWaitsForAReceiverThatIsAway) {
  const fakes::LogLines log;
  Start({N8n()});
  for (int i = 0; i < 50; ++i)
    Arrive(Of("alert" + std::to_string(i),
              Action("e" + std::to_string(i), "act-" + std::to_string(i))));
  while (client_->Unanswered() > 0) Answer(Refused());
  const auto asked = client_->Calls().size();
  EXPECT_EQ(asked, 20U);
  handler_->UseSafeguards(std::make_shared<Safeguards>(SafeguardRules{.kill_switch = true}));
  Set({N8n()});
  for (int i = 0; i < 10; ++i) Pass(std::chrono::seconds(31));

  EXPECT_EQ(client_->Calls().size(), asked) << "nothing more has left";
  EXPECT_TRUE(durable_.effects.empty());
  ASSERT_EQ(durable_.letters.size(), 50U);
  for (const auto& letter : durable_.letters) EXPECT_EQ(letter.reason, "action_held");
  EXPECT_EQ(log.With({"the receiver answers again"}), "") << "nobody asked it";
}

TEST_F(BridgeHandlerTest, ADryRunThatBeginsLaterShowsWhatWaits) {
  Start({N8n()});
  Arrive(Action());
  Answer(Said(503));
  handler_->UseSafeguards(std::make_shared<Safeguards>(SafeguardRules{.all = {.dry_run = true}}));
  Pass(std::chrono::minutes(1));
  EXPECT_EQ(client_->Calls().size(), 1U);
  EXPECT_EQ(durable_.letters.at(0).reason, "action_held");
  std::string shown;
  for (const auto& note : durable_.notes) shown += note.history;
  EXPECT_NE(shown.find("http://n8n:5678/hook"), std::string::npos);
}

TEST_F(BridgeHandlerTest, TheSameAlertOfTwoTenantsIsTwo) {
  Start({N8n()});
  Arrive(Action());
  auto other = Action("e2", "act-2");
  other.event.extensions["tenant"] = "acme";
  Arrive(other);
  EXPECT_EQ(client_->Calls().size(), 2U) << "neither waits for the other";
  auto next = Action("e3", "act-3");
  next.event.extensions["tenant"] = "acme";
  Arrive(next);
  EXPECT_EQ(client_->Calls().size(), 2U);
}

TEST_F(BridgeHandlerTest, AReceiverThatFailsIsLeftAlone) {
  const fakes::LogLines log;
  Start({N8n()});
  for (int i = 0; i < 30; ++i)
    Arrive(Of("alert" + std::to_string(i),
              Action("e" + std::to_string(i), "act-" + std::to_string(i))));
  EXPECT_EQ(client_->Calls().size(), 16U);
  while (client_->Unanswered() > 0) Answer(Said(500));
  EXPECT_EQ(client_->Calls().size(), 20U) << "after the fifth failure nothing new is begun";
  EXPECT_NE(log.With({"warning delivery 'n8n': the receiver failed time after time"}), "");
  Pass(std::chrono::seconds(31));
  EXPECT_EQ(client_->Unanswered(), 1U);
  Answer(Said(200));
  EXPECT_GT(client_->Unanswered(), 1U);
  EXPECT_NE(log.With({"info delivery 'n8n': the receiver answers again"}), "");
}

// The database was away: the shard begins again from what is stored, whatever was under way.
TEST_F(BridgeHandlerTest, AsksNobodyTwiceWhenTheShardBeginsAgain) {
  Start({N8n()});
  Arrive(Action());
  ASSERT_EQ(client_->Calls().size(), 1);
  const auto begin_again = [&] {
    handler_->OnLost({3});
    shard_->Take(*handler_);
  };
  begin_again();  // the answer has not come yet
  shard_->Run();
  EXPECT_EQ(client_->Calls().size(), 1);
  client_->Answer(Said(503));
  begin_again();  // it has, and is not decided yet
  begin_again();
  shard_->Run();
  EXPECT_EQ(client_->Calls().size(), 1);
  ASSERT_EQ(durable_.effects.size(), 1);
  EXPECT_EQ(durable_.effects.begin()->second.attempt, 2);

  begin_again();  // the next try is due twice
  Pass(std::chrono::seconds(3));
  EXPECT_EQ(client_->Calls().size(), 2);
  Answer(Said(200));
  EXPECT_EQ(client_->Calls().size(), 2);
  EXPECT_TRUE(durable_.effects.empty());
  ASSERT_EQ(durable_.emitted.size(), 1);
  EXPECT_EQ(durable_.emitted[0].type, "tocsin.action.completed");
}

TEST_F(BridgeHandlerTest, WhatEndedTheProcessEndsAsFailed) {
  Start({N8n()});
  Arrive(Action());
  fakes::ListWriter writer(clock_.Now());
  const auto effect = durable_.effects.begin()->first;
  const runtime::Signal answer{
      .owner = effect, .partition = 3, .kind = "delivery.result", .data = nullptr};
  ASSERT_TRUE(handler_->SetAside(answer, "it ended the process", writer));
  EXPECT_EQ(writer.batch.effects_removed, std::vector{effect});
  ASSERT_EQ(writer.events.size(), 1);
  EXPECT_EQ(writer.events[0].type, "tocsin.action.failed");
  ASSERT_EQ(writer.letters.size(), 1);
  EXPECT_EQ(writer.letters[0].reason, "crash");

  fakes::ListWriter other(clock_.Now());
  ASSERT_TRUE(handler_->SetAside(Action("e2", "act-2"), "it ended the process", other));
  ASSERT_EQ(other.events.size(), 1);
  EXPECT_EQ(EventData(other.events[0])->at("action_id"), "act-2");
}

TEST_F(BridgeHandlerTest, LostPartitionsAreForgotten) {
  Start({N8n()});
  Arrive(Action());
  handler_->OnLost({3});
  Answer(Said(200));

  EXPECT_TRUE(durable_.emitted.empty());
  EXPECT_EQ(durable_.effects.size(), 1U) << "the new owner sends it";
}

TEST_F(BridgeHandlerTest, ADeliveryThatIsNoLongerConfiguredFails) {
  Start({N8n()});
  Arrive(Action());
  deliveries_ = Deliveries::Create({}, expressions_).value();
  Restart();

  ASSERT_EQ(durable_.letters.size(), 1U);
  EXPECT_NE(durable_.letters[0].error.find("no longer configured"), std::string::npos);
  EXPECT_EQ(durable_.emitted.at(0).type, "tocsin.action.failed");
}

TEST_F(BridgeHandlerTest, DataThatIsNotTextTravelsAsBase64) {
  DeliverySpec all = N8n();
  all.types = {"*"};
  Start({all});
  Arrival arrival = Action("bin", "", "com.example.blob");
  arrival.event.content_type = "application/octet-stream";
  arrival.event.data = std::string("\xff\x00\x01", 3);
  Arrive(arrival);
  Restart();

  const auto body = ParseJson(client_->Calls().at(0).body);
  ASSERT_TRUE(body) << body.error().message;
  EXPECT_EQ(*Find(*body, "data_base64"), json::value("/wAB"));
}

TEST(Deliveries, NamesWhatIsWrong) {
  fakes::FakeExpressions expressions;
  const auto error = [&](std::vector<DeliverySpec> specs) {
    const auto made = Deliveries::Create(std::move(specs), expressions);
    return made ? std::string() : made.error().message;
  };

  EXPECT_NE(error({{.name = "", .url = "http://h/"}}).find("name"), std::string::npos);
  EXPECT_NE(error({{.name = "a", .url = "n8n:5678"}}).find("'a': url"), std::string::npos);
  EXPECT_NE(error({{.name = "a"}}).find("either url or topic"), std::string::npos);
  EXPECT_NE(error({{.name = "a", .url = "http://h/", .topic = "t"}}).find("either url or topic"),
            std::string::npos);
  EXPECT_NE(error({{.name = "a", .topic = "t", .secret = "s"}}).find("secret"), std::string::npos);
  EXPECT_NE(error({{.name = "a", .url = "http://h/", .body = ".x =="}}).find("'a': body"),
            std::string::npos);
  for (const char* header : {"Webhook-Id", "Host", "no name"})
    EXPECT_NE(error({{.name = "a", .url = "http://h/", .headers = {{header, "text"}}}})
                  .find("'a': headers."),
              std::string::npos);
  EXPECT_NE(
      error({{.name = "a", .url = "http://h/"}, {.name = "a", .url = "http://h/"}}).find("twice"),
      std::string::npos);
  EXPECT_NE(error({{.name = "a", .when = ".x ==", .url = "http://h/"}}).find("'a': when"),
            std::string::npos);
  EXPECT_NE(error({{.name = "a", .url = "http://h/", .secret = "whsec_!"}}).find("'a': secret"),
            std::string::npos);
}

}  // namespace
}  // namespace tocsin::bridge
