// links: harness
// The database is put back to a moment by the archive of its log; and without the command that
// should follow.
#include <unistd.h>

#include <filesystem>

#include "tests/harness/restored.hpp"

namespace tocsin::harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
namespace fs = std::filesystem;

/// What it would be otherwise: nothing is lost and nothing has two ids, but phones ring.
TEST_F(Restored, WithoutTheCommandNothingIsLostOrDoubledEither) {
  LiveAndLose();
  auto worker = site_->Start();
  ASSERT_NE(worker, nullptr);
  const auto report = JudgeApprovals(*site_, 0, kAll, seconds(90));
  EXPECT_EQ(report.missing, 0);
  ExpectOneActionEach();
  EXPECT_EQ(Deliveries().size(), static_cast<std::size_t>(kAll));
  std::printf("without it: rung again: %s across, %s since, %s open\n",
              Again(kAcrossFirst, kAcross).c_str(), Again(kSinceFirst, kSince).c_str(),
              Again(kOpenFirst, kOpen).c_str());
  if (HasFailure())
    std::printf("%s%s%s\n", report.details.c_str(), log_.c_str(), worker->Errors().c_str());
}

/// A server of its own with an archive of its log.
class RestoredToAMoment : public Restored {
 protected:
  void SetUp() override {
    if (KafkaAddress().empty()) GTEST_SKIP() << "needs Kafka";
    if (harness::Run({.command = {"sh", "-c", "ls /usr/lib/postgresql/*/bin/initdb"}}).exit != 0)
      GTEST_SKIP() << "needs PostgreSQL's programs";
    folder_ = fs::temp_directory_path() / ("tocsin_moment_" + std::to_string(getpid()));
    port_ = std::to_string(FreePort());
    ASSERT_EQ(Server("make"), "");
    MakeSite("postgresql://postgres@127.0.0.1:" + port_ + "/postgres");
  }
  void TearDown() override {
    site_.reset();
    if (!folder_.empty()) Server("remove");
  }
  void Copy() override {
    EXPECT_EQ(Server("base"), "");
    // What is closed from here on is a moment that the archive has, and the database goes back
    // before it.
    std::this_thread::sleep_for(milliseconds(200));
    moment_ = site_->At().Query("select clock_timestamp()");
    std::this_thread::sleep_for(milliseconds(200));
  }
  void PutBack() override {
    site_->At().Query("select pg_switch_wal()");
    EXPECT_EQ(Server("restore", moment_), "");
  }

 private:
  /// What went wrong.
  std::string Server(const std::string& word, const std::string& moment = {}) const {
    const auto done =
        harness::Run({.command = {std::string(TOCSIN_SOURCE_DIR) + "/tests/chaos/restore/server",
                                  folder_.string(), port_, word, moment}},
                     seconds(120));
    return done.exit == 0 ? ""
                          : "exit " + std::to_string(done.exit) + ": " + done.output + done.errors;
  }

  fs::path folder_;
  std::string port_, moment_;
};

TEST_F(RestoredToAMoment, WhatTheBusShowsAsClosedIsNotHandledAgain) {
  LiveAndLose();
  if (!HasFailure()) ExpectWhatIsSettledToStay();
}

}  // namespace
}  // namespace tocsin::harness
