// links: expression
#include <gtest/gtest.h>

#include "adapters/expression/jq.hpp"

namespace tocsin {
namespace {

std::string Shown(const Result<json::value>& result) {
  return result ? CanonicalJson(*result) : "error: " + result.error().message;
}

/// The expression, and the same in brackets and behind a pipe.
std::vector<std::string> Ways(const std::string& text, const json::value& input) {
  const auto engine = MakeJqEngine();
  const auto program = engine->Load(
      {{text, {"own"}}, {'(' + text + ')', {"own"}}, {"[" + text + "] | .[0]", {"own"}}});
  const auto scope = program->NewScope();
  scope->Set("context", input);
  scope->Set("own", json::array{input, 7});
  std::vector<std::string> ways;
  for (std::size_t i = 0; i < 3; ++i)
    ways.push_back(Shown(program->Evaluate(i, input, *scope)).substr(0, 40));
  return ways;
}

TEST(JqPath, GivesTheSameInEveryWay) {
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
      json::parse(R"({"a":[1,2,3],"id":9007199254740993})"),
      json::parse(R"({"a":"string","end":{"if":1},"id":18446744073709551615})"),
  };
  for (const auto& input : inputs) {
    for (const std::string text : {".",        ".a",
                                   ".a.b",     ".a.b[1].c",
                                   ".a.b[-1]", ".[0]",
                                   ".[0].a.b", ".[-1].b",
                                   ".[7]",     ".[-7]",
                                   ".a[0]",    ".[\"a b\"]",
                                   ".end.if",  ".missing.deeper[3]",
                                   "$context", "$context.a.b",
                                   "$own[1]",  "$own[0].a",
                                   "$input.x", ".f.x",
                                   ".null.x",  ".id"}) {
      const auto ways = Ways(text, input);
      EXPECT_EQ(ways[0], ways[1]) << text << " over " << json::serialize(input);
      EXPECT_EQ(ways[0], ways[2]) << text << " over " << json::serialize(input);
    }
  }
}

}  // namespace
}  // namespace tocsin
