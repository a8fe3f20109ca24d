// links: runtime expression
#include "workers/runtime/topic_rules.hpp"

#include <gtest/gtest.h>

namespace tocsin::runtime {
namespace {

const std::vector<InboundRule> kTopicRules = {{R"(^metrics\..*)", "com.example.metric"},
                                              {"metrics.cpu", "com.example.cpu"},
                                              {"^.*", "com.example.any"}};

TEST(TopicRules, ANameGoesBeforeExpressionsAndThoseInTheirOrder) {
  const TopicRules rules(kTopicRules);
  EXPECT_EQ(rules.Of("metrics.cpu"), 1U);
  EXPECT_EQ(rules.Of("metrics.disk"), 0U);
  EXPECT_EQ(rules.Of("other"), 2U);
  EXPECT_EQ(TopicRules({{"a", "t"}}).Of("b"), std::nullopt);
}

TEST(TopicRules, NoExpressionTakesOursThoseOfKafkaOrWhatADeliveryWrites) {
  const auto wanted = WantedTopics(kTopicRules, "tocsin", {"metrics.out", ""});
  ASSERT_TRUE(wanted);
  EXPECT_TRUE(wanted("metrics.disk"));
  EXPECT_TRUE(wanted("other"));
  for (const auto* topic :
       {"tocsin.dlq", "tocsin.alerts", "tocsin.later", "__consumer_offsets", "metrics.out"})
    EXPECT_FALSE(wanted(topic)) << topic;
  EXPECT_FALSE(WantedTopics({{"metrics.cpu", "t"}}, "tocsin", {})) << "nothing to look for";
}

}  // namespace
}  // namespace tocsin::runtime
