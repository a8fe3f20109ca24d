// Runs that somebody ends, pauses and lets go on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schemas/events/runs.hpp"
#include "schemas/topics.hpp"
#include "workers/workflow/worker/run_control.hpp"
#include "workflows.hpp"

namespace tocsin::workflow {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const Control kSuspend{.kind = Control::Kind::kSuspend, .reason = "by hand"};
const Control kResume{.kind = Control::Kind::kResume, .reason = "by hand"};
const Control kCancelByHand{
    .kind = Control::Kind::kCancel, .reason = "by hand", .closes_alert = true};

std::vector<std::string> TypesOf(const std::vector<Event>& events) {
  std::vector<std::string> types;
  for (const auto& event : events) types.push_back(event.type);
  return types;
}

TEST(Suspended, BeginsNoTaskAndFiresNoTimer) {
  fakes::MemoryRunner runner(
      Document("do: [{w: {wait: PT10S}}, {e: {emit: {event: {with: {type: x}}}}}]"));
  runner.Start(nullptr);
  runner.Give(kSuspend);
  EXPECT_EQ(runner.Status(), RunStatus::kSuspended);
  EXPECT_FALSE(runner.WakeAt());
  runner.SetNow(runner.Now() + 60s);
  runner.Give(TimerFired{});  // one that was on its way
  runner.Give(Control{});
  EXPECT_EQ(runner.Status(), RunStatus::kSuspended);
  EXPECT_THAT(runner.events, IsEmpty());

  runner.Give(kResume);
  EXPECT_EQ(runner.WakeAt(), runner.Now() - 50s);  // it came due meanwhile
  runner.Settle();
  EXPECT_EQ(runner.Status(), RunStatus::kCompleted);
  EXPECT_EQ(TypesOf(runner.events), std::vector<std::string>{"x"});
}

TEST(Suspended, TakesItsEventsAndGoesOnWhenResumed) {
  fakes::MemoryRunner runner(Document(
      "do: [{l: {listen: {to: {one: {with: {type: y}, correlate: {a: {from: .data.a, "
      "expect: '${ 1 }'}}}}}}}, {e: {emit: {event: {with: {type: x}}}}}, {w: {wait: PT1S}}]"));
  runner.Start(nullptr);
  ASSERT_EQ(runner.Waits().size(), 1U);
  runner.Give(kSuspend);
  EXPECT_EQ(runner.Publish(EventOf("y", R"({"a":"1"})")), 0);
  EXPECT_EQ(runner.Publish(EventOf("y", R"({"a":1})")), 1);
  EXPECT_THAT(runner.Waits(), IsEmpty());
  EXPECT_THAT(runner.events, IsEmpty());
  EXPECT_EQ(runner.Status(), RunStatus::kSuspended);
  EXPECT_FALSE(runner.More());

  runner.Give(kResume);
  EXPECT_EQ(TypesOf(runner.events), std::vector<std::string>{"x"});
  EXPECT_EQ(runner.Settle().Status(), RunStatus::kCompleted);
}

TEST(Suspended, IsToldOnceAndChangesNothingWhereItIsAlready) {
  fakes::MemoryRunner runner(Document("do: [{w: {wait: PT10S}}]"));
  runner.Start(nullptr);
  const auto wake = runner.WakeAt();
  runner.Give(kResume);
  EXPECT_EQ(runner.Status(), RunStatus::kWaiting);
  EXPECT_EQ(runner.WakeAt(), wake);
  const auto before = runner.lifecycle.size();
  runner.Give(kSuspend).Give(kSuspend).Give(kResume).Give(kResume);
  EXPECT_EQ(runner.WakeAt(), wake);
  const std::string workflow(type::kWorkflowLifecycle);
  auto told = TypesOf(runner.lifecycle);
  told.erase(told.begin(), told.begin() + static_cast<std::ptrdiff_t>(before));
  EXPECT_EQ(told, (std::vector{workflow + "suspended.v1", workflow + "status-changed.v1",
                               workflow + "resumed.v1", workflow + "status-changed.v1"}));
  EXPECT_EQ(runner.Tasks("suspended"), std::vector<std::string>{"/"});
  EXPECT_EQ(runner.Tasks("resumed"), std::vector<std::string>{"/"});
}

TEST(Suspended, ATimeoutThatHasPassedEndsTheTaskWhenResumed) {
  fakes::MemoryRunner runner(Document("do: [{w: {wait: PT1H, timeout: {after: PT5S}}}]"));
  runner.Start(nullptr);
  runner.Give(kSuspend);
  runner.SetNow(runner.Now() + 60s);
  runner.Give(kResume).Settle();
  EXPECT_EQ(runner.Status(), RunStatus::kFaulted);
  EXPECT_EQ(runner.output.at("detail").as_string(), "no result within 5s");
}

TEST(Suspended, MayBeCancelled) {
  fakes::MemoryRunner runner(Document("do: [{w: {wait: PT10S}}]"));
  runner.Start(nullptr);
  runner.Give(kSuspend).Give(kCancelByHand);
  EXPECT_EQ(runner.Status(), RunStatus::kCancelled);
  EXPECT_EQ(runner.output.at("reason").as_string(), "by hand");
}

constexpr const char* kOfAlerts =
    "schedule: {on: {one: {with: {type: tocsin.alert.raised}}}}\n"
    "do: [{a: {wait: PT1S}}, {c: {emit: {event: {with: {type: tocsin.alert.closed, data: "
    "{alert_id: "
    "a1, outcome: notified}}}}}}, {b: {wait: PT1H}}]";

TEST(CancelledByHand, ClosesItsAlertUnlessTheRunHas) {
  fakes::MemoryRunner open(Document(kOfAlerts));
  open.Start(Json("[{}]"));
  open.Give(kCancelByHand);
  ASSERT_EQ(open.events.size(), 1U);
  EXPECT_EQ(open.events[0].type, type::kAlertClosed);
  EXPECT_EQ(open.events[0].subject, "subject-1");
  const auto data = EventData(open.events[0]).value();
  EXPECT_EQ(data.at("alert_id"), "subject-1");
  EXPECT_EQ(data.at("outcome"), "failed");
  EXPECT_EQ(data.at("reason"), "the run that handled it was cancelled by hand");

  fakes::MemoryRunner closed(Document(kOfAlerts));
  closed.Start(Json("[{}]"));
  closed.Advance(2s);
  ASSERT_EQ(closed.events.size(), 1U);
  closed.Give(kCancelByHand);
  EXPECT_EQ(closed.events.size(), 1U);
}

TEST(CancelledByHand, ClosesNoAlertOfOthers) {
  fakes::MemoryRunner restarted(Document(kOfAlerts));
  restarted.Start(Json("[{}]"));
  restarted.Give(Control{Control::Kind::kCancel, "restarted by a newer event"});
  EXPECT_THAT(restarted.events, IsEmpty());

  fakes::MemoryRunner other(
      Document("schedule: {on: {one: {with: {type: com.example.x}}}}\ndo: [{a: {wait: PT1S}}]"));
  other.Start(Json("[{}]"));
  other.Give(kCancelByHand);
  EXPECT_THAT(other.events, IsEmpty());

  fakes::MemoryRunner part(Document(kOfAlerts));
  workflow::Run run = part.State();
  run.parent = RunId::Derive({"parent"});
  part.Begin(run, Json("[{}]"));
  part.Give(kCancelByHand);
  EXPECT_THAT(part.events, IsEmpty());
}

TEST(RunControl, IsReadAsItWasAsked) {
  const auto run = RunId::Derive({"r"});
  const auto event = RunControlEvent(run, "a1", 4, events::kSuspendRun, "wrong host", TimePoint());
  EXPECT_EQ(event.subject, "a1");
  const auto read = ReadRunControl(event);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->run, run);
  EXPECT_EQ(read->control.kind, Control::Kind::kSuspend);
  EXPECT_EQ(read->control.reason, "by hand: wrong host");
  EXPECT_FALSE(read->control.closes_alert);
  const auto cancel = ReadRunControl(RunControlEvent(run, "", 4, events::kCancelRun, "", {}));
  ASSERT_TRUE(cancel);
  EXPECT_TRUE(cancel->control.closes_alert);
  EXPECT_EQ(cancel->control.reason, "by hand");
}

