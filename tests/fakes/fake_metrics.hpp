#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "adapters/metrics.hpp"

namespace tocsin::fakes {

/// Keeps sums under "name{label=value,...}". Thread-safe.
class FakeMetrics final : public Metrics {
 public:
  void Add(std::string_view counter, double value = 1, MetricLabels labels = {}) override {
    const std::lock_guard lock(mutex_);
    values_[Key(counter, labels)] += value;
  }
  void Set(std::string_view gauge, double value, MetricLabels labels = {}) override {
    const std::lock_guard lock(mutex_);
    values_[Key(gauge, labels)] = value;
  }
  void Observe(std::string_view histogram, double seconds, MetricLabels labels = {},
               std::string_view trace = {}) override {
    const std::lock_guard lock(mutex_);
    values_[Key(histogram, labels)] += 1;
    last_[Key(histogram, labels)] = {seconds, std::string(trace)};
  }
  /// What a histogram observed last, and the trace of it.
  std::pair<double, std::string> Last(const std::string& key) const {
    const std::lock_guard lock(mutex_);
    const auto found = last_.find(key);
    return found == last_.end() ? std::pair<double, std::string>() : found->second;
  }
  std::string Expose(MetricsFormat) const override {
    const std::lock_guard lock(mutex_);
    std::string text;
    for (const auto& [key, value] : values_) text += key + " " + std::to_string(value) + "\n";
    return text;
  }
  double Value(const std::string& key) const {
    const std::lock_guard lock(mutex_);
    const auto found = values_.find(key);
    return found == values_.end() ? 0 : found->second;
  }

 private:
  static std::string Key(std::string_view name, MetricLabels labels) {
    std::string key(name);
    std::string inside;
    for (const auto& [label, value] : labels) {
      inside.append(inside.empty() ? "" : ",").append(label).append("=").append(value);
    }
    return inside.empty() ? key : key + "{" + inside + "}";
  }

  mutable std::mutex mutex_;
  std::map<std::string, double> values_;
  std::map<std::string, std::pair<double, std::string>> last_;
};

}  // namespace tocsin::fakes
