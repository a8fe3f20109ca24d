#include "schemas/calling_code.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tocsin {
namespace {

TEST(CallingCode, IsThatOfTheCountry) {
  EXPECT_EQ(CallingCode("+15551234567"), "+1");
  EXPECT_EQ(CallingCode("+4930123456"), "+49");
  EXPECT_EQ(CallingCode("+35312345678"), "+353");
  EXPECT_EQ(CallingCode("nothing"), "");
}

TEST(CallingCode, TellsWhichNumbersMayBeReached) {
  const auto is_of = [](std::vector<std::string> countries, std::string_view own = "") {
    return IsOfCountries("+4930123456", countries, own);
  };
  for (const auto* country : {"+49", "49", "0049", "+4930"})
    EXPECT_TRUE(is_of({country})) << country;
  EXPECT_TRUE(is_of({"+1", "+49"}));
  EXPECT_FALSE(is_of({"+1"}, "+4989123456")) << "what is said holds alone";
  EXPECT_FALSE(is_of({""}));
  EXPECT_TRUE(is_of({}, "+4989123456"));
  EXPECT_FALSE(is_of({}, "+15551234567"));
  EXPECT_FALSE(is_of({}));
}

}  // namespace
}  // namespace tocsin
