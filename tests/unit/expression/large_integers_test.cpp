// links: expression
#include <gtest/gtest.h>

#include "adapters/expression/jq.hpp"

namespace tocsin {
namespace {

std::string ShownByEngine(const std::string& text, const json::value& input) {
  const auto engine = MakeJqEngine();
  const auto program = engine->Load({{text, {}}});
  const auto scope = program->NewScope();
  scope->Set("context", input);
  const auto result = program->Evaluate(0, input, *scope);
  return result ? CanonicalJson(*result) : "error: " + result.error().message;
}

const json::value kLargeIds = {{"id", 7645781234567895123},
                               {"near", 7645781234567895124},
                               {"max", 18446744073709551615ULL},
                               {"far", 1700000000123456789},
                               {"text", "disk full"}};

TEST(LargeIntegers, AreTheSameInBrackets) {
  const auto input = json::parse(R"({"a":{"b":[1,{"c":"x"}]},"n":null})");
  for (const std::string text : {"{a: .a.b[1].c, z: .missing}", "{a}", "{\"n\"}", "[.a, [.n], {}]",
                                 "{a: .n, a: .a.b[0]}", "\"text\"", "[{x: $context.a.b[0]}]"})
    EXPECT_EQ(ShownByEngine(text, input), ShownByEngine('(' + text + ')', input)) << text;
}

TEST(LargeIntegers, StayAsTheyAreWherePathsAreUsed) {
  EXPECT_EQ(ShownByEngine("{alert_id: .id, other: [.near, .max], title: .text}", kLargeIds),
            R"({"alert_id":7645781234567895123,"other":[7645781234567895124,18446744073709551615],)"
            R"("title":"disk full"})");
}

TEST(LargeIntegers, StayAsTheyAreEverywhere) {
  EXPECT_EQ(ShownByEngine(".far | .", kLargeIds), "1700000000123456789");
  EXPECT_EQ(ShownByEngine("{f: .far, t: (.text | ascii_upcase)}", kLargeIds),
            R"({"f":1700000000123456789,"t":"DISK FULL"})");
  EXPECT_EQ(ShownByEngine(".far + 1000", kLargeIds), "1700000000123457789");
  EXPECT_EQ(ShownByEngine("\"id \\(.far)\"", kLargeIds), "\"id 1700000000123456789\"");
  EXPECT_EQ(ShownByEngine(".far | tostring", kLargeIds), "\"1700000000123456789\"");
  EXPECT_EQ(ShownByEngine("[.id, .near] | unique | length", kLargeIds), "2");
  EXPECT_EQ(ShownByEngine(".max | tojson", kLargeIds), "\"18446744073709551615\"");
}

/// Beyond 64 bits: exact where it is passed on and compared, a double to arithmetic.
TEST(LargeIntegers, BeyondSixtyFourBitsKeepTheirDigits) {
  const auto input = ParseJson(R"({
    "id": 7645781234567895123456781, "near": 7645781234567895123456782, "low": -98765432109876543210,
    "items": [{"id": 7645781234567895123456782, "n": 2}, {"id": 7645781234567895123456781, "n": 1}]})")
                         .value();
  const std::string id = "7645781234567895123456781";
  const std::string near = "7645781234567895123456782";
  const std::pair<std::string, std::string> cases[] = {
      {".id", id},
      {"$context.items[1].id", id},
      {"{alert: {id, list: [.near, .low]}}",
       R"({"alert":{"id":)" + id + R"(,"list":[)" + near + ",-98765432109876543210]}}"},
      {".items[] | select(.id == 7645781234567895123456781) | .n", "1"},
      {". as {$id} | [.items[] | select(.id == $id) | .n]", "[1]"},
      {".id == .near", "false"},
      {".id < .near and .low < .id and .low < -9223372036854775808 and .id > 18446744073709551615",
       "true"},
      {".id == 7645781234567895123456781.5 or .id == (.id + 0)", "false"},
      {"7645781234567895200000000 == 7645781234567895200000000.0", "false"},
      {"36893488147419103232 == 36893488147419103232.0", "true"},
      {"[.id, .near, .id, .low, 3, 1e300] | unique",
       "[-98765432109876543210,3," + id + "," + near + ",1E300]"},
      {"[.items[].id] | min, max", id},
      {".items | group_by(.id) | map(.[0].n)", "[1,2]"},
      {".items | sort_by(.id) | map(.n)", "[1,2]"},
      {".id | tojson, tostring", '"' + id + '"'},
      {"tojson | fromjson | .near", near},
      {R"_("id \(.id)")_", "\"id " + id + '"'},
      {R"_(@json "\(.low)")_", R"("-98765432109876543210")"},
      {"\"7645781234567895123456781\" | tonumber", id},
      {".id | type", R"("number")"},
      {"[.id] | index(7645781234567895123456782)", "null"},
      {"-(.low)", "98765432109876543210"},
      {".low | abs", "98765432109876543210"},
      {"-7645781234567895123456781", "-" + id},
      {"(.id + 1) == (.near + 1)", "true"},
      {".id - .near", "0"},
      {".id / 2 | type", R"("number")"},
      {"paths(. == 7645781234567895123456781)", R"(["id"])"},
      {"del(.items) | .near |= . | .near", near},
      {"[.id, .near] | contains([7645781234567895123456783])", "false"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(ShownByEngine(text, input), expected) << text;
}

/// Negated, or made positive, it is the same id to the last digit.
TEST(LargeIntegers, KeepTheirDigitsWhereOnlyTheSignChanges) {
  const auto input = ParseJson(R"({"max": 18446744073709551615, "mid": 9223372036854775809,
    "low": -9223372036854775809, "edge": -9223372036854775808, "large": 18446744073709551616})")
                         .value();
  const std::pair<std::string, std::string> cases[] = {
      {"-9223372036854775809", "-9223372036854775809"},
      {"[-9223372036854775808]", "[-9223372036854775808]"},
      {"-18446744073709551615", "-18446744073709551615"},
      {"-18446744073709551616", "-18446744073709551616"},
      {"-.max", "-18446744073709551615"},
      {"-.mid", "-9223372036854775809"},
      {"- -.max", "18446744073709551615"},
      {"-(-.max)", "18446744073709551615"},
      {"-.low", "9223372036854775809"},
      {"-.edge", "9223372036854775808"},
      {"-.large", "-18446744073709551616"},
      {"[.low, -.mid] | unique | length", "1"},
      {"[-.max, -18446744073709551614] | unique | length", "2"},
      {"-.mid == .low, -.max < .low | tojson", "\"true\""},
      {".low | abs, fabs", "9223372036854775809"},
      {"[.max, .mid, .low, .edge, .large | abs]",
       "[18446744073709551615,9223372036854775809,9223372036854775809,9223372036854775808,"
       "18446744073709551616]"},
      {"[.max, .mid, .low, .edge, .large | fabs]",
       "[18446744073709551615,9223372036854775809,9223372036854775809,9223372036854775808,"
       "18446744073709551616]"},
      {"[.max, .low, .large | floor, ceil, round, trunc, rint, nearbyint] | unique",
       "[-9223372036854775809,18446744073709551615,18446744073709551616]"},
      {R"_("-9223372036854775809" | tonumber)_", "-9223372036854775809"},
      {R"_("-18446744073709551615" | fromjson)_", "-18446744073709551615"},
      {"-.max | tojson | fromjson", "-18446744073709551615"},
      {"{a: -.max} | to_entries | from_entries | .a", "-18446744073709551615"},
      {".low | length", "9223372036854775809"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(ShownByEngine(text, input), expected) << text;
}

/// What looks like the form in which they are kept stays what it is, through whatever it was made.
TEST(LargeIntegers, AreMadeByNoObject) {
  const auto input =
      ParseJson(R"({"\uffff": "18446744073709551616", "digits": "18446744073709551616"})").value();
  json::value raw =
      json::object{{"key", LargeInteger("18446744073709551616").get_object().begin()->key()},
                   {"digits", "18446744073709551616"}};
  const std::string made = "{\"\xEF\xBF\xBF\":\"18446744073709551616\"}";
  for (const std::string text :
       {R"_({"\uffff": .digits})_", R"_({("\uffff"): .digits})_", R"_(del(.digits))_",
        R"_("{\"\\uffff\":\"18446744073709551616\"}" | fromjson)_",
        R"_([{key: "\uffff", value: .digits}] | from_entries)_",
        R"_({a: .digits} | with_entries(.key = "\uffff"))_",
        R"_({} | setpath(["\uffff"]; "18446744073709551616"))_",
        R"_(.digits as $d | reduce 1 as $x ({}; .["\uffff"] = $d))_",
        R"_({} + {"\uffff": .digits})_", R"_({} * {"\uffff": .digits})_",
        R"_(.digits as $d | null | .["\uffff"] |= $d)_", R"_(pick(.["\uffff"]))_",
        R"_({([65535] | implode): .digits})_", R"_({("77+/" | @base64d): .digits})_"}) {
    EXPECT_EQ(ShownByEngine(text, input), made) << text;
    EXPECT_EQ(ShownByEngine(text + " | type", input), R"("object")") << text;
    EXPECT_EQ(ShownByEngine(text + " | . as $x | [$x] | tojson | fromjson | .[0] == $x", input),
              "true")
        << text;
  }
  // Bytes that are no UTF-8 come in texts that are no JSON.
  for (const std::string text :
       {"{(.key): .digits}", "[{key, value: .digits}] | from_entries",
        ". as {$key, $digits} | {} | .[$key] = $digits",
        "{a: .digits} as $in | .key as $key | $in | with_entries(.key = $key)"}) {
    const auto engine = MakeJqEngine();
    const auto program = engine->Load({{text, {}}});
    const auto result = program->Evaluate(0, raw, *program->NewScope());
    ASSERT_TRUE(result) << text;
    EXPECT_EQ(JsonText(*result), "{\"\xEF\xBF\xBD\":\"18446744073709551616\"}") << text;
    EXPECT_TRUE(IsContainer(*result)) << text;
  }
}

TEST(LargeIntegers, OfManyDigitsCostNoMoreThanTheirSign) {
  const auto input = ParseJson("{\"n\":" + std::string(900'000, '7') + "}").value();
  EXPECT_EQ(ShownByEngine("[.n as $n | last(range(100000) | $n + 1)] | length", input), "1");
  EXPECT_EQ(ShownByEngine(".n + 1 == 1.7976931348623157e308", input), "true");
  EXPECT_EQ(ShownByEngine("-.n < 0, .n > 1e308 | tojson", input), "\"true\"");
}

}  // namespace
}  // namespace tocsin
