// links: harness schemas net
// Real n8n of tools/n8n with the workflows of deploy/n8n, a real worker, broker and database, and
// the phone simulator.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "schemas/json.hpp"
#include "tests/harness/http_probe.hpp"
#include "tests/harness/walk_site.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;

constexpr const char* kPhone = "+15559876543";
constexpr const char* kSecret = "tocsin-n8n-acceptance-secret";
constexpr auto kStartLimit = std::chrono::minutes(4);

std::string ReadAll(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// n8n in a schema of its own.
class N8n {
 public:
  N8n(const WalkSite& site, std::uint16_t port, std::string key)
      : site_(site), port_(port), schema_(site.At().Prefix() + "_n8n"), key_(std::move(key)) {
    site.At().Query("create schema " + schema_);
  }
  ~N8n() {
    Stop();
    site_.At().Query("drop schema " + schema_ + " cascade");
  }

  Finished Tool(std::vector<std::string> words) const {
    words.insert(words.begin(), std::string(TOCSIN_SOURCE_DIR) + "/tools/n8n");
    return Run({.command = std::move(words),
                .environment = {{"TOCSIN_N8N_DATABASE", DatabaseAddress()},
                                {"TOCSIN_N8N_SCHEMA", schema_},
                                {"TOCSIN_URL", site_.WorkerUrl()},
                                {"TOCSIN_API_KEY", key_},
                                {"TOCSIN_WEBHOOK_SECRET", kSecret}}},
               kStartLimit);
  }
  bool Start() const {
    const auto started = Tool({"start", "--port", std::to_string(port_)});
    EXPECT_EQ(started.exit, 0) << started.errors;
    return started.exit == 0;
  }
  void Stop() const { EXPECT_EQ(Tool({"stop"}).exit, 0); }
  void Import(const std::string& what, const std::string& text) const {
    site_.Write("n8n.json", text);
    const auto file = (site_.At().Folder() / "n8n.json").string();
    const auto done = Tool({"cli", "import:" + what, "--input=" + file});
    EXPECT_EQ(done.exit, 0) << done.output << done.errors;
  }
  /// Executions of a workflow that ended well and began with this kind of start.
  std::string Executions(const std::string& workflow, const std::string& mode) const {
    return site_.At().Query("select count(*) from " + schema_ +
                            ".execution_entity where status = 'success' and mode = '" + mode +
                            "' and \"workflowId\" = '" + workflow + "'");
  }
  HttpResponse Post(const std::string& path, const std::string& body) const {
    return Ask({.method = "POST",
                .url = "http://127.0.0.1:" + std::to_string(port_) + path,
                .headers = {{"Content-Type", "application/json"}},
                .body = body});
  }

 private:
  const WalkSite& site_;
  std::uint16_t port_;
  std::string schema_, key_;
};

std::string Workflow(const std::string& name) {
  return ReadAll(std::filesystem::path(TOCSIN_SOURCE_DIR) / "deploy/n8n/workflows" / name);
}

/// The executor with its topic switched on.
std::string ExecutorOn(const std::string& topic) {
  auto workflow = ParseJson(Workflow("action-executor.json")).value();
  for (auto& node : workflow.at("nodes").as_array()) {
    auto& object = node.as_object();
    if (object.at("name") != "From the topic") continue;
    object.erase("disabled");
    object.at("parameters").as_object()["topic"] = topic;
    object.at("parameters").at("options").as_object()["fromBeginning"] = true;
  }
  return JsonText(workflow);
}

/// Deliveries by the first letter of the alert: w by webhook, t by topic, d by webhook without
/// patience.
std::string Deliveries(std::uint16_t port) {
  const std::string url = "http://127.0.0.1:" + std::to_string(port) + "/webhook/tocsin-execute";
  const std::string common = std::string(", result: later, result_within: 5m, secret: ") + kSecret;
  const auto when = [](const char* letter) {
    return std::string(", when: '.subject | startswith(\"") + letter + "\")'";
  };
  return "bridge:\n  deliveries:\n    - {name: patient, url: '" + url + "'" + common + when("w") +
         ", retry: {attempts: 200, backoff: 1s, max_backoff: 2s}}\n" +
         "    - {name: hasty, url: '" + url + "'" + common + when("d") +
         ", retry: {attempts: 2, backoff: 500ms}}\n" +
         "    - {name: topic, topic: PREFIX.n8n, result: later" + when("t") + "}\n";
}

class N8nStory : public testing::Test {
 protected:
  void SetUp() override {
    if (KafkaAddress().empty() || DatabaseAddress().empty())
      GTEST_SKIP() << "needs TOCSIN_TEST_KAFKA and TOCSIN_TEST_DATABASE";
  }
};

std::string Alert(const std::string& id) {
  return R"({"alert_id":")" + id +
         R"(","severity":"critical","title":"nginx has stopped","resource_type":"container",)" +
         R"("resource_name":"nginx","node_name":"pve1"})";
}

