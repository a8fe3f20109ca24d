#include "tests/perf/bench/alerts.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <unordered_map>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/time.hpp"
#include "tests/harness/http_probe.hpp"
#include "tests/harness/kafka_client.hpp"
#include "tests/perf/bench/limits.hpp"
#include "tests/perf/bench/report.hpp"

namespace tocsin::perf {
namespace {

using harness::HeaderOf;
using harness::KafkaClient;
using harness::TimestampOf;
using Steady = std::chrono::steady_clock;
using Kind = KafkaClient::Kind;

constexpr int kPartitions = 12;
constexpr int kFirstNumber = 5'000'000;

std::string KeyOf(const rd_kafka_message_t& message) {
  return {static_cast<const char*>(message.key), message.key_len};
}

void Send(KafkaClient& producer, const AlertLoad& load) {
  const auto started = Steady::now();
  for (int i = 0; i < load.count; ++i) {
    const std::string id = load.run + '-' + std::to_string(load.first + i);
    producer.Produce(load.prefix + ".alerts", id, AlertData(id), AlertHeaders(id));
    if (load.rate > 0) {
      producer.Poll();
      std::this_thread::sleep_until(started +
                                    std::chrono::duration_cast<Steady::duration>(
                                        std::chrono::duration<double>((i + 1) / load.rate)));
    } else if (i % 1000 == 0) {
      producer.Poll();
    }
  }
  producer.Flush();
}

/// Record timestamps by alert id, of the records of one topic that are of this run.
class Sightings {
 public:
  Sightings(const AlertLoad& load, const std::string& topic, std::string type, bool from_end)
      : consumer_(Kind::kConsumer, load.brokers), type_(std::move(type)), mine_(load.run + '-') {
    consumer_.Assign(load.prefix + '.' + topic, kPartitions, from_end);
  }

  void Look(int wait_ms) {
    consumer_.Consume(1000, wait_ms, [&](const rd_kafka_message_t& message) {
      const std::string key = KeyOf(message);
      if (!key.starts_with(mine_) || HeaderOf(message, "ce_type") != type_) return;
      if (!times_.emplace(key, TimestampOf(message)).second) ++repeats_;
    });
  }
  const std::unordered_map<std::string, std::int64_t>& Times() const { return times_; }
  long long Repeats() const { return repeats_; }

