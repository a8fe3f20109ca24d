#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/bus.hpp"
#include "schemas/result.hpp"

namespace tocsin::postgres {

/// Records of one outbox row as bytes, exactly: absent keys and values, empty ones and any bytes
/// come back as they were. Layout 1: byte 1, then counts and lengths as 32-bit little-endian
/// numbers, absent as 0xffffffff.
std::string PackRecords(const std::vector<OutgoingRecord>& records);
/// kInternal: not what PackRecords wrote.
Result<std::vector<OutgoingRecord>> UnpackRecords(std::string_view bytes);

/// Offsets of partitions as bytes; layout 1 as above, offsets as two numbers, the low one first.
std::string PackEnds(const PartitionOffsets& ends);
/// kInternal: not what PackEnds wrote.
Result<PartitionOffsets> UnpackEnds(std::string_view bytes);

}  // namespace tocsin::postgres
