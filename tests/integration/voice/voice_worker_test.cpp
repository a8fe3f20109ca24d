// links: rehearsal voice telephony net store_memory runtime expression schemas phone
// The handler and the webhooks on a store in memory, against Twilio's protocol.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/log_lines.hpp"
#include "fakes/recording_tracer.hpp"
#include "fakes/voice_world.hpp"
#include "tools/phone/sim/twiml.hpp"
#include "workers/voice/call/call_spans.hpp"

namespace tocsin {
namespace {

using fakes::VoiceWorld;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;
using Types = std::vector<std::string>;

StoredConversation Stored(VoiceWorld& world, const std::string& question = "q") {
  VoiceQuery query;
  query.questions.push_back(QuestionId::Derive({question}));
  return world.session->LoadConversation(query).value();
}

TEST(VoiceWorker, CarriesAnAlertFromTheRequestToTheDecision) {
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  ASSERT_EQ(world.Dials(), 1);
  EXPECT_EQ(world.DialField(0, "To"), VoiceWorld::kAlice);
  EXPECT_THAT(world.DialField(0, "Url"),
              HasSubstr("https://voice.example.com/api/voice/webhook/answer?token="));
  EXPECT_THAT(world.DialField(0, "Url"), testing::EndsWith("#rc=5&rp=all"));

  EXPECT_EQ(world.Status(0, "CA1", "ringing", 1).status, 204);
  const auto greeting = world.Answer(0, "CA1");
  EXPECT_THAT(greeting.body, HasSubstr("Container nginx stopped on node pve1."));
  const auto read_back = world.Turn(greeting, "CA1", "SpeechResult", "Approve it!");
  EXPECT_THAT(read_back.body, HasSubstr("You said approve. Press 1 to confirm"));
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
  const auto approved = world.Turn(read_back, "CA1", "Digits", "1");
  EXPECT_THAT(approved.body, HasSubstr("Approved."));
  EXPECT_THAT(approved.body, HasSubstr("<Hangup/>"));
  world.Status(0, "CA1", "completed", 3);

  EXPECT_EQ(world.Types(), (Types{"call.initiated", "call.ringing", "call.answered",
                                  "decision.made", "call.ended"}));
  EXPECT_EQ(world.Last(type::kDecisionMade)->Extension("causationid"), "request-aliceq");
  const auto stored = Stored(world);
  EXPECT_EQ(stored.questions[0].status, "decided");
  EXPECT_EQ(stored.calls[0].status, "approved");
  EXPECT_EQ(stored.calls[0].provider_call_id, "CA1");
  EXPECT_EQ(world.session->LoadTurns(stored.calls[0].id)->size(), 5U);
  EXPECT_EQ(world.metrics.Value("tocsin_voice_events_total{type=tocsin.decision.made}"), 1);
  EXPECT_TRUE(world.session->LoadTimers("voice", {"call"}, {3}, TimePoint::max(), 10)->empty());
}

TEST(VoiceWorker, WhatACarrierAsksStandsBelowItsCall) {
  VoiceWorld world;
  fakes::RecordingTracer tracer;
  world.tracer = &tracer;
  world.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  world.Answer(0, "CA1");
  const Span* asked = tracer.Named("POST /api/voice/webhook/answer");
  ASSERT_NE(asked, nullptr);
  EXPECT_EQ(asked->trace, TraceOf(world.traceparent));
  EXPECT_EQ(asked->parent, voice::CallSpan(Stored(world).calls[0].id.ToString()));
  EXPECT_EQ(world.metrics.Last("tocsin_voice_webhook_seconds{hook=answer}").second, asked->trace);

  // Whose token is none of ours has a trace of its own.
  tracer.spans.clear();
  world.Webhook("https://voice.example.com/api/voice/webhook/answer?token=0",
                {{"CallSid", "CA9"}, {"CallStatus", "in-progress"}});
  ASSERT_EQ(tracer.spans.size(), 1U);
  EXPECT_NE(tracer.spans[0].trace, TraceOf(world.traceparent));
  EXPECT_EQ(tracer.spans[0].parent, 0U);
}

TEST(VoiceWorker, TheSameRequestAgainRingsOnce) {
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  for (int i = 0; i < 3; ++i) world.Call("alice", VoiceWorld::kAlice);
  EXPECT_EQ(world.Dials(), 1);
}

TEST(VoiceWorker, BadRequestsAreDeadLettersAndGoodOnesGoOn) {
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  world.Publish(type::kCallRequested, R"({"call_id":"x"})", "bad-1");
  world.Publish(type::kCallRequested, "not json", "bad-2");
  world.Publish(type::kCallCancelRequested, "{}", "bad-3");
  world.Call("alice", VoiceWorld::kAlice);

  ASSERT_EQ(world.letters.size(), 3U);
  EXPECT_THAT(world.letters[0], HasSubstr("'call_id'"));
  EXPECT_EQ(world.Dials(), 1);
  // The one that names a call is answered too.
  EXPECT_EQ(world.Count(type::kCallFailed), 1);
}

TEST(VoiceWorker, WebhooksAreShut) {
  const fakes::LogLines log;
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  const std::string url = world.DialField(0, "Url");
  const FormParameters form{{"CallSid", "CA1"}, {"CallStatus", "in-progress"}};
  const auto events = world.bus.size();

  EXPECT_EQ(world.Webhook(url, form, "").status, 403);
  const auto wrong = world.Webhook(url, form, "wrong");
  EXPECT_EQ(wrong.status, 403);
  EXPECT_EQ(HeaderValue(wrong.headers, "Content-Type"), "application/problem+json");
  EXPECT_EQ(world.Webhook(world.DialField(0, "StatusCallback"), form, "wrong").status, 403);
  HttpRequest get;
  get.method = "GET";
  get.target = get.path = "/api/voice/webhook/answer";
  const auto refused = world.Send(std::move(get));
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(HeaderValue(refused.headers, "Allow"), "POST");
  EXPECT_THAT(refused.body, HasSubstr("tocsin webhook probe"));

  EXPECT_EQ(world.bus.size(), events);
  EXPECT_NE(log.With({"warning webhook answer from", "is refused with 403",
                      "no X-Twilio-Signature header", VoiceWorld::kBase}),
            "");
  EXPECT_NE(log.With({"warning webhook status from", "wrong signature"}), "");
}

TEST(VoiceWorker, AWellSignedStrangerChangesNothing) {
  VoiceWorld world;
  const std::string hook = std::string(VoiceWorld::kBase) + "/api/voice/webhook/";
  const FormParameters form{{"CallSid", "CA9"}, {"CallStatus", "in-progress"}};

  EXPECT_THAT(world.Webhook(hook + "answer?token=unknown", form).body,
              testing::AllOf(HasSubstr("not known"), HasSubstr("<Hangup/>")));
  EXPECT_THAT(world.Webhook(hook + "answer", form).body, HasSubstr("not known"));
  EXPECT_EQ(world.Webhook(hook + "status?token=unknown", form).status, 204);
  EXPECT_TRUE(world.bus.empty());
}

TEST(VoiceWorker, ALineOfBeforeTheDatabaseWasPutBackIsNotTakenForTheOneOfNow) {
  VoiceWorld lost;
  lost.PlaceWillGive("CA1");
  lost.Call("alice", VoiceWorld::kAlice);

  VoiceWorld world;  // on a copy that does not know of the call yet
  world.token_secret = lost.store.InstallationSecret(kCallTokenSecret).value();
  world.clock.Advance(seconds(20));
  world.Restart();
  world.PlaceWillGive("CA2");
  world.http.hold = true;
  world.Call("alice", VoiceWorld::kAlice);
  ASSERT_EQ(world.Dials(), 1);
  // Nobody picked up then, which the carrier tells while it is asked to ring again.
  EXPECT_EQ(world
                .Webhook(lost.DialField(0, "StatusCallback"),
                         {{"CallSid", "CA1"}, {"CallStatus", "no-answer"}})
                .status,
            204);
  EXPECT_TRUE(world.bus.empty());
  world.http.Release();
  world.http.hold = false;
  world.Run();
  EXPECT_EQ(Stored(world).calls[0].provider_call_id, "CA2");
  EXPECT_THAT(world.Answer(0, "CA2").body, HasSubstr("Container nginx stopped on node pve1."));
  EXPECT_EQ(world.Ends("CA2"), 0);
}

TEST(VoiceWorker, WhatWasNotSentIsDialledAgainUnderTheTokenOfItsClaim) {
  VoiceWorld world;
  world.http.Answer(429);
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  world.Advance(seconds(10));
  ASSERT_EQ(world.Dials(), 2);
  EXPECT_EQ(world.DialField(1, "Url"), world.DialField(0, "Url"));
  EXPECT_THAT(world.Answer(1, "CA1").body, HasSubstr("Container nginx stopped on node pve1."));
}

TEST(VoiceWorker, AReplayedWebhookHasNoSecondEffect) {
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  const auto greeting = world.Answer(0, "CA1");
  const auto read_back = world.Turn(greeting, "CA1", "Digits", "1");
  const auto approved = world.Turn(read_back, "CA1", "Digits", "1");
  const auto events = world.bus.size();

  EXPECT_EQ(world.Turn(read_back, "CA1", "Digits", "1").body, approved.body);
  EXPECT_EQ(world.Turn(greeting, "CA1", "Digits", "2").body, approved.body);

  EXPECT_EQ(world.bus.size(), events);
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
}

TEST(VoiceWorker, WithoutADatabaseNothingIsConfirmed) {
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  const auto greeting = world.Answer(0, "CA1");
  const auto read_back = world.Turn(greeting, "CA1", "Digits", "1");
  world.store.SetAway(true);

  const auto wait = world.Turn(read_back, "CA1", "Digits", "1");
  EXPECT_THAT(wait.body, HasSubstr("One moment, please."));
  EXPECT_THAT(wait.body, HasSubstr("<Pause"));
  EXPECT_THAT(wait.body, HasSubstr("again=1"));
  EXPECT_THAT(wait.body, Not(HasSubstr("Approved")));
  EXPECT_EQ(world
                .Webhook(world.DialField(0, "StatusCallback"),
                         {{"CallSid", "CA1"}, {"CallStatus", "in-progress"}})
                .status,
            503);
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
  world.store.SetAway(false);

  const auto again = world.Webhook(world.DialField(0, "FallbackUrl"),
                                   {{"CallSid", "CA1"}, {"CallStatus", "in-progress"}});
  EXPECT_EQ(again.body, read_back.body);
  EXPECT_THAT(world.Turn(again, "CA1", "Digits", "1").body, HasSubstr("Approved"));
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
}

TEST(VoiceWorker, TheFirstCommitWinsOfADecisionAndACancel) {
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  const auto read_back = world.Turn(world.Answer(0, "CA1"), "CA1", "Digits", "1");
  world.store.BeforeNextCommit([&] { world.Cancel("resolved"); });

  const auto told = world.Turn(read_back, "CA1", "Digits", "1");

  EXPECT_THAT(told.body, HasSubstr("resolved in the meantime"));
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
  EXPECT_EQ(world.Count(type::kDecisionSuperseded), 1);
  EXPECT_EQ(Stored(world).questions[0].status, "closed");
}

TEST(VoiceWorker, ACancelAfterTheDecisionTellsOfIt) {
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  const auto read_back = world.Turn(world.Answer(0, "CA1"), "CA1", "Digits", "1");
  world.Turn(read_back, "CA1", "Digits", "1");

  world.Cancel("resolved");

  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
  EXPECT_EQ(world.Count(type::kDecisionSuperseded), 1);
  EXPECT_EQ(Stored(world).questions[0].status, "decided");
}

TEST(VoiceWorker, TwoTurnsAtOnceDecideOnce) {
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  const auto read_back = world.Turn(world.Answer(0, "CA1"), "CA1", "Digits", "1");
  HttpResponse other;
  world.store.BeforeNextCommit(
      [&] { world.Elsewhere([&] { other = world.Turn(read_back, "CA1", "Digits", "1"); }); });

  const auto first = world.Turn(read_back, "CA1", "Digits", "1");

  EXPECT_EQ(first.body, other.body);
  EXPECT_THAT(first.body, HasSubstr("Approved"));
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
}

/// Alice and Bob are asked one question and have both chosen; the answers to their read-backs.
std::pair<HttpResponse, HttpResponse> BothHaveChosen(VoiceWorld& world) {
  world.PlaceWillGive("CA1");
  world.PlaceWillGive("CA2");
  world.Call("alice", VoiceWorld::kAlice);
  world.Call("bob", VoiceWorld::kBob);
  auto alice = world.Turn(world.Answer(0, "CA1"), "CA1", "Digits", "1");
  auto bob = world.Turn(world.Answer(1, "CA2"), "CA2", "Digits", "2");
  return {std::move(alice), std::move(bob)};
}

TEST(VoiceWorker, OfTwoWhoConfirmTogetherTheFirstDecides) {
  VoiceWorld world;
  const auto [alice, bob] = BothHaveChosen(world);
  world.pool.hold = true;  // so that both come into one commit
  const auto confirm = [&](const HttpResponse& asked, const std::string& sid) {
    return world.Post(VoiceWorld::ActionOf(asked),
                      {{"CallSid", sid}, {"CallStatus", "in-progress"}, {"Digits", "1"}});
  };
  const auto first = confirm(alice, "CA1");
  const auto second = confirm(bob, "CA2");
  world.pool.Release();

  EXPECT_THAT(first->body, HasSubstr("Approved"));
  EXPECT_THAT(second->body, HasSubstr("already decided by alice: approve"));
  EXPECT_THAT(second->body, Not(HasSubstr("Dismissed")));
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
}

TEST(VoiceWorker, OfTwoWhoConfirmInTwoProcessesTheFirstCommitDecides) {
  VoiceWorld world;
  const auto [alice, bob] = BothHaveChosen(world);
  HttpResponse other;
  world.store.BeforeNextCommit(
      [&] { world.Elsewhere([&] { other = world.Turn(bob, "CA2", "Digits", "1"); }); });

  const auto late = world.Turn(alice, "CA1", "Digits", "1");

  EXPECT_THAT(other.body, HasSubstr("Dismissed"));
  EXPECT_THAT(late.body, HasSubstr("already decided by bob: dismiss"));
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
}

TEST(VoiceWorker, ResolvedStopsTheRinging) {
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  world.Status(0, "CA1", "ringing", 1);
  world.http.Answer(200);

  world.Cancel("resolved");

  EXPECT_EQ(world.Ends("CA1"), 1);
  world.Status(0, "CA1", "canceled", 2);
  EXPECT_THAT(world.Last(type::kCallEnded)->data.Text(), HasSubstr(R"("reason":"superseded")"));
}

TEST(VoiceWorker, AQuestionEndsAsItsRunSays) {
  for (const char* reason : {"unanswered", "expired"}) {
    VoiceWorld world;
    world.Call("alice", "+15559876543");
    world.Cancel(reason);
    world.Cancel(reason);
    world.Cancel("resolved");

    const auto found = world.session->LoadConversation({.questions = {QuestionId::Derive({"q"})}});
    ASSERT_EQ(found->questions.size(), 1U);
    EXPECT_EQ(found->questions[0].status, reason);
  }
}

TEST(VoiceWorker, ACancelBeforeItsRequestStillCounts) {
  VoiceWorld world;
  world.Cancel("resolved");
  world.Call("alice", VoiceWorld::kAlice);
  EXPECT_EQ(world.Dials(), 0);
  EXPECT_EQ(world.Types(), Types{"call.ended"});
}

TEST(VoiceWorker, OneDecidesAndTheOtherStopsRinging) {
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  world.PlaceWillGive("CA2");
  world.Call("alice", VoiceWorld::kAlice);
  world.Call("bob", VoiceWorld::kBob);
  world.Status(1, "CA2", "ringing", 1);
  const auto read_back = world.Turn(world.Answer(0, "CA1"), "CA1", "Digits", "1");

  world.Turn(read_back, "CA1", "Digits", "1");

  EXPECT_GE(world.Ends("CA2"), 1);
  EXPECT_EQ(world.Ends("CA1"), 0);
  // Bob is faster than that and picks up: he is told, and cannot decide.
  const auto bob = world.Answer(1, "CA2");
  EXPECT_THAT(bob.body, HasSubstr("already been handled by alice"));
  EXPECT_THAT(bob.body, HasSubstr("<Hangup/>"));
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
}

TEST(VoiceWorker, TheAnswerLostIsFoundByItsCallback) {
  VoiceWorld world;
  world.http.Break(ErrorKind::kTimeout, true);
  world.Call("alice", VoiceWorld::kAlice);
  EXPECT_TRUE(Stored(world).attempts[0].unresolved);

  world.Status(0, "CA1", "ringing", 1);
  world.Advance(seconds(90), seconds(1));

  EXPECT_EQ(world.Dials(), 1);
  EXPECT_TRUE(Stored(world).attempts[0].unresolved);  // it rings
  EXPECT_EQ(world.Types()[0], "call.initiated");
}

std::string ListWith(VoiceWorld& world, const std::string& sid) {
  // RFC 2822 of the fake clock's first minute.
  const std::string time = FormatTime(world.clock.Now()).substr(11, 8);
  return R"({"calls":[{"sid":")" + sid + R"(","to":"+15559876543","from":"+15551234567",)" +
         R"("status":"ringing","direction":"outbound-api","date_created":"Sat, 07 Mar 2026 )" +
         time + R"( +0000"}]})";
}

