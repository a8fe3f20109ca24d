// links: engine speech language
#include "adapters/engine/circuit_breaker.hpp"

#include <gmock/gmock.h>

#include "fakes/fake_metrics.hpp"
#include "fakes/log_lines.hpp"

namespace tocsin::engine {
namespace {

using std::chrono::seconds;
using State = CircuitBreaker::State;

class CircuitBreakerTest : public testing::Test {
 protected:
  void Fail(int times) {
    for (int i = 0; i < times; ++i) breaker_->Admit(now_)->Failed("503", now_);
  }
  void Succeed(int times) {
    for (int i = 0; i < times; ++i) breaker_->Admit(now_)->Succeeded(now_);
  }
  State Now() const { return breaker_->GetState(now_); }
  double Open() const {
    return metrics_.Value("tocsin_provider_open{provider=acme,part=text_to_speech}");
  }

  fakes::FakeMetrics metrics_;
  fakes::LogLines log_;
  SteadyTime now_{seconds(1'000)};
  std::shared_ptr<CircuitBreaker> breaker_ =
      CircuitBreaker::Make("acme", "text_to_speech", {.failures = 3}, metrics_);
};

TEST_F(CircuitBreakerTest, OpensAfterSoManyFailuresWithinTheWindow) {
  Fail(2);
  now_ += seconds(31);
  Fail(2);
  EXPECT_EQ(Now(), State::kClosed) << "the first two are too long ago";
  EXPECT_EQ(Open(), 0);
  Fail(1);
  EXPECT_EQ(Now(), State::kOpen);
  EXPECT_EQ(Open(), 1);
  const auto refused = breaker_->Admit(now_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kTransient);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("acme (text_to_speech) is left alone"));
  EXPECT_THAT(refused.error().message, testing::HasSubstr("503"));
}

TEST_F(CircuitBreakerTest, RareFailuresAmongSuccessesOpenNothing) {
  for (int i = 0; i < 20; ++i) {
    Fail(1);
    Succeed(3);
  }
  EXPECT_EQ(Now(), State::kClosed);
  for (int i = 0; i < 20 && Now() == State::kClosed; ++i) {
    Succeed(1);
    Fail(1);
  }
  EXPECT_EQ(Now(), State::kOpen) << "every second one fails";
}

TEST_F(CircuitBreakerTest, AfterItsRestOneProbeDecides) {
  Fail(3);
  now_ += seconds(20);
  EXPECT_EQ(Now(), State::kHalfOpen);
  auto probe = breaker_->Admit(now_);
  ASSERT_TRUE(probe);
  EXPECT_FALSE(breaker_->Admit(now_)) << "one at a time";
  probe->Failed("503", now_);
  EXPECT_EQ(Now(), State::kOpen);
  EXPECT_EQ(Open(), 1);
  now_ += seconds(20);
  Succeed(1);
  EXPECT_EQ(Now(), State::kClosed);
  EXPECT_EQ(Open(), 0);
  Succeed(5);
  Fail(2);
  EXPECT_EQ(Now(), State::kClosed) << "the former failures are forgotten";
}

TEST_F(CircuitBreakerTest, AProbeThatNobodyWaitsForGivesItsPlaceBack) {
  Fail(3);
  now_ += seconds(20);
  { const auto probe = breaker_->Admit(now_); }
  EXPECT_EQ(Now(), State::kHalfOpen);
  Succeed(1);
  EXPECT_EQ(Now(), State::kClosed);
}

TEST_F(CircuitBreakerTest, WhatWasAskedBeforeItOpenedSaysNothingAfterwards) {
  auto slow = breaker_->Admit(now_);
  auto slower = breaker_->Admit(now_);
  Fail(3);
  slow->Succeeded(now_);
  EXPECT_EQ(Now(), State::kOpen);
  now_ += seconds(20);
  auto probe = breaker_->Admit(now_);
  slower->Failed("late", now_);
  EXPECT_EQ(Now(), State::kHalfOpen);
  probe->Succeeded(now_);
  EXPECT_EQ(Now(), State::kClosed);
}

TEST_F(CircuitBreakerTest, ARefusedAccountOpensItForLongAndIsToldOnce) {
  auto second = breaker_->Admit(now_);
  breaker_->Admit(now_)->Refused("speaking: 401", now_);
  second->Refused("speaking: 401", now_);
  now_ += std::chrono::minutes(10) - seconds(1);
  EXPECT_EQ(Now(), State::kOpen);
  now_ += seconds(1);
  breaker_->Admit(now_)->Refused("speaking: 401", now_);
  EXPECT_EQ(Now(), State::kOpen);
  ASSERT_EQ(log_.All().size(), 1U);
  EXPECT_EQ(log_.All()[0],
            "warning acme (text_to_speech) is left alone for 10m: speaking: 401; the account is "
            "refused: look at its key");
  EXPECT_EQ(log_.Fields()[0].at("provider"), "acme");
}

TEST_F(CircuitBreakerTest, AnEngineThatAsksForAPauseGetsItWithinABound) {
  breaker_->Admit(now_)->AskedToWait(seconds(45), "429", now_);
  now_ += seconds(44);
  EXPECT_EQ(Now(), State::kOpen);
  now_ += seconds(1);
  EXPECT_EQ(Now(), State::kHalfOpen);
  breaker_->Admit(now_)->AskedToWait(std::chrono::hours(24), "429", now_);
  now_ += std::chrono::minutes(10);
  EXPECT_EQ(Now(), State::kHalfOpen);
  Succeed(1);
  breaker_->Admit(now_)->AskedToWait(Duration(0), "429", now_);
  EXPECT_EQ(Now(), State::kClosed) << "without a time it is a failure like others";
}

TEST_F(CircuitBreakerTest, EachChangeIsOneLine) {
  Fail(3);
  now_ += seconds(20);
  breaker_->Admit(now_)->Failed("503", now_);
  now_ += seconds(20);
  Succeed(1);
  EXPECT_EQ(log_.All(), (std::vector<std::string>{
                            "warning acme (text_to_speech) is left alone for 20s: 3 failures, the "
                            "last: 503",
                            "info acme (text_to_speech) answers again"}));
}

}  // namespace
}  // namespace tocsin::engine
