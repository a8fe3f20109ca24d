#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tocsin::jqkit {

/// One case of jq's own tests: a program, its input and the outputs that it must give; or a program
/// that must not compile.
struct Case {
  std::string name;  ///< file:line
  std::string program;
  std::string input;
  std::vector<std::string> outputs;
  bool must_fail = false;
};

/// Reads a file of the kit; empty when it is not there.
std::vector<Case> ReadCases(const std::filesystem::path& file);

/// Cases that are not what we do: why, by the program's text.
struct Exception {
  std::string program;
  std::string why;
  bool counted = false;  ///< against the share that must pass
};
const std::vector<Exception>& Exceptions();

}  // namespace tocsin::jqkit