TEST(VoiceWorker, A500AfterPlacingIsFoundInALaggingList) {
  VoiceWorld world;
  world.http.Answer(500);
  world.Call("alice", VoiceWorld::kAlice);
  const std::string list = ListWith(world, "CA1");
  world.http.Answer(200, R"({"calls":[]})");
  world.http.Answer(200, list);

  world.Advance(seconds(25));

  EXPECT_EQ(world.Dials(), 1);
  EXPECT_EQ(world.Types(), (Types{"call.initiated", "call.ringing"}));
  EXPECT_EQ(Stored(world).calls[0].provider_call_id, "CA1");
}

TEST(VoiceWorker, ARestartWhileDiallingReconcilesAndNeverDialsAgain) {
  VoiceWorld world;
  world.http.hold = true;
  world.Call("alice", VoiceWorld::kAlice);
  ASSERT_EQ(world.Dials(), 1);
  world.http.hold = false;
  world.Restart();
  for (int i = 0; i < 3; ++i) world.http.Answer(200, R"({"calls":[]})");

  world.Advance(seconds(90));

  EXPECT_EQ(world.Dials(), 1);
  EXPECT_EQ(world.Types(), (Types{"call.failed", "call.failed"}));
  EXPECT_THAT(world.bus.front().data.Text(), HasSubstr("outcome_unknown"));
  EXPECT_THAT(world.Last(type::kCallFailed)->data.Text(), HasSubstr("\"lost\""));
  EXPECT_FALSE(Stored(world).attempts[0].unresolved);
}

