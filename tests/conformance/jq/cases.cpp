#include "cases.hpp"

#include <fstream>

namespace tocsin::jqkit {

std::vector<Case> ReadCases(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<Case> cases;
  std::string line;
  int number = 0;
  const auto next = [&] {
    if (!std::getline(in, line)) return false;
    ++number;
    if (line.ends_with('\r')) line.pop_back();
    return true;
  };
  while (next()) {
    if (line.empty() || line.starts_with('#')) continue;
    Case test;
    test.must_fail = line.starts_with("%%FAIL");
    if (test.must_fail && !next()) break;
    test.name = file.filename().string() + ":" + std::to_string(number);
    test.program = line;
    if (!test.must_fail && next()) test.input = line;
    while (next() && !line.empty())
      if (!test.must_fail && !line.starts_with('#')) test.outputs.push_back(line);
    cases.push_back(std::move(test));
  }
  return cases;
}

}  // namespace tocsin::jqkit
