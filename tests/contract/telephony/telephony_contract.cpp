#include "tests/contract/telephony/telephony_contract.hpp"

namespace tocsin::contract {
namespace {

TEST_P(TelephonyContract, APlacedCallIsInTheList) {
  if (!Lists()) GTEST_SKIP();
  const auto placed = Place();
  ASSERT_EQ(placed.outcome, PlaceOutcome::kPlaced) << placed.reason;

  const auto listed = List();

  ASSERT_TRUE(listed) << listed.error().message;
  ASSERT_EQ(listed->size(), 1U);
  EXPECT_EQ(listed->front().provider_call_id, placed.call.provider_call_id);
  EXPECT_EQ(listed->front().to, kTo);
  EXPECT_EQ(listed->front().from, Provider().Capabilities().from);
  EXPECT_TRUE(listed->front().outbound_by_api);
  EXPECT_GE(listed->front().created, start);
  EXPECT_TRUE(List("+15550009999")->empty());
}

TEST_P(TelephonyContract, TheListIsNewestFirstAndEachCallIsItsOwn) {
  if (!Lists()) GTEST_SKIP();
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(Place().call.provider_call_id);
  const auto listed = List();
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->size(), 3U);
  for (std::size_t i = 1; i < listed->size(); ++i)
    EXPECT_GE((*listed)[i - 1].created, (*listed)[i].created);
  std::ranges::sort(ids);
  EXPECT_EQ(std::ranges::unique(ids).size(), 0U);
}

TEST_P(TelephonyContract, AnEndedCallMayBeEndedAgain) {
  if (!Steers()) GTEST_SKIP();
  const auto id = Place().call.provider_call_id;
  ASSERT_TRUE(Read(id));
  EXPECT_TRUE(End(id));
  EXPECT_TRUE(End(id));
  const auto after = Read(id);
  ASSERT_TRUE(after);
  EXPECT_NE(after->status, CallStatus::kInProgress);
  EXPECT_NE(after->status, CallStatus::kRinging);
}

TEST_P(TelephonyContract, AnUnknownCallIsNotFound) {
  const std::string id = "CA00000000000000000000000000000000";
  const auto read = Read(id);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::kNotFound);
  if (!Steers()) return;
  const auto moved = Move(id);
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().kind, ErrorKind::kNotFound);
}

TEST_P(TelephonyContract, ACallThatIsNotUpIsNotMoved) {
  if (!Steers()) GTEST_SKIP();
  const auto id = Place().call.provider_call_id;
  const auto moved = Move(id);
  ASSERT_FALSE(moved);
  EXPECT_FALSE(Retryable(moved.error().kind));
}

TEST_P(TelephonyContract, ABadNumberIsRefusedWithoutNamingIt) {
  const auto refused = Place("+12");
  EXPECT_EQ(refused.outcome, PlaceOutcome::kRefused);
  EXPECT_FALSE(refused.reason.empty());
}

TEST_P(TelephonyContract, TooManyIsNotSent) {
  if (!bench->BreakNextDial(CarrierBench::Fault::kTooMany)) GTEST_SKIP();
  EXPECT_EQ(Place().outcome, PlaceOutcome::kNotSent);
  EXPECT_TRUE(List()->empty());
}

TEST_P(TelephonyContract, NoConnectionIsNotSent) {
  if (!bench->BreakNextDial(CarrierBench::Fault::kNoConnection)) GTEST_SKIP();
  EXPECT_EQ(Place().outcome, PlaceOutcome::kNotSent);
}

TEST_P(TelephonyContract, NoServiceIsUnknownAndTheListTells) {
  if (!bench->BreakNextDial(CarrierBench::Fault::kUnavailable)) GTEST_SKIP();
  EXPECT_EQ(Place().outcome, PlaceOutcome::kUnknown);
  const auto listed = List();
  ASSERT_TRUE(listed);
  EXPECT_TRUE(listed->empty());
}

TEST_P(TelephonyContract, WhatMayRingIsUnknownAndInTheList) {
  for (const auto fault :
       {CarrierBench::Fault::kErrorAfterPlacing, CarrierBench::Fault::kNoAnswerAfterPlacing}) {
    SetUp();
    if (!bench->BreakNextDial(fault)) GTEST_SKIP();
    EXPECT_EQ(Place().outcome, PlaceOutcome::kUnknown);
    if (!Lists()) continue;
    const auto listed = List();
    ASSERT_TRUE(listed);
    EXPECT_EQ(listed->size(), 1U);
  }
}

TEST_P(TelephonyContract, ProbeProvesTheCredentials) {
  const auto probe = [](TelephonyProvider& provider) {
    return Wait<Status>([&](auto done) { provider.Probe(done); });
  };
  EXPECT_TRUE(probe(bench->Provider()));
  const auto refused = probe(bench->Stranger());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kRejected);
}

}  // namespace
}  // namespace tocsin::contract

namespace tocsin::contract {
namespace {

/// A list that shows only some calls proves nothing; a request that reaches no call says so.
TEST_P(TelephonyContract, WhatACarrierCannotDoIsAnErrorForGood) {
  if (Steers()) GTEST_SKIP();
  const auto id = Place().call.provider_call_id;
  ASSERT_TRUE(Read(id));
  for (const auto& done : {End(id), Move(id)}) {
    ASSERT_FALSE(done);
    EXPECT_FALSE(Retryable(done.error().kind));
  }
}

}  // namespace
}  // namespace tocsin::contract
