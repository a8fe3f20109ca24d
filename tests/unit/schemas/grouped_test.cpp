// links: schemas
#include "schemas/grouped.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Grouped, HasACommaBeforeEachThreeDigits) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(200), "200");
  EXPECT_EQ(Grouped(4'000), "4,000");
  EXPECT_EQ(Grouped(16'000), "16,000");
  EXPECT_EQ(Grouped(123'456'789), "123,456,789");
}

}  // namespace
}  // namespace tocsin
