#pragma once

#include <string>
#include <vector>

#include "workers/rehearsal/stage.hpp"
#include "workers/rehearsal/test_file.hpp"

namespace tocsin::rehearsal {

/// A way in which what happened is not what was expected.
struct Mismatch {
  Mark mark;
  std::string text;
};

/// Whether `part` is contained in `whole`: objects by their named members, everything else equal.
bool Contains(const json::value& whole, const json::value& part);

/// Compares what was emitted and called on the stage so far with the expectations (`then` apart).
std::vector<Mismatch> Compare(const Stage& stage, const Expectations& expect);

/// One line for each event and call that happened.
std::string Describe(const Stage& stage);

}  // namespace tocsin::rehearsal
