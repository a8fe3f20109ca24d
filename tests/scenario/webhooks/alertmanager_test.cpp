#include <cstdlib>
#include <filesystem>

#include "adapters/net/http_server.hpp"
#include "hooked_site.hpp"

namespace tocsin::harness {
namespace {

/// The programs of Debian's packages, with the template that Alertmanager looks for where they put
/// it. They are no part of tools/packages.txt: they bring system services with them.
bool HaveSenders() {
  const auto in_path = [](const std::string& program) {
    return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
  };
  return in_path("prometheus") && in_path("prometheus-alertmanager") &&
         std::filesystem::exists("/usr/share/prometheus/alertmanager/default.tmpl");
}

/// What is watched: nothing listens there, until it is started.
class Watched final : public HttpHandler {
 public:
  void Handle(HttpRequest, HttpRespond respond) override {
    respond({.status = 200, .headers = {{"Content-Type", "text/plain"}}, .body = "x 1\n"});
  }
};

constexpr const char* kRules = R"(
groups:
  - name: g
    interval: 1s
    rules:
      - alert: InstanceDown
        expr: up{job="watched"} == 0
        labels: {severity: critical}
        annotations: {summary: 'Instance {{ $labels.instance }} is down'}
)";

/// Prometheus and Alertmanager for real, each on a loopback port and without their services.
class Senders {
 public:
  Senders(const HookedSite& site, std::uint16_t watched) : folder_(site.At().Folder()) {
    const auto alertmanager = "127.0.0.1:" + std::to_string(FreePort());
    site.Write("alertmanager.yml",
               "route: {receiver: tocsin, group_wait: 1s, group_interval: 1s}\n"
               "receivers: [{name: tocsin, webhook_configs: [{url: '" +
                   site.WorkerUrl() +
                   "/hooks/alertmanager', http_config: {authorization: {credentials: "
                   "am-s3cret}}}]}]\n");
    site.Write("rules.yml", kRules);
    site.Write("prometheus.yml",
               "global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [rules.yml]\n"
               "alerting: {alertmanagers: [{static_configs: [{targets: ['" +
                   alertmanager +
                   "']}]}]}\nscrape_configs: [{job_name: watched, static_configs: [{targets: "
                   "['127.0.0.1:" +
                   std::to_string(watched) + "']}]}]\n");
    alertmanager_ =
        Begin({"prometheus-alertmanager", "--config.file=alertmanager.yml", "--storage.path=am",
               "--web.listen-address=" + alertmanager, "--cluster.listen-address="});
    prometheus_ = Begin({"prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=prom",
                         "--web.listen-address=127.0.0.1:" + std::to_string(FreePort())});
  }
  std::string Log() { return alertmanager_->Errors() + prometheus_->Errors(); }

 private:
  std::unique_ptr<Process> Begin(std::vector<std::string> command) const {
    return std::make_unique<Process>(Process::Options{std::move(command), {}, folder_.string()});
  }

  std::filesystem::path folder_;
  std::unique_ptr<Process> alertmanager_, prometheus_;
};

TEST_F(Webhooks, PrometheusAndAlertmanagerForReal) {
  if (!HaveSenders()) GTEST_SKIP() << "needs the packages prometheus and prometheus-alertmanager";
  HookedSite site("{hook: alertmanager, bearer: am-s3cret}");
  ASSERT_TRUE(site.Start());
  const auto port = FreePort();
  Senders senders(site, port);

  EXPECT_EQ(site.WaitForCalls("+15559870001", 1).size(), 1U) << senders.Log();
  Watched watched;
  const auto server = StartHttpServer({.port = port}, watched);
  ASSERT_TRUE(server) << server.error().message;

  std::string alert;
  const auto calls = site.Calls("+15559870001");
  ASSERT_FALSE(calls.empty());
  alert = site.At().Query("select alert_id from call limit 1");
  EXPECT_THAT(alert, testing::StartsWith("alertmanager-"));
  const auto raised = site.Bus().WaitFor("alerts", alert, "tocsin.alert.raised", 1);
  ASSERT_GE(raised.size(), 1U);
  EXPECT_EQ(raised[0].At("title"), "Instance 127.0.0.1:" + std::to_string(port) + " is down");
  EXPECT_EQ(raised[0].At("severity"), "critical");
  const auto closed = site.Bus().WaitFor("alerts", alert, "tocsin.alert.closed", 1);
  ASSERT_EQ(closed.size(), 1U) << senders.Log();
  EXPECT_EQ(closed[0].At("outcome"), "resolved");
  EXPECT_EQ(site.Bus().Seen("alerts", alert, "tocsin.alert.raised").size(), 1U);
  EXPECT_EQ(site.Bus().Seen("alerts", alert, "tocsin.alert.resolved").size(), 1U);
}

}  // namespace
}  // namespace tocsin::harness
