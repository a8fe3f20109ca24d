#include "tools/loader/resident_memory.hpp"

#include <unistd.h>

#include <fstream>
#include <string>

namespace tocsin::load {

std::optional<std::int64_t> ResidentBytes(int process) {
  // Size and resident set, in pages (proc(5)).
  std::ifstream file("/proc/" + std::to_string(process) + "/statm");
  std::int64_t size = 0;
  std::int64_t resident = 0;
  if (!(file >> size >> resident)) return std::nullopt;
  return resident * sysconf(_SC_PAGESIZE);
}

}  // namespace tocsin::load
