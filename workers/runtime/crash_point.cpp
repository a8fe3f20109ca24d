#include "workers/runtime/crash_point.hpp"

#include <signal.h>

#include <atomic>
#include <cstdlib>
#include <string>

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

}  // namespace

void CrashPoint(std::string_view name) {
  // SIGKILL, not abort: nothing may run on the way out, as when the power goes.
  static Plan crash("TOCSIN_CRASH_AT", SIGKILL);
  static Plan stop("TOCSIN_STOP_AT", SIGSTOP);
  crash.Pass(name);
  stop.Pass(name);
}

}  // namespace tocsin::runtime
