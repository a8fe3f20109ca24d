// links: telemetry
#include "adapters/telemetry/prometheus_metrics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

namespace tocsin {
namespace {

constexpr MetricText kCatalog[] = {
    {"again_total",
     MetricKind::kCounter,
     "path",
     "Hits by path.",
     "tests",
     MetricScale::kMoments,
     {"hits_total", "found", "yes"}},
    {"asked_seconds",
     MetricKind::kHistogram,
     "",
     "All of h.",
     "tests",
     MetricScale::kMoments,
     {"h_seconds", {}, {}, true}},
    {"c_total", MetricKind::kCounter, "b,a", "Says \"hi\" \\ bye.", "tests"},
    {"g", MetricKind::kGauge, "", "A level.", "tests"},
    {"h_seconds", MetricKind::kHistogram, "a", "Times.", "tests"},
    {"hits_total", MetricKind::kCounter, "path,found", "Hits.", "tests"},
    {"long_seconds", MetricKind::kHistogram, "", "Long times.", "tests", MetricScale::kSpells},
    {"made_info", MetricKind::kInfo, "version", "1.", "tests"},
    {"plain_total", MetricKind::kCounter, "", "Without labels.", "tests"},
    {"process_cpu_seconds_total", MetricKind::kCounter, "", "CPU.", "tests"},
    {"tocsin_metrics_dropped_total", MetricKind::kCounter, "", "Dropped.", "tests"},
    {"tocsin_metrics_other_total", MetricKind::kCounter, "metric", "Crowded.", "tests"},
};
constexpr std::string_view kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";

std::unique_ptr<SeriesMetrics> Metrics(std::size_t series = 500, bool second_names = false) {
  return MakePrometheusMetrics(
      {.catalog = kCatalog, .series = series, .second_names = second_names});
}
std::string Open(const SeriesMetrics& metrics) {
  return metrics.Expose(MetricsFormat::kOpenMetrics);
}
bool Has(const std::string& text, std::string_view line) {
  return ("\n" + text).find("\n" + std::string(line) + "\n") != std::string::npos;
}
std::size_t Lines(const std::string& text, std::string_view beginning) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    if (std::string_view(text).substr(at).starts_with(beginning)) ++count;
  return count;
}

TEST(PrometheusMetrics, ExposesCountersGaugesAndHistograms) {
  const auto metrics = Metrics();
  metrics->Add("c_total", 2, {{"a", "1"}});
  metrics->Add("c_total", 1, {{"a", "1"}});
  metrics->Add("c_total", 1, {{"a", "2"}});
  metrics->Set("g", 7.25);
  metrics->Observe("h_seconds", 0.003, {{"a", "x"}});
  metrics->Observe("long_seconds", 70);

  const std::string text = metrics->Expose();

  EXPECT_TRUE(Has(text, R"(c_total{a="1"} 3)")) << text;
  EXPECT_TRUE(Has(text, R"(c_total{a="2"} 1)"));
  EXPECT_TRUE(Has(text, "g 7.25"));
  EXPECT_TRUE(Has(text, R"(h_seconds_bucket{a="x",le="0.0025"} 0)"));
  EXPECT_TRUE(Has(text, R"(h_seconds_bucket{a="x",le="0.005"} 1)"));
  EXPECT_TRUE(Has(text, R"(h_seconds_bucket{a="x",le="60"} 1)"));
  EXPECT_TRUE(Has(text, R"(h_seconds_sum{a="x"} 0.003)"));
  EXPECT_TRUE(Has(text, R"(h_seconds_count{a="x"} 1)"));
  EXPECT_TRUE(Has(text, R"(long_seconds_bucket{le="60"} 0)")) << text;
  EXPECT_TRUE(Has(text, R"(long_seconds_bucket{le="120"} 1)"));
  EXPECT_TRUE(Has(text, "# HELP c_total Says \"hi\" \\\\ bye."));
  EXPECT_TRUE(Has(text, "# TYPE c_total counter"));
  EXPECT_EQ(text.find("_created"), std::string::npos);
  EXPECT_EQ(text.find("# EOF"), std::string::npos);
}

TEST(PrometheusMetrics, WhatHasNoLabelsStandsAtZeroFromTheStart) {
  const std::string text = Metrics()->Expose();
  EXPECT_TRUE(Has(text, "plain_total 0")) << text;
  EXPECT_TRUE(Has(text, "long_seconds_count 0"));
  EXPECT_EQ(text.find("\ng "), std::string::npos) << "nobody knows its level yet";
  EXPECT_EQ(Lines(text, "process_cpu_seconds_total "), 1U);
}

TEST(PrometheusMetrics, OpenMetricsHasItsOwnNamesUnitsAndAnEnd) {
  const auto metrics = Metrics();
  metrics->Add("c_total", 3, {{"a", "1"}});
  metrics->Set("made_info", 1, {{"version", "1.2"}});
  metrics->Observe("h_seconds", 0.7, {{"a", "x"}});

  const std::string text = Open(*metrics);

  EXPECT_TRUE(Has(text, "# TYPE c counter")) << text;
  EXPECT_TRUE(Has(text, "# HELP c Says \\\"hi\\\" \\\\ bye."));
  EXPECT_TRUE(Has(text, R"(c_total{a="1"} 3)"));
  EXPECT_EQ(Lines(text, "c_created{a=\"1\"} 1"), 1U) << "seconds since 1970";
  EXPECT_TRUE(Has(text, "# TYPE made info"));
  EXPECT_TRUE(Has(text, R"(made_info{version="1.2"} 1)"));
  EXPECT_TRUE(Has(text, "# UNIT h_seconds seconds"));
  EXPECT_TRUE(Has(text, "# UNIT process_cpu_seconds seconds"));
  EXPECT_TRUE(Has(text, R"(h_seconds_bucket{a="x",le="1.0"} 1)"));
  EXPECT_EQ(Lines(text, "h_seconds_created{a=\"x\"} 1"), 1U);
  EXPECT_TRUE(text.ends_with("\n# EOF\n"));
  EXPECT_TRUE(Has(metrics->Expose(), "# TYPE made_info gauge"));
}

TEST(PrometheusMetrics, ShowsATraceWhereOneIsKept) {
  const auto metrics = Metrics(500, true);
  metrics->Observe("h_seconds", 0.7, {{"a", "x"}}, kTrace);
  metrics->Observe("h_seconds", 0.8, {{"a", "x"}});
  metrics->Observe("h_seconds", 0.003, {{"a", "x"}});

  const std::string with = " # {trace_id=\"" + std::string(kTrace) + "\"} 0.7 ";
  const std::string text = Open(*metrics);
  EXPECT_NE(text.find("h_seconds_bucket{a=\"x\",le=\"1.0\"} 3" + with), std::string::npos) << text;
  EXPECT_NE(text.find("asked_seconds_bucket{le=\"1.0\"} 3" + with), std::string::npos);
  EXPECT_EQ(metrics->Expose().find("trace_id"), std::string::npos) << "the older format has none";
}

TEST(PrometheusMetrics, ASecondNameHasTheSameCounts) {
  const auto metrics = Metrics();
  metrics->Add("hits_total", 2, {{"path", "a"}, {"found", "yes"}});
  metrics->Add("hits_total", 5, {{"path", "a"}, {"found", "no"}});
  metrics->Observe("h_seconds", 1, {{"a", "x"}});
  EXPECT_TRUE(Has(metrics->Expose(), R"(again_total{path="a"} 2)")) << metrics->Expose();
  EXPECT_EQ(metrics->Expose().find("asked_seconds"), std::string::npos) << "nobody asked for it";

  const auto asked = Metrics(500, true);
  asked->Observe("h_seconds", 1, {{"a", "x"}});
  asked->Observe("h_seconds", 3, {{"a", "y"}});
  EXPECT_TRUE(Has(asked->Expose(), "asked_seconds_count 2")) << asked->Expose();
  EXPECT_TRUE(Has(asked->Expose(), "asked_seconds_sum 4"));
}

TEST(PrometheusMetrics, DropsWhatIsNotInTheCatalog) {
  const auto metrics = Metrics();
  metrics->Add("unheard_of_total");
  metrics->Add("c_total", 1, {{"another", "x"}});
  metrics->Add("c_total", -1);
  metrics->Set("c_total", 1);
  metrics->Set("g", 1);
  metrics->Counter("g").Add();
  metrics->Gauge("again_total").Set(1);

  const std::string text = metrics->Expose();
  EXPECT_TRUE(Has(text, "tocsin_metrics_dropped_total 6")) << text;
  EXPECT_TRUE(Has(text, "g 1"));
  EXPECT_EQ(text.find("unheard"), std::string::npos);
}

TEST(PrometheusMetrics, AKeptSeriesIsTheOneOfItsName) {
  const auto metrics = Metrics();
  const MetricCounter counter = metrics->Counter("c_total", {{"a", "1"}, {"b", "2"}});
  const MetricGauge gauge = metrics->Gauge("g");
  const MetricHistogram histogram = metrics->Histogram("h_seconds", {{"a", "x"}});
  metrics->Add("c_total", 1, {{"b", "2"}, {"a", "1"}});
  counter.Add(2);
  counter.Add(-5);
  metrics->Set("g", 5);
  gauge.Add(-2);
  metrics->Observe("h_seconds", 0.003, {{"a", "x"}});
  for (const double seconds : {0.0005, 0.00051, 70.0}) histogram.Observe(seconds);
  MetricCounter().Add();

  const std::string text = metrics->Expose();
  EXPECT_TRUE(Has(text, R"(c_total{a="1",b="2"} 3)")) << text;
  EXPECT_TRUE(Has(text, "g 3"));
  EXPECT_TRUE(Has(text, R"(h_seconds_bucket{a="x",le="0.0005"} 1)")) << text;
  EXPECT_TRUE(Has(text, R"(h_seconds_bucket{a="x",le="0.001"} 2)"));
  EXPECT_TRUE(Has(text, R"(h_seconds_bucket{a="x",le="60"} 3)"));
  EXPECT_TRUE(Has(text, R"(h_seconds_bucket{a="x",le="+Inf"} 4)"));
  EXPECT_TRUE(Has(text, R"(h_seconds_count{a="x"} 4)"));
}

TEST(PrometheusMetrics, TenThousandValuesAreFewSeries) {
  const auto metrics = Metrics(20);
  for (int i = 0; i < 10'000; ++i) metrics->Add("c_total", 1, {{"a", std::to_string(i)}});
  metrics->Add("c_total", 1, {{"a", "3"}});
  metrics->Add("hits_total", 1, {{"path", "/"}, {"found", "no"}});

  const std::string text = metrics->Expose();
  EXPECT_EQ(Lines(text, "c_total{"), 21U);
  EXPECT_TRUE(Has(text, R"(c_total{a="3"} 2)")) << "known ones go on";
  EXPECT_TRUE(Has(text, R"(c_total{a="other",b="other"} 9980)")) << text.substr(0, 3000);
  EXPECT_TRUE(Has(text, R"(tocsin_metrics_other_total{metric="c_total"} 9980)"));
  EXPECT_TRUE(Has(text, R"(hits_total{found="no",path="/"} 1)")) << "others have room of their own";
  EXPECT_TRUE(Has(text, "tocsin_metrics_dropped_total 0"));
}

TEST(PrometheusMetrics, NoValueBreaksTheText) {
  const auto metrics = Metrics();
  const std::string long_value(100'000, 'x');
  for (const std::string& value : std::vector<std::string>{
           "say \"hi\"", "two\nlines", "back\\slash", "\"} 1\ng 99\n#", "\xff\xfe", long_value})
    metrics->Add("c_total", 1, {{"a", value}});

  for (const auto format : {MetricsFormat::kPrometheusText, MetricsFormat::kOpenMetrics}) {
    const std::string text = metrics->Expose(format);
    EXPECT_TRUE(Has(text, R"(c_total{a="say \"hi\""} 1)")) << text;
    EXPECT_TRUE(Has(text, R"(c_total{a="two\nlines"} 1)"));
    EXPECT_TRUE(Has(text, R"(c_total{a="back\\slash"} 1)"));
    EXPECT_TRUE(Has(text, R"(c_total{a="\"} 1\ng 99\n#"} 1)"));
    EXPECT_TRUE(Has(text, "c_total{a=\"\xEF\xBF\xBD\xEF\xBF\xBD\"} 1"));
    EXPECT_EQ(Lines(text, "c_total{"), 6U);
    EXPECT_EQ(Lines(text, "g "), 0U);
    EXPECT_LT(text.size(), 10'000U);
  }
}

TEST(PrometheusMetrics, CountsFromManyThreads) {
  const auto metrics = Metrics();
  std::vector<std::thread> threads;
  threads.reserve(20);
  for (int t = 0; t < 20; ++t) {  // more than a sum has parts
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        metrics->Add("hits_total", 1, {{"path", i % 2 == 0 ? "a" : "b"}});
        metrics->Observe("long_seconds", 2, {}, kTrace);
      }
    });
  }
  std::string last;
  for (int i = 0; i < 50; ++i) last = Open(*metrics);  // scrapes go on meanwhile
  for (auto& thread : threads) thread.join();

  const std::string text = metrics->Expose();
  EXPECT_TRUE(Has(text, R"(hits_total{path="a"} 10000)")) << text;
  EXPECT_TRUE(Has(text, R"(hits_total{path="b"} 10000)"));
  EXPECT_TRUE(Has(text, "long_seconds_sum 40000"));
  EXPECT_TRUE(Has(text, "long_seconds_count 20000"));
}

}  // namespace
}  // namespace tocsin
