#include "schemas/metric_catalog.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "adapters/telemetry/prometheus_metrics.hpp"

namespace tocsin {
namespace {

/// Names of metrics that the sources record.
std::set<std::string> RecordedNames() {
  static const std::regex kName(R"re(\.?(Add|Set|Observe)\(\s*"((tocsin|process)_[a-z_]+)")re");
  std::set<std::string> names;
  for (const char* folder : {"workers", "adapters"}) {
    const auto root = std::filesystem::path(TOCSIN_SOURCE_DIR) / folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() != ".cpp") continue;
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      const std::string source = text.str();
      for (std::sregex_iterator found(source.begin(), source.end(), kName), end; found != end;
           ++found)
        names.insert((*found)[2]);
    }
  }
  return names;
}

TEST(MetricCatalog, HasAHelpForEveryMetricThatIsRecorded) {
  const auto names = RecordedNames();
  ASSERT_GT(names.size(), 15U);
  for (const auto& name : names) EXPECT_FALSE(MetricHelp(name).empty()) << name;
}

TEST(MetricCatalog, KeepsToTheNamesOfTheField) {
  std::set<std::string_view> names;
  for (const MetricText& metric : MetricCatalog()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
    EXPECT_EQ(metric.kind == "counter", metric.name.ends_with("_total")) << metric.name;
    if (metric.kind == "histogram") EXPECT_TRUE(metric.name.ends_with("_seconds")) << metric.name;
    EXPECT_TRUE(metric.help.ends_with('.')) << metric.name;
  }
}

TEST(PrometheusMetrics, TellsWhatEachMetricIsAndWhatTheProcessUses) {
  const auto metrics = MakePrometheusMetrics();
  metrics->Add("tocsin_http_requests_total", 1, {{"route", "/"}, {"status", "200"}});

  const std::string text = metrics->Expose();

  for (const char* line : {"# HELP tocsin_http_requests_total Requests of the API.\n",
                           "# TYPE tocsin_http_requests_total counter\n",
                           "# HELP process_cpu_seconds_total ", "# TYPE process_open_fds gauge\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << " in:\n" << text;
  std::smatch start;
  ASSERT_TRUE(std::regex_search(text, start, std::regex("\nprocess_start_time_seconds ([0-9]+)")));
  EXPECT_GT(std::stoll(start[1]), 1'500'000'000);
}

}  // namespace
}  // namespace tocsin
