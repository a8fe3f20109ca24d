// links: harness schemas net
// Every secret and every number is known here and looked for in all that the outside can read: the
// log at its most verbose, the raw records of all topics, metrics, answers, commands, tables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "planted_site.hpp"

namespace tocsin::harness {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// Where whole numbers may stand, whose, and why; docs/guides/security.md says it to people.
struct Allowed {
  const char* place;
  std::set<std::string> whose;
  const char* why;
};
const Allowed kAllowed[] = {
    {"topic calls tocsin.call.requested", {"alice", "bob", "carol"}, "who is to be called"},
    {"topic calls tocsin.call.inbound", {"stranger"}, "who calls, for the workflow to look up"},
    {"topic alerts tocsin.alert.raised", {"on the bus"}, "a producer's own record"},
    {"topic dlq undecodable", {"on the bus"}, "what cannot be handled is kept unchanged"},
    {"table call.phone", {"alice", "bob", "carol", "stranger"}, "conversations, limits, erasing"},
    {"table attempt.phone", {"alice", "bob", "carol"}, "one line for each number"},
    {"table attempt.from_number", {"stranger"}, "one line for each number"},
};

std::string Told(const std::map<std::string, std::set<std::string>>& found) {
  std::string text;
  for (const auto& [place, names] : found)
    for (const auto& name : names) text += place + ": " + name + '\n';
  return text;
}

class PlantedValues : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (KafkaAddress().empty() || DatabaseAddress().empty()) return;
    site_ = std::make_unique<PlantedSite>();
    played_ = site_->PlayStory();
    if (played_) site_->Gather();
  }
  static void TearDownTestSuite() { site_.reset(); }
  void SetUp() override {
    if (site_ == nullptr) GTEST_SKIP() << "needs TOCSIN_TEST_KAFKA and TOCSIN_TEST_DATABASE";
    ASSERT_TRUE(played_);
  }

  static inline std::unique_ptr<PlantedSite> site_;
  static inline bool played_ = false;
};

TEST_F(PlantedValues, NoSecretIsSeen) {
  EXPECT_EQ(Told(site_->secrets.Found()), "");
  EXPECT_GT(site_->secrets.Bytes(), 100'000U) << "there was something to look at";
  EXPECT_THAT(site_->Used(), AllOf(HasSubstr("planted-slack-path"), HasSubstr("planted-ntfy-topic"),
                                   HasSubstr("planted-ntfy-token"),
                                   HasSubstr("planted-page-header"), HasSubstr("planted-url-key")))
      << "they were in use";
  EXPECT_THAT(site_->At().Worker().Errors(), HasSubstr("Z debug ")) << "the log is verbose";
}

TEST_F(PlantedValues, NumbersAreWholeOnlyWhereTheyMayBe) {
  auto found = site_->numbers.Found();
  for (const auto& allowed : kAllowed) {
    EXPECT_EQ(found[allowed.place], allowed.whose) << allowed.place << ": " << allowed.why;
    found.erase(allowed.place);
  }
  EXPECT_EQ(Told(found), "");
  EXPECT_THAT(site_->At().Worker().Errors(), HasSubstr("to alice +1*******001"));
}

// The worker has stopped: nothing is in use any more.
TEST_F(PlantedValues, WhatIsErasedIsInNoTable) {
  for (const std::string number : {kAlice, kBob, kCarol, kStranger}) {
    ASSERT_NE(site_->TablesWith(number.substr(2)), "") << number;
    const auto erased = site_->At().At().Tocsin({"erase", "--phone", number});
    EXPECT_EQ(erased.exit, 0) << erased.output << erased.errors;
    EXPECT_THAT(erased.output, HasSubstr("tocsin.call.inbound hold whole numbers"));
    EXPECT_EQ(erased.output.find(number), std::string::npos);
    EXPECT_EQ(site_->TablesWith(number.substr(2)), "") << number;
  }
}

}  // namespace
}  // namespace tocsin::harness
