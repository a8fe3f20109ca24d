// links: harness schemas
#include <gtest/gtest.h>

#include <csignal>

#include "schemas/ids.hpp"
#include "tests/harness/alert_flow.hpp"
#include "tests/harness/bus_watch.hpp"
#include "tests/harness/fatal_input.hpp"
#include "tests/harness/receiver.hpp"

namespace tocsin::harness {
namespace {

constexpr int kAlerts = 10;
constexpr int kBad = 3;

/// Alerts wait (a timer), ask the outside (an effect) or listen (mail) before they act.
std::string WorkflowWith(const std::string& task) {
  return R"(
document: {dsl: '1.0.3', namespace: test, name: notify, version: '1.0.0'}
schedule: {on: {one: {with: {type: tocsin.alert.raised}}}}
do:
)" + task +
         R"(
  - notify:
      emit:
        event:
          with:
            type: tocsin.action.requested
            data: { action_id: '${ $workflow.id }', alert_id: '${ $workflow.input[0].alert_id }', action: notify }
)";
}

SiteOptions WithShards(int shards, const std::string& stuck_after = "2s") {
  SiteOptions options;
  options.settings =
      "run: {shards: " + std::to_string(shards) + ", stuck_after: " + stuck_after + "}\n";
  return options;
}

std::string BadKey(const Site& site) { return site.Prefix() + '-' + std::to_string(kBad); }

std::string BadRun(const Site& site) {
  return RunId::Derive({"run", "default", "test", "notify", "/test", "e-" + BadKey(site)})
      .ToString();
}

/// All alerts but the bad one are answered, once; gives how long after the first start.
void ExpectOthersAnswered(const Site& site) {
  const auto actions =
      ReadTopic(site, "actions", "tocsin.action.requested", kAlerts - 1, std::chrono::seconds(90));
  EXPECT_EQ(actions.size(), kAlerts - 1U);
  EXPECT_FALSE(actions.contains(BadKey(site)));
  for (const auto& [key, records] : actions) EXPECT_EQ(records.size(), 1U) << key;
}

void ExpectLetter(const Site& site, std::size_t count = 1) {
  BusWatch bus(site.Kafka(), site.Prefix());
  const auto letters = bus.WaitFor("dlq", BadKey(site), "", count);
  ASSERT_EQ(letters.size(), count);
  EXPECT_EQ(letters.front().headers.at("dlq_reason"), "crash");
  EXPECT_EQ(letters.front().headers.at("dlq_topic"), site.Prefix() + ".alerts");
  EXPECT_EQ(letters.front().At("alert_id"), BadKey(site)) << "unchanged";
}

void Report(const char* what, const Supervised& life) {
  std::printf("%s: set aside after %zu ends, %.1f s\n", what, life.ends.size(),
              std::chrono::duration<double>(life.took).count());
}

class FatalInput : public testing::Test {
 protected:
  void SetUp() override {
    if (KafkaAddress().empty() || DatabaseAddress().empty())
      GTEST_SKIP() << "needs Kafka and PostgreSQL";
  }
};

class FatalRecord : public FatalInput,
                    public testing::WithParamInterface<std::tuple<const char*, int>> {};

TEST_P(FatalRecord, IsSetAsideAndTheOthersGoOn) {
  const auto [variable, shards] = GetParam();
  const Site site("fatal", WithShards(shards));
  site.Write("workflows/notify.yaml", kNotifyWorkflow);
  PublishAlerts(site, 0, kAlerts);
  const auto life = Supervise(site, {{variable, "workflow.decide@" + BadKey(site)}});
  ASSERT_TRUE(life.worker) << life.line;
  EXPECT_EQ(life.ends.size(), 4U);
  ExpectOthersAnswered(site);
  ExpectLetter(site);
  Report(variable, life);
  EXPECT_EQ(site.Query("select count(*) from suspect where decided > 0"), "0");
}

INSTANTIATE_TEST_SUITE_P(All, FatalRecord,
                         testing::Combine(testing::Values("TOCSIN_ABORT_ON", "TOCSIN_HANG_ON"),
                                          testing::Values(1, 2)));

