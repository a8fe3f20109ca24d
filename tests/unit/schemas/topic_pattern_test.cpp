#include "schemas/topic_pattern.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tocsin {
namespace {

TEST(TopicPattern, MatchesFromTheStartOnAndAnywhereBehind) {
  const auto pattern = TopicPattern::Compile(R"(^metrics\..*)");
  ASSERT_TRUE(pattern) << pattern.error().message;
  EXPECT_TRUE(pattern->Matches("metrics.cpu"));
  EXPECT_TRUE(pattern->Matches("metrics."));
  EXPECT_FALSE(pattern->Matches("metrics"));
  EXPECT_FALSE(pattern->Matches("my.metrics.cpu"));
  EXPECT_FALSE(pattern->Matches("metricsXcpu"));
  const auto whole = TopicPattern::Compile("^a[0-9]+$");
  ASSERT_TRUE(whole);
  EXPECT_TRUE(whole->Matches("a12"));
  EXPECT_FALSE(whole->Matches("a12b"));
}

TEST(TopicPattern, SaysWhatIsWrong) {
  EXPECT_FALSE(TopicPattern::Compile("^metrics[")) << "an open class";
  EXPECT_FALSE(TopicPattern::Compile("metrics.*")) << "without ^ it is a name";
}

TEST(TopicPattern, GivesUpOnANameThatTakesTooLong) {
  const auto costly = TopicPattern::Compile("^(([a-z])+.)+[A-Z]([a-z])+$");
  ASSERT_TRUE(costly);
  EXPECT_FALSE(costly->Matches(std::string(249, 'a')));
}

TEST(TopicPattern, KnowsWhatIsReserved) {
  EXPECT_TRUE(IsReservedTopic("tocsin.dlq", "tocsin"));
  EXPECT_TRUE(IsReservedTopic("tocsin.alerts", "tocsin"));
  EXPECT_TRUE(IsReservedTopic("__consumer_offsets", "tocsin"));
  EXPECT_FALSE(IsReservedTopic("tocsin", "tocsin"));
  EXPECT_FALSE(IsReservedTopic("tocsinet.alerts", "tocsin"));
  EXPECT_FALSE(IsReservedTopic("metrics.tocsin.dlq", "tocsin"));
}

}  // namespace
}  // namespace tocsin
