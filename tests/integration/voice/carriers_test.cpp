// Several carriers, accounts that change, and a carrier without a list of its calls.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/voice_world.hpp"

namespace tocsin {
namespace {

using fakes::OtherCarrier;
using fakes::VoiceWorld;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::StartsWith;

/// Twilio, and beside it a carrier "other" for numbers that begin with +1555000.
class CarriersTest : public testing::Test {
 protected:
  CarriersTest() { Route("+1555000"); }

  void Route(const std::string& prefix) {
    auto can = world.Twilio()->Capabilities();
    can.name = "other";
    can.account = "OT1";
    can.from = "+15550009999";
    can.webhook_path = "/api/voice/other";
    world.carriers->Use({world.Twilio(), std::make_shared<OtherCarrier>(world.Twilio(), can)},
                        {{.prefix = prefix, .carrier = "other"}, {"+1555", "twilio"}});
  }
  CallRow StoredCall(const std::string& contact) {
    const auto id = CallId::Derive({contact, "q"});
    return world.session->LoadConversation({.calls = {id}}).value().calls.at(0);
  }

  VoiceWorld world;
};

TEST_F(CarriersTest, ANumberIsDialledOverItsRoute) {
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  world.PlaceWillGive("CA2");
  world.Call("bob", VoiceWorld::kBob);

  EXPECT_EQ(world.DialField(0, "From"), "+15551234567");
  EXPECT_THAT(world.DialField(0, "Url"),
              StartsWith("https://voice.example.com/api/voice/webhook/answer?token="));
  EXPECT_EQ(world.DialField(1, "From"), "+15550009999");
  EXPECT_THAT(world.DialField(1, "Url"),
              StartsWith("https://voice.example.com/api/voice/other/answer?token="));
  EXPECT_EQ(StoredCall("alice").provider, "twilio");
  EXPECT_EQ(StoredCall("bob").provider, "other");
}

TEST_F(CarriersTest, ACallGoesOnWhereItWasDialled) {
  world.PlaceWillGive("CA2");
  world.Call("bob", VoiceWorld::kBob);
  // Bob's number has another route now, and the carrier of his call is set up no more.
  world.carrier_account = "AC2";
  world.UseCarrier();

  EXPECT_EQ(world.Status(0, "CA2", "ringing", 1).status, 204);
  const auto asked = world.Answer(0, "CA2");
  EXPECT_THAT(asked.body, HasSubstr("action=\"https://voice.example.com/api/voice/other/gather"));
  world.http.Answer(200);
  world.Cancel("resolved");
  world.Advance(seconds(40));
  EXPECT_THAT(world.http.sent.back().url, HasSubstr("/Accounts/AC1/Calls/CA2"));
}

TEST_F(CarriersTest, AWebhookCountsAtItsOwnCarriersDoorOnly) {
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  world.UseCarrier();  // "other" was known, but "none" never was
  auto url = world.DialField(0, "StatusCallback");
  url.replace(url.find("/webhook/"), 9, "/none/");
  EXPECT_EQ(world.Webhook(url, {{"CallSid", "CA1"}, {"CallStatus", "ringing"}}).status, 404);
}

/// As WithoutAList, but calls that have ended are in its list: the callback was lost with the
/// answer, 503 after it was placed.
class EndedCallsListed : public testing::Test {
 protected:
  EndedCallsListed() {
    auto can = world.Twilio()->Capabilities();
    can.lists_calls = false;
    can.lists_ended_calls = true;
    world.carriers->Use({std::make_shared<OtherCarrier>(world.Twilio(), can)}, {});
    world.http.Answer(503);
    world.Call("alice", VoiceWorld::kAlice);
  }
  std::size_t Lists() const {
    return world.http.sent.size() - static_cast<std::size_t>(world.Dials());
  }
  VoiceWorld world;
};

TEST_F(EndedCallsListed, TheListIsLookedIntoEachMinuteAndNeverRingsAgain) {
  world.http.Answer(200, R"({"calls":[]})");
  world.Advance(seconds(61), seconds(1));
  EXPECT_EQ(Lists(), 1U);
  EXPECT_EQ(world.Dials(), 1);
  EXPECT_EQ(world.Count(type::kCallEnded), 0);
}

TEST_F(EndedCallsListed, ItIsLostWhenTheLastLookFindsNothing) {
  for (int i = 0; i < 40; ++i) world.http.Answer(200, R"({"calls":[]})");
  world.Advance(seconds(680), seconds(1));
  EXPECT_EQ(world.Types(), (std::vector<std::string>{"call.failed"})) << "outcome_unknown";
  world.Advance(seconds(20), seconds(1));
  EXPECT_THAT(world.Last(type::kCallFailed)->data.Text(), HasSubstr("\"lost\""));
  EXPECT_EQ(world.Dials(), 1);
  EXPECT_GE(Lists(), 11U);
}

/// Numbers that begin with +1555000 go over "other", and over Twilio where that refuses.
class FailoverTest : public testing::Test {
 protected:
  FailoverTest() {
    auto can = world.Twilio()->Capabilities();
    can.name = "other";
    can.account = "OT1";
    can.from = "+15550009999";
    can.webhook_path = "/api/voice/other";
    can.lists_calls = false;
    world.carriers->Use({world.Twilio(), std::make_shared<OtherCarrier>(world.Twilio(), can)},
                        {{.prefix = "+1555000", .carrier = "other", .then = "twilio"}});
  }
  VoiceWorld world;
};

TEST_F(FailoverTest, AnAccountThatMayNotIsFollowedByTheNextCarrierOnce) {
  world.http.Answer(403, R"({"code":0,"message":"Feature not enabled"})");
  world.http.Answer(403, R"({"code":0,"message":"Feature not enabled"})");
  world.Call("bob", VoiceWorld::kBob);
  world.Advance(seconds(5));

  ASSERT_EQ(world.Dials(), 2);
  EXPECT_EQ(world.DialField(0, "From"), "+15550009999");
  EXPECT_EQ(world.DialField(1, "From"), "+15551234567");
  EXPECT_EQ(world.Types(), (std::vector<std::string>{"call.failed", "call.failed"}));
  const auto first = world.bus.front().data.Text();
  EXPECT_THAT(first, HasSubstr("\"attempt\":1"));
  EXPECT_THAT(first, HasSubstr("\"provider\":\"other\""));
  EXPECT_THAT(first, HasSubstr("\"reason\":\"refused\""));
  EXPECT_THAT(first, HasSubstr("Feature not enabled"));
  EXPECT_THAT(first, HasSubstr("\"next_provider\":\"twilio\""));
  const auto last = world.bus.back().data.Text();
  EXPECT_THAT(last, HasSubstr("\"attempt\":2"));
  EXPECT_THAT(last, testing::Not(HasSubstr("next_provider")));
}

TEST_F(FailoverTest, TheCallGoesOnOverTheSecond) {
  world.http.Answer(403);
  world.PlaceWillGive("CA2");
  world.Call("bob", VoiceWorld::kBob);
  world.Advance(seconds(2));
  EXPECT_EQ(world.Status(1, "CA2", "ringing", 1).status, 204);
  const auto id = CallId::Derive({"bob", "q"});
  const auto stored = world.session->LoadConversation({.calls = {id}}).value();
  EXPECT_EQ(stored.calls.at(0).provider, "twilio");
  ASSERT_EQ(stored.attempts.size(), 2U);
  for (const auto& attempt : stored.attempts)
    EXPECT_EQ(attempt.account, attempt.number == 1 ? "OT1" : "AC1");
}

TEST_F(FailoverTest, ABadNumberIsBadEverywhere) {
  world.http.Answer(400, R"({"code":21211,"message":"not a number"})");
  world.Call("bob", VoiceWorld::kBob);
  world.Advance(seconds(60));
  EXPECT_EQ(world.Dials(), 1);
}

/// 503 after the call was placed: it rings, and nobody else is asked to ring.
TEST_F(FailoverTest, WhatIsUnknownRingsNowhereElse) {
  world.http.Answer(503);
  world.Call("bob", VoiceWorld::kBob);
  world.Advance(seconds(600), seconds(1));
  EXPECT_EQ(world.Dials(), 1);
  EXPECT_THAT(world.Last(type::kCallFailed)->data.Text(), HasSubstr("outcome_unknown"));
}

/// A reload comes between the decision to dial and the dial.
TEST(ChangedAccount, AnAttemptOfOneAccountIsNotSentOverAnother) {
  VoiceWorld world;
  world.store.Script([&](const Batch&, StoreSession&) -> std::optional<Result<CommitOutcome>> {
    if (world.carrier_account == "AC1") {
      world.carrier_account = "AC2";
      world.carrier_from = "+15557654321";
      world.UseCarrier();
    }
    return std::nullopt;
  });
  world.PlaceWillGive("CA1");
  world.Call("alice", VoiceWorld::kAlice);
  EXPECT_EQ(world.Dials(), 0) << "decided for AC1";

  world.Advance(seconds(5));
  ASSERT_EQ(world.Dials(), 1);
  EXPECT_EQ(world.DialField(0, "From"), "+15557654321");
  EXPECT_THAT(world.http.sent.back().url, HasSubstr("/Accounts/AC2/"));
  const auto stored =
      world.session->LoadConversation({.calls = {CallId::Derive({"alice", "q"})}}).value();
  ASSERT_EQ(stored.attempts.size(), 2U);
  for (const auto& attempt : stored.attempts) {
    EXPECT_EQ(attempt.account, attempt.number == 1 ? "AC1" : "AC2");
    EXPECT_EQ(attempt.unresolved, attempt.number == 2);
  }
}

/// The dial's answer is lost, and the carrier has no list to look into.
class WithoutAList : public testing::Test {
 protected:
  WithoutAList() {
    world.lists_calls = false;
    world.UseCarrier();
    world.http.Break(ErrorKind::kTimeout, true);
    world.Call("alice", VoiceWorld::kAlice);
  }
  VoiceWorld world;
};

TEST_F(WithoutAList, ACallbackTellsThatTheCallIsThere) {
  world.Advance(seconds(21));
  EXPECT_EQ(world.Types(), (std::vector<std::string>{"call.failed"}));
  EXPECT_THAT(world.Last(type::kCallFailed)->data.Text(), HasSubstr("outcome_unknown"));

  EXPECT_EQ(world.Status(0, "CA1", "ringing", 1).status, 204);
  EXPECT_THAT(world.Turn(world.Answer(0, "CA1"), "CA1", "Digits", "1").body, HasSubstr("Gather"));
  EXPECT_EQ(world.Types(), (std::vector<std::string>{"call.failed", "call.initiated",
                                                     "call.ringing", "call.answered"}));
  EXPECT_EQ(world.Dials(), 1);
}

TEST_F(WithoutAList, SilenceProvesNothingUntilTheCallMustBeOver) {
  // Rung for 30 s and talked for 600 s at most, and 60 s more for a late callback.
  world.Advance(seconds(680), seconds(1));
  EXPECT_EQ(world.Types(), (std::vector<std::string>{"call.failed"}));
  // The line is alice's first call's: nobody rings her a second time.
  world.Call("alice", VoiceWorld::kAlice, "another");
  world.Advance(seconds(5), seconds(1));
  EXPECT_EQ(world.Dials(), 1);

  world.PlaceWillGive("CA2");
  world.Advance(seconds(60), seconds(1));
  EXPECT_THAT(world.Last(type::kCallFailed)->data.Text(), HasSubstr("\"lost\""));
  EXPECT_EQ(world.Dials(), 2) << "the other question's";
}

TEST_F(WithoutAList, ARestartForgetsNothingOfIt) {
  world.Advance(seconds(21));
  world.lists_calls = true;  // what it is capable of now does not change how it was dialled
  world.Restart();
  world.Advance(seconds(120), seconds(1));
  EXPECT_EQ(world.Dials(), 1);
  EXPECT_EQ(world.http.sent.size(), 1U) << "no list was asked for";
  EXPECT_EQ(world.Status(0, "CA1", "ringing", 1).status, 204);
  EXPECT_EQ(world.Count(type::kCallRinging), 1);
}

}  // namespace
}  // namespace tocsin
