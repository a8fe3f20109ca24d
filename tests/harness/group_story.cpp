#include "tests/harness/group_story.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>

namespace tocsin::harness {
namespace {

using std::chrono::seconds;

constexpr const char* kActions = "actions";
constexpr const char* kAction = "tocsin.action.requested";

int CountOf(const std::string& text, const std::string& word) {
  int count = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

}  // namespace

std::string GroupReport::Row() const {
  return fmt::format(
      "{} alerts {} missing {} doubled {} raw repeats, taken over after a kill in {:.0f} ms, after "
      "a stop in {:.0f} "
      "ms, refused writes of the stopped one: {}{}",
      flow.alerts, flow.missing, flow.doubled, flow.raw_repeats, takeover_after_kill_ms,
      takeover_after_stop_ms, refused, stopped_ended ? ", it ended" : "");
}

GroupReport RunGroupStory(const GroupStory& story) {
  const Site site("group");
  site.Write("workflows/notify.yaml", kNotifyWorkflow);
  const std::vector<std::string> first = {"--workers", "workflow", "--data", "first"};
  const std::vector<std::string> second = {"--workers", "workflow", "--data", "second"};
  GroupReport report;
  auto one = site.Start({}, first);
  const auto two = site.Start({}, second);
  if (!one || !two) return report;
  AlertFlow flow(site, story.alerts, story.flow);

  flow.Until(story.kill_at);
  const auto killed = WallMilliseconds();
  one->Signal(SIGKILL);
  one->Wait(seconds(60));
  report.logs += one->Errors();
  flow.Until(story.return_at);
  const auto returned = WallMilliseconds();
  one = site.Start({}, first);
  flow.Until(story.stop_at);
  const auto stopped = WallMilliseconds();
  two->Signal(SIGSTOP);
  flow.Until(story.stop_at + story.stop_for);
  const auto continued = WallMilliseconds();
  two->Signal(SIGCONT);
  flow.Finish();

  report.flow = JudgeFlow(site, story.alerts, kActions, kAction, seconds(90));
  report.takeover_after_kill_ms = report.flow.Worst(killed, returned);
  report.takeover_after_stop_ms = report.flow.Worst(stopped, continued);
  report.refused = CountOf(two->Errors(), "another owner moved a position");
  report.stopped_ended = !two->Running();
  report.logs += "-- the stopped one\n" + two->Errors() + "-- the other, after its return\n" +
                 (one ? one->Errors() : "");
  return report;
}

GroupReport RunStandstillStory(const GroupStory& story, int passage) {
  const Site site("standstill");
  site.Write("workflows/notify.yaml", kNotifyWorkflow);
  GroupReport report;
  const auto one = site.Start({}, {"--workers", "workflow", "--data", "first"});
  const auto two = site.Start({{"TOCSIN_STOP_AT", "before_commit:" + std::to_string(passage)}},
                              {"--workers", "workflow", "--data", "second"});
  if (!one || !two) return report;
  AlertFlow flow(site, story.alerts, story.flow);
  const auto deadline = std::chrono::steady_clock::now() + story.flow;
  while (!two->Stopped() && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const auto stopped = WallMilliseconds();
  std::this_thread::sleep_for(story.stop_for);
  const auto continued = WallMilliseconds();
  two->Signal(SIGCONT);
  flow.Finish();
  report.flow = JudgeFlow(site, story.alerts, kActions, kAction, seconds(90));
  report.takeover_after_stop_ms = report.flow.Worst(stopped, continued);
  report.refused = CountOf(two->Errors(), "another owner moved a position");
  report.stopped_ended = !two->Running();
  report.logs = "-- the stopped one\n" + two->Errors() + "-- the other\n" + one->Errors();
  return report;
}

RestartReport RunRestartStory() {
  constexpr int kAlerts = 400;
  const Site site("restart");
  site.Write("workflows/notify.yaml", kNotifyWorkflow);
  RestartReport report;
  auto worker = site.Start({}, {"--workers", "workflow"});
  if (!worker) return report;
  AlertFlow flow(site, kAlerts, seconds(4));
  flow.Until(seconds(1));
  worker->Signal(SIGKILL);
  worker->Wait(seconds(60));
  const auto spawned = WallMilliseconds();
  worker = site.Spawn({}, {"--workers", "workflow"});
  flow.Finish();
  report.flow = JudgeFlow(site, kAlerts, kActions, kAction, seconds(90));
  for (const auto& [published, answered] : report.flow.times) {
    if (answered < spawned) continue;
    const auto waited = static_cast<double>(answered - spawned);
    report.back_at_work_ms =
        report.back_at_work_ms < 0 ? waited : std::min(report.back_at_work_ms, waited);
  }
  return report;
}

}  // namespace tocsin::harness
