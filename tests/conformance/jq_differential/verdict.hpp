#pragma once

#include <string>

#include "pairs.hpp"

namespace tocsin::differential {

/// How the two answers of a pair stand to each other.
struct Verdict {
  bool same = false;
  /// The accepted difference's name (docs/expressions.md, "Where we differ"); empty with `same` and
  /// with a fault.
  std::string rule = {};
};
Verdict Judge(const Pair& pair);

}  // namespace tocsin::differential
