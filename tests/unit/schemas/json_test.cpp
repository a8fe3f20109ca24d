// links: schemas
#include "schemas/json.hpp"

#include <gtest/gtest.h>

#include "schemas/utf8.hpp"

namespace tocsin {
namespace {

TEST(ToUtf8, ReadsPairsOfCesu) {
  EXPECT_EQ(ToUtf8("a\xed\xa0\xbd\xed\xb8\x80z"), "a\xf0\x9f\x98\x80z");
  EXPECT_EQ(ToUtf8("\xed\xa0\xbd!"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd!");
  EXPECT_EQ(ToUtf8("B\xfcro"), "B\xef\xbf\xbdro");
}

TEST(MendJson, MakesWhatSendersWriteReadable) {
  const std::pair<std::string, std::string> cases[] = {
      {"\xef\xbb\xbf{\"a\":1}", R"({"a":1})"},
      {"{\"a\":\"B\xfcro\"}", "{\"a\":\"B\xef\xbf\xbdro\"}"},
      {"[\"\xed\xa0\xbd\xed\xb8\x80\"]", "[\"\xf0\x9f\x98\x80\"]"},
      {R"({"title":"disk full \ud83d"})", "{\"title\":\"disk full \xef\xbf\xbd\"}"},
      {R"(["\ude00\ud83d\ude00"])", "[\"\xef\xbf\xbd\xf0\x9f\x98\x80\"]"},
      {R"(["\\ud83d"])", R"(["\\ud83d"])"},
  };
  for (const auto& [given, meant] : cases) {
    const auto mended = ParseJson(MendJson(given));
    ASSERT_TRUE(mended) << given << ": " << mended.error().message;
    EXPECT_EQ(json::serialize(*mended), meant);
  }
  const std::string good = R"({"a":"\ud83d\ude00 \\ \n", "n": 1.50})";
  EXPECT_EQ(MendJson(good), good);
  for (const std::string broken : {"[\"\\", "[\"\\ud8", "[\"\\ud83d", "\\"})
    EXPECT_FALSE(ParseJson(MendJson(broken))) << broken;
}

TEST(Indented, GivesEachMemberALine) {
  const auto value = json::parse(R"({"a":[1,{"b":"x"}],"c":{},"d":[]})");
  EXPECT_EQ(Indented(value),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x\"\n    }\n  ],\n  \"c\": {},\n"
            "  \"d\": []\n}\n");
}

TEST(ParseJson, PassesOverAByteOrderMark) { EXPECT_TRUE(ParseJson("\xef\xbb\xbf[1]")); }

}  // namespace
}  // namespace tocsin
