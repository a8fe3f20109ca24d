#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schemas/time.hpp"
#include "workers/workflow/language/template.hpp"
#include "workers/workflow/oncall/hours.hpp"

namespace tocsin::workflow {

/// A window in which alerts about something ring nobody.
struct Maintenance {
  std::string name;
  std::optional<TimePoint> from;
  std::optional<TimePoint> to;
  std::vector<Hours> hours;               ///< only within these; empty: always
  const date::time_zone* zone = nullptr;  ///< of the hours; never null where there are any
  std::vector<std::string> resources;     ///< ids or names of resources, or nodes
  std::optional<Template> when;           ///< of Resources::Expressions()

  bool IsOn(TimePoint at) const {
    return (!from || *from <= at) && (!to || at < *to) &&
           (hours.empty() || IsWithin(hours, {}, *zone, at));
  }
};

}  // namespace tocsin::workflow