TEST(VoiceWorker, ARestartWhileWaitingForTheAnswerUsesTheCallback) {
  VoiceWorld world;
  world.http.hold = true;
  world.Call("alice", VoiceWorld::kAlice);
  world.http.hold = false;
  world.Restart();

  const auto greeting = world.Answer(0, "CA1");

  EXPECT_THAT(greeting.body, HasSubstr("nginx"));
  world.Advance(seconds(60));
  EXPECT_EQ(world.Dials(), 1);
}

TEST(VoiceWorker, AnAnswerUnderWayIsWaitedFor) {
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  world.http.hold = true;
  world.Call("alice", VoiceWorld::kAlice);
  world.Advance(seconds(12));
  EXPECT_EQ(world.Count(type::kCallFailed), 0);
  EXPECT_EQ(world.http.sent.size(), 1U);

  world.http.hold = false;
  world.http.Release();
  world.Run();

  EXPECT_EQ(world.Types(), Types{"call.initiated"});
}

TEST(VoiceWorker, TheNumberIsNotDialledWhileAnAttemptIsUnresolved) {
  VoiceWorld world;
  world.http.Break(ErrorKind::kTimeout, true);
  world.Call("alice", VoiceWorld::kAlice, "q1");
  world.Call("alice", VoiceWorld::kAlice, "q2");
  ASSERT_EQ(world.Dials(), 1);
  for (int i = 0; i < 3; ++i) world.http.Answer(200, R"({"calls":[]})");
  world.PlaceWillGive("CA2");

  world.Advance(seconds(55));
  EXPECT_EQ(world.Dials(), 1);
  world.Advance(seconds(20));

  EXPECT_EQ(world.Dials(), 2);
  EXPECT_EQ(Stored(world, "q2").calls[0].provider_call_id, "CA2");
}

