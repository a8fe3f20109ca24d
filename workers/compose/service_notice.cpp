#include "workers/compose/service_notice.hpp"

#include <systemd/sd-daemon.h>
#include <time.h>

#include <string>

namespace tocsin::compose::service_notice {

void Ready(std::string_view status) {
  sd_notify(0, ("READY=1\nSTATUS=" + std::string(status)).c_str());
}

void Reloading() {
  // With its time (systemd 253 and later), so that an answer to an earlier reload is not taken for
  // this one's.
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const auto microseconds = now.tv_sec * 1'000'000LL + now.tv_nsec / 1'000;
  sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds)).c_str());
}

void Stopping() { sd_notify(0, "STOPPING=1"); }

void Alive() { sd_notify(0, "WATCHDOG=1"); }

}  // namespace tocsin::compose::service_notice
