#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>

#include "adapters/metrics.hpp"

namespace tocsin {

/// What a histogram's series counts: seconds, in buckets from 0.5 ms to 60 s and one for the rest.
struct MetricBuckets {
  static constexpr std::array<double, 16> kBounds = {
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
  std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> counts = {};
  std::atomic<double> sum = 0;
};

/// One series of a counter, found once, for what happens too often to look its name up each time:
/// an addition is one atomic operation, without lock or memory. Thread-safe, copied freely; lives
/// as long as the Metrics that gave it. One made without a series counts nothing.
class MetricCounter {
 public:
  MetricCounter() = default;
  explicit MetricCounter(std::atomic<double>* series) : series_(series) {}
  void Add(double value = 1) const {
    if (series_ != nullptr && value >= 0) series_->fetch_add(value, std::memory_order_relaxed);
  }

 private:
  std::atomic<double>* series_ = nullptr;
};

/// The same of a gauge.
class MetricGauge {
 public:
  MetricGauge() = default;
  explicit MetricGauge(std::atomic<double>* series) : series_(series) {}
  void Set(double value) const {
    if (series_ != nullptr) series_->store(value, std::memory_order_relaxed);
  }
  void Add(double value) const {
    if (series_ != nullptr) series_->fetch_add(value, std::memory_order_relaxed);
  }

 private:
  std::atomic<double>* series_ = nullptr;
};

/// The same of a histogram.
class MetricHistogram {
 public:
  MetricHistogram() = default;
  explicit MetricHistogram(MetricBuckets* series) : series_(series) {}
  void Observe(double seconds) const {
    if (series_ == nullptr) return;
    const auto at = std::ranges::lower_bound(MetricBuckets::kBounds, seconds);
    series_->counts[static_cast<std::size_t>(at - MetricBuckets::kBounds.begin())].fetch_add(
        1, std::memory_order_relaxed);
    series_->sum.fetch_add(seconds, std::memory_order_relaxed);
  }

 private:
  MetricBuckets* series_ = nullptr;
};

/// Metrics that also give the series themselves: those that Add, Set and Observe of the same name
/// and labels count in. By name, a sample costs a look-up, cheap enough for every batch; what comes
/// with every audio frame keeps the series. What cannot be a series gives one that counts nothing.
class SeriesMetrics : public Metrics {
 public:
  virtual MetricCounter Counter(std::string_view name, MetricLabels labels = {}) = 0;
  virtual MetricGauge Gauge(std::string_view name, MetricLabels labels = {}) = 0;
  virtual MetricHistogram Histogram(std::string_view name, MetricLabels labels = {}) = 0;
};

}  // namespace tocsin
