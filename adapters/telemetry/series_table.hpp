#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/metric_series.hpp"
#include "adapters/telemetry/metric_family.hpp"

namespace tocsin {

/// The last traces of a histogram's buckets. They are written at most as often as traces are kept.
class MetricExemplars {
 public:
  void Keep(std::size_t bucket, std::string_view trace, double seconds, TimePoint now);
  void Read(MetricSample& into) const;

 private:
  mutable std::mutex mutex_;
  std::array<std::optional<MetricExemplar>, kMetricBounds + 1> last_ = {};
};

/// One series of whichever kind.
struct MetricSeries {
  MetricSeries(const MetricText& text, TimePoint now);
  void Read(MetricSample& into) const;

  std::vector<std::string> values;  ///< of the labels, in the catalog's order
  TimePoint created;
  std::unique_ptr<MetricSum> sum;              ///< of a counter
  std::atomic<double> level = 0;               ///< of a gauge
  std::unique_ptr<MetricBuckets> buckets;      ///< of a histogram
  std::unique_ptr<MetricExemplars> exemplars;  ///< of a histogram
};

/// All series, by name and labels. Thread-safe. A thread finds what it has found before without a
/// lock.
class SeriesTable {
 public:
  SeriesTable(std::span<const MetricText> catalog, std::size_t most);

  struct Found {
    MetricSeries* series = nullptr;       ///< null: there can be no such series
    const MetricText* crowded = nullptr;  ///< of which it is `other`, for the metric is full
  };
  Found Find(std::string_view name, MetricLabels labels, MetricKind kind);
  /// By name; those without series are left out.
  std::vector<MetricFamily> Collect() const;

 private:
  struct Family {
    const MetricText* text = nullptr;
    std::vector<std::string_view> labels;
    std::map<std::vector<std::string>, MetricSeries*> series;
    MetricSeries* other = nullptr;
  };
  Found FindOrMake(std::string_view name, MetricLabels labels, MetricKind kind);
  MetricSeries& New(Family& family, std::vector<std::string> values);

  const std::uint64_t id_;  ///< of all tables there ever were
  const std::size_t most_;
  mutable std::mutex mutex_;
  std::map<std::string, Family, std::less<>> families_;
  std::deque<MetricSeries> series_;
};

}  // namespace tocsin
