// links: expression
#include <gtest/gtest.h>

#include "expression_fixture.hpp"

namespace tocsin {
namespace {

class InspectTest : public testing::Test {
 protected:
  ExpressionReport Inspect(std::string text) {
    text_ = std::move(text);
    return engine_->Inspect({text_, {"rung"}});
  }
  std::string Part(std::size_t begin, std::size_t end) const {
    return text_.substr(begin, end - begin);
  }
  /// "TEXT at 'PART'" of all of them, "; " between.
  std::string Remarks(const std::vector<ExpressionRemark>& remarks) const {
    std::string out;
    for (const auto& remark : remarks)
      out +=
          (out.empty() ? "" : "; ") + remark.text + " at '" + Part(remark.begin, remark.end) + "'";
    return out;
  }
  std::string Failures(std::string text) { return Remarks(Inspect(std::move(text)).failures); }
  std::string Doubts(std::string text) { return Remarks(Inspect(std::move(text)).doubts); }
  static std::string Shown(const ExpressionPath& path) {
    std::string out = path.variable.empty() ? "" : "$" + path.variable;
    for (const auto& step : path.steps) out += step ? "." + *step : "[]";
    return out.empty() ? "." : out;
  }
  /// The paths that are read, each with what the remark stands at where that is not its last name.
  std::string Reads(std::string text) {
    std::string out;
    for (const auto& read : Inspect(std::move(text)).reads) {
      out += (out.empty() ? "" : " ") + Shown(read.path);
      if (Part(read.begin, read.end) != read.path.steps.back()) out += "!";
    }
    return out;
  }
  std::string Comparisons(std::string text) {
    std::string out;
    for (const auto& one : Inspect(std::move(text)).comparisons)
      out += (out.empty() ? "" : " ") + Shown(one.path) + (one.wants_equal ? "==" : "!=") +
             json::serialize(one.literal) + "@" + Part(one.begin, one.end);
    return out;
  }

