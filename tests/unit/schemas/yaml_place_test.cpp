// links: schemas
#include "schemas/yaml_place.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

/// The place of the first `what` in the value at "a", "LINE:COLUMN".
std::string PlaceOf(std::string_view source, std::string_view what) {
  const auto root = ParseYaml(source, "f");
  if (!root) return FormatFinding(root.error());
  const YamlNode& node = *root->Find("a");
  const auto at = node.text.find(what);
  if (at == std::string::npos) return "not in: " + node.text;
  const Mark mark = SourceText(source).Within(node.mark, node.text, at);
  return std::to_string(mark.line) + ':' + std::to_string(mark.column);
}

TEST(SourceText, FollowsPlainText) {
  EXPECT_EQ(PlaceOf("a: one X\n", "X"), "1:8");
  EXPECT_EQ(PlaceOf("b: 1\na:   one\n     two\n\n     X\n", "X"), "5:6");
  EXPECT_EQ(PlaceOf("b: {\xc3\xbc: \xc3\xa4}\n# \xc3\xb6\na: \xc3\xa4\xc3\xb6 X\n", "X"), "3:7");
  EXPECT_EQ(PlaceOf("{\xc3\xbc: \xc3\xa4, a: one X}\n", "X"), "1:15");
  EXPECT_EQ(PlaceOf("a: &here one X\nb: *here\n", "X"), "1:14");
  EXPECT_EQ(PlaceOf("b: &here one X\na: *here\n", "X"), "1:14");
  EXPECT_EQ(PlaceOf("a: !!str\n  one X\n", "X"), "2:7");
  EXPECT_EQ(PlaceOf("a: one\r\n   X\r\n", "X"), "2:4");
  EXPECT_EQ(PlaceOf("\xef\xbb\xbf"
                    "a: one X\n",
                    "X"),
            "1:8");
}

TEST(SourceText, FollowsQuotes) {
  EXPECT_EQ(PlaceOf("a: 'it''s ''X'''\n", "X"), "1:13");
  EXPECT_EQ(PlaceOf("a: 'one   \n\n\n   it''s X'\n", "X"), "4:10");
  EXPECT_EQ(PlaceOf(R"(a: "tab\t quote\" nul\0 \x41 \u00e4 \U0001F600 X")", "X"), "1:48");
  EXPECT_EQ(PlaceOf("a: \"one \\\n    two\n    X\"\n", "X"), "3:5");
  EXPECT_EQ(PlaceOf("a: \"one\\N\\_\\L X\"\n", "X"), "1:15");
  EXPECT_EQ(PlaceOf("a: \"one \xf0\x9f\x98\x80 X\"\n", "X"), "1:11");
}

TEST(SourceText, FollowsBlocks) {
  EXPECT_EQ(PlaceOf("a: |\n  one\n\n    two\n  X\n", "X"), "5:3");
  EXPECT_EQ(PlaceOf("a: |2-  # why\n     one\n    X\n", "X"), "3:5");
  EXPECT_EQ(PlaceOf("a: |\n\n\n  one\n  X", "X"), "5:3");
  EXPECT_EQ(PlaceOf("a: |+\r\n  one\r\n  X\r\n\r\n", "X"), "3:3");
  EXPECT_EQ(PlaceOf("a: >-\n  one\n  two X\n", "X"), "3:7");
  EXPECT_EQ(PlaceOf("a: >\n  one\n\n  two\n    more\n    most\n\n  last\n  X\n", "X"), "9:3");
  EXPECT_EQ(PlaceOf("a: >2\n    one\n  X\n", "X"), "3:3");
  EXPECT_EQ(PlaceOf("b:\n  - a: 1\na:\n  >-\n  \xc3\xa4 X\n", "X"), "5:5");
}

TEST(SourceText, KnowsEveryCharacterOfAValue) {
  // Every letter of these stands once in the value.
  const std::string_view sources[] = {
      "a: abc def\n  ghi\n\n  jkl\n", "a: 'abc def\n  ghi\n\n  jkl'\n",
      "a: \"abc \\\n  def\n  ghi\n\n  jkl\"\n", "a: |\n  abc\n    def\n\n  ghi\n  jkl\n",
      "a: >\n  abc\n  def\n    ghi\n\n  jkl\n"};
  for (const auto source : sources) {
    const auto root = ParseYaml(source, "f");
    ASSERT_TRUE(root) << source;
    const YamlNode& node = *root->Find("a");
    for (std::size_t i = 0; i < node.text.size(); ++i) {
      if (node.text[i] == ' ' || node.text[i] == '\n') continue;
      const auto wanted = MarkOfByte(source, source.find(node.text[i], 3));
      const auto found = SourceText(source).Within(node.mark, node.text, i);
      EXPECT_EQ(std::pair(found.line, found.column), std::pair(wanted.line, wanted.column))
          << source << " at " << node.text[i];
    }
  }
}

TEST(SourceText, CountsALongLineOnce) {
  std::string source = "b: [";
  for (int i = 0; i < 5'000; ++i) source += "\xc3\xbc, ";
  source += "x]\na: one X\n";
  EXPECT_EQ(PlaceOf(source, "X"), "2:8");
  const auto root = ParseYaml(source, "f");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->Find("b")->items[1].mark.column, 8);
  EXPECT_EQ(root->Find("b")->items.back().mark.column, 15'005);
  // Every place on such a line, and behind its end.
  const std::string flow = "# \xc3\xa4\n{" + source.substr(0, source.find('\n')) + ", a: one X}\n";
  EXPECT_EQ(PlaceOf(flow, "X"), "2:15017");
  const SourceText text(source);
  for (int i = 0; i < 5'000; ++i)
    EXPECT_EQ(text.Within({1, 5 + 3 * i}, "\xc3\xbc,", 2).column, 6 + 3 * i);
  EXPECT_EQ(text.Within({3, 9}, "x", 1).column, 9);
}

TEST(SourceText, StaysAtTheStartWhereTheFileSaysSomethingElse) {
  const std::string_view source = "b: 1\na: 'one X'\n";
  for (const auto* value : {"two X", "one XY", "one X and more"}) {
    const Mark mark = SourceText(source).Within({2, 4}, value, std::string_view(value).size());
    EXPECT_EQ(mark.line, 2) << value;
    EXPECT_EQ(mark.column, 4) << value;
  }
  // Behind an escaped carriage return, with and without a line end somewhere after it.
  for (const std::string_view lone : {"ab: \"\\\r ab\"", "ab: \"\\\r ab\"\nab"})
    EXPECT_EQ(SourceText(lone).Within({1, 5}, "ab", 1).column, 5) << lone;
  EXPECT_EQ(SourceText("ab: \"\\\r\n ab\"").Within({1, 5}, "ab", 1).line, 2);
  EXPECT_EQ(SourceText(source).Within({9, 9}, "one X", 4).line, 9);
  EXPECT_EQ(SourceText(source).Within({2, 4}, "one X", 5).column, 10);
  EXPECT_EQ(SourceText(source).Within({2, 4}, "one X", 6).column, 4);
}

}  // namespace
}  // namespace tocsin
