#include "workers/runtime/crash_point.hpp"

#include <signal.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

namespace tocsin::runtime {
namespace {

struct Plan {
  std::string name;
  int signal;
  int passage = 1;
  std::atomic<int> passed{0};

  Plan(const char* variable, int number) : signal(number) {
    const char* text = std::getenv(variable);
    if (text == nullptr) return;
    name = text;
    if (const auto colon = name.find(':'); colon != std::string::npos) {
      passage = std::atoi(name.c_str() + colon + 1);
      name.resize(colon);
    }
  }

  void Pass(std::string_view point) {
    if (name.empty() || name != point) [[likely]]
      return;
    // To this thread: sent to the process, the signal may be taken by another one, and this one
    // goes on meanwhile, past the point.
    if (passed.fetch_add(1) + 1 == passage) raise(signal);
  }
};

struct InputPlan {
  std::string point, text;

  explicit InputPlan(const char* variable) {
    const char* plan = std::getenv(variable);
    if (plan == nullptr) return;
    point = plan;
    const auto at = point.find('@');
    if (at == std::string::npos) return;
    text = point.substr(at + 1);
    point.resize(at);
  }
  bool Means(std::string_view role, std::string_view where, std::string_view input) const {
    return point.size() == role.size() + 1 + where.size() && point.starts_with(role) &&
           point.ends_with(where) && input.find(text) != std::string_view::npos;
  }
};

const InputPlan& AbortPlan() {
  static const InputPlan plan("TOCSIN_ABORT_ON");
  return plan;
}
const InputPlan& HangPlan() {
  static const InputPlan plan("TOCSIN_HANG_ON");
  return plan;
}

}  // namespace

bool InputFaultsPlanted() { return !AbortPlan().point.empty() || !HangPlan().point.empty(); }

void InputFault(std::string_view role, std::string_view point, std::string_view input) {
  if (AbortPlan().Means(role, point, input)) std::abort();
  if (HangPlan().Means(role, point, input))
    for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

void CrashPoint(std::string_view name) {
  // SIGKILL, not abort: nothing may run on the way out, as when the power goes.
  static Plan crash("TOCSIN_CRASH_AT", SIGKILL);
  static Plan stop("TOCSIN_STOP_AT", SIGSTOP);
  crash.Pass(name);
  stop.Pass(name);
}

}  // namespace tocsin::runtime
