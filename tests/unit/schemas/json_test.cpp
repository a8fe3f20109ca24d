// links: schemas
#include "schemas/json.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "schemas/event.hpp"
#include "schemas/utf8.hpp"
#include "schemas/yaml.hpp"

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

TEST(LargeIntegers, AreReadAndWrittenToTheLastDigit) {
  for (
      const std::string text :
      {"18446744073709551616", "-9223372036854775809", "7645781234567895123456789",
       R"([1,{"id":7645781234567895123456789,"n":18446744073709551615},[-76457812345678951234567]])",
       R"({"a":{"b":92233720368547758080},"c":"92233720368547758080"})"}) {
    const auto value = ParseJson(text);
    ASSERT_TRUE(value) << text;
    EXPECT_EQ(JsonText(*value), text);
    EXPECT_EQ(CanonicalJson(*value), text);
    EXPECT_EQ(*ParseJson(Indented(*value)), *value);
  }
  EXPECT_EQ(Indented(*ParseJson("[92233720368547758080]")), "[\n  92233720368547758080\n]\n");
}

TEST(LargeIntegers, AreNumbersAndNothingElseIs) {
  const auto large = ParseJson("-92233720368547758080").value();
  EXPECT_EQ(LargeIntegerText(large), "-92233720368547758080");
  EXPECT_TRUE(IsNumeric(large) && IsInteger(large) && !IsContainer(large));
  EXPECT_EQ(IfMap(large), nullptr);
  EXPECT_EQ(IfMap(json::array()), nullptr);
  const json::value map = json::object();
  EXPECT_EQ(IfMap(map), &map.get_object());
  for (const std::string text :
       {"18446744073709551615", "-9223372036854775808", "1e30", "1.5", "18446744073709551616.0",
        "0", "\"18446744073709551616\"", "{}", "[]"})
    EXPECT_EQ(LargeIntegerText(*ParseJson(text)), "") << text;
  for (const std::string text : {"12", "1x", "018446744073709551616", ""})
    EXPECT_FALSE(IsNumeric(LargeInteger(text))) << text;
}

/// No text from outside becomes one but the number itself.
TEST(LargeIntegers, AreNeverForged) {
  for (const std::string key : {"\\uffff", "\\u00ff", "\xEF\xBF\xBF", "\xC3\xBF", "\\ufffd", ""}) {
    const std::string text = "{\"" + key + R"(":"18446744073709551616"})";
    const auto value = ParseJson(text);
    ASSERT_TRUE(value) << text;
    EXPECT_TRUE(LargeIntegerText(*value).empty()) << text;
    EXPECT_TRUE(IsContainer(*value) && !IsNumeric(*value)) << text;
    EXPECT_EQ(*ParseJson(JsonText(*value)), *value) << text;
    EXPECT_EQ(*ParseJson(CanonicalJson(*value)), *value) << text;
  }
  // The byte itself is no UTF-8; where bytes are taken as they are it is replaced.
  const auto large = LargeInteger("18446744073709551616");
  const std::string key(large.get_object().begin()->key());
  const std::string bytes = "[{\"" + key + R"(":"18446744073709551616"}])";
  EXPECT_FALSE(ParseJson(bytes));
  EXPECT_EQ(JsonText(ParseJson(bytes, {.invalid_utf8 = true}).value()),
            "[{\"\xEF\xBF\xBD\":\"18446744073709551616\"}]");
  EXPECT_EQ(JsonText(ParseJson(MendJson(bytes)).value()),
            "[{\"\xEF\xBF\xBD\":\"18446744073709551616\"}]");
}

/// Nor do events and files.
TEST(LargeIntegers, AreNeverForgedInEventsAndFiles) {
  const std::string forged = R"({"\uffff":"18446744073709551616"})";
  const auto binary = EventFromAttributes(
      {{"specversion", "1.0"}, {"id", "1"}, {"source", "/s"}, {"type", "t"}}, forged);
  const auto structured = EventFromStructured(
      ParseJson(R"({"specversion":"1.0","id":"1","source":"/s","type":"t","data":)" + forged + "}")
          .value());
  for (const auto* event : {&binary, &structured}) {
    ASSERT_TRUE(*event);
    const auto& data = EventData(**event);
    ASSERT_TRUE(data);
    EXPECT_TRUE(LargeIntegerText(*data).empty());
    EXPECT_EQ(*ParseJson(JsonText(*data)), *ParseJson(forged));
  }
  const std::string digits = "18446744073709551616";
  for (const std::string key : {R"("\uffff")", R"("\xff")", "\xEF\xBF\xBF", "\xC3\xBF"}) {
    const auto file = ParseYaml("a: {" + key + ": '" + digits + "'}\n", "a.yaml");
    if (!file) continue;  // no character, says yaml-cpp of some
    EXPECT_TRUE(LargeIntegerText(file->ToJson().at("a")).empty()) << key;
    EXPECT_TRUE(IsContainer(file->ToJson().at("a"))) << key;
  }
  EXPECT_FALSE(ParseYaml("a: {\"\xFF\": '" + digits + "'}\n", "a.yaml"));
}

TEST(Indented, GivesEachMemberALine) {
  const auto value = json::parse(R"({"a":[1,{"b":"x"}],"c":{},"d":[]})");
  EXPECT_EQ(Indented(value),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x\"\n    }\n  ],\n  \"c\": {},\n"
            "  \"d\": []\n}\n");
}

TEST(ParseJson, GivesTheLargestNumberForOneBeyondIt) {
  for (const auto* text : {"1e999", "[1e309,2]", R"({"a":1.7976931348623159e308})"}) {
    const auto read = ParseJson(text).value();
    const auto again = ParseJson(JsonText(read));
    ASSERT_TRUE(again) << JsonText(read);
    EXPECT_EQ(*again, read) << text;
  }
  EXPECT_EQ(ParseJson("-1e999").value(), json::value(std::numeric_limits<double>::lowest()));
  EXPECT_EQ(ParseJson("1e-999").value(), json::value(0.0));
}

TEST(ParseJson, PassesOverAByteOrderMark) { EXPECT_TRUE(ParseJson("\xef\xbb\xbf[1]")); }

}  // namespace
}  // namespace tocsin
