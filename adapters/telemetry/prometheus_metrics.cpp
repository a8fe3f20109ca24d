#include "adapters/telemetry/prometheus_metrics.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "adapters/telemetry/exposition.hpp"
#include "adapters/telemetry/process_metrics.hpp"
#include "adapters/telemetry/series_table.hpp"

namespace tocsin {
namespace {

constexpr std::string_view kDropped = "tocsin_metrics_dropped_total";
constexpr std::string_view kCrowded = "tocsin_metrics_other_total";

void Sum(MetricSample& into, const MetricSample& more) {
  into.value += more.value;
  into.created = std::min(into.created, more.created);
  for (std::size_t i = 0; i < into.counts.size(); ++i) {
    into.counts.at(i) += more.counts.at(i);
    if (more.exemplars.at(i)) into.exemplars.at(i) = more.exemplars.at(i);
  }
}

bool Stands(const MetricSample& sample, const MetricText::SecondName& second) {
  if (second.label.empty()) return true;
  return std::ranges::any_of(sample.labels, [&](const auto& label) {
    return label.first == second.label && label.second == second.value;
  });
}

/// What `of` has under the second name `text`.
MetricFamily SecondFamily(const MetricText& text, const MetricFamily& of) {
  std::array<std::string_view, 4> room;
  const auto own = LabelsOf(text, room);
  std::map<std::vector<std::pair<std::string_view, std::string>>, MetricSample> sums;
  for (const auto& sample : of.samples) {
    if (!Stands(sample, text.second)) continue;
    MetricSample part = sample;
    std::erase_if(part.labels, [&](const auto& label) {
      return std::ranges::find(own, label.first) == own.end();
    });
    const auto [at, fresh] = sums.emplace(part.labels, part);
    if (!fresh) Sum(at->second, part);
  }
  MetricFamily family{&text, {}};
  for (auto& [labels, sample] : sums) family.samples.push_back(std::move(sample));
  return family;
}

class PrometheusMetrics final : public SeriesMetrics {
 public:
  explicit PrometheusMetrics(MetricsOptions options)
      : options_(options), table_(options.catalog, options.series) {}

  void Add(std::string_view counter, double value, MetricLabels labels) override {
    auto* series = value < 0 ? Dropped() : Find(counter, labels, MetricKind::kCounter);
    if (series != nullptr) MetricCounter(series->sum.get()).Add(value);
  }
  void Set(std::string_view gauge, double value, MetricLabels labels) override {
    auto* series = Find(gauge, labels, MetricKind::kGauge);
    if (series != nullptr) MetricGauge(&series->level).Set(value);
  }
  void Observe(std::string_view histogram, double seconds, MetricLabels labels,
               std::string_view trace) override {
    auto* series = Find(histogram, labels, MetricKind::kHistogram);
    if (series == nullptr) return;
    MetricHistogram(series->buckets.get()).Observe(seconds);
    if (!trace.empty())
      series->exemplars->Keep(series->buckets->BucketOf(seconds), trace, seconds, Now());
  }
  MetricCounter Counter(std::string_view name, MetricLabels labels) override {
    auto* series = Find(name, labels, MetricKind::kCounter);
    return series == nullptr ? MetricCounter() : MetricCounter(series->sum.get());
  }
  MetricGauge Gauge(std::string_view name, MetricLabels labels) override {
    auto* series = Find(name, labels, MetricKind::kGauge);
    return series == nullptr ? MetricGauge() : MetricGauge(&series->level);
  }
  MetricHistogram Histogram(std::string_view name, MetricLabels labels) override {
    auto* series = Find(name, labels, MetricKind::kHistogram);
    return series == nullptr ? MetricHistogram() : MetricHistogram(series->buckets.get());
  }

  std::string Expose(MetricsFormat format) const override {
    std::vector<MetricFamily> families = table_.Collect();
    std::vector<MetricFamily> second;
    for (const MetricText& text : options_.catalog) {
      if (text.second.of.empty() || (text.second.asked && !options_.second_names)) continue;
      const auto of = std::ranges::find(
          families, text.second.of, [](const MetricFamily& family) { return family.text->name; });
      if (of != families.end()) second.push_back(SecondFamily(text, *of));
    }
    std::ranges::move(second, std::back_inserter(families));
    std::ranges::move(ProcessFamilies(options_.catalog), std::back_inserter(families));
    std::erase_if(families, [](const MetricFamily& family) { return family.samples.empty(); });
    std::ranges::sort(families, {}, [](const MetricFamily& family) { return family.text->name; });
    return Exposition(families, format);
  }

 private:
  static TimePoint Now() {
    return std::chrono::time_point_cast<TimePoint::duration>(std::chrono::system_clock::now());
  }
  MetricSeries* Find(std::string_view name, MetricLabels labels, MetricKind kind) {
    const auto found = table_.Find(name, labels, kind);
    if (found.series == nullptr) return Dropped();
    if (found.crowded != nullptr) Add(kCrowded, 1, {{"metric", found.crowded->name}});
    return found.series;
  }
  /// Counts a sample that is none.
  MetricSeries* Dropped() {
    const auto dropped = table_.Find(kDropped, {}, MetricKind::kCounter);
    if (dropped.series != nullptr) MetricCounter(dropped.series->sum.get()).Add();
    return nullptr;
  }

  const MetricsOptions options_;
  SeriesTable table_;
};

}  // namespace

std::unique_ptr<SeriesMetrics> MakePrometheusMetrics(MetricsOptions options) {
  return std::make_unique<PrometheusMetrics>(options);
}

}  // namespace tocsin
