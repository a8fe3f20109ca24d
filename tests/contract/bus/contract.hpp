#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "bus_host.hpp"
#include "member.hpp"

namespace tocsin::test {

/// Runs on the mock cluster, a real broker and the embedded bus.
class BusContract : public testing::TestWithParam<HostKind> {
 protected:
  void SetUp() override;
  /// The topic exists on the bus, with that many partitions.
  std::string MakeTopic(Bus& bus, int partitions);
  std::unique_ptr<BusHost> host_;
};

/// One key for all, so that they stay in order.
inline std::string OneKey(int) { return "k"; }

/// Produces and waits; the place of each record, in order.
std::vector<std::pair<TopicPartition, std::int64_t>> ProduceAll(
    Bus& bus, std::vector<OutgoingRecord> records);
/// Bus::EndOffsets of one partition; -1 and a failure when there is no answer.
std::int64_t EndOf(Bus& bus, const TopicPartition& partition);
/// "0", "1", ... with the key given by `key(i)`.
std::vector<OutgoingRecord> Numbered(const std::string& topic, int from, int to,
                                     const std::function<std::string(int)>& key);

}  // namespace tocsin::test
