#include "tests/harness/restart_story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/harness/http_probe.hpp"

namespace tocsin::harness {
namespace {

std::string ShippedRouter() {
  std::ifstream in(std::filesystem::path(TOCSIN_SOURCE_DIR) / "workflows" / "ops" /
                   "alert-router.yaml");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Stops the database for `still` and asks meanwhile whether the worker is ready.
void StandStill(const OwnServers& servers, const std::string& http, std::chrono::milliseconds still,
                ServerRestartReport& report) {
  servers.StopDatabase();
  const auto stopped = WallMilliseconds();
  while (WallMilliseconds() - stopped < still.count()) {
    const auto answer = Ask({.url = "http://" + http + "/ready", .timeout = still});
    if (answer.status == 503 && report.ready_said.empty()) {
      report.ready_said = answer.body;
      report.ready_said_after_ms = static_cast<double>(WallMilliseconds() - stopped);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  servers.ContinueDatabase();
}

int Count(const std::string& text, const std::string& what) {
  int count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

}  // namespace

std::string ServerRestartReport::Row() const {
  return fmt::format(
      "{} alerts, {} restarts (down {:.1f} s at most): {} missing {} doubled closings, {} missing "
      "{} doubled actions, {} "
      "raw repeats, longest wait {:.1f} s{}",
      closed.alerts, restarts, longest_down_ms / 1000, closed.missing, closed.doubled,
      actions.missing, actions.doubled, closed.raw_repeats + actions.raw_repeats, worst_ms / 1000,
      worker_lives ? "" : ", the worker ended");
}

ServerRestartReport RunServerRestarts(const OwnServers& servers, int alerts,
                                      std::chrono::milliseconds over,
                                      const std::vector<ServerRestart>& restarts,
                                      const std::string& store) {
  SiteOptions options;
  options.store = store;
  options.kafka = servers.Kafka();
  options.database = servers.Database();
  const Site site("restarts", std::move(options));
  site.Write("workflows/ops/alert-router.yaml", ShippedRouter());
  ServerRestartReport report;
  const auto worker = site.Start({}, {"--workers", "workflow,bridge"});
  if (!worker) return report;
  // What is disturbed is a worker at work.
  const auto deadline = WallMilliseconds() + 60'000;
  while (worker->Errors().find("workflow: ") == std::string::npos && WallMilliseconds() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  AlertFlow flow(site, alerts, over);
  for (const auto& restart : restarts) {
    flow.Until(restart.at);
    const auto stopped = WallMilliseconds();
    if (restart.which == ServerRestart::Which::kDatabaseStands) {
      StandStill(servers, Site::HttpOf(*worker), restart.still, report);
      ++report.restarts;
    } else if (restart.which == ServerRestart::Which::kDatabase ? servers.RestartDatabase()
                                                                : servers.RestartKafka()) {
      ++report.restarts;
    }
    report.longest_down_ms =
        std::max(report.longest_down_ms, static_cast<double>(WallMilliseconds() - stopped));
  }
  flow.Finish();
  report.closed =
      JudgeFlow(site, alerts, "alerts", "tocsin.alert.closed", std::chrono::seconds(150));
  report.actions =
      JudgeFlow(site, alerts, "actions", "tocsin.action.requested", std::chrono::seconds(60));
  report.worst_ms = report.closed.Worst(0, WallMilliseconds());
  report.worker_lives = worker->Running();
  report.log = worker->Errors();
  report.commits_given_up = Count(report.log, "has not answered for");
  return report;
}

}  // namespace tocsin::harness
