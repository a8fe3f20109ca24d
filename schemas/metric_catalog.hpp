#pragma once

#include <array>
#include <span>
#include <string_view>

namespace tocsin {

enum class MetricKind {
  kCounter,
  kGauge,
  kHistogram,  ///< of seconds
  kInfo,       ///< always 1; what it tells is in its labels
};
/// "counter", "gauge", "histogram" or "info".
std::string_view NameOf(MetricKind kind);

/// Where the buckets of a histogram end.
enum class MetricScale {
  kMoments,  ///< 0.5 ms to 60 s: requests, commits, speech
  kSpells,   ///< 1 s to a day: calls, runs
};
inline constexpr std::size_t kMetricBounds = 16;
const std::array<double, kMetricBounds>& BoundsOf(MetricScale scale);

/// A metric of `/metrics`: what it is called, what it counts or measures, and who does.
struct MetricText {
  std::string_view name;
  MetricKind kind;
  std::string_view labels;  ///< names with commas between them; never an id
  std::string_view help;
  std::string_view from;  ///< the part that counts it, and when
  MetricScale scale = MetricScale::kMoments;
  /// It is another's series under a second name: those where its label has this value, if one is
  /// said, summed over the labels that it has not itself.
  struct SecondName {
    std::string_view of, label = {}, value = {};
    bool asked = false;  ///< only where telemetry.metrics asks for it
  } second = {};
};

/// Every metric of the program, by name.
std::span<const MetricText> MetricCatalog();
/// nullptr: there is none.
const MetricText* FindMetric(std::span<const MetricText> catalog, std::string_view name);
/// "seconds" or "bytes", as the name says; empty for what is only counted.
std::string_view UnitOf(const MetricText& metric);
/// The names of its labels, one by one.
std::span<const std::string_view> LabelsOf(const MetricText& metric,
                                           std::array<std::string_view, 4>& room);

/// A name that is kept for a feature to come: nothing exports it yet.
struct ReservedMetric {
  std::string_view name, until;
};
std::span<const ReservedMetric> ReservedMetrics();

}  // namespace tocsin
