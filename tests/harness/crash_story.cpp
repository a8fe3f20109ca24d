#include "tests/harness/crash_story.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include "tests/harness/alert_flow.hpp"
#include "tests/harness/site.hpp"

namespace tocsin::harness {
namespace {

constexpr int kCrashAlerts = 60;

}  // namespace

void RunCrashStory(const std::string& point, int passage, CrashReport& report) {
  const Site site("crash");
  site.Write("workflows/notify.yaml", kNotifyWorkflow);
  report.alerts += kCrashAlerts;
  if (auto worker = site.Start({{"TOCSIN_CRASH_AT", point + ':' + std::to_string(passage)}},
                               {"--workers", "workflow"})) {
    PublishAlerts(site, 0, kCrashAlerts);
    if (worker->Wait(std::chrono::seconds(90)) == -9) ++report.crashes;
  }
  const auto started = std::chrono::steady_clock::now();
  const auto again = site.Start({}, {"--workers", "workflow"});
  report.worst_recovery_ms =
      std::max(report.worst_recovery_ms,
               std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started)
                   .count());
  const auto actions =
      ReadTopic(site, "actions", "tocsin.action.requested", kCrashAlerts, std::chrono::seconds(90));
  report.missing += kCrashAlerts - static_cast<int>(actions.size());
  for (const auto& [key, records] : actions) {
    std::set<std::string> ids;
    for (const auto& record : records) ids.insert(record.id);
    if (ids.size() > 1) ++report.doubled;
    report.raw_repeats += static_cast<int>(records.size() - ids.size());
  }
}

}  // namespace tocsin::harness