TEST(VoiceWorker, TwoRequestsForOneNumberInOneBatchAreDialledInTurn) {
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  world.PlaceWillGive("CA2");
  for (const char* question : {"q1", "q2"}) {
    world.Deliver(type::kCallRequested, VoiceWorld::Request("alice", VoiceWorld::kAlice, question),
                  question);
  }
  world.Run();
  EXPECT_EQ(world.Dials(), 1);
  world.Advance(seconds(10));
  EXPECT_EQ(world.Dials(), 1) << "the first rings still";
  world.Status(0, "CA1", "completed", 5);
  world.Advance(seconds(3));
  EXPECT_EQ(world.Dials(), 2);
}

TEST(VoiceWorker, CallsToOneNumberArePlacedInTheOrderOfTheirRequests) {
  VoiceWorld world;
  std::vector<std::string> rung;
  for (int i = 0; i < 4; ++i) {
    world.PlaceWillGive("CA" + std::to_string(i));
    world.Call("alice", VoiceWorld::kAlice, "q" + std::to_string(i));
    world.Advance(seconds(1));
  }
  for (int i = 0; i < 4; ++i) {
    const std::string sid = "CA" + std::to_string(i);
    ASSERT_EQ(world.Dials(), i + 1);
    EXPECT_EQ(Stored(world, "q" + std::to_string(i)).calls[0].provider_call_id, sid);
    world.Status(i, sid, "in-progress", 1);
    world.Advance(seconds(20));
    world.Status(i, sid, "completed", 2);
    world.Advance(seconds(10));
  }
}

