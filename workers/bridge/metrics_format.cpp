#include "workers/bridge/metrics_format.hpp"

#include <algorithm>
#include <charconv>

#include "schemas/media_type.hpp"
#include "schemas/trimmed.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::string_view kOpenMetrics = "application/openmetrics-text";
constexpr std::string_view kText = "text/plain";
constexpr std::string_view kOpenMetricsVersions[] = {"1.0.0", "0.0.1"};

/// The value of a parameter such as q; empty: it is not there.
std::string_view Parameter(std::string_view range, std::string_view name) {
  while (true) {
    const auto semicolon = range.find(';');
    if (semicolon == std::string_view::npos) return {};
    range.remove_prefix(semicolon + 1);
    const auto one = Trimmed(range.substr(0, range.find(';')), " \t");
    if (one.substr(0, one.find('=')) != name || one.size() == name.size()) continue;
    auto value = one.substr(name.size() + 1);
    if (value.size() >= 2 && value.front() == '"') value = value.substr(1, value.size() - 2);
    return value;
  }
}

double QualityOf(std::string_view range) {
  const auto text = Parameter(range, "q");
  if (text.empty()) return 1;
  double quality = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), quality);
  return read.ec == std::errc() ? std::clamp(quality, 0.0, 1.0) : 0;
}

}  // namespace

MetricsFormat MetricsFormatFor(std::string_view accept) {
  double open = 0;
  double text = 0;
  for (std::string_view rest = accept; !rest.empty();) {
    const auto comma = rest.find(',');
    const auto range = Trimmed(rest.substr(0, comma), " \t");
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    const auto type = MediaType(range);
    const auto version = Parameter(range, "version");
    if (type == kText) text = std::max(text, QualityOf(range));
    if (type == kOpenMetrics &&
        (version.empty() ||
         std::ranges::find(kOpenMetricsVersions, version) != std::end(kOpenMetricsVersions)))
      open = std::max(open, QualityOf(range));
  }
  return open > 0 && open >= text ? MetricsFormat::kOpenMetrics : MetricsFormat::kPrometheusText;
}

std::string_view ContentTypeOf(MetricsFormat format) {
  return format == MetricsFormat::kOpenMetrics
             ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
             : "text/plain; version=0.0.4; charset=utf-8";
}

}  // namespace tocsin::bridge
