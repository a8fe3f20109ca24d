#include "tests/harness/alert_flow.hpp"

#include <algorithm>
#include <set>

#include "tests/harness/kafka_client.hpp"

namespace tocsin::harness {

const char* const kNotifyWorkflow = R"(
document:
  dsl: '1.0.3'
  namespace: test
  name: notify
  version: '1.0.0'
  metadata:
    instance: { key: '${ .data.alert_id }', onDuplicate: merge }
schedule:
  on:
    one:
      with: { type: tocsin.alert.raised }
do:
  - notify:
      emit:
        event:
          with:
            type: tocsin.action.requested
            data: { action_id: '${ $workflow.id }', alert_id: '${ .[0].alert_id }', action: notify }
)";

AlertFlow::AlertFlow(const Site& site, int count, std::chrono::milliseconds over,
                     const std::string& severity)
    : started_(std::chrono::steady_clock::now()),
      thread_([&site, count, over, severity, started = started_] {
        KafkaClient producer(KafkaClient::Kind::kProducer, site.Kafka());
        for (int i = 0; i < count; ++i) {
          std::this_thread::sleep_until(started + over * i / count);
          ProduceAlert(producer, site, i, severity);
          producer.Poll();
        }
        producer.Flush();
      }) {}

std::chrono::milliseconds AlertFlow::Elapsed() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               started_);
}

void AlertFlow::Until(std::chrono::milliseconds elapsed) const {
  std::this_thread::sleep_until(started_ + elapsed);
}

std::int64_t WallMilliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

double FlowReport::Worst(std::int64_t from, std::int64_t to) const {
  std::int64_t worst = 0;
  for (const auto& [published, answered] : times)
    if (published >= from && published <= to)
      worst = std::max(worst, answered < 0 ? to : answered - published);
  return static_cast<double>(worst);
}

FlowReport JudgeFlow(const Site& site, int alerts, const std::string& topic,
                     const std::string& type, std::chrono::milliseconds patience) {
  FlowReport report;
  report.alerts = alerts;
  const auto keys = static_cast<std::size_t>(alerts);
  auto answers = ReadTopic(site, topic, type, keys, patience, std::chrono::seconds(2));
  auto raised = ReadTopic(site, "alerts", "tocsin.alert.raised", keys, std::chrono::seconds(60));
  for (int i = 0; i < alerts; ++i) {
    const std::string id = site.Prefix() + '-' + std::to_string(i);
    const auto& found = answers[id];
    std::set<std::string> ids;
    std::int64_t first = -1;
    for (const auto& record : found) {
      ids.insert(record.id);
      first = first < 0 ? record.at : std::min(first, record.at);
    }
    if (ids.empty()) ++report.missing;
    if (ids.size() > 1) ++report.doubled;
    const bool published = !raised[id].empty();
    if (!published) ++report.unpublished;
    if (ids.size() != 1 || !published)
      report.details += id + ": " + std::to_string(ids.size()) + " of " + type +
                        (published ? "\n" : ", and the alert is not on its topic\n");
    report.raw_repeats += static_cast<int>(found.size() - ids.size());
    if (!raised[id].empty()) report.times.emplace_back(raised[id].front().at, first);
  }
  return report;
}

}  // namespace tocsin::harness
