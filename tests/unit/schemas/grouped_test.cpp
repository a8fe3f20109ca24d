// links: schemas
#include "schemas/grouped.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "schemas/in_words.hpp"

namespace tocsin {
namespace {

TEST(Grouped, HasACommaBeforeEachThreeDigits) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(200), "200");
  EXPECT_EQ(Grouped(4'000), "4,000");
  EXPECT_EQ(Grouped(16'000), "16,000");
  EXPECT_EQ(Grouped(123'456'789), "123,456,789");
}

TEST(InWords, HasAWordBeforeTheLast) {
  const std::vector<std::string_view> items = {"a", "b", "c"};
  const std::span all(items);
  EXPECT_EQ(InWords(all, " and "), "a, b and c");
  EXPECT_EQ(InWords(all.first(2), " or "), "a or b");
  EXPECT_EQ(InWords(all.first(1), " or "), "a");
  EXPECT_EQ(InWords({}, " or "), "");
}

}  // namespace
}  // namespace tocsin
