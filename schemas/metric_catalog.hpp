#pragma once

#include <span>
#include <string_view>

namespace tocsin {

/// What a metric of `/metrics` counts or measures, for its HELP line and the reference page.
struct MetricText {
  std::string_view name;
  std::string_view kind;    ///< counter, gauge or histogram; histograms are in seconds
  std::string_view labels;  ///< names with commas between them; never an id
  std::string_view help;
};

/// Every metric of the program, by name.
std::span<const MetricText> MetricCatalog();
/// The help of a metric; empty when it is not in the catalog.
std::string_view MetricHelp(std::string_view name);

}  // namespace tocsin
