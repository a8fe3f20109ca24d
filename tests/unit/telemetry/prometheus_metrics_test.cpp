// links: telemetry
#include "adapters/telemetry/prometheus_metrics.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace tocsin {
namespace {

bool Has(const std::string& text, std::string_view line) {
  return text.find(std::string(line) + "\n") != std::string::npos;
}

TEST(PrometheusMetrics, ExposesCountersGaugesAndHistograms) {
  const auto metrics = MakePrometheusMetrics();
  metrics->Add("tocsin_events_total", 2, {{"role", "bridge"}});
  metrics->Add("tocsin_events_total", 1, {{"role", "bridge"}});
  metrics->Add("tocsin_events_total", 1, {{"role", "voice"}});
  metrics->Set("tocsin_lag_records", 7);
  metrics->Observe("tocsin_commit_seconds", 0.003);

  const std::string text = metrics->Expose();

  EXPECT_TRUE(Has(text, R"(tocsin_events_total{role="bridge"} 3)")) << text;
  EXPECT_TRUE(Has(text, R"(tocsin_events_total{role="voice"} 1)"));
  EXPECT_TRUE(Has(text, "tocsin_lag_records 7"));
  EXPECT_TRUE(Has(text, R"(tocsin_commit_seconds_bucket{le="0.0025"} 0)"));
  EXPECT_TRUE(Has(text, R"(tocsin_commit_seconds_bucket{le="0.005"} 1)"));
  EXPECT_TRUE(Has(text, R"(tocsin_commit_seconds_bucket{le="60"} 1)"));
  EXPECT_TRUE(Has(text, "tocsin_commit_seconds_count 1"));
}

TEST(PrometheusMetrics, DropsWhatCannotBeASeries) {
  const auto metrics = MakePrometheusMetrics();
  metrics->Add("bad-name");
  metrics->Add("good_total", 1, {{"bad-label", "x"}});
  metrics->Add("good_total", -1);
  metrics->Add("twice");
  metrics->Set("twice", 1);

  EXPECT_TRUE(Has(metrics->Expose(), "tocsin_metrics_dropped_total 4")) << metrics->Expose();
}

TEST(PrometheusMetrics, AKeptSeriesIsTheOneOfItsName) {
  const auto metrics = MakePrometheusMetrics();
  const MetricCounter counter = metrics->Counter("c_total", {{"a", "1"}, {"b", "2"}});
  const MetricGauge gauge = metrics->Gauge("g");
  const MetricHistogram histogram = metrics->Histogram("h_seconds");
  metrics->Add("c_total", 1, {{"b", "2"}, {"a", "1"}});
  counter.Add(2);
  counter.Add(-5);
  metrics->Set("g", 5);
  gauge.Add(-2);
  metrics->Observe("h_seconds", 0.003);
  for (const double seconds : {0.0005, 0.00051, 70.0}) histogram.Observe(seconds);
  MetricCounter().Add();

  const std::string text = metrics->Expose();
  EXPECT_TRUE(Has(text, R"(c_total{a="1",b="2"} 3)")) << text;
  EXPECT_TRUE(Has(text, "g 3"));
  EXPECT_TRUE(Has(text, R"(h_seconds_bucket{le="0.0005"} 1)")) << text;
  EXPECT_TRUE(Has(text, R"(h_seconds_bucket{le="0.001"} 2)"));
  EXPECT_TRUE(Has(text, R"(h_seconds_bucket{le="60"} 3)"));
  EXPECT_TRUE(Has(text, R"(h_seconds_bucket{le="+Inf"} 4)"));
  EXPECT_TRUE(Has(text, "h_seconds_count 4"));
}

TEST(PrometheusMetrics, WhatCannotBeASeriesCountsNothing) {
  const auto metrics = MakePrometheusMetrics();
  metrics->Set("g", 1);
  metrics->Counter("g").Add();
  metrics->Gauge("bad-name").Set(1);

  EXPECT_TRUE(Has(metrics->Expose(), "tocsin_metrics_dropped_total 2")) << metrics->Expose();
  EXPECT_TRUE(Has(metrics->Expose(), "g 1"));
}

TEST(PrometheusMetrics, BoundsTheNumberOfSeries) {
  const auto metrics = MakePrometheusMetrics();
  for (int i = 0; i < 10'010; ++i) metrics->Add("many_total", 1, {{"n", std::to_string(i)}});

  EXPECT_TRUE(Has(metrics->Expose(), "tocsin_metrics_dropped_total 10"));
}

TEST(PrometheusMetrics, CountsFromManyThreads) {
  const auto metrics = MakePrometheusMetrics();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i)
        metrics->Add("hits_total", 1, {{"path", i % 2 == 0 ? "a" : "b"}});
    });
  }
  for (auto& thread : threads) thread.join();

  const std::string text = metrics->Expose();
  EXPECT_TRUE(Has(text, R"(hits_total{path="a"} 2000)"));
  EXPECT_TRUE(Has(text, R"(hits_total{path="b"} 2000)"));
}

}  // namespace
}  // namespace tocsin
