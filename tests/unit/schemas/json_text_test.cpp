// links: schemas
#include "schemas/json_text.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(JsonText, WritesFractionsAsPeopleDo) {
  EXPECT_EQ(JsonText(json::parse(R"({"score":9.3E-1,"list":[0.5,-2.25,1,"x"],"n":{"k":1.5}})")),
            R"({"score":0.93,"list":[0.5,-2.25,1,"x"],"n":{"k":1.5}})");
  EXPECT_EQ(JsonText(json::value(0.9)), "0.9");
  EXPECT_EQ(JsonText(json::value(20.0)), "20");
  EXPECT_EQ(JsonText(json::parse("1764230000000000001")), "1764230000000000001");
  EXPECT_EQ(JsonText(json::parse("18446744073709551615")), "18446744073709551615");
  EXPECT_EQ(JsonText(json::object{}), "{}");
  EXPECT_EQ(JsonText(json::array{}), "[]");
}

TEST(JsonText, ReadsBackAsTheSameNumber) {
  for (const double number : {0.1, 1.0 / 3, 1e-7, 2.5e20, 1.7976931348623157e308, 5e-324}) {
    const auto text = JsonText(json::array{number});
    EXPECT_EQ(ParseJson(text)->at(0).to_number<double>(), number) << text;
  }
}

TEST(JsonText, CanonicalTextsWriteNumbersTheSameWay) {
  EXPECT_EQ(CanonicalJson(json::parse(R"({"b":9.3E-1,"a":2.0})")), R"({"a":2,"b":0.93})");
}

}  // namespace
}  // namespace tocsin
