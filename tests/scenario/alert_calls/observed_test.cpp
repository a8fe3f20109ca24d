// Prometheus looks at a worker: every rule is judged, and every panel has something to show.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include "scenario/alert_calls/walk.hpp"
#include "tests/harness/eventually.hpp"
#include "tests/harness/http_probe.hpp"
#include "tests/harness/process.hpp"
#include "tests/harness/prometheus.hpp"
#include "tests/harness/receiver.hpp"

namespace tocsin::harness {
namespace {

/// Queries of what does not happen in this story.
/// Calls are led by prompts here, and no model answers.
const std::set<std::string> kNothingToShow = {
    "calls, Live lines: sum(tocsin_voice_live_lines)",
    "cost, Answers of models that sound natural: sum by (check) "
    "(increase(tocsin_answer_checks_total{passed=\"yes\"}[1h])) / sum by (check) "
    "(increase(tocsin_answer_checks_total[1h]))",
    "cost, Sentences of an answer: sum(increase(tocsin_answer_sentences_total[1h])) / "
    "sum(increase(tocsin_answer_checks_total{check=\"Short Sentences\"}[1h]))"};

struct PanelQuery {
  std::string dashboard, panel, query;
};

std::vector<PanelQuery> PanelQueries() {
  const auto made =
      Run({.command = {std::string(TOCSIN_SOURCE_DIR) + "/tools/dashboards", "--queries"}});
  EXPECT_EQ(made.exit, 0) << made.errors;
  std::vector<PanelQuery> queries;
  std::istringstream lines(made.output);
  for (std::string line; std::getline(lines, line);) {
    PanelQuery query;
    std::istringstream words(line);
    std::getline(words, query.dashboard, '\t');
    std::getline(words, query.panel, '\t');
    std::getline(words, query.query);
    queries.push_back(std::move(query));
  }
  return queries;
}

/// For a real one, with the shipped rules, that scrapes one worker every second.
void WriteConfiguration(const WalkSite& site) {
  const auto rules =
      std::filesystem::path(TOCSIN_SOURCE_DIR) / "deploy/prometheus/tocsin.rules.yml";
  site.Write("prometheus.yml",
             "global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: ['" +
                 rules.string() +
                 "']\nscrape_configs: [{job_name: tocsin, static_configs: [{targets: ['" +
                 site.WorkerUrl().substr(site.WorkerUrl().find("//") + 2) + "']}]}]\n");
}

TEST_F(Walk, PrometheusFindsAllThatThePanelsAndRulesAskFor) {
  if (harness::Run({.command = {"sh", "-c", "command -v prometheus && python3 -c 'import yaml'"}})
          .exit != 0)
    GTEST_SKIP() << "needs the packages prometheus and python3-yaml";
  Receiver receiver;
  WalkSite site({.people =
                     "{'+15559876543': [{turns: [{hear: nginx, press: '1'}, {hear: confirm, press: "
                     "'1'}]}]}",
                 .settings = "cost: {currency: EUR, rates: [{prefix: '+1', per_minute: 0.1}]}\n"
                             "limits: {calls_per_number_minute: 1}\n",
                 .environment = "N8N_WEBHOOK_URL=" + receiver.Url() +
                                "/webhook/actions\n"
                                "N8N_WEBHOOK_SECRET=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"});
  ASSERT_TRUE(site.Start());
  WriteConfiguration(site);
  Prometheus prometheus(site.At().Folder().string());
  ASSERT_TRUE(Eventually([&] { return prometheus.Count("up{job=\"tocsin\"} == 1") == 1; }))
      << prometheus.Log();
  // The carrier is away at first.
  site.StopPhone();
  site.Raise("seen", "seen-1");
  EXPECT_TRUE(Eventually([&] { return prometheus.Count("tocsin_provider_errors_total") > 0; }));
  site.StartPhone();
  ASSERT_EQ(site.Bus().WaitFor("actions", "seen", "tocsin.action.completed", 1).size(), 1U);
  ASSERT_EQ(site.Bus().WaitFor("calls", "seen", "tocsin.call.ended", 1).size(), 1U);
  // A second one to the same number within the minute is over a limit.
  site.Raise("kept", "kept-1");
  ASSERT_GE(site.Bus().WaitFor("calls", "kept", "tocsin.call.failed", 1).size(), 1U);
  site.Produce("broken", "broken-1", "no alert");

  // Numbers that are looked up every 15 s, and rates, which want two samples, come in time.
  const auto queries = PanelQueries();
  ASSERT_GT(queries.size(), 30U);
  std::set<std::string> empty;
  Eventually([&] {
    empty.clear();
    for (const auto& [dashboard, panel, query] : queries)
      if (prometheus.Count(query) == 0) empty.insert(dashboard + ", " + panel + ": " + query);
    return empty.size() == kNothingToShow.size();
  });
  EXPECT_EQ(empty, kNothingToShow);
  const auto rules = prometheus.Ask("/api/v1/rules");
  ASSERT_TRUE(rules.is_object()) << prometheus.Log();
  std::size_t judged = 0;
  for (const auto& group : rules.at("groups").as_array())
    for (const auto& rule : group.at("rules").as_array()) {
      EXPECT_EQ(rule.at("health"), "ok") << rule;
      ++judged;
    }
  EXPECT_GT(judged, 20U);
}

}  // namespace
}  // namespace tocsin::harness
