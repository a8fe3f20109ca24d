#pragma once

#include <array>
#include <chrono>
#include <vector>

#include "schemas/time.hpp"
#include "workers/workflow/oncall/time_texts.hpp"

namespace tocsin::workflow {

/// Hours of the week, in wall time. Where `to` is not after `from` they go over midnight and belong
/// to the day they begin on.
struct Hours {
  std::array<bool, 7> days{};  ///< Monday first
  std::chrono::minutes from{0};
  std::chrono::minutes to{0};  ///< up to 24:00
};

/// Whether a moment is within any of the hours. On the night the clock is put forward an hour of
/// them is missing, on the night it is put back one comes twice. Hours that begin on a holiday do
/// not begin, and those of the evening before end at its midnight. Pure.
bool IsWithin(const std::vector<Hours>& hours, const std::vector<Holiday>& holidays,
              const date::time_zone& zone, TimePoint at);

}  // namespace tocsin::workflow