// What another shard's commit holds is seen when ours is refused, and then before it is tried.
TEST(VoiceWorker, ANumberThatAnotherShardDialsIsWaitedFor) {
  VoiceWorld world;
  Batch theirs{.role = "voice", .bus_id = "log"};
  AttemptRow attempt{.id = AttemptId::Derive({"theirs"}),
                     .call = CallId::Derive({"theirs"}),
                     .number = 1,
                     .token_hash = "their token",
                     .account = "AC1",
                     .from = "+15551234567",
                     .phone = VoiceWorld::kAlice,
                     .provider_call_id = "CA9",
                     .unresolved = true,
                     .planned_at = world.clock.Now()};
  theirs.voice.attempts = {attempt};
  world.store.BeforeNextCommit([&] { ASSERT_TRUE(world.session->Commit(theirs)); });
  world.PlaceWillGive("CA1");

  world.Call("alice", VoiceWorld::kAlice);
  world.Advance(seconds(30));
  EXPECT_EQ(world.Dials(), 0);

  theirs.voice.attempts[0].unresolved = false;
  ASSERT_TRUE(world.session->Commit(theirs));
  world.Advance(seconds(3));
  EXPECT_EQ(world.Dials(), 1);
}

TEST(VoiceWorker, ASecondIdForOneTokenIsHungUp) {
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  world.http.Answer(200);

  const auto stray = world.Answer(0, "CA2");

  EXPECT_THAT(stray.body, Not(HasSubstr("nginx")));
  EXPECT_THAT(stray.body, HasSubstr("<Hangup/>"));
  EXPECT_EQ(world.Ends("CA2"), 1);
  EXPECT_EQ(world.metrics.Value("tocsin_voice_stray_legs_total"), 1);
  EXPECT_EQ(Stored(world).calls[0].provider_call_id, "CA1");
}

