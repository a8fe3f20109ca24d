#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace tocsin {

using MetricLabels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// Counters, gauges and histograms under standard names (snake_case, unit suffix; never an id as
/// label). Thread-safe and cheap enough for every batch, not for every audio frame.
class Metrics {
 public:
  virtual ~Metrics() = default;
  virtual void Add(std::string_view counter, double value = 1, MetricLabels labels = {}) = 0;
  virtual void Set(std::string_view gauge, double value, MetricLabels labels = {}) = 0;
  /// Seconds, into exponential buckets from 0.5 ms to 60 s.
  virtual void Observe(std::string_view histogram, double seconds, MetricLabels labels = {}) = 0;
  /// Prometheus text format.
  virtual std::string Expose() const = 0;
};

}  // namespace tocsin
