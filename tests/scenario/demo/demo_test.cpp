// links: harness
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/harness/process.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

const fs::path kPrograms = fs::path(TOCSIN_BINARY_DIR) / "bin";

Finished Demo(const std::string& story, const fs::path& programs) {
  return Run({.command = {std::string(TOCSIN_SOURCE_DIR) + "/tools/demo", "--story", story},
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
