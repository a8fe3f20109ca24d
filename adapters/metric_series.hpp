#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>

#include "adapters/metrics.hpp"
#include "schemas/metric_catalog.hpp"

namespace tocsin {

/// Into so many parts a sum is kept, each on a cache line of its own.
inline constexpr std::size_t kMetricParts = 8;

/// The part in which this thread counts: threads that started one after the other (the shards of a
/// worker) have parts of their own, so that none waits for another's cache line. A scrape adds
/// them.
inline std::size_t MetricPartOfThread() {
  static std::atomic<std::size_t> next = 0;
  thread_local const std::size_t mine = next++ % kMetricParts;
  return mine;
}

/// What a counter's series counts.
struct MetricSum {
  struct alignas(64) Part {
    std::atomic<double> value = 0;
  };
  std::array<Part, kMetricParts> parts = {};
};

/// What a histogram's series counts: seconds, in buckets of the metric's bounds and one for the
/// rest.
struct MetricBuckets {
  static constexpr std::size_t kBounds = kMetricBounds;
  using Bounds = std::array<double, kBounds>;
  struct alignas(64) Part {
    std::array<std::atomic<std::uint64_t>, kBounds + 1> counts = {};
    std::atomic<double> sum = 0;
  };
  explicit MetricBuckets(const Bounds& upper) : bounds(upper) {}
  std::size_t BucketOf(double seconds) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(bounds, seconds) - bounds.begin());
  }
  const Bounds& bounds;
  std::array<Part, kMetricParts> parts = {};
};

/// One series of a counter, found once, for what happens too often to look its name up each time:
/// an addition is one atomic operation, without lock or memory. Thread-safe, copied freely; lives
/// as long as the Metrics that gave it. One made without a series counts nothing.
class MetricCounter {
 public:
  MetricCounter() = default;
  explicit MetricCounter(MetricSum* series) : series_(series) {}
  void Add(double value = 1) const {
    if (series_ != nullptr && value >= 0)
      series_->parts[MetricPartOfThread()].value.fetch_add(value, std::memory_order_relaxed);
  }

 private:
  MetricSum* series_ = nullptr;
};

/// The same of a gauge, which has one value for all threads.
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
    auto& part = series_->parts[MetricPartOfThread()];
    part.counts[series_->BucketOf(seconds)].fetch_add(1, std::memory_order_relaxed);
    part.sum.fetch_add(seconds, std::memory_order_relaxed);
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
