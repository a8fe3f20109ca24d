#include "tests/harness/live_kills.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

#include "schemas/time.hpp"
#include "tests/harness/media_site.hpp"
#include "tests/harness/phone_site.hpp"
#include "tests/harness/tcp_gate.hpp"

namespace tocsin::harness {
namespace {

using std::chrono::seconds;

constexpr std::size_t kTold = 10;

/// Presses until she is understood: what she pressed to a worker that died is asked again.
constexpr const char* kPerson =
    "[{answer_after: 1s, turns: [{hear: '.', press: '1'}, {hear: '.', press: '1'}, "
    "{hear: '.', press: '1'}, {hear: '.', press: '1'}]}]";

std::string People(std::size_t count) {
  std::string people = "{";
  for (std::size_t i = 0; i < count; ++i)
    people += "'" + PersonNumber(static_cast<int>(i)) + "': " + kPerson + ", ";
  return people + "}";
}

class LiveKills {
 public:
  LiveKills(const std::string& speech, std::size_t people)
      : site_(WalkOptions{.people = People(people),
                          .settings = speech + "limits: {calls_per_hour: 100000}\n",
                          .front = "http://127.0.0.1:" + std::to_string(gate_.Port())}) {
    second_ = site_.At().Start({}, {"--data", "second"});
  }
  bool Ready() const { return second_ != nullptr; }

  void Kill(std::size_t number, const std::string& point, LiveKillReport& report) {
    auto first = site_.At().Start({{"TOCSIN_CRASH_AT", point}}, {"--data", "first"});
    if (first == nullptr) return;
    gate_.Lead({Site::HttpOf(*first), Site::HttpOf(*second_)});
    const std::string alert = "kill-" + std::to_string(number);
    const std::string person = PersonNumber(static_cast<int>(number));
    ++report.calls;
    const std::size_t before = report.details.size();
    if (const auto answer = site_.Initiate(alert, person); answer.status != 202)
      report.details += "initiate: " + answer.body + '\n';
    const bool died = first->Wait(seconds(120)) == -9;
    report.kills += died ? 1 : 0;
    if (!died) report.details += "the point was not passed\n";
    Judge(alert, person, report);
    if (report.details.size() > before)
      report.details += "^ " + alert + " at " + point + '\n' + first->Errors() + "second:\n" +
                        second_->Errors().substr(std::exchange(told_, second_->Errors().size()));
    told_ = second_->Errors().size();
  }

 private:
  void Judge(const std::string& alert, const std::string& person, LiveKillReport& report) {
    site_.Bus().WaitFor("decisions", alert, "tocsin.decision.made", 1);
    const auto calls = site_.WaitForCalls(person, 1);
    std::set<std::string> made;
    bool approved = false;
    for (const auto& decision : site_.Bus().Seen("decisions", alert, "tocsin.decision.made")) {
      made.insert(decision.headers.at("ce_id"));
      approved |= decision.At("choice") == "approve";
    }
    if (!approved) {
      ++report.missing;
      report.details += "no decision\n";
    }
    report.doubled += made.size() > 1 ? 1 : 0;
    report.rings += std::max(0, static_cast<int>(calls.size()) - 1);
    for (const auto& call : calls) JudgeSound(call, report);
  }

  static void JudgeSound(const json::value& call, LiveKillReport& report) {
    const auto& media = call.at("media").as_array();
    for (std::size_t i = 0; i + 1 < media.size(); ++i) {
      const auto& next = media[i + 1];
      const auto broken = ParseTime(StringAt(media[i].as_object(), "ended_at"));
      const auto opened = ParseTime(StringAt(next.as_object(), "opened_at"));
      const auto* sound = Find(next, "first_sound_ms");
      if (!broken || !opened || sound == nullptr || !sound->is_number()) {
        ++report.left;
        report.details += json::serialize(call) + '\n';
        continue;
      }
      report.silences.push_back(
          std::chrono::duration<double, std::milli>(*opened - *broken).count() +
          sound->to_number<double>());
    }
  }

  TcpGate gate_;
  WalkSite site_;
  std::unique_ptr<Process> second_;
  std::size_t told_ = 0;
};

}  // namespace

double LiveKillReport::Silence(double share) const {
  if (silences.empty()) return 0;
  auto sorted = silences;
  std::ranges::sort(sorted);
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

std::string LiveKillReport::Row() const {
  return fmt::format(
      "{} calls, {} kills, {} missing, {} doubled, {} rung again, {} left in silence; silence of "
      "{}: p50 {:.0f}, p95 {:.0f}, longest {:.0f} ms",
      calls, kills, missing, doubled, rings, left, silences.size(), Silence(0.5), Silence(0.95),
      Silence(1));
}

LiveKillReport RunLiveKills(const std::vector<std::string>& points, std::string& why) {
  LiveKillReport report;
  const auto speech = LiveSpeech(why);
  if (KafkaAddress().empty() || DatabaseAddress().empty()) why = "needs Kafka and PostgreSQL";
  if (!why.empty()) return report;
  LiveKills story(*speech, points.size());
  if (!story.Ready()) report.details = "the second worker did not start\n";
  for (std::size_t i = 0; i < points.size() && story.Ready(); ++i) {
    story.Kill(i, points[i], report);
    // Half a minute each: whoever waits, or has to end it before its time, is told how it stands.
    if ((i + 1) % kTold == 0) {
      std::printf("%s\n", report.Row().c_str());
      std::fflush(stdout);
    }
  }
  return report;
}

std::vector<std::string> LiveKillPoints(int times) {
  // A message is 100 ms: in the greeting, the reading back, the goodbye.
  static const std::vector<std::string> points = {
      "line_opened",           "mid_sentence:1", "mid_sentence:4", "mid_sentence:15",
      "mid_sentence:40",       "turn_heard:1",   "turn_heard:2",   "before_decision_commit",
      "after_decision_commit", "line_ended"};
  std::vector<std::string> all;
  for (int time = 0; time < times; ++time) all.insert(all.end(), points.begin(), points.end());
  return all;
}

}  // namespace tocsin::harness
