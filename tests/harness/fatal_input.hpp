#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/harness/site.hpp"

namespace tocsin::harness {

/// A worker that is started again whenever it ends, as systemd or Kubernetes do, until it has set
/// an input aside or has ended `most` times.
struct Supervised {
  std::unique_ptr<Process> worker;  ///< the life that set it aside; null: none did
  std::vector<int> ends;            ///< exit codes, or minus the signal
  std::string line;                 ///< of the log, that tells of it
  std::chrono::steady_clock::duration took{};
};
Supervised Supervise(const Site& site, const std::map<std::string, std::string>& environment,
                     const std::vector<std::string>& more = {}, int most = 8);

}  // namespace tocsin::harness
