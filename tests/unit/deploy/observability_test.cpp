// links: harness schemas
// What lies in deploy/ for Prometheus and Grafana, held against the metrics there are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "schemas/yaml.hpp"
#include "tests/harness/process.hpp"

namespace tocsin::harness {
namespace {

const std::filesystem::path kSource = TOCSIN_SOURCE_DIR;

std::string TextIn(const char* file) {
  std::ifstream in(kSource / file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Finished Shell(const std::string& command) {
  return Run({.command = {"sh", "-c", command}, .folder = kSource.string()});
}

bool IsThere(const std::string& program) {
  return Shell("command -v " + program + " >/dev/null").exit == 0;
}

std::set<std::string> Found(const std::string& text, const char* pattern) {
  const std::regex expression(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at)
    found.insert((*at)[1]);
  return found;
}

/// Names of metrics in a text of queries, as the page lists them: without the ends of a histogram.
std::set<std::string> MetricsIn(const std::string& text) {
  std::set<std::string> names;
  for (auto name : Found(text, "\\b((?:tocsin|voice|process)_[a-z_]+)\\b")) {
    for (const std::string end : {"_bucket", "_count", "_sum"})
      if (name.ends_with(end)) name.erase(name.size() - end.size());
    names.insert(name);
  }
  return names;
}

void ExpectListed(const std::string& text) {
  const auto page = TextIn("docs/reference/metrics.md");
  const auto listed = Found(page.substr(0, page.find("## Reserved")), "\\n\\| `([a-z_]+)`");
  ASSERT_GT(listed.size(), 70U);
  const auto names = MetricsIn(text);
  EXPECT_GT(names.size(), 10U);
  for (const auto& name : names)
    EXPECT_TRUE(listed.contains(name)) << name << " is no metric of docs/reference/metrics.md";
}

TEST(Rules, AreRightAndFireOnWhatTheySay) {
  if (!IsThere("promtool")) GTEST_SKIP() << "needs promtool of the package prometheus";
  for (const auto* what : {"check rules tocsin.rules.yml", "test rules tocsin.rules_test.yml",
                           "check config prometheus.yml"}) {
    const auto ran = Shell("cd deploy/prometheus && promtool " + std::string(what));
    EXPECT_EQ(ran.exit, 0) << what << ":\n" << ran.output << ran.errors;
  }
}

TEST(Rules, AreTestedAndExplainedEachOfThem) {
  const auto rules = TextIn("deploy/prometheus/tocsin.rules.yml");
  const auto alerts = Found(rules, "- alert: ([A-Za-z]+)");
  ASSERT_GT(alerts.size(), 15U);
  const auto tested = Found(TextIn("deploy/prometheus/tocsin.rules_test.yml"),
                            "alertname: ([A-Za-z]+)\\n +exp_alerts:\\n");
  const auto explained = Found(TextIn("docs/runbook.md"), "\\n### ([A-Za-z]+)\\n");
  for (const auto& alert : alerts) {
    EXPECT_TRUE(tested.contains(alert)) << alert << " fires in no test";
    EXPECT_TRUE(explained.contains(alert)) << alert << " has no heading in docs/runbook.md";
    std::string anchor = alert;
    std::ranges::transform(anchor, anchor.begin(), [](unsigned char c) { return std::tolower(c); });
    EXPECT_NE(rules.find("docs/runbook.md#" + anchor + "\n"), std::string::npos) << alert;
  }
}

TEST(Rules, AskForMetricsThatThereAre) {
  ExpectListed(TextIn("deploy/prometheus/tocsin.rules.yml"));
}

TEST(Dashboards, AskForMetricsThatThereAre) { ExpectListed(TextIn("deploy/grafana/panels.yaml")); }

TEST(Dashboards, AreMadeOfTheirSource) {
  if (Shell("python3 -c 'import yaml'").exit != 0) GTEST_SKIP() << "needs python3-yaml";
  const auto ran = Shell("tools/dashboards");
  EXPECT_EQ(ran.exit, 0) << ran.output << ran.errors;
}

TEST(Dashboards, AreWhatGrafanaReads) {
  const auto ran = Shell(
      "tools/python-with grafana -c '\n"
      "import glob, json\n"
      "from grafana_foundation_sdk.cog import plugins\n"
      "from grafana_foundation_sdk.models.dashboard import Dashboard, Panel\n"
      "plugins.register_default_plugins()\n"
      "for file in sorted(glob.glob(\"deploy/grafana/*.json\")):\n"
      "    board = Dashboard.from_json(json.load(open(file)))\n"
      "    assert board.title and board.panels, file\n"
      "    for panel in board.panels:\n"
      "        assert isinstance(panel, Panel) and panel.targets and panel.grid_pos, file\n"
      "        assert panel.field_config.defaults.unit, file\n"
      "    print(file, len(board.panels))\n'");
  if (ran.exit == 3) GTEST_SKIP() << ran.errors;
  EXPECT_EQ(ran.exit, 0) << ran.output << ran.errors;
  EXPECT_THAT(ran.output, testing::HasSubstr("deploy/grafana/slo.json"));
}

}  // namespace
}  // namespace tocsin::harness