TEST(VoiceWorker, BusyCarrierIsTriedAgainWithBackoff) {
  const fakes::LogLines log;
  VoiceWorld world;
  world.http.Answer(429, R"({"code":20429})");
  world.http.Break(ErrorKind::kTransient, false);
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  EXPECT_EQ(world.Dials(), 1);
  world.Advance(seconds(1));
  EXPECT_EQ(world.Dials(), 2);
  world.Advance(seconds(2));
  EXPECT_EQ(world.Dials(), 3);
  EXPECT_EQ(world.DialField(0, "Url"), world.DialField(2, "Url"));
  EXPECT_EQ(Stored(world).attempts.size(), 1U);
  EXPECT_EQ(world.Types(), Types{"call.initiated"});
  EXPECT_NE(log.With({"warning carrier twilio: dialling call ", "attempt 1: 429", "tried again"}),
            "");
  EXPECT_EQ(log.With({VoiceWorld::kAlice}), "") << "numbers are masked";
}

TEST(VoiceWorker, KeepsTheAccountsPace) {
  VoiceWorld world(/*calls_per_second=*/1);
  for (int i = 0; i < 3; ++i) world.PlaceWillGive("CA" + std::to_string(i));
  for (int i = 0; i < 3; ++i)
    world.Call("c" + std::to_string(i), "+1555000000" + std::to_string(i), "q" + std::to_string(i));
  EXPECT_EQ(world.Dials(), 1);
  world.Advance(milliseconds(999), milliseconds(333));
  EXPECT_EQ(world.Dials(), 1);
  world.Advance(milliseconds(200), milliseconds(100));
  EXPECT_EQ(world.Dials(), 2);
  world.Advance(seconds(1), milliseconds(100));
  EXPECT_EQ(world.Dials(), 3);
}

TEST(VoiceWorker, GuardsCountWhatIsStored) {
  VoiceWorld world;
  auto limits = *world.settings.Get();
  limits.calls_per_number_hour = 2;
  world.settings.Set(limits);
  for (int i = 0; i < 3; ++i) {
    world.PlaceWillGive("CA" + std::to_string(i));
    world.Call("alice", VoiceWorld::kAlice, "q" + std::to_string(i));
    if (i < 2) world.Status(i, "CA" + std::to_string(i), "completed", 5);
  }
  EXPECT_EQ(world.Dials(), 2);
  EXPECT_THAT(world.Last(type::kCallFailed)->data.Text(), HasSubstr(R"("reason":"limit")"));
  world.clock.Advance(std::chrono::hours(2));
  world.http.script.clear();
  world.PlaceWillGive("CA9");
  world.Call("alice", VoiceWorld::kAlice, "q9");
  EXPECT_EQ(world.DialForms().back()[0].second, VoiceWorld::kAlice);
}

TEST(VoiceWorker, TheEleventhCallOfANumberInAMinuteIsRefusedAndOthersAreNot) {
  VoiceWorld world;
  for (int i = 0; i < 11; ++i) {
    world.PlaceWillGive("CA" + std::to_string(i));
    world.Call("alice", VoiceWorld::kAlice, "q" + std::to_string(i));
    if (i < 10) world.Status(i, "CA" + std::to_string(i), "completed", 1);
  }
  EXPECT_EQ(world.Dials(), 10);
  EXPECT_THAT(world.Last(type::kCallFailed)->data.Text(),
              testing::AllOf(HasSubstr(R"("reason":"limit")"),
                             HasSubstr("limits.calls_per_number_minute is 10")));
  world.http.script.clear();
  world.PlaceWillGive("CB0");
  world.Call("bob", "+15550001111", "other");
  EXPECT_EQ(world.Dials(), 11);
}

TEST(VoiceWorker, ADialWaitsWhileThereAreAsManyCallsAsMayBe) {
  VoiceWorld world;
  auto limits = *world.settings.Get();
  limits.concurrent_calls = 2;
  world.settings.Set(limits);
  for (int i = 0; i < 3; ++i) world.PlaceWillGive("CA" + std::to_string(i));
  for (int i = 0; i < 3; ++i)
    world.Deliver(type::kCallRequested,
                  VoiceWorld::Request("c" + std::to_string(i), "+1555000000" + std::to_string(i),
                                      "q" + std::to_string(i)),
                  "r" + std::to_string(i));
  world.Run();
  world.Advance(seconds(10), seconds(1));
  EXPECT_EQ(world.Dials(), 2);
  EXPECT_EQ(world.Count(type::kCallFailed), 0);

  world.Status(0, "CA0", "completed", 5);
  world.Advance(seconds(3), seconds(1));
  EXPECT_EQ(world.Dials(), 3);
}

