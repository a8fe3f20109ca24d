#include "schemas/metric_catalog.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "adapters/telemetry/prometheus_metrics.hpp"

namespace tocsin {
namespace {

/// All that the sources say between quotes and that could be a metric's name.
std::set<std::string> NamesInSources() {
  static const std::regex kName(R"re("((tocsin|process|voice|voxanne)_[a-z_]+)")re");
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
        names.insert((*found)[1]);
    }
  }
  return names;
}

bool NamesAMetric(std::string_view name) {
  return name.starts_with("tocsin_") && (name.ends_with("_total") || name.ends_with("_seconds") ||
                                         name.ends_with("_bytes") || name.ends_with("_info"));
}

TEST(MetricCatalog, HasEveryMetricThatIsRecorded) {
  const auto names = NamesInSources();
  ASSERT_GT(names.size(), 50U);
  for (const auto& name : names)
    if (NamesAMetric(name)) EXPECT_NE(FindMetric(MetricCatalog(), name), nullptr) << name;
}

TEST(MetricCatalog, HasNoneThatNobodyRecords) {
  const auto names = NamesInSources();
  for (const MetricText& metric : MetricCatalog()) {
    const std::string name(metric.second.of.empty() ? metric.name : metric.second.of);
    EXPECT_TRUE(names.contains(name)) << metric.name << " is listed, and nothing counts it";
  }
  for (const ReservedMetric& metric : ReservedMetrics()) {
    EXPECT_FALSE(names.contains(std::string(metric.name))) << metric.name;
    EXPECT_EQ(FindMetric(MetricCatalog(), metric.name), nullptr) << metric.name;
  }
}

TEST(MetricCatalog, KeepsToTheNamesOfTheField) {
  std::string_view before;
  for (const MetricText& metric : MetricCatalog()) {
    EXPECT_LT(before, metric.name);
    before = metric.name;
    EXPECT_EQ(metric.kind == MetricKind::kCounter, metric.name.ends_with("_total")) << metric.name;
    EXPECT_EQ(metric.kind == MetricKind::kInfo, metric.name.ends_with("_info")) << metric.name;
    if (metric.kind == MetricKind::kHistogram) EXPECT_EQ(UnitOf(metric), "seconds") << metric.name;
    EXPECT_TRUE(metric.help.ends_with('.')) << metric.name;
    EXPECT_FALSE(metric.from.empty()) << metric.name;
    EXPECT_LE(std::ranges::count(metric.labels, ','), 3) << metric.name;
    EXPECT_EQ(metric.labels.find(' '), std::string_view::npos) << metric.name;
    if (metric.second.of.empty()) continue;
    const MetricText* of = FindMetric(MetricCatalog(), metric.second.of);
    ASSERT_NE(of, nullptr) << metric.name;
    EXPECT_EQ(of->kind, metric.kind) << metric.name;
    EXPECT_EQ(of->scale, metric.scale) << metric.name;
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
