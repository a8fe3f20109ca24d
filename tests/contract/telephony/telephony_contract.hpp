#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/telephony.hpp"

namespace tocsin::contract {

/// A carrier to be tried: its provider, and what the carrier should do wrong with the next dial.
class CarrierBench {
 public:
  enum class Fault { kTooMany, kErrorAfterPlacing, kNoAnswerAfterPlacing, kNoConnection };

  virtual ~CarrierBench() = default;
  virtual TelephonyProvider& Provider() = 0;
  /// The same account with a wrong secret.
  virtual TelephonyProvider& Stranger() = 0;
  /// False: this bench cannot do that; the test is skipped.
  virtual bool BreakNextDial(Fault fault) = 0;
};

using BenchMaker = std::function<std::unique_ptr<CarrierBench>()>;

/// What every telephony provider must do. Instantiate with a bench for each carrier or simulator.
class TelephonyContract : public testing::TestWithParam<BenchMaker> {
 protected:
  static constexpr const char* kTo = "+15559876543";

  void SetUp() override {
    bench = GetParam()();
    start = std::chrono::floor<std::chrono::seconds>(SystemClock().Now()) - std::chrono::seconds(1);
  }
  TelephonyProvider& Provider() { return bench->Provider(); }

  template <class T, class Ask>
  static T Wait(const Ask& ask) {
    auto promise = std::make_shared<std::promise<T>>();
    auto future = promise->get_future();
    ask([promise](T value) { promise->set_value(std::move(value)); });
    if (future.wait_for(std::chrono::seconds(40)) != std::future_status::ready)
      throw std::runtime_error("the carrier did not answer");
    return future.get();
  }
  PlaceResult Place(const std::string& to = kTo) {
    return Wait<PlaceResult>([&](auto done) {
      Provider().Place({.to = to,
                        .from = Provider().Capabilities().from,
                        .answer_url = "http://127.0.0.1:1/answer?token=t#rc=0",
                        .status_url = "http://127.0.0.1:1/status?token=t#rc=0",
                        .machine_detection_url = {},
                        .fallback_url = {}},
                       done);
    });
  }
  Result<std::vector<ListedCall>> List(const std::string& to = kTo) {
    return Wait<Result<std::vector<ListedCall>>>(
        [&](auto done) { Provider().List(to, Provider().Capabilities().from, start, done); });
  }
  Result<ListedCall> Read(const std::string& id) {
    return Wait<Result<ListedCall>>([&](auto done) { Provider().Read(id, done); });
  }
  Status End(const std::string& id) {
    return Wait<Status>([&](auto done) { Provider().End(id, done); });
  }

  std::unique_ptr<CarrierBench> bench;
  TimePoint start;
};

TEST_P(TelephonyContract, APlacedCallIsInTheList) {
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
  const auto read = Read("CA00000000000000000000000000000000");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::kNotFound);
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

TEST_P(TelephonyContract, WhatMayRingIsUnknownAndInTheList) {
  for (const auto fault :
       {CarrierBench::Fault::kErrorAfterPlacing, CarrierBench::Fault::kNoAnswerAfterPlacing}) {
    SetUp();
    if (!bench->BreakNextDial(fault)) GTEST_SKIP();
    EXPECT_EQ(Place().outcome, PlaceOutcome::kUnknown);
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

}  // namespace tocsin::contract