TEST(VoiceWorker, AHundredCallsAtOnceSpendNoMoreThanTheDaysBudget) {
  VoiceWorld world;
  auto limits = *world.settings.Get();
  limits.budget = {.day = 1'000'000, .rates = {{.per_minute = 10'000}}};  // ten talks of 10 minutes
  world.settings.Set(limits);
  for (int i = 0; i < 100; ++i) world.PlaceWillGive("CA" + std::to_string(i));
  for (int i = 0; i < 100; ++i)
    world.Deliver(
        type::kCallRequested,
        VoiceWorld::Request("c" + std::to_string(i), "+1555000" + std::to_string(1'000 + i),
                            "q" + std::to_string(i)),
        "r" + std::to_string(i));
  world.Run();
  world.Advance(seconds(1));

  EXPECT_EQ(world.Dials(), 10);
  EXPECT_EQ(world.Count(type::kBudgetRefused), 90);
  // A talk of one minute instead of ten leaves less than another needs; one that nobody answers
  // all.
  world.Answer(0, "CA0");
  world.clock.Advance(seconds(20));
  world.Status(0, "CA0", "completed", 5);
  world.Call("late", "+15550009999", "late");
  EXPECT_EQ(world.Dials(), 10) << "0.91 and 0.10 are more than 1.00";
  world.Status(1, "CA1", "no-answer", 5);
  world.http.script.clear();
  world.PlaceWillGive("CB");
  world.Call("later", "+15550009998", "later");
  EXPECT_EQ(world.Dials(), 11);
  EXPECT_THAT(world.Last(type::kBudgetRefused)->data.Text(), HasSubstr("cost.budget.day"));
}

TEST(VoiceWorker, AnAttemptThatIsMadeAgainIsCountedOnce) {
  VoiceWorld world;
  auto limits = *world.settings.Get();
  limits.calls_per_number_hour = 1;
  world.settings.Set(limits);
  for (int i = 0; i < 3; ++i) world.http.Answer(429, R"({"code":20429})");
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);

  world.Advance(seconds(10));

  EXPECT_EQ(world.Dials(), 4);
  EXPECT_EQ(world.Types(), Types{"call.initiated"});
}

TEST(VoiceWorker, AFormerPublicAddressStillCounts) {
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  auto moved = *world.settings.Get();
  moved.public_bases = {"https://new.example.com", VoiceWorld::kBase};
  world.settings.Set(moved);

  const auto greeting = world.Answer(0, "CA1");

  EXPECT_EQ(greeting.status, 200);
  EXPECT_THAT(VoiceWorld::ActionOf(greeting), HasSubstr("https://new.example.com/"));
}

TEST(VoiceWorker, ACallGoesOnOverARestartWithARotatedToken) {
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  world.carrier_token_before = VoiceWorld::kToken;
  world.carrier_token = "67890";
  world.Restart();

  const auto greeting = world.Answer(0, "CA1");
  EXPECT_THAT(greeting.body, HasSubstr("nginx"));
  const FormParameters pressed{{"CallSid", "CA1"}, {"CallStatus", "in-progress"}, {"Digits", "1"}};
  const auto read_back = world.Webhook(VoiceWorld::ActionOf(greeting), pressed, "67890");
  EXPECT_THAT(world.Webhook(VoiceWorld::ActionOf(read_back), pressed, "67890").body,
              HasSubstr("Approved"));
}

TEST(VoiceWorker, ARotatedTokenDoesNotChangeThatOfAnAttempt) {
  VoiceWorld world;
  world.http.Answer(429, R"({"code":20429})");
  world.Call("alice", VoiceWorld::kAlice);
  world.carrier_token = "67890";
  world.Restart();
  world.PlaceWillGive("CA1");

  world.Advance(seconds(2));

  ASSERT_EQ(world.Dials(), 2);
  EXPECT_EQ(world.DialField(0, "Url"), world.DialField(1, "Url"));
  EXPECT_EQ(Stored(world).attempts.size(), 1U);
}

TEST(VoiceWorker, AnAttemptIsSoughtWhereItWasMade) {
  VoiceWorld world;
  world.http.Break(ErrorKind::kTimeout, true);
  world.Call("alice", VoiceWorld::kAlice);
  world.carrier_from = "+15557654321";
  world.Restart();
  for (int i = 0; i < 3; ++i) world.http.Answer(200, R"({"calls":[]})");
  world.Advance(seconds(6));
  EXPECT_THAT(world.http.sent.back().url, HasSubstr("From=%2B15551234567"));
  const auto asked = world.http.sent.size();

  // In another account's list it would be absent, and alice would be rung again.
  world.carrier_account = "AC2";
  world.Restart();
  world.Advance(seconds(120));
  EXPECT_EQ(world.http.sent.size(), asked);
  EXPECT_EQ(world.Dials(), 1);
  EXPECT_THAT(world.Last(type::kCallFailed)->data.Text(), HasSubstr("outcome_unknown"));
  EXPECT_TRUE(Stored(world).attempts[0].unresolved);
}

TEST(VoiceWorker, ATalkThatIsTooLongIsLedToItsGoodbye) {
  VoiceWorld world;
  auto settings = *world.settings.Get();
  settings.time_limit = seconds(60);
  settings.warn_after = seconds(40);
  world.settings.Set(settings);
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  EXPECT_EQ(world.DialField(0, "TimeLimit"), "60");
  world.Answer(0, "CA1");
  world.Advance(seconds(30));
  world.carrier_token_before = VoiceWorld::kToken;
  world.carrier_token = "67890";
  world.Restart();
  world.http.Answer(200, "{}");
  world.Advance(seconds(21));

  const auto& moved = world.http.sent.back();
  EXPECT_THAT(moved.url, testing::EndsWith("/Calls/CA1.json"));
  EXPECT_EQ(ParseForm(moved.body)[0],
            (std::pair<std::string, std::string>("Url", world.DialField(0, "Url"))));
  const auto goodbye = world.Answer(0, "CA1");
  EXPECT_THAT(goodbye.body, HasSubstr("time of this call is over"));
  EXPECT_THAT(goodbye.body, HasSubstr("<Hangup/>"));
  world.Status(0, "CA1", "completed", 3);
  EXPECT_THAT(world.Last(type::kCallEnded)->data.Text(), HasSubstr(R"("reason":"time_limit")"));
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
}

TEST(VoiceWorker, WithoutADatabaseForLongNothingIsClaimed) {
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  const auto read_back = world.Turn(world.Answer(0, "CA1"), "CA1", "Digits", "1");
  // The decision is stored, and the answer of the database is lost.
  world.store.Script([&](const Batch& batch, StoreSession& real) {
    EXPECT_TRUE(real.Commit(batch));
    world.store.SetAway(true);
    return Result<CommitOutcome>(Fail(ErrorKind::kTransient, "connection lost"));
  });
  auto said = world.Turn(read_back, "CA1", "Digits", "1");
  EXPECT_THAT(said.body, HasSubstr("One moment"));
  const FormParameters form{{"CallSid", "CA1"}, {"CallStatus", "in-progress"}};
  said = world.Webhook(
      world.DialField(0, "Url").substr(0, world.DialField(0, "Url").find('#')) + "&again=20", form);
  EXPECT_THAT(said.body, HasSubstr("cannot tell whether your answer was recorded"));
  EXPECT_THAT(said.body, Not(HasSubstr("othing has been decided")));

  world.store.Script({});
  world.store.SetAway(false);
  EXPECT_THAT(world.Answer(0, "CA1").body, HasSubstr("Approved."));
}

// The largest and ugliest that a request may hold, judged by the simulator's own reader.
TEST(VoiceWorker, NoRequestMakesADocumentThatTheCarrierRefuses) {
  VoiceWorld world;
  const std::string ugly(6000, '"');
  json::array choices;
  for (int i = 0; i < 10; ++i) {
    json::array phrases;
    for (int k = 0; k < 50; ++k)
      phrases.emplace_back(std::string(97, '\'') + std::to_string(i * 50 + k));
    choices.push_back({{"id", std::to_string(i)}, {"phrases", std::move(phrases)}});
  }
  json::object labels;
  for (int i = 0; i < 30; ++i) labels[std::string(600, '&') + std::to_string(i)] = ugly;
  auto request = ParseJson(VoiceWorld::Request("alice", VoiceWorld::kAlice)).value();
  request.as_object()["say"] = ugly + "\x01</Say><Dial>+15550000000</Dial>";
  request.as_object()["choices"] = std::move(choices);
  request.as_object()["context"] = {{"title", ugly}, {"description", ugly}, {"labels", labels}};
  request.as_object()["language"] = "klingon\"/>";
  world.PlaceWillGive("CA1");
  world.Publish(type::kCallRequested, json::serialize(request), "ugly");
  ASSERT_EQ(world.Dials(), 1) << (world.letters.empty() ? "" : world.letters[0]);

  auto said = world.Answer(0, "CA1");
  for (const char* speech :
       {"what happened", "tell me more", "tell me more", "help", "repeat", "what?", ""}) {
    const auto read = phone::ParseTwiml(said.body);
    EXPECT_TRUE(read) << read.error().text << " before " << speech;
    said = world.Turn(said, "CA1", "SpeechResult", speech);
  }
  EXPECT_TRUE(phone::ParseTwiml(said.body));
}

TEST(VoiceWorker, NothingStoredHoldsTheToken) {
  VoiceWorld world;
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  world.Answer(0, "CA1");
  const std::string url = world.DialField(0, "Url");
  const auto begin = url.find("token=") + 6;
  const std::string token = url.substr(begin, url.find('#') - begin);
  ASSERT_GE(token.size(), 32U);

  const auto stored = Stored(world);

  EXPECT_EQ(stored.attempts[0].token_hash, Sha256Hex(token));
  EXPECT_THAT(stored.calls[0].state, Not(HasSubstr(token)));
  for (const auto& event : world.bus) EXPECT_THAT(event.data.Text(), Not(HasSubstr(token)));
}

}  // namespace
}  // namespace tocsin
