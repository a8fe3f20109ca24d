#include "tests/harness/meetings.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "schemas/json.hpp"
#include "tests/harness/kafka_client.hpp"

namespace tocsin::harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kMeeting = R"(
document:
  dsl: '1.0.3'
  namespace: test
  name: meeting
  version: '1.0.0'
  metadata:
    instance: { key: '${ .data.id }', onDuplicate: ignore }
schedule:
  on:
    one:
      with: { type: test.begin }
do:
  - keep:
      set: { begun: '${ .[0] }' }
      export: { as: '${ .begun }' }
  - say:
      emit:
        event:
          with: { type: test.begun, subject: '${ $context.id }', data: '${ {round: $context.round} }' }
  - go:
      listen:
        to:
          one:
            with: { type: test.go }
            correlate:
              id: { from: '${ .data.id }', expect: '${ $context.id }' }
  - meet:
      listen:
        to:
          one:
            with: { type: test.partner }
            correlate:
              id: { from: '${ .data.id }', expect: '${ $context.id }' }
      output: { as: '${ {partner: .[0]} }' }
  - done:
      emit:
        event:
          with:
            type: test.done
            subject: '${ $context.id }'
            data: '${ {round: $context.round, partner: .partner.round} }'
)";

constexpr const char* kRace = R"(
document:
  dsl: '1.0.3'
  namespace: test
  name: race
  version: '1.0.0'
schedule:
  on:
    one:
      with: { type: test.begin }
do:
  - keep:
      set: { begun: '${ .[0] }' }
      export: { as: '${ .begun }' }
  - meet:
      listen:
        to:
          one:
            with: { type: test.partner }
            correlate:
              id: { from: '${ .data.id }', expect: '${ $context.id }' }
  - done:
      emit:
        event:
          with: { type: test.done, subject: '${ $context.id }' }
)";

constexpr const char* kStale = "late";

class Publisher {
 public:
  explicit Publisher(const Site& site)
      : site_(site), producer_(KafkaClient::Kind::kProducer, site.Kafka()) {}

  /// `salt` moves the record to another partition than the other events of this id.
  void Send(const std::string& topic, const std::string& type, const std::string& id,
            const std::string& round, const std::string& salt) {
    producer_.Produce(site_.Prefix() + '.' + topic, salt + id,
                      R"({"id":")" + id + R"(","round":")" + round + R"("})",
                      {{"ce_specversion", "1.0"},
                       {"ce_id", type + id + round},
                       {"ce_source", "/test"},
                       {"ce_type", type},
                       {"ce_subject", id},
                       {"content-type", "application/json"}});
  }
  void Flush() { producer_.Flush(); }
  void Poll() { producer_.Poll(); }

 private:
  const Site& site_;
  KafkaClient producer_;
};

std::string IdOf(int i) { return "m" + std::to_string(i); }

/// Waits until the query gives the number.
bool Await(const Site& site, const std::string& sql, int wanted, seconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (std::atoi(site.Query(sql).c_str()) != wanted) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(milliseconds(50));
  }
  return true;
}

std::map<std::string, std::vector<Seen>> AwaitRecords(const Site& site, const std::string& type,
                                                      int ids, int each) {
  const auto deadline = std::chrono::steady_clock::now() + seconds(60);
  for (;;) {
    auto found = ReadTopic(site, "actions", type, static_cast<std::size_t>(ids), seconds(120));
    std::size_t records = 0;
    for (const auto& [key, list] : found) records += list.size();
    if (records >= static_cast<std::size_t>(ids) * static_cast<std::size_t>(each)) return found;
    if (std::chrono::steady_clock::now() > deadline) return found;
  }
}

void PublishRound(const Site& site, Publisher& publisher, int ids, int round) {
  const std::string word = std::to_string(round);
  for (int i = 0; i < ids; ++i) publisher.Send("alerts", "test.begin", IdOf(i), word, "");
  publisher.Flush();
  AwaitRecords(site, "test.begun", ids, round);
  for (int i = 0; i < ids; ++i) {
    const bool go_first = i % 2 == 0;
    if (go_first) publisher.Send("decisions", "test.go", IdOf(i), word, "");
    publisher.Send("calls", "test.partner", IdOf(i), word, "x");
    if (!go_first) publisher.Send("decisions", "test.go", IdOf(i), word, "");
    publisher.Poll();
  }
  publisher.Flush();
}

