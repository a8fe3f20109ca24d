// links: expression
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "expression_fixture.hpp"
#include "schemas/utf8.hpp"

namespace tocsin {
namespace {

class ErrorMessages : public ExpressionFixture {};

/// Whatever raises it and whatever is in the value: one line of 500 bytes, and a part of 60.
TEST_F(ErrorMessages, AreShortAndOnOneLine) {
  const json::value input = {{"text", std::string(200'000, 'x') + "\n"},
                             {"list", json::array(5'000, "element")},
                             {"object", {{std::string(100'000, 'k'), 1}}},
                             {"lines", "a\nb\tc\r\n"}};
  const std::vector<std::string> expressions = {
      ".text.id",
      ".list.id",
      ".text[0]",
      ".text[]",
      ".object[0]",
      ".text + 1",
      ".list - .text",
      ".text * .object",
      ".object / 2",
      "-.text",
      ".text | keys",
      ".text | has(.)",
      ".list | join(.)",
      ".text | tonumber",
      ".text | fromjson",
      ".text | test(.list)",
      ".text | test(\"(\" + .)",
      ".text | test(\"a\"; .)",
      ".text | strptime(\"%Y\")",
      ".text | mktime",
      ".text | implode",
      ".object | sort",
      ".text | error",
      ".object | error",
      ".lines | error",
      "error(null)",
      ".text | @base64d",
      ".list | @csv, @html | error",
      ".list | from_entries",
      ".text | ltrimstr(1) | explode | implode | .a",
      "{(.list): 1}",
      ".list | setpath([.[]]; 1)",
      ".text | getpath([\"a\"])",
      "path(.text | length)",
      "range(1e9) | select(false)",
      "[limit(1e9; repeat(1))]",
      "[., .] | tojson * 400",
      "def f: 1 + f; f",
      ".text | .[\"" + std::string(10'000, 'q') + "\"]",
      "if true then (.text | .a) else " + std::string(20'000, ' ') + " 1 end"};
  for (const auto& expression : expressions) {
    const auto result = Run(expression, input);
    EXPECT_FALSE(result) << expression.substr(0, 80);
    if (result) continue;
    const auto& message = result.error().message;
    EXPECT_LE(message.size(), 620u) << expression.substr(0, 80) << "\n" << message.substr(0, 900);
    EXPECT_FALSE(message.empty()) << expression.substr(0, 80);
    EXPECT_EQ(message.find('\n'), std::string::npos) << expression.substr(0, 80);
    EXPECT_TRUE(IsUtf8(message)) << expression.substr(0, 80);
  }
}

TEST_F(ErrorMessages, AreCutBetweenCharacters) {
  std::string umlauts;
  for (int i = 0; i < 3'000; ++i) umlauts += "\xc3\xbc";
  for (const std::string before : {"", "a"}) {
    const auto raised = Run("error(\"" + before + umlauts + "\")");
    ASSERT_FALSE(raised);
    EXPECT_TRUE(IsUtf8(raised.error().message));
    const auto placed = Run("1 + (.\"" + before + umlauts + "\".a)", {{before + umlauts, 1}});
    ASSERT_FALSE(placed);
    EXPECT_TRUE(IsUtf8(placed.error().message)) << placed.error().message;
    EXPECT_LE(placed.error().message.size(), 620u);
  }
}

}  // namespace
}  // namespace tocsin
