// links: harness schemas net
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <functional>
#include <thread>

#include "schemas/json.hpp"
#include "tests/harness/eventually.hpp"
#include "tests/harness/http_probe.hpp"
#include "tests/harness/phone_site.hpp"

namespace tocsin::harness {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kAsk = R"(
document: {dsl: '1.0.3', namespace: ops, name: ask, version: '1.0.0'}
schedule: {on: {one: {with: {type: tocsin.alert.raised}}}}
do:
  - ask: {call: voice.ask, with: {to: '+15559870001', say: 'May I?', choices: [{id: approve, digits: '1'}]}}
  - told: {emit: {event: {with: {type: tocsin.alert.closed, data: {alert_id: '${ $workflow.input[0].alert_id }', outcome: approved}}}}}
)";

/// Runs as somebody at a terminal ends and pauses them, on Kafka and on the embedded log.
class RunControlStory : public testing::Test {
 protected:
  void SetUp() override {
    if (DatabaseAddress().empty() || KafkaAddress().empty())
      GTEST_SKIP() << "needs TOCSIN_TEST_KAFKA and TOCSIN_TEST_DATABASE";
  }
  /// With a worker beside it, and a phone that rings about alert a1.
  void Begin(bool embedded) {
    PhoneSiteOptions options;
    options.people = "  '+15559870001': [{no_answer: true}]\n";
    options.ring_timeout = "600s";
    options.time_scale = "1";
    options.workflow = kAsk;
    if (embedded) {
      options.kafka = "";
      arguments_ = {"--embedded"};
    }
    site_ = std::make_unique<PhoneSite>("control", options);
    worker_ = site_->Start({}, arguments_);
    ASSERT_NE(worker_, nullptr);
    Raise("a1");
    ASSERT_TRUE(Eventually([&] {
      const auto calls = site_->Calls();
      return calls.size() == 1 && StateOf(calls[0]) == "ringing";
    }));
    run_ = RunOf("a1");
  }
  /// Asks for it while no worker runs, and starts one.
  void AskWithoutWorker(const std::string& control) {
    worker_->Signal(SIGTERM);
    ASSERT_TRUE(worker_->Wait(std::chrono::seconds(60)));
    const auto asked = At().Tocsin({"runs", control, run_, "--wait", "0s", "--format", "json"});
    EXPECT_EQ(asked.exit, 3);
    EXPECT_THAT(asked.output, HasSubstr(R"("asked":")" + control + R"(","done":false,"status":")"));
    EXPECT_THAT(asked.errors, HasSubstr("no workflow worker runs that owns it (`tocsin run`)"));
    EXPECT_EQ(At().Tocsin({"runs", control, run_, "--wait", "0s"}).exit, 3);  // and once more
    worker_ = site_->Start({}, arguments_);
    ASSERT_NE(worker_, nullptr);
  }
  void Raise(const std::string& alert) {
    const std::string key = At().Tocsin({"keys", "create", alert}).output;
    const auto posted =
        Ask({.method = "POST",
             .url = site_->Worker() + "/events",
             .headers = {{"Authorization", "Bearer " + key.substr(0, key.find('\n'))},
                         {"Content-Type", "application/cloudevents+json"}},
             .body = R"({"specversion":"1.0","id":")" + alert +
                     R"(","source":"/t","type":"tocsin.alert.raised","subject":")" + alert +
                     R"(","data":{"title":"Disk full"}})"});
    ASSERT_EQ(posted.status, 202) << posted.body;
  }
  std::string RunOf(const std::string& alert) const {
    const auto listed =
        ParseJson(At().Tocsin({"runs", "list", "--subject", alert, "--format", "json"}).output);
    if (!listed || listed->as_array().empty()) return "";
    return std::string(StringAt(listed->as_array()[0].as_object(), "id"));
  }
  std::string StatusOf(const std::string& run) const {
    const auto shown = ParseJson(At().Tocsin({"runs", "show", run, "--format", "json"}).output);
    return shown ? std::string(StringAt(shown->as_object(), "status")) : "";
  }
  const Site& At() const { return site_->At(); }

