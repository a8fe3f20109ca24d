// links: harness
// Expressions that once ended the process, never returned or took the machine's memory, in one
// worker: the run that has one faults, or goes on where jq 1.8 has an answer; every other alert is
// answered, by the same process.
#include <gtest/gtest.h>

#include <csignal>

#include "tests/harness/alert_flow.hpp"
#include "tests/harness/bus_watch.hpp"
#include "tests/harness/kafka_client.hpp"

namespace tocsin::harness {
namespace {

struct BadExpression {
  const char* name;
  const char* expression;  ///< over the event's data
  const char* input;       ///< the member "x" of it
  const char* result;      ///< null: the run faults
  const char* fault = "";  ///< a part of its detail
};

constexpr BadExpression kBadExpressions[] = {
    // Aborted by an assertion.
    {"date", ".x | todate", "1717200000000000000", nullptr, "error converting number of seconds"},
    {"slice", ".x[nan:]", "[1,2]", "[1,2]"},
    // Died of SIGFPE.
    {"modulo", ".x % 1", "1e999", "0"},
    {"infinite", "infinite % 1", "0", "0"},
    // Never returned.
    {"index", ".x as $word | \"a text\" | index($word)", "\"\"", "null"},
    {"delete", ".x | del(.[nan])", "[1,2]", "[1,2]"},
    {"range", "[range(infinite)] | length", "0", nullptr, "the expression"},
    {"until", "until(false; .)", "0", nullptr, "steps"},
    // Took gigabytes.
    {"place", "[] | .[5e8] = 1", "0", nullptr, "too large"},
    {"repeat", "\"=\" * .x | length", "300000000", nullptr, "longer than"},
    {"double", "reduce range(60) as $i (1; [., .]) | tojson", "0", nullptr, "steps"},
};

std::string WorkflowOf(const BadExpression& bad) {
  const std::string name = bad.name;
  return "document: {dsl: '1.0.3', namespace: test, name: " + name + ", version: '1.0.0'}\n" +
         "schedule: {on: {one: {with: {type: com.example." + name + "}}}}\n" +
         "input: {from: '.[0]'}\ndo:\n  - work: {set: {y: '${ " + bad.expression + " }'}}\n" + R"(
  - told:
      emit:
        event:
          with:
            type: tocsin.action.requested
            data: { action_id: '${ $workflow.id }', alert_id: '${ $workflow.input[0].alert_id }', action: told, alert: '${ . }' }
)";
}

/// Two alerts whose ids differ in the last digit, beyond 2^53.
constexpr const char* kLargeIds[] = {"7645781234567895123", "7645781234567895124"};

SiteOptions WithPlainAlerts() {
  SiteOptions options;
  options.settings = "run: {stuck_after: 5s}\n";
  options.bus =
      ", in: [{topic: PREFIX.plain, type: tocsin.alert.raised, id: .event_id, subject: .alert, "
      "data: '{alert_id: .alert, title: .text, severity: .level}'}]";
  return options;
}

class BadExpressions : public testing::Test {
 protected:
  void SetUp() override {
    if (KafkaAddress().empty() || DatabaseAddress().empty())
      GTEST_SKIP() << "needs Kafka and PostgreSQL";
  }
};

void PublishEvent(KafkaClient& producer, const Site& site, const BadExpression& bad) {
  const std::string key = site.Prefix() + "-" + bad.name;
  producer.Produce(site.Prefix() + ".alerts", key,
                   R"({"alert_id":")" + key + R"(","x":)" + bad.input + "}",
                   {{"ce_specversion", "1.0"},
                    {"ce_id", key},
                    {"ce_source", "/test"},
                    {"ce_type", std::string("com.example.") + bad.name},
                    {"ce_subject", key}});
}

TEST_F(BadExpressions, EndTheirOwnRunAndNothingElse) {
  const Site site("badexpression", WithPlainAlerts());
  site.Write("workflows/notify.yaml", kNotifyWorkflow);
  for (const auto& bad : kBadExpressions)
    site.Write(std::string("workflows/") + bad.name + ".yaml", WorkflowOf(bad));
  const auto worker = site.Start();
  ASSERT_TRUE(worker);

  KafkaClient producer(KafkaClient::Kind::kProducer, site.Kafka());
  int alerts = 0;
  for (const auto& bad : kBadExpressions) {
    PublishEvent(producer, site, bad);
    ProduceAlert(producer, site, alerts++);
  }
  for (const std::string id : kLargeIds)
    producer.Produce(site.Prefix() + ".plain", id,
                     R"({"event_id":"e)" + id + R"(","alert":)" + id +
                         R"(,"level":"critical","text":"volume full"})",
                     {});
  producer.Flush();

  BusWatch bus(site.Kafka(), site.Prefix());
  for (int i = 0; i < alerts; ++i) {
    const std::string key = site.Prefix() + '-' + std::to_string(i);
    EXPECT_EQ(bus.WaitFor("actions", key, "tocsin.action.requested", 1).size(), 1U) << key;
  }
  for (const std::string id : kLargeIds)
    EXPECT_EQ(bus.WaitFor("actions", id, "tocsin.action.requested", 1).size(), 1U) << id;
  for (const auto& bad : kBadExpressions) {
    const std::string key = site.Prefix() + "-" + bad.name;
    if (bad.result != nullptr) {
      const auto told = bus.WaitFor("actions", key, "tocsin.action.requested", 1);
      ASSERT_EQ(told.size(), 1U) << bad.name;
      EXPECT_EQ(json::serialize(told[0].data.at("alert").at("y")), bad.result) << bad.name;
      continue;
    }
    const auto faulted =
        bus.WaitFor("lifecycle", key, "io.serverlessworkflow.workflow.faulted.v1", 1);
    ASSERT_EQ(faulted.size(), 1U) << bad.name;
    EXPECT_NE(faulted[0].At("error.detail").find(bad.fault), std::string::npos)
        << bad.name << ": " << faulted[0].text;
    EXPECT_TRUE(bus.Seen("actions", key).empty()) << bad.name;
  }
  EXPECT_TRUE(worker->Running()) << worker->Errors();
  EXPECT_TRUE(ReadTopic(site, "dlq", "", 1, std::chrono::milliseconds(500)).empty());
  worker->Signal(SIGTERM);
  EXPECT_EQ(worker->Wait(std::chrono::seconds(20)), 0);
}

}  // namespace
}  // namespace tocsin::harness
