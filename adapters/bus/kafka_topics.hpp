#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "adapters/bus/kafka_client.hpp"

namespace tocsin::kafka {

/// The name under which a member joins its group. The group gives a static member that comes back
/// its former assignment, without a look at what it subscribes to now or at partitions that were
/// added meanwhile; a member of another name gets its own, once the former one's session is over
/// (six seconds).
std::string MemberName(const std::string& instance_id, std::vector<TopicSpec> topics);

/// Creates the topics that are missing (with the broker's default replication), adds partitions to
/// those that are to grow, and waits until all have leaders.
Result<std::vector<TopicSpec>> EnsureTopics(rd_kafka_t* client,
                                            const std::vector<TopicSpec>& topics, Duration timeout);
/// Partitions of a topic; 0 while it does not exist or a partition has no leader yet.
Result<int> AskPartitions(rd_kafka_t* client, const std::string& name, Duration timeout);
/// The same for a topic that may just be being made: waits for its leaders, for `timeout` at most.
/// 0 only where there is no such topic.
Result<int> WaitForPartitions(rd_kafka_t* client, const std::string& name, Duration timeout);
/// Names of all topics of the cluster that can be seen.
Result<std::vector<std::string>> ListTopics(rd_kafka_t* client, Duration timeout);
/// First offset that the broker still has, and the one that the next record will get. Asks again
/// while leaders are being made or moved, as AskEnds does.
Result<std::pair<std::int64_t, std::int64_t>> AskRange(rd_kafka_t* client,
                                                       const TopicPartition& partition,
                                                       Duration timeout);

/// The latter for many partitions with one request for each broker; all or nothing.
Result<std::vector<std::int64_t>> AskEnds(rd_kafka_t* client,
                                          const std::vector<TopicPartition>& partitions,
                                          Duration timeout);

}  // namespace tocsin::kafka
