// `tocsin init`: what a first start needs, asked or given.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "exit_codes.hpp"
#include "schemas/json.hpp"
#include "tests/harness/site.hpp"

namespace tocsin {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Init : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string("tocsin_init_") +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  harness::Finished Tocsin(std::vector<std::string> words) const {
    words.insert(words.begin(), harness::Binary("tocsin"));
    return harness::Run({.command = std::move(words), .folder = folder_.string()});
  }
  std::string Text(const char* file) const {
    std::ifstream in(folder_ / file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void Write(const char* file, const std::string& text) const {
    std::ofstream(folder_ / file) << text;
  }

  std::filesystem::path folder_;
};

TEST_F(Init, WritesWhatARunNeedsAndKeepsItsSecrets) {
  const auto ran = Tocsin({"init", "--yes", "--set", "ALERT_PHONE_NUMBER=+15559876543"});
  EXPECT_EQ(ran.exit, kDone) << ran.output << ran.errors;
  EXPECT_THAT(ran.output, AllOf(HasSubstr("wrote .env"), HasSubstr("wrote tocsin.yaml"),
                                HasSubstr("alert-router.yaml"),
                                HasSubstr("Next: tocsin run "
                                          "--embedded")));
  EXPECT_THAT(Text(".env"), HasSubstr("\nALERT_PHONE_NUMBER=+15559876543\n"));
  const auto mode = std::filesystem::status(folder_ / ".env").permissions();
  EXPECT_EQ(mode & std::filesystem::perms::others_all, std::filesystem::perms::none);
  EXPECT_EQ(Tocsin({"config", "check"}).exit, kDone);
  EXPECT_EQ(Tocsin({"lint", "workflows"}).exit, kDone);
}

TEST_F(Init, LeavesWhatIsThere) {
  Write(".env", "# mine\nTWILIO_AUTH_TOKEN=old\nOTHER=1\n");
  Write("tocsin.yaml", "http: {listen: '127.0.0.1:8099'}\n");
  const auto ran =
      Tocsin({"init", "--yes", "--set", "ALERT_PHONE_NUMBER=+15559876543", "--format", "json"});
  EXPECT_EQ(Text(".env"),
            "# mine\nTWILIO_AUTH_TOKEN=old\nOTHER=1\nALERT_PHONE_NUMBER=+15559876543\n");
  EXPECT_EQ(Text("tocsin.yaml"), "http: {listen: '127.0.0.1:8099'}\n");
  // Half an account is a mistake of the settings.
  EXPECT_EQ(ran.exit, kFailed);
  EXPECT_THAT(ran.errors, HasSubstr("TWILIO_ACCOUNT_SID"));
  EXPECT_THAT(ran.output + ran.errors, Not(HasSubstr("old")));
}

TEST_F(Init, WritesNothingWhenAnAnswerIsWrong) {
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"init", "--yes", "--set", "ALERT_PHONE_NUMBER=0555"},
                                             {"init", "--yes", "--set", "TWILIO_SID=x"},
                                             {"init", "--yes", "--set", "nothing"}}) {
    const auto ran = Tocsin(words);
    EXPECT_EQ(ran.exit, kUsage) << words.back();
    EXPECT_THAT(ran.errors, HasSubstr("nothing was written"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(Init, SaysWhichServerIsAway) {
  const auto ran =
      Tocsin({"init", "--yes", "--set", "DATABASE_URL=postgresql://u:hidden@127.0.0.1:1/d"});
  EXPECT_EQ(ran.exit, kUnreachable);
  EXPECT_THAT(ran.errors,
              AllOf(HasSubstr("127.0.0.1"), HasSubstr("DATABASE_URL"), Not(HasSubstr("hidden"))));
}

}  // namespace
}  // namespace tocsin
