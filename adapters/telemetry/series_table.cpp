#include "adapters/telemetry/series_table.hpp"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "schemas/utf8.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kLongestValue = 100;  ///< bytes of a label's value
constexpr std::size_t kKnownToThread = 2'000;
constexpr char kSeparator = '\x1f';
constexpr std::string_view kOther = "other";

TimePoint WallClock() {
  return std::chrono::time_point_cast<TimePoint::duration>(std::chrono::system_clock::now());
}

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

/// What a thread has found in a table.
struct FoundByThread {
  std::uint64_t table = 0;
  std::unordered_map<std::string, MetricSeries*, TextHash, std::equal_to<>> by_key;
};

/// Name and labels in one text, in a buffer of the thread: finding a series allocates nothing.
std::string_view KeyOf(std::string_view name, MetricLabels labels) {
  thread_local std::string key;
  key.assign(name);
  for (const auto& [label, value] : labels) {
    key += kSeparator;
    key.append(label);
    key += kSeparator;
    key.append(value.substr(0, 2 * kLongestValue));
  }
  return key;
}

std::string LabelValue(std::string_view text) {
  return Shortened(ToUtf8(std::string(text.substr(0, 2 * kLongestValue))), kLongestValue);
}

std::uint64_t NextTable() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

}  // namespace

void MetricExemplars::Keep(std::size_t bucket, std::string_view trace, double seconds,
                           TimePoint now) {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock()) return;  // another was kept at this moment: as good a one
  last_.at(bucket) = {std::string(trace), seconds, now};
}

void MetricExemplars::Read(MetricSample& into) const {
  const std::lock_guard lock(mutex_);
  into.exemplars = last_;
}

MetricSeries::MetricSeries(const MetricText& text, TimePoint now) : created(now) {
  if (text.kind == MetricKind::kCounter) sum = std::make_unique<MetricSum>();
  if (text.kind != MetricKind::kHistogram) return;
  buckets = std::make_unique<MetricBuckets>(BoundsOf(text.scale));
  exemplars = std::make_unique<MetricExemplars>();
}

void MetricSeries::Read(MetricSample& into) const {
  into.created = created;
  into.value = level;
  if (sum)
    for (const auto& part : sum->parts) into.value += part.value;
  if (!buckets) return;
  for (const auto& part : buckets->parts) {
    for (std::size_t i = 0; i < part.counts.size(); ++i) into.counts.at(i) += part.counts.at(i);
    into.value += part.sum;
  }
  exemplars->Read(into);
}

SeriesTable::SeriesTable(std::span<const MetricText> catalog, std::size_t most)
    : id_(NextTable()), most_(most) {
  for (const MetricText& text : catalog) {
    // Those are made at the scrape, from others' series and from /proc.
    if (!text.second.of.empty() || text.name.starts_with("process_")) continue;
    Family& family = families_[std::string(text.name)];
    family.text = &text;
    std::array<std::string_view, 4> room;
    const auto labels = LabelsOf(text, room);
    family.labels.assign(labels.begin(), labels.end());
    std::ranges::sort(family.labels);  // as they have always been shown
    const bool counts = text.kind == MetricKind::kCounter || text.kind == MetricKind::kHistogram;
    if (counts && family.labels.empty()) New(family, {});
  }
}

SeriesTable::Found SeriesTable::Find(std::string_view name, MetricLabels labels, MetricKind kind) {
  // One for each kind: a name is only ever found as what it is.
  thread_local std::array<FoundByThread, 4> found_by_kind;
  FoundByThread& known = found_by_kind.at(static_cast<std::size_t>(kind));
  if (known.table != id_) known = {id_, {}};
  const auto key = KeyOf(name, labels);
  if (const auto found = known.by_key.find(key); found != known.by_key.end())
    return {found->second, nullptr};
  const Found found = FindOrMake(name, labels, kind);
  if (found.series != nullptr && found.crowded == nullptr && known.by_key.size() < kKnownToThread)
    known.by_key.emplace(std::string(key), found.series);
  return found;
}

SeriesTable::Found SeriesTable::FindOrMake(std::string_view name, MetricLabels labels,
                                           MetricKind kind) {
  const std::lock_guard lock(mutex_);
  const auto at = families_.find(name);
  if (at == families_.end()) return {};
  Family& family = at->second;
  const bool same = family.text->kind == kind ||
                    (family.text->kind == MetricKind::kInfo && kind == MetricKind::kGauge);
  if (!same) return {};
  std::vector<std::string> values(family.labels.size());
  for (const auto& [label, value] : labels) {
    const auto place = std::ranges::find(family.labels, label);
    if (place == family.labels.end()) return {};
    values.at(static_cast<std::size_t>(place - family.labels.begin())) = LabelValue(value);
  }
  if (const auto found = family.series.find(values); found != family.series.end())
    return {found->second, nullptr};
  if (family.series.size() < most_) return {&New(family, std::move(values)), nullptr};
  if (family.other == nullptr)
    family.other = &New(family, std::vector<std::string>(values.size(), std::string(kOther)));
  return {family.other, family.text};
}

MetricSeries& SeriesTable::New(Family& family, std::vector<std::string> values) {
  MetricSeries& series = series_.emplace_back(*family.text, WallClock());
  series.values = std::move(values);
  return *(family.series[series.values] = &series);
}

std::vector<MetricFamily> SeriesTable::Collect() const {
  const std::lock_guard lock(mutex_);
  std::vector<MetricFamily> families;
  for (const auto& [name, family] : families_) {
    if (family.series.empty()) continue;
    MetricFamily& into = families.emplace_back(MetricFamily{family.text, {}});
    for (const auto& [values, series] : family.series) {
      MetricSample& sample = into.samples.emplace_back();
      for (std::size_t i = 0; i < values.size(); ++i)
        if (!values.at(i).empty()) sample.labels.emplace_back(family.labels.at(i), values.at(i));
      series->Read(sample);
    }
  }
  return families;
}

}  // namespace tocsin
