#include "adapters/telemetry/prometheus_metrics.hpp"

#include <prometheus/check_names.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <iterator>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <unordered_map>

#include "adapters/telemetry/process_metrics.hpp"
#include "schemas/metric_catalog.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kMaxSeries = 10'000;
constexpr char kSeparator = '\x1f';

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

const prometheus::Histogram::BucketBoundaries& Buckets() {
  static const prometheus::Histogram::BucketBoundaries kBuckets = {
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
  return kBuckets;
}

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

prometheus::Labels ToLabels(MetricLabels labels) {
  prometheus::Labels out;
  for (const auto& [label, value] : labels) {
    if (!prometheus::CheckLabelName(std::string(label))) throw std::invalid_argument("label name");
    out.emplace(label, value);
  }
  return out;
}

/// The series of one kind of metric.
template <class Metric>
class SeriesTable {
 public:
  /// `make` is called for a series not seen before; nullptr from it is kept too.
  template <class Make>
  Metric* Find(std::string_view key, const Make& make) {
    {
      const std::shared_lock lock(mutex_);
      const auto found = series_.find(key);
      if (found != series_.end()) return found->second;
    }
    const std::unique_lock lock(mutex_);
    const auto found = series_.find(key);
    if (found != series_.end()) return found->second;
    if (series_.size() >= kMaxSeries) return nullptr;
    return series_.emplace(std::string(key), make()).first->second;
  }

 private:
  std::shared_mutex mutex_;
  std::unordered_map<std::string, Metric*, TextHash, std::equal_to<>> series_;
};

class PrometheusMetrics final : public Metrics {
 public:
  void Add(std::string_view counter, double value, MetricLabels labels) override {
    auto* series = counters_.Find(KeyOf(counter, labels), [&]() -> prometheus::Counter* {
      return Make(prometheus::BuildCounter(), counter, labels);
    });
    if (series == nullptr || value < 0) return dropped_.Increment();
    series->Increment(value);
  }
  void Set(std::string_view gauge, double value, MetricLabels labels) override {
    auto* series = gauges_.Find(KeyOf(gauge, labels), [&]() -> prometheus::Gauge* {
      return Make(prometheus::BuildGauge(), gauge, labels);
    });
    if (series == nullptr) return dropped_.Increment();
    series->Set(value);
  }
  void Observe(std::string_view histogram, double seconds, MetricLabels labels) override {
    auto* series = histograms_.Find(KeyOf(histogram, labels), [&]() -> prometheus::Histogram* {
      return Make(prometheus::BuildHistogram(), histogram, labels, Buckets());
    });
    if (series == nullptr) return dropped_.Increment();
    series->Observe(seconds);
  }
  std::string Expose() const override {
    auto families = registry_.Collect();
    std::ranges::move(process_.Collect(), std::back_inserter(families));
    std::ranges::sort(families, {}, &prometheus::MetricFamily::name);
    return prometheus::TextSerializer().Serialize(families);
  }

 private:
  template <class Builder, class... Arguments>
  auto Make(Builder builder, std::string_view name, MetricLabels labels,
            const Arguments&... arguments)
      -> decltype(&builder.Register(std::declval<prometheus::Registry&>()).Add({}, arguments...)) {
    if (!prometheus::CheckMetricName(std::string(name))) return nullptr;
    try {
      return &builder.Name(std::string(name))
                  .Help(std::string(MetricHelp(name)))
                  .Register(registry_)
                  .Add(ToLabels(labels), arguments...);
    } catch (const std::invalid_argument&) {
      return nullptr;
    }
  }

  prometheus::Registry registry_;
  ProcessMetrics process_;
  SeriesTable<prometheus::Counter> counters_;
  SeriesTable<prometheus::Gauge> gauges_;
  SeriesTable<prometheus::Histogram> histograms_;
  prometheus::Counter& dropped_ = prometheus::BuildCounter()
                                      .Name("tocsin_metrics_dropped_total")
                                      .Help(std::string(MetricHelp("tocsin_metrics_dropped_total")))
                                      .Register(registry_)
                                      .Add({});
};

}  // namespace

std::unique_ptr<Metrics> MakePrometheusMetrics() { return std::make_unique<PrometheusMetrics>(); }

}  // namespace tocsin