TEST_F(N8nStory, AlertsGoInAndApprovedActionsAreExecuted) {
  const std::uint16_t port = FreePort();
  WalkSite site(
      {.people = std::string("{'") + kPhone +
                 "': [{turns: [{hear: nginx, press: '1'}, {hear: confirm, press: '1'}]}]}",
       .settings = Deliveries(port)});
  const N8n n8n(site, port, site.Key().front().second.substr(std::string("Bearer ").size()));
  const auto installed = n8n.Tool({"cli", "--version"});
  if (installed.exit == 3) GTEST_SKIP() << installed.errors;
  ASSERT_EQ(installed.exit, 0) << installed.errors;
  ASSERT_TRUE(site.Start());
  n8n.Import("credentials",
             R"([{"id":"tocsinKafka","name":"tocsin bus","type":"kafka","data":{"clientId":"n8n",)"
             R"("brokers":")" +
                 KafkaAddress() + R"(","ssl":false,"authentication":false}}])");
  n8n.Import("workflow", Workflow("conversation-voice.json"));
  n8n.Import("workflow", Workflow("alert-router.json"));
  n8n.Import("workflow", ExecutorOn(site.At().Prefix() + ".n8n"));
  const auto activated = n8n.Tool({"cli", "update:workflow", "--all", "--active=true"});
  ASSERT_EQ(activated.exit, 0) << activated.output << activated.errors;
  ASSERT_TRUE(n8n.Start());

  // By webhook: alert -> call -> decision -> execution -> result.
  EXPECT_EQ(n8n.Post("/webhook/alert", Alert("w1")).status, 202);
  const auto completed = site.Bus().WaitFor("actions", "w1", "tocsin.action.completed", 1);
  ASSERT_EQ(completed.size(), 1U);
  EXPECT_EQ(Sighting::TextAt(completed[0].data, "result.action"), "restart_container");
  EXPECT_EQ(n8n.Executions("tocsinActionExecutor", "webhook"), "1");
  EXPECT_EQ(n8n.Executions("tocsinAlertRouter", "webhook"), "1");

  // By topic.
  EXPECT_EQ(n8n.Post("/webhook/alert", Alert("t1")).status, 202);
  EXPECT_EQ(site.Bus().WaitFor("actions", "t1", "tocsin.action.completed", 1).size(), 1U);
  EXPECT_EQ(n8n.Executions("tocsinActionExecutor", "trigger"), "1");

  // A call that n8n asks for.
  const auto before = site.Calls(kPhone).size();
  const auto asked =
      n8n.Post("/webhook/voice-initiate",
               std::string(R"({"phone_number":")") + kPhone +
                   R"(","alert_id":"manual-1","alert_summary":"nginx has stopped"})");
  EXPECT_EQ(asked.status, 202) << asked.body;
  EXPECT_EQ(site.WaitForCalls(kPhone, before + 1).size(), before + 1);

  // What is not signed is refused.
  EXPECT_EQ(n8n.Post("/webhook/tocsin-execute", "{}").status, 401);
  EXPECT_EQ(n8n.Post("/webhook/tocsin-actions", "{}").status, 401);

  // Stopped, decided, started: delivered once, under the same id on each try.
  n8n.Stop();
  site.Raise("w2", "e-w2");
  ASSERT_EQ(site.Bus().WaitFor("actions", "w2", "tocsin.action.requested", 1).size(), 1U);
  site.Raise("d1", "e-d1");
  const auto letters = site.Bus().WaitFor("dlq", "d1", "tocsin.action.requested", 1);
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].headers.at("dlq_reason"), "delivery_failed");
  EXPECT_EQ(site.Bus().WaitFor("actions", "d1", "tocsin.action.failed", 1).size(), 1U);
  ASSERT_TRUE(n8n.Start());
  ASSERT_EQ(site.Bus().WaitFor("actions", "w2", "tocsin.action.completed", 1).size(), 1U);
  EXPECT_EQ(n8n.Executions("tocsinActionExecutor", "webhook"), "3") << "w1, the refused one, w2";

  // What was given up is replayed.
  const auto listed = site.At().Tocsin({"dlq", "list", "--format", "json"});
  ASSERT_EQ(listed.exit, 0) << listed.errors;
  const auto rows = ParseJson(listed.output).value();
  ASSERT_EQ(rows.as_array().size(), 1U) << listed.output;
  const std::string id(StringAt(rows.at(0).as_object(), "id"));
  const auto replayed = site.At().Tocsin({"dlq", "replay", id});
  EXPECT_EQ(replayed.exit, 0) << replayed.errors;
  EXPECT_EQ(site.Bus().WaitFor("actions", "d1", "tocsin.action.completed", 1).size(), 1U);
  const auto again = site.At().Tocsin({"dlq", "replay", id});
  EXPECT_EQ(again.exit, 1);
  EXPECT_THAT(again.errors, HasSubstr("was replayed at"));
}

}  // namespace
}  // namespace tocsin::harness
