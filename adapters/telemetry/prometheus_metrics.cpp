#include "adapters/telemetry/prometheus_metrics.hpp"

#include <prometheus/check_names.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "adapters/telemetry/process_metrics.hpp"
#include "schemas/metric_catalog.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kMaxSeries = 10'000;
constexpr char kSeparator = '\x1f';
constexpr std::string_view kDropped = "tocsin_metrics_dropped_total";

using SeriesLabels = std::map<std::string, std::string>;
using prometheus::MetricType;

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

/// Name and labels in one text, in a buffer of the thread: finding a series allocates nothing.
std::string_view KeyOf(std::string_view name, MetricLabels labels) {
  thread_local std::string key;
  key.assign(name);
  for (const auto& [label, value] : labels) {
    key += kSeparator;
    key.append(label);
    key += kSeparator;
    key.append(value);
  }
  return key;
}

/// Which kind of metric a name is; the first that uses it says so.
class KindOfNames {
 public:
  KindOfNames() : kinds_{{std::string(kDropped), MetricType::Untyped}} {}
  bool Take(std::string_view name, MetricType kind) {
    if (!prometheus::CheckMetricName(std::string(name))) return false;
    const std::lock_guard lock(mutex_);
    return kinds_.emplace(name, kind).first->second == kind;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, MetricType> kinds_;
};

void Read(const std::atomic<double>& series, MetricType kind, prometheus::ClientMetric& into) {
  (kind == MetricType::Counter ? into.counter.value : into.gauge.value) = series;
}

void Read(const MetricBuckets& series, MetricType, prometheus::ClientMetric& into) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < series.counts.size(); ++i) {
    count += series.counts[i];
    const bool last = i == MetricBuckets::kBounds.size();
    into.histogram.bucket.push_back(
        {count, last ? std::numeric_limits<double>::infinity() : MetricBuckets::kBounds.at(i)});
  }
  into.histogram.sample_count = count;
  into.histogram.sample_sum = series.sum;
}

/// The series of one kind of metric.
template <class Series>
class SeriesTable {
 public:
  SeriesTable(KindOfNames& names, MetricType kind) : names_(names), kind_(kind) {}

  /// nullptr: it cannot be a series, or there are too many.
  Series* Find(std::string_view name, MetricLabels labels) {
    const auto key = KeyOf(name, labels);
    {
      const std::shared_lock lock(mutex_);
      const auto found = by_key_.find(key);
      if (found != by_key_.end()) return found->second;
    }
    const std::unique_lock lock(mutex_);
    const auto found = by_key_.find(key);
    if (found != by_key_.end()) return found->second;
    if (by_key_.size() >= kMaxSeries) return nullptr;
    return by_key_.emplace(std::string(key), Make(name, labels)).first->second;
  }

  void Collect(std::vector<prometheus::MetricFamily>& into) const {
    const std::shared_lock lock(mutex_);
    for (const auto& [id, series] : series_) {
      const auto& [name, labels] = id;
      if (into.empty() || into.back().name != name)
        into.push_back({name, std::string(MetricHelp(name)), kind_, {}});
      prometheus::ClientMetric metric;
      for (const auto& [label, value] : labels) metric.label.push_back({label, value});
      Read(series, kind_, metric);
      into.back().metric.push_back(std::move(metric));
    }
  }

 private:
  /// The same labels in another order are the same series.
  Series* Make(std::string_view name, MetricLabels labels) {
    SeriesLabels sorted;
    for (const auto& [label, value] : labels) {
      if (!prometheus::CheckLabelName(std::string(label))) return nullptr;
      sorted.emplace(label, value);
    }
    if (!names_.Take(name, kind_)) return nullptr;
    return &series_[{std::string(name), std::move(sorted)}];
  }

  KindOfNames& names_;
  const MetricType kind_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::string, Series*, TextHash, std::equal_to<>> by_key_;
  std::map<std::pair<std::string, SeriesLabels>, Series> series_;
};

class PrometheusMetrics final : public SeriesMetrics {
 public:
  void Add(std::string_view counter, double value, MetricLabels labels) override {
    auto* series = counters_.Find(counter, labels);
    if (series == nullptr || value < 0) return dropped_.Add();
    MetricCounter(series).Add(value);
  }
  void Set(std::string_view gauge, double value, MetricLabels labels) override {
    auto* series = gauges_.Find(gauge, labels);
    if (series == nullptr) return dropped_.Add();
    MetricGauge(series).Set(value);
  }
  void Observe(std::string_view histogram, double seconds, MetricLabels labels) override {
    auto* series = histograms_.Find(histogram, labels);
    if (series == nullptr) return dropped_.Add();
    MetricHistogram(series).Observe(seconds);
  }
  MetricCounter Counter(std::string_view name, MetricLabels labels) override {
    return MetricCounter(Counted(counters_.Find(name, labels)));
  }
  MetricGauge Gauge(std::string_view name, MetricLabels labels) override {
    return MetricGauge(Counted(gauges_.Find(name, labels)));
  }
  MetricHistogram Histogram(std::string_view name, MetricLabels labels) override {
    return MetricHistogram(Counted(histograms_.Find(name, labels)));
  }
  std::string Expose() const override {
    std::vector<prometheus::MetricFamily> families = process_.Collect();
    counters_.Collect(families);
    gauges_.Collect(families);
    histograms_.Collect(families);
    prometheus::ClientMetric dropped;
    Read(dropped_samples_, MetricType::Counter, dropped);
    families.push_back({std::string(kDropped),
                        std::string(MetricHelp(kDropped)),
                        MetricType::Counter,
                        {std::move(dropped)}});
    std::ranges::sort(families, {}, &prometheus::MetricFamily::name);
    return prometheus::TextSerializer().Serialize(families);
  }

 private:
  template <class Series>
  Series* Counted(Series* series) {
    if (series == nullptr) dropped_.Add();
    return series;
  }

  ProcessMetrics process_;
  KindOfNames names_;
  SeriesTable<std::atomic<double>> counters_{names_, MetricType::Counter};
  SeriesTable<std::atomic<double>> gauges_{names_, MetricType::Gauge};
  SeriesTable<MetricBuckets> histograms_{names_, MetricType::Histogram};
  std::atomic<double> dropped_samples_ = 0;  ///< apart: it has its place whatever else there is
  const MetricCounter dropped_{&dropped_samples_};
};

}  // namespace

std::unique_ptr<SeriesMetrics> MakePrometheusMetrics() {
  return std::make_unique<PrometheusMetrics>();
}

}  // namespace tocsin
