// links: voice net schemas
// Who rings from a number that is nobody's, and says by a PIN who it is; and who only guesses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/inbound_call.hpp"
#include "schemas/masking.hpp"
#include "workers/voice/talk/pin.hpp"

namespace tocsin::voice {
namespace {

using events::kStepAsk;
using events::kStepHangUp;
using events::kStepIdentify;
using fakes::InboundCall;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kPinOfCaller = "47110815";
constexpr const char* kNeutral = "This number does not take calls.";

struct Stranger : InboundCall {
  explicit Stranger(bool may = true) {
    settings.identify_by_pin = may;
    settings.pins.emplace("alice", kPinOfCaller);
    settings.pins.emplace("bob", "123456");
    Ring();
    Back();
    Wants(kStepIdentify, kNeutral);
    Back();
  }
  void Key(const std::string& digits, PinTries tries = {}) {
    now += std::chrono::seconds(1);
    Feed(TurnHeard{.leg = LegAs(CallStatus::kInProgress),
                   .turn = at.call.talk.last.ask ? at.call.talk.last.ask->turn : 0,
                   .heard = {.digits = digits},
                   .pin_tries = tries});
  }
  /// Of the step that is over: the contact; "nobody"; "" while it goes on.
  std::string Who() const {
    for (const auto& event : events) {
      if (event.type != type::kCallStepEnded) continue;
      const auto ended = tocsin::events::Read<tocsin::events::CallStepEnded>(event);
      if (ended.act == kStepIdentify) return ended.contact.value_or("nobody");
    }
    return "";
  }
  std::string Everything() const {
    std::string all = ToRow(at.call).state;
    for (const auto& event : events) all += json::serialize(EventData(event).value());
    for (const auto& turn : last.turns) all += turn.text;
    return all;
  }
};

TEST(IdentifyingCallers, ThePinOfAContactSaysWhoItIs) {
  Stranger call;
  EXPECT_EQ(call.Said(), kNeutral);
  ASSERT_TRUE(call.last.reply->ask);
  EXPECT_EQ(call.last.reply->ask->digits, 8) << "all keys of the longest PIN make one turn";
  call.Key(kPinOfCaller);
  EXPECT_EQ(call.Who(), "alice");
  EXPECT_TRUE(call.Holds()) << "the workflow goes on";
  ASSERT_EQ(call.last.pin_tries.size(), 1U);
  EXPECT_FALSE(call.last.pin_tries[0].wrong);
  EXPECT_THAT(call.Everything(), Not(HasSubstr(kPinOfCaller)));

  Stranger bob;
  bob.Key("123456");  // shorter than the longest: the hash key, or a pause, ends it
  EXPECT_EQ(bob.Who(), "bob");
}

TEST(IdentifyingCallers, TheEvidenceOfADecisionSaysSo) {
  Stranger call;
  call.Key(kPinOfCaller);
  call.Wants(kStepAsk, "Shall I?");
  call.at.call.steps.back().borrowed = BorrowedQuestion{.alert_id = "a1", .contact = "alice"};
  call.Back();
  call.Back({.digits = "1"});
  call.Back({.digits = "1"});
  ASSERT_EQ(call.Count(type::kDecisionMade), 1);
  for (const auto& event : call.events)
    if (event.type == type::kDecisionMade) {
      EXPECT_THAT(std::string(event.data.Text()),
                  HasSubstr(R"("identified_by":"PIN keyed on a call from )" +
                            MaskPhone(InboundCall::kCaller)));
      EXPECT_THAT(std::string(event.data.Text()), Not(HasSubstr(InboundCall::kCaller)));
    }
}

TEST(IdentifyingCallers, WhoIsKnownByTheNumberHasNoSuchEvidence) {
  Stranger call;
  call.Key(kPinOfCaller);
  call.at.call.contact = "bob";  // the workflow asks somebody else after all
  EXPECT_EQ(IdentifiedBy(call.at.call), std::nullopt);
}

TEST(IdentifyingCallers, AWrongPinSoundsAsNoPinAndIsCounted) {
  Stranger call;
  for (const char* guess : {"31313131", "4711"}) {
    call.Key(guess);
    EXPECT_EQ(call.Said(), kNeutral);
    ASSERT_EQ(call.last.pin_tries.size(), 1U);
    EXPECT_TRUE(call.last.pin_tries[0].wrong);
    EXPECT_EQ(call.last.pin_tries[0].caller, InboundCall::kCaller);
    EXPECT_EQ(call.Who(), "");
  }
  call.Key("99999999");
  EXPECT_EQ(call.Who(), "nobody") << "three tries a call";
  call.Key(kPinOfCaller);
  EXPECT_EQ(call.Who(), "nobody") << "keys are heard no more";
  EXPECT_THAT(call.Everything(), Not(HasSubstr("99999999")));
  EXPECT_THAT(call.Everything(), Not(HasSubstr("31313131")));
}

TEST(IdentifyingCallers, SilenceAndWordsSayNothingOfAnybody) {
  Stranger silent;
  silent.Back();
  EXPECT_EQ(silent.Who(), "nobody");
  EXPECT_TRUE(silent.last.pin_tries.empty());

  Stranger talks;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(talks.Who(), "");
    talks.Back({.speech = "four seven one one zero eight one five"});
    EXPECT_TRUE(talks.last.pin_tries.empty());
  }
  EXPECT_EQ(talks.Who(), "nobody");
  EXPECT_THAT(talks.Everything(), Not(HasSubstr("seven one one")));
}