// Reading it again to say whose run it was for ends the process once more.
TEST_F(FatalInput, ThatCannotEvenBeReadIsSetAside) {
  const Site site("fatal", WithShards(2));
  site.Write("workflows/notify.yaml", kNotifyWorkflow);
  PublishAlerts(site, 0, kAlerts);
  const auto life = Supervise(site, {{"TOCSIN_ABORT_ON", "workflow.read@" + BadKey(site)}});
  ASSERT_TRUE(life.worker) << life.line;
  EXPECT_EQ(life.ends, std::vector<int>(5, -SIGABRT));
  ExpectOthersAnswered(site);
  ExpectLetter(site);
}

class FatalStep : public FatalInput,
                  public testing::WithParamInterface<std::pair<const char*, const char*>> {};

TEST_P(FatalStep, FaultsItsRunAndTheOthersGoOn) {
  const auto [name, task] = GetParam();
  Receiver receiver;
  std::string text = task;
  if (const auto at = text.find("URL"); at != std::string::npos)
    text.replace(at, 3, receiver.Url());
  const Site site("fatal", WithShards(2));
  site.Write("workflows/notify.yaml", WorkflowWith(text));
  PublishAlerts(site, 0, kAlerts);
  const std::string plan = std::string(name) + BadRun(site);
  KafkaClient producer(KafkaClient::Kind::kProducer, site.Kafka());
  for (int i = 0; i < kAlerts; ++i) {
    const auto key = site.Prefix() + '-' + std::to_string(i);
    producer.Produce(site.Prefix() + ".alerts", key, R"({"alert_id":")" + key + "\"}",
                     {{"ce_specversion", "1.0"},
                      {"ce_id", "go-" + key},
                      {"ce_source", "/test"},
                      {"ce_type", "com.example.go"},
                      {"ce_subject", key}});
  }
  producer.Flush();
  const auto life = Supervise(site, {{"TOCSIN_ABORT_ON", "workflow.decide@" + plan}});
  ASSERT_TRUE(life.worker) << life.line;
  EXPECT_EQ(life.ends, std::vector<int>(4, -SIGABRT));
  ExpectOthersAnswered(site);
  Report(name, life);
  BusWatch bus(site.Kafka(), site.Prefix());
  EXPECT_EQ(
      bus.WaitFor("lifecycle", BadKey(site), "io.serverlessworkflow.workflow.faulted.v1", 1).size(),
      1U);
  const auto explained = site.Tocsin({"explain", BadKey(site)});
  EXPECT_NE(explained.output.find("alone in hand"), std::string::npos) << explained.output;
}

INSTANTIATE_TEST_SUITE_P(
    All, FatalStep,
    testing::Values(std::pair("timer ", "  - rest: {wait: {seconds: 1}}"),
                    std::pair("http.result of ",
                              "  - ask: {call: http, with: {method: get, endpoint: 'URL'}}"),
                    std::pair("for ", R"(  - hear:
      listen:
        to:
          one:
            with: {type: com.example.go}
            correlate: {alert: {from: .data.alert_id, expect: '${ $workflow.input[0].alert_id }'}}
)")));

// A process that is killed has done nothing wrong.
TEST_F(FatalInput, KillsSetNothingAside) {
  const Site site("fatal", WithShards(2));
  site.Write("workflows/notify.yaml", kNotifyWorkflow);
  constexpr int kMany = 300;
  AlertFlow flow(site, kMany, std::chrono::seconds(8));
  for (int kill = 0; kill < 12; ++kill) {
    const auto worker = site.Spawn();
    worker->Wait(std::chrono::milliseconds(150 + 97 * kill % 700));
    worker->Signal(SIGKILL);
    worker->Wait(std::chrono::seconds(5));
  }
  flow.Finish();
  const auto worker = site.Start();
  ASSERT_TRUE(worker);
  const auto report =
      JudgeFlow(site, kMany, "actions", "tocsin.action.requested", std::chrono::seconds(90));
  EXPECT_EQ(report.missing, 0) << report.details;
  EXPECT_EQ(report.doubled, 0) << report.details;
  EXPECT_TRUE(ReadTopic(site, "dlq", "", 1, std::chrono::milliseconds(500)).empty());
  worker->Signal(SIGTERM);
  EXPECT_EQ(worker->Wait(std::chrono::seconds(20)), 0);
  EXPECT_EQ(site.Query("select count(*) from tenure"), "0") << "given back in order";
}

}  // namespace
}  // namespace tocsin::harness
