#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "adapters/bus/kafka_client.hpp"

namespace tocsin::kafka {

/// Knows whether brokers answer: probes them when a client of the bus has trouble and every few
/// seconds, and logs one line when they are gone and one when they are back. Has a client of its
/// own, which also serves short requests.
class BrokerWatch final : private ClientEvents {
 public:
  static Result<std::unique_ptr<BrokerWatch>> Start(const Properties& properties,
                                                    std::string brokers);
  ~BrokerWatch() override;

  /// Another client had trouble: probe now. Any thread.
  void Suspect(rd_kafka_resp_err_t code, std::string_view reason);
  /// kTransient with the reason while no broker answers. Any thread.
  Status Reachable() const;
  /// For metadata, admin and watermark requests. Any thread.
  rd_kafka_t* Get() const { return client_.get(); }

 private:
  explicit BrokerWatch(std::string brokers) : brokers_(std::move(brokers)) {}
  void OnClientError(rd_kafka_resp_err_t code, std::string_view reason) override;
  void Run();
  void Probe();

  const std::string brokers_;
  mutable std::mutex mutex_;
  bool reachable_ = false;
  bool reported_ = false;
  std::string reason_ = "no answer yet";
  std::chrono::steady_clock::time_point away_since_ = std::chrono::steady_clock::now();
  std::atomic<bool> suspected_{true};
  std::atomic<bool> closing_{false};
  Client client_;
  std::thread thread_;
};

}  // namespace tocsin::kafka
