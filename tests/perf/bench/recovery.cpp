#include "tests/perf/bench/recovery.hpp"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "tests/harness/group_story.hpp"

namespace tocsin::perf {

int MeasureRecovery() {
  constexpr int kRestarts = 5;
  std::vector<double> restarts;
  int wrong = 0;
  for (int time = 0; time < kRestarts; ++time) {
    const auto report = harness::RunRestartStory();
    wrong += report.flow.missing + report.flow.doubled;
    restarts.push_back(report.back_at_work_ms);
  }
  std::ranges::sort(restarts);
  const auto group = harness::RunGroupStory({});
  wrong += group.flow.missing + group.flow.doubled;
  std::printf(
      R"({"restart_ms":%.0f,"takeover_after_kill_ms":%.0f,"takeover_after_stop_ms":%.0f,"lost_or_doubled":%d})"
      "\n",
      restarts[kRestarts / 2], group.takeover_after_kill_ms, group.takeover_after_stop_ms, wrong);
  return wrong == 0 ? 0 : 1;
}

}  // namespace tocsin::perf
