// tocsin-bench: sends alerts to a running worker and measures what comes out; measures the
// machine's limits beside it. tools/bench starts the servers and the worker and prints the table.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <thread>
#include <unordered_map>

#include "tests/harness/kafka_client.hpp"
#include "tests/perf/bench/limits.hpp"

namespace tocsin::perf {
namespace {

using harness::HeaderOf;
using harness::KafkaClient;
using harness::TimestampOf;
using SteadyTime = std::chrono::steady_clock::time_point;

struct Options {
  std::string brokers;
  std::string database;
  std::string prefix = "tocsin";
  std::string run = "bench";
  int count = 50'000;
  double rate = 0;
  int timeout = 120;
};

double Percentile(std::vector<double>& values, double share) {
  if (values.empty()) return std::nan("");
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

void Send(KafkaClient& producer, const Options& options) {
  const auto started = std::chrono::steady_clock::now();
  for (int i = 0; i < options.count; ++i) {
    const std::string id = options.run + '-' + std::to_string(i);
    producer.Produce(options.prefix + ".alerts", id, AlertData(id), AlertHeaders(id));
    if (options.rate > 0) {
      producer.Poll();
      std::this_thread::sleep_until(started +
                                    std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                        std::chrono::duration<double>((i + 1) / options.rate)));
    } else if (i % 1000 == 0) {
      producer.Poll();
    }
  }
  producer.Flush();
}

/// Alerts in, first action of each out: rate from the first alert's to the last action's record
/// timestamp, latency from the alert record's timestamp to the action record's. One JSON line on
/// stdout.
int MeasureAlerts(const Options& options) {
  KafkaClient actions(KafkaClient::Kind::kConsumer, options.brokers);
  actions.Assign(options.prefix + ".actions", 12, true);
  KafkaClient alerts(KafkaClient::Kind::kConsumer, options.brokers);
  alerts.Assign(options.prefix + ".alerts", 12, true);
  KafkaClient producer(KafkaClient::Kind::kProducer, options.brokers);

  std::thread sender([&] { Send(producer, options); });
  std::unordered_map<std::string, std::int64_t> sent;
  std::unordered_map<std::string, std::int64_t> acted;
  std::int64_t repeats = 0;
  const std::string mine = options.run + '-';
  const SteadyTime deadline =
      std::chrono::steady_clock::now() + std::chrono::seconds(options.timeout);
  const auto wanted = static_cast<std::size_t>(options.count);
  while ((acted.size() < wanted || sent.size() < wanted) &&
         std::chrono::steady_clock::now() < deadline) {
    alerts.Consume(1000, 0, [&](const rd_kafka_message_t& message) {
      const std::string key(static_cast<const char*>(message.key), message.key_len);
      if (key.starts_with(mine) && HeaderOf(message, "ce_type") == "tocsin.alert.raised")
        sent.emplace(key, TimestampOf(message));
    });
    actions.Consume(1000, 20, [&](const rd_kafka_message_t& message) {
      const std::string key(static_cast<const char*>(message.key), message.key_len);
      if (!key.starts_with(mine) || HeaderOf(message, "ce_type") != "tocsin.action.requested")
        return;
      if (!acted.emplace(key, TimestampOf(message)).second) ++repeats;
    });
  }
  sender.join();
  std::vector<double> latencies;
  std::int64_t first = INT64_MAX;
  std::int64_t last = 0;
  for (const auto& [key, time] : acted) {
    const auto start = sent.find(key);
    if (start == sent.end()) continue;
    latencies.push_back(static_cast<double>(time - start->second));
    first = std::min(first, start->second);
    last = std::max(last, time);
  }
  const double seconds = static_cast<double>(std::max<std::int64_t>(1, last - first)) / 1000;
  std::printf(
      R"({"sent":%d,"acted":%zu,"repeats":%lld,"seconds":%.3f,"rate":%.0f,"p50_ms":%.1f,"p99_ms":%.1f})"
      "\n",
      options.count, acted.size(), static_cast<long long>(repeats), seconds,
      static_cast<double>(acted.size()) / seconds, Percentile(latencies, 0.50),
      Percentile(latencies, 0.99));
  return acted.size() == wanted ? 0 : 1;
}

int MeasureLimits(const Options& options) {
  const double loop = ConsumeProduceRate(options.brokers, options.run, options.count);
  const double insert = InsertRate(options.database, options.count);
  const double bare = BareLoopRate(options.brokers, options.database, options.run, options.count);
  std::printf(R"({"consume_produce":%.0f,"insert":%.0f,"bare_loop":%.0f})"
              "\n",
              loop, insert, bare);
  return 0;
}

}  // namespace
}  // namespace tocsin::perf

int main(int argc, char** argv) {
  CLI::App app{"Benchmarks of tocsin against a broker and a database on this machine"};
  tocsin::perf::Options options;
  const auto add = [&](CLI::App* command) {
    command->add_option("--brokers", options.brokers, "bootstrap address")->required();
    command->add_option("--prefix", options.prefix, "topic prefix of the worker");
    command->add_option("--run", options.run, "name of this run: prefix of ids and topics");
    command->add_option("--count", options.count, "alerts")->check(CLI::Range(1, 5'000'000));
    command->add_option("--timeout", options.timeout, "seconds");
  };
  auto* alerts = app.add_subcommand("alerts", "alert in, action out");
  add(alerts);
  alerts->add_option("--rate", options.rate,
                     "alerts a second; 0: as fast as the broker takes them");
  auto* limits = app.add_subcommand("limits", "what the machine can do");
  add(limits);
  limits->add_option("--database", options.database, "PostgreSQL URL")->required();
  app.require_subcommand(1);
  CLI11_PARSE(app, argc, argv);
  return alerts->parsed() ? tocsin::perf::MeasureAlerts(options)
                          : tocsin::perf::MeasureLimits(options);
}
