#include "tools/loader/processor_time.hpp"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace tocsin::load {

std::optional<double> ProcessorSeconds(int process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text;
  if (!std::getline(file, text)) return std::nullopt;
  // The name in parentheses may hold anything; the fields behind it are numbers (proc(5)).
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace tocsin::load
