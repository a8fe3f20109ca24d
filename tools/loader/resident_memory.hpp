#pragma once

#include <cstdint>
#include <optional>

namespace tocsin::load {

/// Bytes of a process that are in memory now; none when there is no such process.
std::optional<std::int64_t> ResidentBytes(int process);

}  // namespace tocsin::load
