// links: harness
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/harness/process.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

const fs::path kPrograms = fs::path(TOCSIN_BINARY_DIR) / "bin";

Finished Demo(const std::string& story, const fs::path& programs,
              const fs::path& checkout = TOCSIN_SOURCE_DIR) {
  return Run({.command = {(checkout / "tools/demo").string(), "--story", story},
              .environment = {{"BIN", programs.string()}}},
             std::chrono::minutes(3));
}

/// Each story must hold alone too: its people are its own.
TEST(Demo, TellsAStoryThatIsNotTheFirst) {
  const auto told = Demo("dismissed", kPrograms);

  EXPECT_EQ(told.exit, 0) << told.output << told.errors;
  EXPECT_THAT(told.output, HasSubstr("decision.made: dismiss by alice"));
  EXPECT_THAT(told.output, HasSubstr("everything that should have happened was seen"));
}

/// What somebody sets up in workflows/ is theirs: here a ladder of their own, and a file in the
/// making.
TEST(Demo, IsNotConcernedByWhatLiesBesideTheShippedWorkflows) {
  const fs::path checkout = fs::path(testing::TempDir()) / "tocsin_demo_checkout";
  fs::remove_all(checkout);
  fs::create_directories(checkout);
  for (const char* part : {"tools", "workflows"})
    fs::copy(fs::path(TOCSIN_SOURCE_DIR) / part, checkout / part, fs::copy_options::recursive);
  std::ofstream(checkout / "workflows/resources/people.yaml")
      << "contacts: {alice: {phone: '+15559876543'}}\npolicies: {default: {rungs: [{contact: "
         "alice}]}}\n";
  std::ofstream(checkout / "workflows/ops/in-the-making.yaml") << "document: {dsl: '1.0.3'\n";

  const auto told = Demo("dismissed", kPrograms, checkout);

  EXPECT_EQ(told.exit, 0) << told.output << told.errors;
  fs::remove_all(checkout);
}

// Ctrl-C goes to all programs of a terminal: the worker must not take the script's word for a
// second one, which would leave its database server running.
TEST(Demo, LeavesNothingRunningAfterCtrlC) {
  for (const char* name : {"INT", "HUP"}) {
    Process demo({.command = {"env", "--default-signal=INT,HUP", "setsid",
                              std::string(TOCSIN_SOURCE_DIR) + "/tools/demo", "--stay", "--story",
                              "dismissed"},
                  .environment = {{"BIN", kPrograms.string()}}});
    ASSERT_TRUE(demo.WaitForLine("Everything stays up", std::chrono::minutes(2)))
        << demo.Output() << demo.Errors();
    const auto pid_file =
        fs::path(TOCSIN_SOURCE_DIR) / ".local/demo/data/postgres/data/postmaster.pid";
    ASSERT_TRUE(fs::exists(pid_file));
    kill(-demo.Pid(), std::string_view(name) == "INT" ? SIGINT : SIGHUP);
    EXPECT_TRUE(demo.Wait(std::chrono::seconds(30))) << name;
    EXPECT_FALSE(fs::exists(pid_file)) << name;
  }
}

TEST(Demo, NamesTheProgramThatEndedInTheMiddle) {
  const fs::path programs = fs::path(testing::TempDir()) / "tocsin_demo_programs";
  fs::remove_all(programs);
  fs::create_directories(programs);
  fs::create_symlink(kPrograms / "tocsin", programs / "tocsin");
  const fs::path phone = programs / "tocsin-phone";
  std::ofstream(phone) << "#!/bin/sh\nexec timeout 8 '" << (kPrograms / "tocsin-phone").string()
                       << "' \"$@\"\n";
  fs::permissions(phone, fs::perms::owner_all);

  const auto told = Demo("approved", programs);

  EXPECT_EQ(told.exit, 1) << told.output << told.errors;
  EXPECT_THAT(told.errors, HasSubstr("the phone simulator has ended; the end of its log"));
  fs::remove_all(programs);
}

}  // namespace
}  // namespace tocsin::harness
