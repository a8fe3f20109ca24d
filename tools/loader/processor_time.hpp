#pragma once

#include <optional>

namespace tocsin::load {

/// Seconds of processor time that a process has used; none when there is no such process.
std::optional<double> ProcessorSeconds(int process);

}  // namespace tocsin::load
