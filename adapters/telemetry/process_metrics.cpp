#include "adapters/telemetry/process_metrics.hpp"

#include <prometheus/client_metric.h>
#include <prometheus/metric_type.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "schemas/metric_catalog.hpp"

namespace tocsin {
namespace {

/// Fields of /proc/self/stat that are used, numbered as in proc(5) from 1.
struct Stat {
  double user_ticks = 0;
  double system_ticks = 0;
  double start_ticks = 0;
  double resident_pages = 0;
};

/// The second field is the program's name in brackets, which may hold anything.
Stat ReadStat() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  const auto bracket = line.rfind(')');
  if (bracket == std::string::npos) return {};
  std::istringstream fields(line.substr(bracket + 1));
  Stat stat;
  std::string text;
  for (int number = 3; number <= 24 && fields >> text; ++number) {
    if (number == 14) stat.user_ticks = std::stod(text);
    if (number == 15) stat.system_ticks = std::stod(text);
    if (number == 22) stat.start_ticks = std::stod(text);
    if (number == 24) stat.resident_pages = std::stod(text);
  }
  return stat;
}

double BootTime() {
  std::ifstream file("/proc/stat");
  for (std::string word; file >> word;) {
    if (double seconds = 0; word == "btime" && file >> seconds) return seconds;
  }
  return 0;
}

double OpenDescriptors() {
  std::error_code error;
  const std::filesystem::directory_iterator all("/proc/self/fd", error);
  return static_cast<double>(std::distance(begin(all), end(all)));
}

prometheus::MetricFamily Family(std::string name, double value) {
  prometheus::MetricFamily family;
  family.help = MetricHelp(name);
  const bool counter = name.ends_with("_total");
  family.type = counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
  family.name = std::move(name);
  prometheus::ClientMetric metric;
  (counter ? metric.counter.value : metric.gauge.value) = value;
  family.metric.push_back(std::move(metric));
  return family;
}

}  // namespace

std::vector<prometheus::MetricFamily> ProcessMetrics::Collect() const {
  const auto ticks = static_cast<double>(std::max(1L, sysconf(_SC_CLK_TCK)));
  const Stat stat = ReadStat();
  return {Family("process_cpu_seconds_total", (stat.user_ticks + stat.system_ticks) / ticks),
          Family("process_open_fds", OpenDescriptors()),
          Family("process_resident_memory_bytes",
                 stat.resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE))),
          Family("process_start_time_seconds", BootTime() + stat.start_ticks / ticks)};
}

}  // namespace tocsin
