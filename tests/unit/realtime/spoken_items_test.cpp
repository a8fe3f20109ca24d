#include "adapters/realtime/spoken_items.hpp"

#include <gmock/gmock.h>

namespace tocsin::realtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using TakenBack = SpokenItems::TakenBack;

constexpr std::size_t kSecond = 8'000;

TEST(SpokenItemsTest, WhatWasNotHeardIsTakenBackAndWhatWasHeardIsNot) {
  SpokenItems items;
  EXPECT_TRUE(items.Came("a", "r", kSecond));
  EXPECT_TRUE(items.Came("b", "r", 2 * kSecond));
  EXPECT_TRUE(items.Came("c", "r", kSecond));
  EXPECT_THAT(items.Cut("b", 1'230ms, "r"), ElementsAre(TakenBack{"b", 1'230}, TakenBack{"c", 0}));
  EXPECT_TRUE(items.Came("a", "r", 8)) << "it was heard whole";
}

TEST(SpokenItemsTest, NeverMoreThanCame) {
  SpokenItems items;
  items.Came("a", "r", 1'607);
  EXPECT_THAT(items.Cut("a", 60s, "r"), ElementsAre(TakenBack{"a", 200}));
}

TEST(SpokenItemsTest, AnAnswerThatIsOverAndWasHeardWholeStays) {
  SpokenItems items;
  items.Came("a", "r", kSecond);
  EXPECT_THAT(items.Over("r"), IsEmpty());
  EXPECT_THAT(items.Cut("a", 1s, ""), IsEmpty());
  EXPECT_THAT(items.Cut("a", 999ms, ""), ElementsAre(TakenBack{"a", 999}))
      << "it plays on behind its end at the service";
}

TEST(SpokenItemsTest, WhatComesLateOfACutAnswerIsNotWanted) {
  SpokenItems items;
  items.Came("a", "r", kSecond);
  items.Cut("a", 500ms, "r");
  EXPECT_FALSE(items.Came("a", "r", kSecond));
  EXPECT_FALSE(items.Wanted("b", "r"));
  EXPECT_FALSE(items.Came("b", "r", kSecond)) << "an item that began behind the cut";
  EXPECT_THAT(items.Over("r"), ElementsAre(TakenBack{"b", 0}))
      << "the service holds sound of it that nobody heard";
  EXPECT_TRUE(items.Came("c", "next", kSecond));
}

TEST(SpokenItemsTest, AnItemWithoutSoundIsNotTakenBack) {
  SpokenItems items;
  EXPECT_TRUE(items.Wanted("a", "r"));
  EXPECT_THAT(items.Cut("", 0ms, "r"), IsEmpty());
  EXPECT_FALSE(items.Wanted("a", "r"));
  EXPECT_THAT(items.Over("r"), IsEmpty());
}

TEST(SpokenItemsTest, WithoutAnItemNothingOfTheAnswerWasHeard) {
  SpokenItems items;
  items.Came("old", "before", kSecond);
  items.Over("before");
  items.Came("a", "r", kSecond);
  EXPECT_THAT(items.Cut("", 0ms, "r"), ElementsAre(TakenBack{"a", 0}));
  EXPECT_THAT(items.Cut("", 0ms, ""), IsEmpty());
  EXPECT_THAT(items.Cut("nobody's", 1s, ""), IsEmpty());
}

TEST(SpokenItemsTest, WhatPlaysMayBeOfTheAnswerBefore) {
  SpokenItems items;
  items.Came("a", "one", kSecond);
  items.Over("one");
  items.Came("b", "two", kSecond);
  EXPECT_THAT(items.Cut("a", 100ms, "two"), ElementsAre(TakenBack{"a", 100}, TakenBack{"b", 0}));
}

TEST(SpokenItemsTest, ASecondCutOnlyShortens) {
  SpokenItems items;
  items.Came("a", "r", kSecond);
  items.Cut("a", 500ms, "r");
  EXPECT_THAT(items.Cut("a", 500ms, "r"), IsEmpty());
  EXPECT_THAT(items.Cut("a", 600ms, ""), IsEmpty());
  EXPECT_THAT(items.Cut("a", -1ms, ""), ElementsAre(TakenBack{"a", 0}));
}

TEST(SpokenItemsTest, RemembersABoundedNumber) {
  SpokenItems items;
  for (int i = 0; i < 1'000; ++i) items.Came("item" + std::to_string(i), "r", kSecond);
  EXPECT_THAT(items.Cut("item0", 0ms, ""), IsEmpty());
  EXPECT_EQ(items.Cut("", 0ms, "r").size(), 64U);
}

}  // namespace
}  // namespace tocsin::realtime
