#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace tocsin::fakes {

/// "tools/python-with PACKAGE", as a command.
inline std::string PythonWith(const std::string& package) {
  return std::string(TOCSIN_SOURCE_DIR) + "/tools/python-with " + package;
}

/// Whether Python can have that package here; a test that wants it is skipped without.
inline bool PythonHas(const std::string& package) {
  const int status = std::system((PythonWith(package) + " >/dev/null").c_str());
  return !(WIFEXITED(status) && WEXITSTATUS(status) == 3);
}

/// What a program of the tree ("tests/contract/... ARGUMENTS") says with the package, errors too.
/// It must end well.
inline std::string SaidByPython(const std::string& package, const std::string& program) {
  const auto command = PythonWith(package) + ' ' + TOCSIN_SOURCE_DIR + '/' + program + " 2>&1";
  std::FILE* const out = popen(command.c_str(), "r");
  EXPECT_NE(out, nullptr);
  if (out == nullptr) return {};
  std::string said;
  for (int c = std::fgetc(out); c != EOF; c = std::fgetc(out)) said += static_cast<char>(c);
  EXPECT_EQ(pclose(out), 0) << said;
  return said;
}

}  // namespace tocsin::fakes
