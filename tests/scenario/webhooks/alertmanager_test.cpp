#include <cstdlib>
#include <filesystem>
#include <functional>
#include <regex>
#include <set>

#include "adapters/net/http_server.hpp"
#include "hooked_site.hpp"
#include "tests/harness/eventually.hpp"
#include "tests/harness/prometheus.hpp"

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

/// A file of deploy/ with other words for `from`, all of which must be there.
std::string Shipped(const HookedSite& site, const std::string& file,
                    const std::vector<std::pair<std::string, std::string>>& changes) {
  std::string text = site.ReadFile(std::string(TOCSIN_SOURCE_DIR) + "/deploy/" + file);
  for (const auto& [from, to] : changes) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << file << " has no '" << from << "'";
    if (at != std::string::npos) text.replace(at, from.size(), to);
  }
  return text;
}

/// Prometheus and Alertmanager for real, each on a loopback port and without their services.
class Senders {
 public:
  /// `prometheus_yml` and `alertmanager_yml` are given the addresses.
  Senders(const HookedSite& site, const std::function<std::string(std::string)>& prometheus_yml,
          const std::string& alertmanager_yml)
      : folder_(site.At().Folder().string()) {
    const auto alertmanager = "127.0.0.1:" + std::to_string(FreePort());
    site.Write("alertmanager.yml", alertmanager_yml);
    site.Write("prometheus.yml", prometheus_yml(alertmanager));
    alertmanager_ = std::make_unique<Process>(Process::Options{
        {"prometheus-alertmanager", "--config.file=alertmanager.yml", "--storage.path=am",
         "--web.listen-address=" + alertmanager, "--cluster.listen-address="},
        {},
        folder_});
    prometheus_ = std::make_unique<Prometheus>(folder_);
  }
  Prometheus& Watching() { return *prometheus_; }
  std::string Log() { return alertmanager_->Errors() + prometheus_->Log(); }

 private:
  std::string folder_;
  std::unique_ptr<Process> alertmanager_;
  std::unique_ptr<Prometheus> prometheus_;
};

TEST_F(Webhooks, PrometheusAndAlertmanagerForReal) {
  if (!HaveSenders()) GTEST_SKIP() << "needs the packages prometheus and prometheus-alertmanager";
  HookedSite site("{hook: alertmanager, bearer: am-s3cret}");
  ASSERT_TRUE(site.Start());
  const auto port = FreePort();
  site.Write("rules.yml", kRules);
  Senders senders(
      site,
      [&](const std::string& alertmanager) {
        return "global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [rules.yml]\n"
               "alerting: {alertmanagers: [{static_configs: [{targets: ['" +
               alertmanager +
               "']}]}]}\nscrape_configs: [{job_name: watched, static_configs: [{targets: "
               "['127.0.0.1:" +
               std::to_string(port) + "']}]}]\n";
      },
      "route: {receiver: tocsin, group_wait: 1s, group_interval: 1s}\n"
      "receivers: [{name: tocsin, webhook_configs: [{url: '" +
          site.WorkerUrl() +
          "/hooks/alertmanager', http_config: {authorization: {credentials: am-s3cret}}}]}]\n");

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

/// Of these one more or less is no alarm.
const std::set<std::string> kOfMany = {"tocsin_provider_errors_total", "tocsin_voice_events_total",
                                       "voice_audio_cache_hits_total",
                                       "voice_audio_cache_misses_total"};

/// What the shipped rules want to see go up from nothing.
std::set<std::string> CountedFromNothing(const std::string& rules) {
  static const std::regex kRise(R"(increase\((\w+)[{\[])");
  std::set<std::string> names;
  for (std::sregex_iterator at(rules.begin(), rules.end(), kRise), end; at != end; ++at)
    if (!kOfMany.contains((*at)[1])) names.insert((*at)[1]);
  return names;
}

/// tocsin watched by the files that it ships: calls that a limit keeps from being made ring a
/// phone.
TEST_F(Webhooks, ItsOwnRulesRingAPhoneByAlertmanager) {
  if (!HaveSenders()) GTEST_SKIP() << "needs the packages prometheus and prometheus-alertmanager";
  HookedSite site("{hook: alertmanager, bearer: am-s3cret}");
  ASSERT_TRUE(site.Start());
  const auto rules = Shipped(site, "prometheus/tocsin.rules.yml", {});
  site.Write("tocsin.rules.yml", rules);
  site.Write("tocsin.key", "am-s3cret");
  const std::string worker = site.WorkerUrl();
  const std::string address = worker.substr(worker.find("//") + 2);
  Senders senders(
      site,
      [&](const std::string& alertmanager) {
        return Shipped(site, "prometheus/prometheus.yml",
                       {{"scrape_interval: 15s", "scrape_interval: 1s"},
                        {"evaluation_interval: 15s", "evaluation_interval: 1s"},
                        {"127.0.0.1:9093", alertmanager},
                        {"127.0.0.1:8003", address}});
      },
      Shipped(site, "alertmanager/alertmanager.yml",
              {{"group_wait: 10s", "group_wait: 1s"},
               {"http://127.0.0.1:8003", worker},
               {"/etc/prometheus/tocsin.key", site.At().Folder().string() + "/tocsin.key"}}));
  ASSERT_TRUE(Eventually([&] { return senders.Watching().Count("up == 1") == 1; }))
      << senders.Log();
  // An increase is seen against what was there before.
  const auto counted = CountedFromNothing(rules);
  EXPECT_THAT(counted, testing::IsSupersetOf(
                           {"tocsin_limits_refused_total", "tocsin_bus_dead_letters_total"}));
  for (const auto& name : counted) EXPECT_GT(senders.Watching().Count(name), 0U) << name;

  EXPECT_EQ(site.Initiate("abroad", "+4930123456").status, 202);

  EXPECT_EQ(site.WaitForCalls("+15559870001", 1).size(), 1U) << senders.Log();
  const auto alert =
      site.At().Query("select alert_id from call where phone = '+15559870001' limit 1");
  const auto raised = site.Bus().WaitFor("alerts", alert, "tocsin.alert.raised", 1);
  ASSERT_GE(raised.size(), 1U);
  EXPECT_EQ(raised[0].At("title"), "calls were not made: country");
}

}  // namespace
}  // namespace tocsin::harness
