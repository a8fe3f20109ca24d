#include "tests/harness/rolling_update.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <set>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/harness/media_site.hpp"
#include "tests/harness/phone_site.hpp"
#include "tests/harness/tcp_gate.hpp"

namespace tocsin::harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kWorkers = 3;
constexpr milliseconds kBetweenCalls{500};
/// Each worker takes so many calls on live sound at a time; the others are led by prompts.
constexpr const char* kLiveAtOnce = ", websocket: {max_open: 4}";
constexpr std::string_view kAllWasSaid = "closed_by_peer, code 1000";
constexpr const char* kPerson =
    "[{answer_after: 2s, turns: [{hear: '.', silent: 8s}, {hear: '.', press: '1'}, "
    "{hear: '.', press: '1'}, {hear: '.', press: '1'}]}]";

std::string People(int count) {
  std::string people = "{";
  for (int i = 0; i < count; ++i) people += "'" + PersonNumber(i) + "': " + kPerson + ", ";
  return people + "}";
}

std::size_t DistinctIds(const std::vector<Sighting>& seen) {
  std::set<std::string> ids;
  for (const auto& one : seen) ids.insert(one.headers.at("ce_id"));
  return ids.size();
}

class RollingUpdate {
 public:
  RollingUpdate(const std::string& speech, int calls)
      : calls_(calls),
        site_(WalkOptions{.people = People(calls),
                          .settings = speech + "limits: {calls_per_hour: 100000}\n",
                          .front = "http://127.0.0.1:" + std::to_string(gate_.Port()),
                          .http = kLiveAtOnce}) {
    for (int i = 0; i < kWorkers; ++i)
      workers_.push_back(site_.At().Spawn({}, {"--data", "pod-" + std::to_string(++pods_)}));
    for (auto& worker : workers_)
      if (!worker->WaitForLine("ready http=", seconds(60))) worker.reset();
    Spread();
    site_.Key();
  }

  bool Ready() const {
    for (const auto& worker : workers_)
      if (!worker) return false;
    return true;
  }

  RollingUpdateReport Run(bool drain) {
    std::thread callers([this] { Call(); });
    std::this_thread::sleep_for(4 * kBetweenCalls);
    for (auto& worker : workers_) Replace(worker, drain);
    callers.join();
    for (int i = 0; i < calls_; ++i) Judge(i);
    if (report_.lost + report_.doubled + report_.cut > 0)
      for (const auto& worker : workers_)
        logs_ += "-- one that was there at the end\n" + worker->Errors();
    report_.details += logs_;
    return report_;
  }

 private:
  static std::string AlertOf(int i) { return "rolled-" + std::to_string(i); }

  std::unique_ptr<Process> Fresh() {
    return site_.At().Start({}, {"--data", "pod-" + std::to_string(++pods_)});
  }

  /// Where the address leads: to all but the one that is on its way out.
  void Spread(const Process* leaving = nullptr) {
    std::vector<std::string> addresses;
    for (const auto& worker : workers_)
      if (worker && worker.get() != leaving) addresses.push_back(Site::HttpOf(*worker));
    gate_.Share(addresses);
  }

  void Call() {
    std::string refused;
    for (int i = 0; i < calls_; ++i) {
      if (const auto answer = site_.Initiate(AlertOf(i), PersonNumber(i)); answer.status == 202)
        ++report_.sent;
      else
        refused += answer.body + '\n';
      std::this_thread::sleep_for(kBetweenCalls);
    }
    if (!refused.empty()) std::printf("refused: %s", refused.c_str());
  }

  void Replace(std::unique_ptr<Process>& worker, bool drain) {
    const auto address = Site::HttpOf(*worker);
    Spread(worker.get());
    bool well = true;
    if (drain) {
      const auto drained = site_.At().Tocsin(
          {"drain", "--url", "http://" + address, "--settle", "1s", "--wait", "50s"});
      well = drained.exit == 0;
      report_.waited += drained.errors.find("sockets are open") != std::string::npos ? 1 : 0;
      if (!well) report_.details += "drain: " + drained.errors;
    }
    worker->Signal(SIGTERM);
    well &= worker->Wait(seconds(40)) == 0;
    if (!well) report_.details += "-- the next did not leave well\n";
    logs_ += "-- one that was replaced\n" + worker->Errors();
    worker = Fresh();
    if (!worker) return;
    report_.replaced += well ? 1 : 0;
    Spread();
  }

  void Judge(int i) {
    const auto alert = AlertOf(i);
    const auto before = report_.details.size();
    site_.Bus().WaitFor("actions", alert, "tocsin.action.requested", 1);
    const auto calls = site_.WaitForCalls(PersonNumber(i), 1);
    const auto decisions =
        DistinctIds(site_.Bus().Seen("decisions", alert, "tocsin.decision.made"));
    const auto actions = DistinctIds(site_.Bus().Seen("actions", alert, "tocsin.action.requested"));
    if (decisions == 0 || actions == 0) {
      ++report_.lost;
      report_.details += fmt::format("{} decisions, {} actions\n", decisions, actions);
    } else {
      ++report_.decided;
    }
    if (decisions > 1 || actions > 1 || calls.size() > 1) {
      ++report_.doubled;
      report_.details +=
          fmt::format("{} decisions, {} actions, {} calls\n", decisions, actions, calls.size());
    }
    for (const auto& call : calls) JudgeCall(call);
    if (report_.details.size() > before) report_.details += "^ " + alert + '\n';
  }

  void JudgeCall(const json::value& call) {
    int spoken = 0;
    bool broken = StateOf(call) != "completed";
    for (const auto& one : call.at("media").as_array()) {
      const auto end = StringAt(one.as_object(), "end");
      // One that a full worker declined was never open: the call came back before a word was said.
      if (end.starts_with("not_opened")) continue;
      ++spoken;
      broken |= end != kAllWasSaid;
    }
    report_.live += spoken > 0 ? 1 : 0;
    report_.said_again += !broken && spoken > 1 ? 1 : 0;
    if (!broken) return;
    ++report_.cut;
    report_.details += json::serialize(call) + '\n';
  }

  const int calls_;
  TcpGate gate_;
  WalkSite site_;
  std::vector<std::unique_ptr<Process>> workers_;
  int pods_ = 0;
  RollingUpdateReport report_;
  std::string logs_;
};

}  // namespace

std::string RollingUpdateReport::Row() const {
  return fmt::format(
      "{} sent ({} live), {} decided, {} doubled, {} lost, {} cut, {} said goodbye again; {} "
      "workers "
      "replaced, {} of them waited for their calls",
      sent, live, decided, doubled, lost, cut, said_again, replaced, waited);
}

RollingUpdateReport RunRollingUpdate(int calls, bool drain, std::string& why) {
  const auto speech = LiveSpeech(why);
  if (KafkaAddress().empty() || DatabaseAddress().empty()) why = "needs Kafka and PostgreSQL";
  if (!why.empty()) return {};
  RollingUpdate story(*speech, calls);
  if (!story.Ready()) {
    RollingUpdateReport report;
    report.details = "a worker did not start\n";
    return report;
  }
  return story.Run(drain);
}

}  // namespace tocsin::harness
