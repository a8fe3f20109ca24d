#include "tests/harness/restart_story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace tocsin::harness {
namespace {

std::string ShippedRouter() {
  std::ifstream in(std::filesystem::path(TOCSIN_SOURCE_DIR) / "workflows" / "ops" /
                   "alert-router.yaml");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
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
                                      const std::vector<ServerRestart>& restarts) {
  SiteOptions options;
  options.kafka = servers.Kafka();
  options.database = servers.Database();
  const Site site("restarts", std::move(options));
  site.Write("workflows/ops/alert-router.yaml", ShippedRouter());
  ServerRestartReport report;
  const auto worker = site.Start({}, {"--workers", "workflow"});
  if (!worker) return report;
  AlertFlow flow(site, alerts, over);
  for (const auto& [which, at] : restarts) {
    flow.Until(at);
    const auto stopped = WallMilliseconds();
    if (which == ServerRestart::Which::kDatabase ? servers.RestartDatabase()
                                                 : servers.RestartKafka())
      ++report.restarts;
    report.longest_down_ms =
        std::max(report.longest_down_ms, static_cast<double>(WallMilliseconds() - stopped));
  }
  flow.Finish();
  report.closed =
      JudgeFlow(site, alerts, "alerts", "tocsin.alert.closed", std::chrono::seconds(40));
  report.actions =
      JudgeFlow(site, alerts, "actions", "tocsin.action.requested", std::chrono::seconds(10));
  report.worst_ms = report.closed.Worst(0, WallMilliseconds());
  report.worker_lives = worker->Running();
  report.log = worker->Errors();
  return report;
}

}  // namespace tocsin::harness