TEST(IdentifyingCallers, AfterTooManyWrongOnesTheRightOneSoundsAsAWrongOne) {
  for (const PinTries tries : {PinTries{.of_caller = 5}, PinTries{.of_all = 20}}) {
    Stranger locked, wrong;
    locked.Key(kPinOfCaller, tries);
    wrong.Key("00000000");
    EXPECT_EQ(locked.Who(), "");
    EXPECT_EQ(locked.Said(), wrong.Said());
    EXPECT_TRUE(locked.last.pins_locked);
    EXPECT_TRUE(locked.last.pin_tries.empty()) << "else a guesser could keep it locked for ever";
    locked.Key(kPinOfCaller, tries);
    locked.Key(kPinOfCaller, tries);
    EXPECT_EQ(locked.Who(), "nobody");
  }
}

TEST(IdentifyingCallers, OnlyWhereItIsAllowed) {
  Stranger call(false);
  EXPECT_EQ(call.Said(), kNeutral);
  ASSERT_TRUE(call.last.reply->ask);
  EXPECT_TRUE(call.last.reply->ask->pause) << "keys are not listened for";
  call.Key(kPinOfCaller);
  EXPECT_EQ(call.Who(), "nobody");
}

TEST(IdentifyingCallers, APinThatTellsNobodyApartIsNobodys) {
  VoiceSettings settings;
  settings.identify_by_pin = true;
  settings.pins.emplace("alice", "471108");
  settings.pins.emplace("bob", "471108");
  settings.pins.emplace("carol", "4711");
  settings.pins.emplace("dave", "990011");
  EXPECT_EQ(WhosePin(settings, "471108"), "");
  EXPECT_EQ(WhosePin(settings, "4711"), "") << "too short to say who it is";
  EXPECT_EQ(WhosePin(settings, ""), "");
  EXPECT_EQ(WhosePin(settings, "990011"), "dave");
  settings.identify_by_pin = false;
  EXPECT_EQ(WhosePin(settings, "990011"), "");
}

TEST(IdentifyingCallers, WhoHangsUpIsNobody) {
  Stranger call;
  call.Ended();
  EXPECT_EQ(call.Steps().back(), "identify call_over hung_up");
}

}  // namespace
}  // namespace tocsin::voice
