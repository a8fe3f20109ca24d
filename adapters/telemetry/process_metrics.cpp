#include "adapters/telemetry/process_metrics.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

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

}  // namespace

std::vector<MetricFamily> ProcessFamilies(std::span<const MetricText> catalog) {
  const auto ticks = static_cast<double>(std::max(1L, sysconf(_SC_CLK_TCK)));
  const Stat stat = ReadStat();
  const double started = BootTime() + stat.start_ticks / ticks;
  const std::pair<std::string_view, double> values[] = {
      {"process_cpu_seconds_total", (stat.user_ticks + stat.system_ticks) / ticks},
      {"process_open_fds", OpenDescriptors()},
      {"process_resident_memory_bytes",
       stat.resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE))},
      {"process_start_time_seconds", started}};
  const TimePoint created{
      std::chrono::duration_cast<TimePoint::duration>(std::chrono::duration<double>(started))};
  std::vector<MetricFamily> families;
  for (const auto& [name, value] : values) {
    const MetricText* text = FindMetric(catalog, name);
    if (text == nullptr) continue;
    MetricSample sample;
    sample.value = value;
    sample.created = created;
    families.push_back({text, {std::move(sample)}});
  }
  return families;
}

}  // namespace tocsin
