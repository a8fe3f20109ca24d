// links: schemas
#include <gtest/gtest.h>

#include "schemas/hex.hpp"

namespace tocsin {
namespace {

TEST(Hex, WritesLowerCaseAndReadsBoth) {
  EXPECT_EQ(Hex(std::string_view("\0\x9f\xff", 3)), "009fff");
  std::string text = "x";
  AppendHex(text, "a");
  EXPECT_EQ(text, "x61");
  EXPECT_EQ(HexValue('0'), 0);
  EXPECT_EQ(HexValue('c'), 12);
  EXPECT_EQ(HexValue('F'), 15);
  for (const char other : {'g', 'G', '/', ':', '@', '`', '\0', '\xe4'}) EXPECT_EQ(HexValue(other), -1);
}

}  // namespace
}  // namespace tocsin
