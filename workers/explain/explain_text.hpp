#pragma once

#include <string>
#include <utility>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/time.hpp"

namespace tocsin::compose {

/// What happened and when, oldest first.
using Entries = std::vector<std::pair<TimePoint, json::value>>;

/// What StoreDirectory::Explain tells, read as JSON; a line that is none stays as a text.
Entries EntriesOf(const std::vector<std::pair<TimePoint, std::string>>& lines);
/// [{at, what}, ...] for programs.
json::array EntriesJson(const Entries& entries);

/// What StoreDirectory::Explain tells, for people: one line an entry, "TIME  WHO  WHAT", where
/// calls are numbered in the order in which they were asked for. Steps of a workflow that only hold
/// others are left out; JSON has everything.
std::string ExplainText(const Entries& entries);

}  // namespace tocsin::compose
