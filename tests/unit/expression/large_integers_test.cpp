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

}  // namespace
}  // namespace tocsin
