// Runs that failed and are retried from the task that failed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workflows.hpp"

namespace tocsin::workflow {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const Control kRetryByHand{.kind = Control::Kind::kRetry, .reason = "by hand"};
constexpr const char* kAsked = "{call: http, with: {method: get, endpoint: 'http://h/x'}}";

std::vector<std::string> EmittedBy(const fakes::MemoryRunner& runner) {
  std::vector<std::string> types;
  for (const auto& event : runner.events) types.push_back(event.type);
  return types;
}

class Retried : public testing::Test {
 protected:
  void Make(const std::string& tasks, const std::string& more = {}) {
    runner_ = std::make_unique<fakes::MemoryRunner>(Document(more + "do: [" + tasks + "]"));
    runner_->OnHttp([this](const json::value&) -> json::value {
      return {{"status", status_},
              {"headers", json::object{}},
              {"body", "{}"},
              {"content_type", "application/json"}};
    });
  }
  int status_ = 500;
  std::unique_ptr<fakes::MemoryRunner> runner_;
};

TEST_F(Retried, WhatWasUnderWayBesideItBeginsAgainToo) {
  Make(std::string("{f: {emit: {event: {with: {type: first}}}}}, {both: {fork: {branches: [") +
       "{waits: {listen: {to: {one: {with: {type: y}, correlate: {a: {from: .data.a, expect: "
       "'${ 1 }'}}}}}}}, {asks: {do: [{e: {emit: {event: {with: {type: done}}}}}, {h: " +
       kAsked + "}]}}]}}}, {l: {emit: {event: {with: {type: last}}}}}");
  runner_->Run(nullptr);
  ASSERT_EQ(runner_->Status(), RunStatus::kFaulted);
  EXPECT_THAT(runner_->Waits(), IsEmpty()) << "called off with the run";
  EXPECT_FALSE(runner_->State().state.empty());
  status_ = 200;
  runner_->Give(kRetryByHand).Settle();
  EXPECT_EQ(runner_->Status(), RunStatus::kWaiting);
  EXPECT_EQ(runner_->Waits().size(), 1U);
  EXPECT_EQ(runner_->Publish(EventOf("y", R"({"a":1})")), 1);
  EXPECT_EQ(runner_->Status(), RunStatus::kCompleted);
  EXPECT_THAT(EmittedBy(*runner_), ElementsAre("first", "done", "last"));
  EXPECT_THAT(runner_->Tasks("retried"), ElementsAre("/"));
}

TEST_F(Retried, TimeLimitsAroundItGoOnWithWhatWasLeft) {
  Make(std::string("{part: {timeout: {after: PT10S}, do: [{w: {wait: PT4S}}, {h: ") + kAsked +
       "}, {l: {wait: PT1H}}]}}");
  runner_->Run(nullptr);
  ASSERT_EQ(runner_->Status(), RunStatus::kFaulted);
  runner_->SetNow(runner_->Now() + 1h);
  status_ = 200;
  runner_->Give(kRetryByHand).Work();
  EXPECT_EQ(runner_->Status(), RunStatus::kWaiting);
  EXPECT_EQ(runner_->WakeAt(), runner_->Now() + 6s);
  runner_->Settle();
  ASSERT_EQ(runner_->Status(), RunStatus::kFaulted) << "the limit";
  runner_->Give(kRetryByHand).Work();
  EXPECT_EQ(runner_->WakeAt(), runner_->Now() + 4s) << "the part as a whole, from its beginning";
}

TEST_F(Retried, TriesWithinATryAreThoseOfTheTry) {
  Make(std::string("{t: {try: [{e: {emit: {event: {with: {type: done}}}}}, {h: ") + kAsked +
       "}], catch: {errors: {with: {status: 404}}, then: continue}}}, "
       "{l: {emit: {event: {with: {type: last}}}}}");
  runner_->Run(nullptr);
  ASSERT_EQ(runner_->Status(), RunStatus::kFaulted);
  status_ = 404;
  runner_->Give(kRetryByHand).Settle();
  EXPECT_EQ(runner_->Status(), RunStatus::kCompleted) << "caught by the try around it";
  EXPECT_THAT(EmittedBy(*runner_), ElementsAre("done", "last"));
  EXPECT_TRUE(runner_->State().state.empty()) << "nothing is kept of what did not fail";
}

TEST_F(Retried, NotOneThatFailedAsAWholeOrDidNotFail) {
  Make("{w: {wait: PT1H}}", "timeout: {after: PT5S}\n");
  runner_->Run(nullptr);
  ASSERT_EQ(runner_->Status(), RunStatus::kFaulted);
  EXPECT_TRUE(runner_->State().state.empty());
  runner_->Give(kRetryByHand);
  EXPECT_EQ(runner_->Status(), RunStatus::kFaulted);
  Make("{w: {wait: PT1H}}");
  runner_->Start(nullptr);
  runner_->Give(kRetryByHand);
  EXPECT_EQ(runner_->Status(), RunStatus::kWaiting);
  EXPECT_THAT(runner_->Tasks("retried"), IsEmpty());
}

}  // namespace
}  // namespace tocsin::workflow