TEST(RunControl, HasOneIdForOneStateOfTheRun) {
  const auto id = [](const char* word, int revision) {
    return RunControlEvent(RunId::Derive({"r"}), "a1", revision, word, "", TimePoint()).id;
  };
  EXPECT_EQ(id(events::kSuspendRun, 4), id(events::kSuspendRun, 4));
  EXPECT_NE(id(events::kSuspendRun, 4), id(events::kResumeRun, 4));
  EXPECT_NE(id(events::kSuspendRun, 4), id(events::kSuspendRun, 6));
}

TEST(RunControl, ThatNamesNoRunOrNoControlIsRefused) {
  auto event = RunControlEvent(RunId::Derive({"r"}), "a1", 4, "explode", "", TimePoint());
  auto read = ReadRunControl(event);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message,
              HasSubstr("must be cancel, suspend, resume or retry, not 'explode'"));
  event.extensions["runid"] = RunId::Derive({"other"}).ToString();
  read = ReadRunControl(event);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("must name one run"));
  event.data = std::string("not json");
  EXPECT_FALSE(ReadRunControl(event));
}

TEST(RunControl, MakesSenseOnSomeRunsOnly) {
  const auto why = [](const char* word, RunStatus status) {
    const auto checked = CheckControl(word, status);
    return checked ? "" : checked.error().message;
  };
  for (const auto* word : {events::kCancelRun, events::kSuspendRun, events::kResumeRun})
    EXPECT_EQ(why(word, RunStatus::kFaulted),
              "is over (faulted): there is nothing to " + std::string(word));
  EXPECT_EQ(why(events::kRetryRun, RunStatus::kFaulted), "");
  EXPECT_EQ(why(events::kRetryRun, RunStatus::kWaiting),
            "has not failed (waiting): there is nothing to retry");
  for (const auto status : {RunStatus::kRunning, RunStatus::kWaiting}) {
    EXPECT_EQ(why(events::kCancelRun, status), "");
    EXPECT_EQ(why(events::kSuspendRun, status), "");
  }
  EXPECT_EQ(why(events::kResumeRun, RunStatus::kWaiting), "is not suspended (waiting)");
  EXPECT_EQ(why(events::kSuspendRun, RunStatus::kSuspended), "is suspended already");
  EXPECT_EQ(why(events::kResumeRun, RunStatus::kSuspended), "");
  EXPECT_EQ(why(events::kCancelRun, RunStatus::kSuspended), "");
}

TEST(RunControl, IsFulfilledByTheStatusThatItWants) {
  EXPECT_TRUE(IsFulfilled(events::kCancelRun, RunStatus::kCancelled));
  EXPECT_FALSE(IsFulfilled(events::kCancelRun, RunStatus::kCompleted));
  EXPECT_TRUE(IsFulfilled(events::kSuspendRun, RunStatus::kSuspended));
  EXPECT_FALSE(IsFulfilled(events::kSuspendRun, RunStatus::kCompleted));
  EXPECT_FALSE(IsFulfilled(events::kResumeRun, RunStatus::kSuspended));
  EXPECT_TRUE(IsFulfilled(events::kResumeRun, RunStatus::kWaiting));
  EXPECT_TRUE(IsFulfilled(events::kResumeRun, RunStatus::kCompleted));
}

}  // namespace
}  // namespace tocsin::workflow