void JudgeMeeting(const std::string& id, const std::vector<Seen>& ends, MeetingReport& report) {
  std::map<std::string, int> rounds;
  for (const auto& end : ends) {
    const auto data = ParseJson(end.value);
    if (!data || !data->is_object()) continue;
    const std::string round(StringAt(data->as_object(), "round"));
    ++rounds[round];
    if (StringAt(data->as_object(), "partner") == round) continue;
    ++report.stale;
    report.details += id + ": " + end.value + '\n';
  }
  for (const char* round : {"1", "2"}) {
    if (rounds[round] == 0) {
      ++report.missed;
      report.details += id + ": round " + round + " never ended\n";
    }
    if (rounds[round] > 1) ++report.doubled;
  }
}

}  // namespace

std::string MeetingReport::Row() const {
  return fmt::format("{} meetings {} missed {} stale {} doubled, {:.1f} s", meetings, missed, stale,
                     doubled, seconds);
}

MeetingReport RunMeetings(int ids) {
  MeetingReport report;
  report.meetings = 2 * ids;
  const Site site("meet");
  site.Write("workflows/meeting.yaml", kMeeting);
  const auto worker = site.Start({}, {"--workers", "workflow"});
  if (!worker) {
    report.missed = report.meetings;
    return report;
  }
  const auto started = std::chrono::steady_clock::now();
  Publisher publisher(site);
  PublishRound(site, publisher, ids, 1);
  AwaitRecords(site, "test.done", ids, 1);
  for (int i = 0; i < ids; ++i) publisher.Send("calls", "test.partner", IdOf(i), kStale, "x");
  publisher.Flush();
  if (!Await(site, "select count(*) from mailbox", ids, seconds(150)))
    report.details += "the late events did not come to the mailbox: " +
                      site.Query("select count(*) from mailbox") + '\n';
  PublishRound(site, publisher, ids, 2);
  const auto ends = AwaitRecords(site, "test.done", ids, 2);
  report.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  for (int i = 0; i < ids; ++i) {
    const auto found = ends.find(IdOf(i));
    JudgeMeeting(IdOf(i), found == ends.end() ? std::vector<Seen>() : found->second, report);
  }
  if (!report.details.empty()) report.details += worker->Errors();
  return report;
}

std::string RaceReport::Row() const {
  return fmt::format("{} races {} ended {} met their event before they began {} overlooked", races,
                     ended, before, overlooked);
}

RaceReport RunRaces(int ids, Beside where) {
  RaceReport report;
  report.races = ids;
  const Site site("race");
  site.Write("workflows/race.yaml", kRace);
  const auto worker = site.Start({}, {"--workers", "workflow"});
  if (!worker) return report;
  Publisher publisher(site);
  for (int i = 0; i < ids; ++i) {
    const bool begin_first = i % 2 == 0 || where == Beside::kSamePartition;
    if (begin_first) publisher.Send("alerts", "test.begin", IdOf(i), "1", "");
    publisher.Send(where == Beside::kSamePartition ? "alerts" : "calls", "test.partner", IdOf(i),
                   "1", where == Beside::kOtherPartition ? "x" : "");
    if (!begin_first) publisher.Send("alerts", "test.begin", IdOf(i), "1", "");
    publisher.Poll();
  }
  publisher.Flush();
  const std::string before =
      "(select count(*) from wait w join mailbox m on m.correlation = w.correlation "
      "where (m.accepted, m.ordinal) < (w.run_accepted, w.run_ordinal))";
  Await(site, "select (select count(*) from run_done) + " + before, ids, seconds(120));
  const auto count = [&](const std::string& sql) {
    return std::atoi(site.Query("select " + sql).c_str());
  };
  report.ended = count("(select count(*) from run_done)");
  report.before = count(before);
  report.overlooked = ids - report.ended - report.before;
  return report;
}

}  // namespace tocsin::harness