  std::string text_;
  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
};

TEST_F(InspectTest, SaysWhyAndWhereItDoesNotCompile) {
  const auto fault = [&](std::string text) {
    const auto report = Inspect(std::move(text));
    return report.fault ? Remarks({*report.fault}) : "none";
  };
  EXPECT_EQ(fault("1 + $contxt.a"), "$contxt is not defined; did you mean $context? at '$contxt'");
  EXPECT_EQ(fault("[.[] | selct(.a)]"),
            "selct/1 is not defined; did you mean select/1? at 'selct(.a)'");
  EXPECT_EQ(fault(".a | }"), "syntax error, unexpected '}' at '}'");
  EXPECT_EQ(fault("$rung"), "none");
  EXPECT_EQ(fault(std::string(70000, ' ') + "1"), "longer than 64 KiB at ''");
}

TEST_F(InspectTest, CompilesRegularExpressionsThatAreWrittenOut) {
  for (const std::string call : {"test", "match", "capture", "scan", "splits"}) {
    EXPECT_EQ(Failures(".a | " + call + "(\"(\")"),
              "the regular expression \"(\" does not compile: end pattern with unmatched "
              "parenthesis at '\"(\"'")
        << call;
    EXPECT_EQ(Failures(".a | " + call + "(\"a\"; \"gz\")"),
              "the flags of a regular expression are letters of gixsnpl, not \"gz\" at '\"gz\"'")
        << call;
    EXPECT_EQ(Failures(".a | " + call + "(\"a\"; \"gix\")"), "") << call;
    EXPECT_EQ(Failures(".a | " + call + "(\"a\"; null)"), "") << call;
  }
  for (const auto* bad :
       {"split(\"[\"; \"g\")", "sub(\"[\"; \"x\")", "gsub(\"[\"; \"x\")",
        "sub(\"[\"; \"x\"; \"g\")", "gsub(\"a\"; \"x\"; \"q\")", "test([\"[\", \"i\"])",
        "map(select(.b | test(\"[\")))", "def f: test(\"[\"); f", "\"\\(.a | test(\"[\"))\""})
    EXPECT_NE(Failures(bad), "") << bad;
  for (const auto* good : {"split(\"[\")", "test(.p)", "test(\"a\\(.p)(\")", "test(\"[\"; .f)",
                           "def test($p): $p; test(\"[\")", "sub(\"a\"; \"[\")"})
    EXPECT_EQ(Failures(good), "") << good;
}

TEST_F(InspectTest, DoubtsComparisonsThatAreAlwaysTheSame) {
  EXPECT_EQ(Doubts(".a | length == \"3\""),
            "this is always false: a number never equals a string at 'length == \"3\"'");
  EXPECT_EQ(Doubts("\"3\" != length"),
            "this is always true: a string never equals a number at '\"3\" != length'");
  EXPECT_EQ(Doubts("1 == \"1\""),
            "this is always false: a number never equals a string at '1 == \"1\"'");
  EXPECT_EQ(Doubts("[.a] == \"x\""),
            "this is always false: an array never equals a string at '[.a] == \"x\"'");
  EXPECT_EQ(Doubts("length > \"3\""),
            "this is always false: a number comes before a string at 'length > \"3\"'");
  EXPECT_EQ(Doubts("\"\\(.a)\" >= 3"),
            "this is always true: a string comes behind a number at '\"\\(.a)\" >= 3'");
  EXPECT_EQ(Doubts("type == \"str\""),
            "this is always false: type never gives \"str\", but null, boolean, number, string, "
            "array or object at 'type == \"str\"'");
  EXPECT_EQ(Doubts("\"list\" == (.a | type)"),
            "this is always false: type never gives \"list\", but null, boolean, number, string, "
            "array or object at '\"list\" == (.a | type)'");
  for (const auto* fine :
       {".a == 3", "type == \"string\"", "length == 3", "length > .n", ".a == null", "1 == 2",
        "def length: \"x\"; length == \"3\"", "(if .a then 1 else \"x\" end) == \"x\"",
        "(.a // 1) == \"x\"", "(1, \"x\") == \"x\"", "add == \"x\"", "{a: type} == {a: 1}",
        "ltrimstr(\"x\") == 3", "$rung == \"x\"", "(try 1 catch .) == \"x\"", "-(.a) == 1"})
    EXPECT_EQ(Doubts(fine), "") << fine;
}

TEST_F(InspectTest, FollowsPaths) {
  EXPECT_EQ(Reads(".a.b"), ".a .a.b");
  EXPECT_EQ(Reads(".a | .b"), ".a .a.b");
  EXPECT_EQ(Reads("$workflow.input[0].data"), "$workflow.input $workflow.input[].data");
  EXPECT_EQ(Reads("$workflow.input[0] as $e | $e.data | . + {x: $e.id}"),
            "$workflow.input $workflow.input[].data $workflow.input[].id");
  EXPECT_EQ(Reads(".[] | select(.a == 1) | .b"), "[].a [].b");
  EXPECT_EQ(Reads("map(.a) | .b"), "[].a");
  EXPECT_EQ(Reads("{a, b: .c, (.d): 1}"), ".a .c .d");
  EXPECT_EQ(Reads("\"\\(.a)\""), ".a");
  EXPECT_EQ(Reads(".a? // .b"), ".a .b");
  EXPECT_EQ(Reads("if .a then .b else .c end | .d"), ".a .b .c");
  EXPECT_EQ(Reads("reduce .a[] as $x (.b; . + $x.c | .d)"), ".a .b .a[].c");
  EXPECT_EQ(Reads("any(.[]; .a)"), "");
  EXPECT_EQ(Reads("test(.p; .f) | .x"), ".p .f");
}

TEST_F(InspectTest, ReadsNothingWhereItIsNotSure) {
  for (const auto* text :
       {".[\"a\"]", ".\"a\"", ".[.i].a | .a", "def f: .a; f", "def f(g): g; f(.a)", ".a = 1",
        ".a |= .b", "del(.a)", "path(.a)", ". as {a: $x} | $x.b", "has(\"a\") and .a",
        "if has(\"a\") then .a else . end", "walk(.a)", "to_entries | .[].value",
        "$rung as [$x] | $x.a", "try error catch .a", "[.] | .[0].a", "{x: 1} | .a",
        "with_entries(.value)"}) {
    const std::string reads = Reads(text);
    EXPECT_TRUE(reads.empty() || reads == ".i") << text << " reads " << reads;
  }
}

TEST_F(InspectTest, EndsForLongAndDeepExpressions) {
  std::string sum = ".a", pipe = ".a", nested = ".a", bound = ".a as $x";
  for (int i = 0; i < 900; ++i) sum += " + .a";
  for (int i = 0; i < 9'000; ++i) pipe += " | .a";
  for (int i = 0; i < 60; ++i) nested = "(" + nested + " + 1)";
  for (int i = 0; i < 90; ++i) bound += " | $x as $x";
  EXPECT_EQ(Inspect(sum).reads.size(), 901u);
  EXPECT_EQ(Inspect(nested).reads.size(), 1u);
  EXPECT_EQ(Inspect(bound + " | $x.b").reads.size(), 2u);
  const auto report = Inspect(pipe);
  EXPECT_TRUE(report.fault || !report.reads.empty());
}

TEST_F(InspectTest, TellsWhatPathsAreComparedWith) {
  EXPECT_EQ(Comparisons(".a == \"x\" or 3 != .b.c or .d == null or .e == true"),
            ".a==\"x\"@\"x\" .b.c!=3E0@3 .d==null@null .e==true@true");
  EXPECT_EQ(Comparisons(".a as $x | $x == \"y\""), ".a==\"y\"@\"y\"");
  EXPECT_EQ(Comparisons("select(.a == \"x\") | .b == \"y\""), ".a==\"x\"@\"x\" .b==\"y\"@\"y\"");
  EXPECT_EQ(Comparisons(".a < 3, .a == .b, .a == [1], (.a | length) == 3, .a == \"x\\(.b)\""), "");
}

}  // namespace
}  // namespace tocsin