 private:
  KafkaClient consumer_;
  const std::string type_;
  const std::string mine_;
  std::unordered_map<std::string, std::int64_t> times_;
  long long repeats_ = 0;
};

/// How many alerts at the beginning are not counted.
int Uncounted(const AlertLoad& load) { return static_cast<int>(load.ramp * load.rate); }

/// Latencies of what is in both and counts, and the time from the first start to the last end.
void Compare(const AlertLoad& load, const std::unordered_map<std::string, std::int64_t>& starts,
             const std::unordered_map<std::string, std::int64_t>& ends, Report& report) {
  const int from = load.first + Uncounted(load);
  std::int64_t first = INT64_MAX;
  std::int64_t last = 0;
  for (const auto& [key, end] : ends) {
    const auto start = starts.find(key);
    if (start == starts.end() || std::stoi(key.substr(load.run.size() + 1)) < from) continue;
    report.latencies.push_back(static_cast<double>(end - start->second));
    first = std::min(first, start->second);
    last = std::max(last, end);
  }
  report.seen = report.latencies.size();
  report.seconds = static_cast<double>(std::max<std::int64_t>(1, last - first)) / 1000;
}

Report RunAlerts(const AlertLoad& load) {
  Sightings actions(load, "actions", "tocsin.action.requested", true);
  Sightings alerts(load, "alerts", "tocsin.alert.raised", true);
  KafkaClient producer(Kind::kProducer, load.brokers);
  const auto deadline = Steady::now() + std::chrono::seconds(load.timeout);
  std::thread sender([&] { Send(producer, load); });
  const auto wanted = static_cast<std::size_t>(load.count);
  while ((actions.Times().size() < wanted || alerts.Times().size() < wanted) &&
         Steady::now() < deadline) {
    alerts.Look(0);
    actions.Look(20);
  }
  sender.join();
  Report report{.wanted = wanted - static_cast<std::size_t>(Uncounted(load)),
                .repeats = actions.Repeats()};
  Compare(load, alerts.Times(), actions.Times(), report);
  return report;
}

/// Alert id -> time of the dial request, as the simulator tells it.
std::unordered_map<std::string, std::int64_t> Dials(const AlertLoad& load) {
  std::unordered_map<std::string, std::int64_t> dials;
  const auto answer = harness::Ask({.url = load.phone + "/sim/calls?view=summary&limit=10000"});
  const auto parsed = ParseJson(answer.body);
  const auto* items = parsed ? Find(*parsed, "items") : nullptr;
  if (items == nullptr || !items->is_array()) return dials;
  for (const auto& item : items->get_array()) {
    const auto& call = item.get_object();
    const auto time = ParseTime(StringAt(call, "created_at"));
    const std::string number(StringAt(call, "to"));
    if (!time || number.size() != 12) continue;
    const int alert = std::stoi(number.substr(5)) - kFirstNumber;
    if (alert < load.first || alert >= load.first + load.count) continue;
    dials.emplace(load.run + '-' + std::to_string(alert),
                  std::chrono::floor<std::chrono::milliseconds>(time->time_since_epoch()).count());
  }
  return dials;
}

}  // namespace

int FillAlerts(const AlertLoad& load) {
  KafkaClient producer(Kind::kProducer, load.brokers);
  Send(producer, load);
  return 0;
}

int MeasureBacklog(const AlertLoad& load) {
  const auto deadline = Steady::now() + std::chrono::seconds(load.timeout);
  {
    KafkaClient watch(Kind::kConsumer, load.brokers);
    while (watch.RecordsIn(load.prefix + ".actions", kPartitions) < load.count &&
           Steady::now() < deadline)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  std::this_thread::sleep_for(std::chrono::seconds(1));  // a repeat would come now
  Sightings actions(load, "actions", "tocsin.action.requested", false);
  const auto wanted = static_cast<std::size_t>(load.count);
  for (int empty = 0; empty < 20;) {
    const auto before = actions.Times().size();
    actions.Look(100);
    empty = actions.Times().size() == before ? empty + 1 : 0;
    if (actions.Times().size() >= wanted && empty == 3) break;
  }
  Report report{.wanted = wanted, .seen = actions.Times().size(), .repeats = actions.Repeats()};
  const auto [first, last] = std::ranges::minmax_element(
      actions.Times(), {}, [](const auto& entry) { return entry.second; });
  if (first != actions.Times().end())
    report.seconds = static_cast<double>(last->second - first->second) / 1000;
  return report.Print();
}

int MeasureAlerts(const AlertLoad& load) { return RunAlerts(load).Print(); }

int WarmUp(const AlertLoad& load) { return RunAlerts(load).seen > 0 ? 0 : 1; }

int MeasureDials(const AlertLoad& load) {
  Sightings alerts(load, "alerts", "tocsin.alert.raised", true);
  KafkaClient producer(Kind::kProducer, load.brokers);
  Send(producer, load);
  const auto deadline = Steady::now() + std::chrono::seconds(load.timeout);
  const auto wanted = static_cast<std::size_t>(load.count);
  std::unordered_map<std::string, std::int64_t> dials;
  while (Steady::now() < deadline && dials.size() < wanted) {
    std::this_thread::sleep_for(std::chrono::seconds(2));
    dials = Dials(load);
  }
  while (alerts.Times().size() < wanted && Steady::now() < deadline) alerts.Look(100);
  Report report{.wanted = wanted - static_cast<std::size_t>(Uncounted(load))};
  Compare(load, alerts.Times(), dials, report);
  return report.Print();
}

int DropTopics(const AlertLoad& load) {
  std::vector<std::string> topics;
  for (const auto* name : {"alerts", "calls", "decisions", "actions", "lifecycle", "dlq"})
    topics.push_back(load.prefix + '.' + name);
  for (const auto* name : {"limit.in", "limit.out", "bare.in", "bare.out"})
    topics.push_back(load.run + '.' + name);
  KafkaClient(Kind::kProducer, load.brokers).DeleteTopics(topics);
  return 0;
}

}  // namespace tocsin::perf
