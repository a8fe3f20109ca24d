#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/harness/process.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

std::string ReadWhole(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

std::string WithWord(std::string text, const std::string& word, const std::string& other) {
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + other.size()))
    text.replace(at, word.size(), other);
  return text;
}

/// The commands of README that ring a phone, without building and without finding the folder.
std::string CommandsOfReadme() {
  const std::string readme = ReadWhole(fs::path(TOCSIN_SOURCE_DIR) / "README.md");
  const auto path = readme.find("&& cd docs/first-workflow\n");
  if (path == std::string::npos) return {};
  const auto start = readme.find('\n', path) + 1;
  return readme.substr(start, readme.find("```", start) - start);
}

/// A copy of the folder that README leads into, with ports of its own.
class FirstWorkflow : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("tocsin_first_" + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::copy(fs::path(TOCSIN_SOURCE_DIR) / "docs/first-workflow", folder_,
             fs::copy_options::recursive);
    fs::remove_all(folder_ / ".tocsin");  // of somebody who tries it in this checkout
    const auto ports = harness::Run(
        {.command = {"python3", std::string(TOCSIN_SOURCE_DIR) + "/tools/story/free_ports.py",
                     "2"}});
    std::istringstream(ports.output) >> worker_port_ >> phone_port_;
    const auto settings = OnOurPorts(ReadWhole(folder_ / "tocsin.yaml"));
    std::ofstream(folder_ / "tocsin.yaml") << settings;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string OnOurPorts(const std::string& text) const {
    return WithWord(WithWord(text, "8003", worker_port_), "9003", phone_port_);
  }

  fs::path folder_;
  std::string worker_port_;
  std::string phone_port_;
};

TEST_F(FirstWorkflow, RingsByTheCommandsOfReadme) {
  const std::string commands = OnOurPorts(CommandsOfReadme());
  ASSERT_THAT(commands, HasSubstr("tocsin run --embedded"));
  const std::string watching =
      "\nfor i in $(seq 600); do\n"
      "  tocsin explain web1 2>/dev/null | grep -q 'call 1 to alice  *ended' && break\n  sleep "
      "0.2\ndone\n"
      "tocsin explain web1\nkill %2 %1\nwait\n";

  const auto told = harness::Run(
      {.command = {"bash", "-c",
                   "PATH=" + std::string(TOCSIN_BINARY_DIR) + "/bin:$PATH\n" + commands + watching},
       .folder = folder_.string()},
      std::chrono::minutes(5));

  for (const char* line :
       {"+15559876543 rings\n", "+15559876543 says \"Run it again\"\n", "+15559876543 presses 1\n",
        "+15559876543 call over, completed", "decided: again by alice"})
    EXPECT_THAT(told.output, HasSubstr(line)) << told.errors;
}

}  // namespace
}  // namespace tocsin::harness
