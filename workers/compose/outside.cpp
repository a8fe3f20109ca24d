#include "workers/compose/outside.hpp"

#include <algorithm>
#include <cstdio>
#include <set>

#include "adapters/bus/embedded.hpp"
#include "adapters/bus/kafka.hpp"
#include "adapters/store/postgres.hpp"
#include "schemas/topics.hpp"

namespace tocsin::compose {
namespace {

constexpr std::string_view kTopics[] = {topic::kAlerts,  topic::kCalls,     topic::kDecisions,
                                        topic::kActions, topic::kLifecycle, topic::kDeadLetters};
/// A busy broker takes a while to find leaders for a hundred new partitions.
constexpr Duration kTopicTimeout = std::chrono::seconds(30);

}  // namespace

Status WaitFor(const std::string& whom, Duration wait, const Signals& signals,
               const std::function<Status()>& attempt) {
  const auto deadline = std::chrono::steady_clock::now() + wait;
  auto next_line = std::chrono::steady_clock::now();
  for (;;) {
    Status status = attempt();
    if (status || !Retryable(status.error().kind)) return status;
    const auto now = std::chrono::steady_clock::now();
    if (now >= deadline) return status;
    if (now >= next_line) {
      std::fprintf(stderr, "waiting for %s: %s\n", whom.c_str(), status.error().message.c_str());
      next_line = now + std::chrono::seconds(1);
    }
    const int signal = signals.Wait(std::chrono::milliseconds(100));
    if (signal == SIGTERM || signal == SIGINT)
      return Fail(ErrorKind::kCancelled, "stopped while waiting for " + whom);
  }
}

Result<std::unique_ptr<Store>> OpenStore(const Settings& settings, const std::string& url) {
  PostgresOptions options;
  options.url = url;
  options.schema = settings.store.schema;
  return MakePostgresStore(std::move(options));
}

Result<std::unique_ptr<Bus>> OpenBus(const Settings& settings, const std::string& database_url,
                                     bool embedded, const std::string& data_folder) {
  if (embedded) {
    EmbeddedOptions options;
    options.database_url = database_url;
    options.schema = settings.store.schema;
    options.gateway = settings.bus.gateway;
    options.data_dir = data_folder;
    TRY_ASSIGN(auto bus, MakeEmbeddedBus(std::move(options)));
    return bus;
  }
  KafkaOptions options;
  options.brokers = settings.bus.brokers;
  options.client = {settings.bus.client.begin(), settings.bus.client.end()};
  return MakeKafkaBus(std::move(options));
}

Result<int> EnsureTopics(Bus& bus, const Settings& settings) {
  std::set<std::string> names;
  for (const auto name : kTopics) names.insert(TopicName(name, settings.bus.prefix));
  for (const auto& rule : settings.bus.in) names.insert(rule.topic);
  std::vector<TopicSpec> wanted;
  for (const auto& name : names) wanted.push_back({name, settings.bus.partitions});
  TRY_ASSIGN(const auto topics, bus.EnsureTopics(wanted, kTopicTimeout));
  for (const auto& topic : topics) {
    if (topic.partitions == topics.front().partitions) continue;
    return Fail(ErrorKind::kInvalid,
                "topics have different numbers of partitions (" + topics.front().name + ": " +
                    std::to_string(topics.front().partitions) + ", " + topic.name + ": " +
                    std::to_string(topic.partitions) +
                    "); make them equal, for an alert's records must stay together",
                "bus");
  }
  return topics.front().partitions;
}

int ExitCodeOf(const Error& error) {
  // A conflict can be retried, but it is not the outside that is missing.
  return Retryable(error.kind) && error.kind != ErrorKind::kConflict ? 3 : 1;
}

}  // namespace tocsin::compose