  std::unique_ptr<PhoneSite> site_;
  std::unique_ptr<Process> worker_;
  std::vector<std::string> arguments_;
  std::string run_;
};

TEST_F(RunControlStory, ACancelledRunHangsUpAndClosesItsAlertOnTheEmbeddedLog) {
  Begin(true);
  const auto cancelled = At().Tocsin({"runs", "cancel", run_, "--reason", "wrong host"});
  EXPECT_EQ(cancelled.exit, 0) << cancelled.errors;
  EXPECT_EQ(cancelled.output, "run " + run_ + " is cancelled\n");
  EXPECT_TRUE(Eventually([&] { return IsOver(site_->Calls()[0]); }));
  EXPECT_EQ(StateOf(site_->Calls()[0]), "canceled");
  EXPECT_THAT(At().Tocsin({"explain", "a1"}).output,
              AllOf(HasSubstr("ended: cancelled (by hand: wrong host)"),
                    HasSubstr("closed the alert: failed: the run that handled it was cancelled by "
                              "hand: wrong host")));

  const auto again = At().Tocsin({"runs", "cancel", run_});
  EXPECT_EQ(again.exit, 1);
  EXPECT_THAT(again.errors, HasSubstr("is over (cancelled): there is nothing to cancel"));
  EXPECT_EQ(At().Tocsin({"runs", "resume", run_}).exit, 1);
  const auto unknown =
      At().Tocsin({"runs", "cancel", "00000000-0000-0000-0000-000000000001", "--format", "json"});
  EXPECT_EQ(unknown.exit, 1);
  EXPECT_THAT(unknown.errors, HasSubstr("there is no run 00000000-"));
  EXPECT_EQ(At().Tocsin({"runs", "cancel", "a1"}).exit, 2);
  EXPECT_EQ(At().Tocsin({"runs", "cancel", run_, "--wait", "soon"}).exit, 2);
}

TEST_F(RunControlStory, ARunIsSuspendedResumedAndCancelledOnKafka) {
  Begin(false);
  const auto early = At().Tocsin({"runs", "resume", run_});
  EXPECT_EQ(early.exit, 1);
  EXPECT_THAT(early.errors, HasSubstr("is not suspended (waiting)"));
  AskWithoutWorker("suspend");
  EXPECT_TRUE(Eventually([&] { return StatusOf(run_) == "suspended"; }));
  const auto again = At().Tocsin({"runs", "suspend", run_});
  EXPECT_EQ(again.exit, 1);
  EXPECT_THAT(again.errors, HasSubstr("is suspended already"));

  // What is under way goes on; a phone that is answered now is answered.
  EXPECT_EQ(StateOf(site_->Calls()[0]), "ringing");
  AskWithoutWorker("resume");
  EXPECT_TRUE(Eventually([&] { return StatusOf(run_) == "waiting"; }));
  EXPECT_EQ(site_->Calls().size(), 1U);
  AskWithoutWorker("cancel");
  EXPECT_TRUE(Eventually([&] { return IsOver(site_->Calls()[0]); }));
  EXPECT_EQ(StatusOf(run_), "cancelled");
  EXPECT_THAT(At().Tocsin({"explain", "a1"}).output,
              AllOf(HasSubstr("suspended (by hand)"), HasSubstr("resumed (by hand)"),
                    HasSubstr("ended: cancelled (by hand)")));
  const auto told = At().Tocsin({"tail", "lifecycle", "--from-beginning", "--until-end"}).output;
  for (const auto* what : {"suspended", "resumed", "cancelled"})
    EXPECT_THAT(told, HasSubstr("io.serverlessworkflow.workflow." + std::string(what) + ".v1  a1"));
}

}  // namespace
}  // namespace tocsin::harness
