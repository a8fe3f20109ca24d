#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "adapters/bus/embedded_gateway_process.hpp"
#include "adapters/bus/embedded_log.hpp"
#include "adapters/bus/event_descriptor.hpp"
#include "adapters/bus/kafka_client.hpp"

namespace tocsin::embedded {

/// Keeps the gateway's process alive, takes what outside clients write there into the log, and
/// mirrors there what is new on the log. Best effort: a mirror that falls behind skips, and records
/// that the process had not handed over when it died are gone.
class Gateway final : private LogListener, private kafka::ClientEvents {
 public:
  static Result<std::unique_ptr<Gateway>> Start(Log& log, const EmbeddedOptions& options);
  ~Gateway() override;

  std::string Address() const;
  /// The log has more topics now; returns when the gateway has them too, or is down.
  void TopicsChanged();
  /// Topics that clients make there and that `wanted` takes are made on the log too, with what
  /// lies in them. Any thread.
  void Want(std::function<bool(const std::string& topic)> wanted);

 private:
  using Steady = std::chrono::steady_clock;

  Gateway(Log& log, const EmbeddedOptions& options);
  void OnAppended(const std::set<TopicPartition>& partitions) override;
  void OnLogLost(const Error&) override {}
  void OnClientError(rd_kafka_resp_err_t, std::string_view) override {}
  void Run();
  Status Launch();
  Status Connect();
  Status AddTopics();
  void Serve();
  void TakeIn();
  void TakeRecord(const rd_kafka_message_t& message);
  void Mirror();
  bool MirrorPartition(const TopicPartition& partition, std::int64_t& next);
  rd_kafka_resp_err_t Send(const Entry& entry);
  void LookAtTopics();
  Status Adopt(const TopicSpec& topic);
  Status ReadFrom(const std::vector<TopicPartition>& fresh);
  void Drop();
  void SetAddress(const std::string& address);
  void WriteAddress(const std::string& address);
  std::string MarkOf(const TopicPartition& partition) const;

  Log& log_;
  const EmbeddedOptions options_;
  const std::string token_;
  EventDescriptor wake_;

  // Of the gateway's thread.
  std::unique_ptr<GatewayProcess> process_;
  kafka::Client consumer_;
  kafka::Queue incoming_;
  kafka::Client producer_;
  std::map<std::string, int> topics_;  ///< that the process has
  std::map<TopicPartition, std::int64_t> mirrored_;
  std::set<std::string> strange_;
  Steady::time_point look_at_ = {};
  LogGate skip_log_;

  mutable std::mutex mutex_;  ///< of all below but closing_
  std::function<bool(const std::string& topic)> wanted_;
  std::condition_variable topics_added_;
  std::string address_;
  std::set<TopicPartition> changed_;
  std::uint64_t topics_wanted_ = 0;
  std::uint64_t topics_done_ = 0;
  std::atomic<bool> closing_{false};
  std::thread thread_;
};

}  // namespace tocsin::embedded
