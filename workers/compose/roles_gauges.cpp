// What waits, as gauges: looked at now and then, for it cannot be counted.
#include <spdlog/spdlog.h>

#include <algorithm>

#include "workers/compose/roles.hpp"

namespace tocsin::compose {

void Roles::TellGauges() {
  for (auto* role : {workflow_.get(), voice_.get(), bridge_.get()})
    if (role != nullptr) role->TellOfLag();
  // A database that is away is told by /ready, and by gauges that stand still.
  auto job = [this](StoreSession&, StoreDirectory& directory) {
    if (const auto backlog = directory.ReadBacklog())
      TellBacklog(*backlog);
    else
      spdlog::debug("looking at what waits: {}", backlog.error().message);
  };
  if (const auto posted = database_->Post(std::move(job)); !posted)
    spdlog::debug("looking at what waits: {}", posted.error().message);
}

void Roles::TellBacklog(const StoreDirectory::Backlog& backlog) {
  const auto seconds = [](Duration duration) {
    return std::chrono::duration<double>(duration).count();
  };
  auto& metrics = outside_.metrics;
  metrics.Set("tocsin_outbox_rows", static_cast<double>(backlog.outbox_rows));
  metrics.Set("tocsin_outbox_age_seconds", seconds(backlog.outbox_age));
  for (const char* role : {"voice", "workflow"}) {
    const auto found =
        std::ranges::find(backlog.timers, role, &StoreDirectory::Backlog::Timers::role);
    const bool late = found != backlog.timers.end() && found->overdue > 0;
    metrics.Set("tocsin_timers_overdue", late ? static_cast<double>(found->overdue) : 0,
                {{"role", role}});
    metrics.Set("tocsin_timers_overdue_seconds", late ? seconds(found->most) : 0, {{"role", role}});
  }
  for (const auto status : {RunStatus::kRunning, RunStatus::kWaiting, RunStatus::kSuspended}) {
    const auto found =
        std::ranges::find(backlog.runs, status, &std::pair<RunStatus, std::int64_t>::first);
    metrics.Set("tocsin_workflow_runs_live",
                found == backlog.runs.end() ? 0 : static_cast<double>(found->second),
                {{"status", ToString(status)}});
  }
  const std::lock_guard lock(gauges_mutex_);
  for (const auto& door : CarrierDoors()) gauges_told_[door.carrier] = 0;
  for (auto& [carrier, calls] : gauges_told_) calls = 0;
  for (const auto& [carrier, calls] : backlog.calls)
    gauges_told_[carrier] = static_cast<double>(calls);
  for (const auto& [carrier, calls] : gauges_told_)
    metrics.Set("tocsin_calls_active", calls, {{"provider", carrier}});
}

}  // namespace tocsin::compose
