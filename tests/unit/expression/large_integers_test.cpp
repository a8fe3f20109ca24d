// links: expression
#include "adapters/expression/large_integers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/expression/construction.hpp"
#include "adapters/expression/jq.hpp"

namespace tocsin {
namespace {

using testing::HasSubstr;

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

TEST(PathConstruction, TakesPathsAndWhatHoldsThem) {
  for (const auto* text :
       {".a", " { } ", "[]", "{a: .b}", "{ \"a b\" : .b.c[0] , d:[.e, $context.f] }", "{a}",
        "{a: {b: [{c: .}]}}", "\"text\"", "{a: \"x, }\"}", "{a: .[\"x, }\"]}", "[.[0], .[-1]]"})
    EXPECT_TRUE(PathConstruction::Parse(text)) << text;
  for (const auto* text : {"", "{a: .b", "{a: .b | .c}", "{(.a): .b}", "{a: .b // 1}", ".a, .b",
                           "{a: .b,}", "[.a", "{a: 1}", "\"\\(.a)\"", "{a: .b} | .a", "{1: .a}",
                           "{\"a\\n\": .b}", "[.[]]", "{$x}", "{a: .b # why\n}"})
    EXPECT_FALSE(PathConstruction::Parse(text)) << text;
}

TEST(PathConstruction, GivesWhatJqGives) {
  const auto input = json::parse(R"({"a":{"b":[1,{"c":"x"}]},"n":null})");
  for (const std::string text :
       {"{a: .a.b[1].c, z: .missing}", "{a}", "{\"n\"}", "[.a, [.n], {}]", "{a: .n, a: .a.b[0]}",
        "{a: .a.b.c}", "\"text\"", "[{x: $context.a.b[0]}]"})
    EXPECT_EQ(ShownByEngine(text, input), ShownByEngine('(' + text + ')', input)) << text;
}

TEST(LargeIntegers, StayAsTheyAreWherePathsAreUsed) {
  EXPECT_EQ(ShownByEngine("{alert_id: .id, other: [.near, .max], title: .text}", kLargeIds),
            R"({"alert_id":7645781234567895123,"other":[7645781234567895124,18446744073709551615],)"
            R"("title":"disk full"})");
}

TEST(LargeIntegers, PassThroughJqOrAreRefused) {
  EXPECT_EQ(ShownByEngine(".far | .", kLargeIds), "1700000000123456789");
  EXPECT_EQ(ShownByEngine("{f: .far, t: (.text | ascii_upcase)}", kLargeIds),
            R"({"f":1700000000123456789,"t":"DISK FULL"})");
  EXPECT_EQ(ShownByEngine(".text | length", kLargeIds), "9");
  for (const auto* text :
       {".id | .", ".far + 1000", "\"id \\(.far)\"", ".far | tostring", "tojson"})
    EXPECT_THAT(ShownByEngine(text, kLargeIds), HasSubstr("beyond 2^53")) << text;
  EXPECT_EQ(ShownByEngine(".n | tostring", {{"n", 9007199254740994}}), R"("9007199254740994")");
}

}  // namespace
}  // namespace tocsin
