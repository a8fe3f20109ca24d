// links: expression
#include "adapters/expression/path.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/expression/jq.hpp"

namespace tocsin {
namespace {

using testing::HasSubstr;

std::string Shown(const Result<json::value>& result) {
  return result ? CanonicalJson(*result) : "error: " + result.error().message;
}

/// The expression as a path, and in brackets, which makes it jq's.
std::pair<std::string, std::string> BothWays(const std::string& text, const json::value& input) {
  const auto engine = MakeJqEngine();
  const auto program = engine->Load({{text, {"own"}}, {'(' + text + ')', {"own"}}});
  const auto scope = program->NewScope();
  scope->Set("context", input);
  scope->Set("own", json::array{input, 7});
  return {Shown(program->Evaluate(0, input, *scope)), Shown(program->Evaluate(1, input, *scope))};
}

TEST(JsonPath, TakesOnlyNamesAndPlaces) {
  for (const auto* text : {".", ".a", " .a.b_2\n", ".[0]", ".[-1].a", ".a[2][0]", ".[\"a b\"]",
                           "$context", "$own.x[\"y\"].z", "$input[0].alert_id"})
    EXPECT_TRUE(JsonPath::Parse(text)) << text;
  for (const auto* text : {"",         "..",
                           ".a.",      ".a?",
                           ".a | .b",  ".[]",
                           ".[1:]",    ".a.[0]",
                           ".[.a]",    ".\"a\"",
                           ".1",       "$",
                           "$ENV.",    "$__loc__",
                           ".a # why", ".a.b // 1",
                           "(.a)",     "a",
                           ".[0",      ".[\"a\\n\"]",
                           ". a",      ".[9999999999999999999]",
                           ".[1.5]",   ".[]",
                           ".ä"})
    EXPECT_FALSE(JsonPath::Parse(text)) << text;
}

TEST(JsonPath, GivesWhatJqGives) {
  const json::value inputs[] = {
      nullptr,
      true,
      3,
      2.0,
      -0.5,
      "text",
      json::array{},
      json::object{},
      json::parse(R"({"a":{"b":[10,{"c":"x"},null,4.0,[]]},"a b":1,"null":null,"f":false})"),
      json::parse(R"([{"a":{"b":"in a list"}},{"a":null},{"b":1}])"),
      json::parse(R"({"a":[1,2,3]})"),
      json::parse(R"({"a":"string","end":{"if":1}})"),
  };
  const std::string texts[] = {".",        ".a",
                               ".a.b",     ".a.b[1].c",
                               ".a.b[-1]", ".[0]",
                               ".[0].a.b", ".[-1].b",
                               ".[7]",     ".[-7]",
                               ".a[0]",    ".[\"a b\"]",
                               ".end.if",  ".missing.deeper[3]",
                               "$context", "$context.a.b",
                               "$own[1]",  "$own[0].a",
                               "$input.x", ".f.x",
                               ".null.x"};
  for (const auto& input : inputs) {
    for (const auto& text : texts) {
      const auto [path, jq] = BothWays(text, input);
      EXPECT_EQ(path, jq) << text << " over " << json::serialize(input);
    }
  }
}

TEST(JsonPath, KeepsWhatADoubleCannotHold) {
  const auto [path, jq] = BothWays(".id", {{"id", std::int64_t{9007199254740993}}});
  EXPECT_EQ(path, "9007199254740993");
  EXPECT_EQ(jq, "9007199254740993");
}

TEST(JsonPath, AVariableThatIsUnknownIsJqsError) {
  const auto engine = MakeJqEngine();
  const auto program = engine->Load({{"$nothing.a", {}}});
  EXPECT_THAT(Shown(program->Evaluate(0, nullptr, *program->NewScope())),
              HasSubstr("nothing is not defined"));
  EXPECT_FALSE(engine->Check({"$nothing.a", {}}));
  EXPECT_FALSE(engine->Check({"$ENV.PATH", {}}));
}

TEST(JsonPath, IsBoundedAsJqIs) {
  JqLimits limits;
  limits.result_bytes = 100;
  limits.result_depth = 3;
  const auto path = JsonPath::Parse(".a").value();
  EXPECT_THAT(Shown(path.Follow({{"a", std::string(200, 'x')}}, limits)),
              HasSubstr("larger than 100 bytes"));
  EXPECT_THAT(Shown(path.Follow(json::parse(R"({"a":[[[[[1]]]]]})"), limits)),
              HasSubstr("nested deeper than 3"));
  EXPECT_EQ(Shown(path.Follow({{"a", "short"}, {"b", std::string(200, 'x')}}, limits)),
            "\"short\"");
}

}  // namespace
}  // namespace tocsin
