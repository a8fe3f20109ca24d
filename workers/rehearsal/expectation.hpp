#pragma once

#include <string>
#include <vector>

#include "workers/rehearsal/test_file.hpp"
#include "workers/rehearsal/world.hpp"

namespace tocsin::rehearsal {

/// A way in which what happened is not what was expected.
struct Mismatch {
  Mark mark;
  std::string text;
};

/// Whether `part` is contained in `whole`: objects by their named members, everything else equal.
bool Contains(const json::value& whole, const json::value& part);

/// Compares what was emitted and called in the world so far with the expectations (`then` apart).
/// `workflow`: the one whose last run's result is expected.
std::vector<Mismatch> Compare(const World& world, const Expectations& expect,
                              std::string_view workflow);

/// One line for each event and call that happened.
std::string Describe(const World& world);

}  // namespace tocsin::rehearsal
