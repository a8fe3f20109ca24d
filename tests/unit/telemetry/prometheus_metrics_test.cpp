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
