#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "adapters/bus/kafka_client.hpp"
#include "adapters/bus/kafka_watch.hpp"

namespace tocsin::kafka {

/// Reads the end of a partition outside of any group. One read at a time; thread-safe.
class TailReader final : private ClientEvents {
 public:
  TailReader(const Properties& properties, BrokerWatch& watch);
  Result<std::vector<Record>> Read(const TopicPartition& partition, std::int64_t offset,
                                   std::size_t limit, Duration timeout);

 private:
  void OnClientError(rd_kafka_resp_err_t code, std::string_view reason) override {
    watch_.Suspect(code, reason);
  }
  Result<std::vector<Record>> ReadUntil(rd_kafka_queue_t* queue, std::int64_t end_offset,
                                        std::size_t limit,
                                        std::chrono::steady_clock::time_point deadline);

  Properties properties_;
  BrokerWatch& watch_;
  std::mutex mutex_;
  Client client_;  ///< made by the first read
};

}  // namespace tocsin::kafka
