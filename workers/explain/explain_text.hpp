#pragma once

#include <string>
#include <utility>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/time.hpp"

namespace tocsin::compose {

/// What StoreDirectory::Explain tells, for people: one line an entry, "TIME  WHO  WHAT", where
/// calls are numbered in the order in which they were asked for. Steps of a workflow that only hold
/// others are left out; JSON has everything.
std::string ExplainText(const std::vector<std::pair<TimePoint, json::value>>& entries);

}  // namespace tocsin::compose
