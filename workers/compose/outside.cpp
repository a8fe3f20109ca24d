#include "workers/compose/outside.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <set>

#include "adapters/bus/embedded.hpp"
#include "adapters/bus/kafka.hpp"
#include "adapters/store/database_url.hpp"
#include "adapters/store/postgres.hpp"
#include "schemas/topic_pattern.hpp"
#include "schemas/topics.hpp"
#include "workers/compose/toolbox.hpp"

namespace tocsin::compose {
namespace {

/// A busy broker takes a while to find leaders for a hundred new partitions.
constexpr Duration kTopicTimeout = std::chrono::seconds(30);
/// Of the embedded bus's connections to its database.
constexpr Duration kConnectTimeout = std::chrono::seconds(5);
constexpr Duration kAnswerTimeout = std::chrono::seconds(10);

}  // namespace

Status WaitFor(const std::string& whom, Duration wait, const Signals& signals,
               const std::function<Status()>& attempt) {
  const auto start = std::chrono::steady_clock::now();
  const auto deadline = start + wait;
  auto next_line = start;
  for (;;) {
    Status status = attempt();
    if (!status) status = tl::unexpected(WithRemedy(std::move(status).error()));
    if (status || !Retryable(status.error().kind)) return status;
    const auto now = std::chrono::steady_clock::now();
    if (now >= deadline) {
      return Fail(
          Wrap(std::move(status).error(), "gave up on " + whom + " after " + FormatDuration(wait)));
    }
    if (now >= next_line) {
      if (next_line != start) std::fprintf(stderr, "still ");
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
  options.mail_per_signature = settings.workflows.mailbox_limit;
  options.statement_timeout = settings.store.timeout;
  return MakePostgresStore(std::move(options));
}

Result<std::unique_ptr<Bus>> OpenBus(const Settings& settings, const std::string& database_url,
                                     bool embedded, const std::string& data_folder) {
  if (embedded) {
    EmbeddedOptions options;
    options.database_url = postgres::WithTimeouts(database_url, kConnectTimeout, kAnswerTimeout);
    options.schema = settings.store.schema;
    options.gateway = settings.bus.gateway;
    options.data_dir = data_folder;
    TRY_ASSIGN(auto bus, MakeEmbeddedBus(std::move(options)));
    return bus;
  }
  KafkaOptions options;
  options.brokers = settings.bus.brokers;
  options.client = {settings.bus.client.begin(), settings.bus.client.end()};
  options.make_http = MakeOutsideClient;
  return MakeKafkaBus(std::move(options));
}

Result<OpenedLog> OpenLog(const Settings& settings, const std::string& database_url) {
  OpenedLog log;
  if (settings.bus.brokers.empty()) {
    auto reader =
        MakeEmbeddedReader(postgres::WithTimeouts(database_url, kConnectTimeout, kAnswerTimeout),
                           settings.store.schema);
    TRY_ASSIGN(log.id, reader->Id());
    TRY_ASSIGN(log.partitions,
               reader->PartitionsOf(TopicName(topic::kDeadLetters, settings.bus.prefix)));
    log.reader = std::move(reader);
    return log;
  }
  TRY_ASSIGN(auto bus, OpenBus(settings, database_url, false, ""));
  TRY_ASSIGN(log.id, bus->Id(kTopicTimeout));
  TRY_ASSIGN(log.partitions, EnsureTopics(*bus, settings));
  log.reader = std::move(bus);
  return log;
}

Result<int> EnsureTopics(Bus& bus, const Settings& settings) {
  std::vector<TopicSpec> wanted;
  for (const auto name : topic::kAll)
    wanted.push_back({TopicName(name, settings.bus.prefix), settings.bus.partitions});
  TRY_ASSIGN(auto topics, bus.EnsureTopics(wanted, kTopicTimeout));
  const int most = std::ranges::max(topics, {}, &TopicSpec::partitions).partitions;
  if (std::ranges::min(topics, {}, &TopicSpec::partitions).partitions < most) {
    // Somebody added partitions to one of them: what belongs together must lie together.
    spdlog::warn("topics have different numbers of partitions; all get {}", most);
    for (auto& topic : wanted) topic = {topic.name, most, true};
    TRY_ASSIGN(topics, bus.EnsureTopics(wanted, kTopicTimeout));
    for (const auto& topic : topics) {
      if (topic.partitions == most) continue;
      return Fail(ErrorKind::kInvalid,
                  "topic " + topic.name + " has " + std::to_string(topic.partitions) +
                      " partitions and others have " + std::to_string(most) +
                      "; make them equal, for an alert's records must stay together",
                  "bus");
    }
  }
  // Those of others are as they are.
  std::set<std::string> foreign;
  for (const auto& rule : settings.bus.in)
    if (!TopicPattern::Is(rule.topic)) foreign.insert(rule.topic);
  for (const auto& delivery : settings.bridge.deliveries)
    if (!delivery.topic.empty()) foreign.insert(delivery.topic);
  std::vector<TopicSpec> inbound;
  for (const auto& name : foreign) inbound.push_back({name, most});
  if (!inbound.empty()) TRY(bus.EnsureTopics(inbound, kTopicTimeout));
  return most;
}

Error WithRemedy(Error error) {
  const auto says = [&](std::string_view text) {
    return error.message.find(text) != std::string::npos;
  };
  if (error.where.starts_with("store")) {
    const bool refused = says("password authentication failed") || says("no pg_hba.conf entry") ||
                         (says("FATAL") && says("does not exist")) || says("no password supplied");
    if (refused) {
      error.kind = ErrorKind::kInvalid;
      error.message += "; mend user, password or database in store.url (DATABASE_URL)";
    } else if (ExitCodeOf(error) == 3) {
      error.message += "; is it running, and is store.url (DATABASE_URL) its address?";
    }
  } else if (error.where == "bus.kafka" && ExitCodeOf(error) == 3) {
    error.message += "; is the broker running, and is bus.brokers (KAFKA_BROKERS) its address?";
  }
  return error;
}

int ExitCodeOf(const Error& error) {
  // A conflict can be retried, but it is not the outside that is missing.
  return Retryable(error.kind) && error.kind != ErrorKind::kConflict ? 3 : 1;
}

}  // namespace tocsin::compose
