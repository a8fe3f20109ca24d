// links: expression
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>

#include <thread>

#include "adapters/expression/jq.hpp"
#include "expression_fixture.hpp"

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class EvaluatorTest : public ExpressionFixture {
 protected:
  std::string CheckText(std::string text, std::vector<std::string> variables = {}) {
    const auto status = engine_->Check({std::move(text), std::move(variables)});
    return status ? "fine" : status.error().message;
  }
};

TEST_F(EvaluatorTest, KeepsIntegersOf64Bits) {
  const json::value event = json::parse(
      R"({"alert":{"id":9007199254740993},"low":-9223372036854775808,"high":18446744073709551615})");
  EXPECT_EQ(Text("{alert_id: .alert.id}", event), R"({"alert_id":9007199254740993})");
  EXPECT_EQ(Text("[.low, .high]", event), "[-9223372036854775808,18446744073709551615]");
  EXPECT_EQ(Text(R"_("id \(.alert.id)")_", event), R"("id 9007199254740993")");
  EXPECT_EQ(Text(".alert.id | tojson | fromjson | . + 1", event), "9007199254740994");
  EXPECT_EQ(Text(".alert.id == 9007199254740992", event), "false");
  EXPECT_EQ(Text("[9007199254740993, 9007199254740992.0] | sort | .[1]"), "9007199254740993");
  EXPECT_EQ(Text("[9007199254740993, 9007199254740992] | unique | length"), "2");
  EXPECT_EQ(Text("[{a:9007199254740993}, {a:9007199254740992}] | group_by(.a) | length"), "2");
  EXPECT_EQ(Text("9223372036854775807 + 1"), "9223372036854775808");
  EXPECT_EQ(Text("18446744073709551615 + 1 | . == 18446744073709551616"), "true");
  EXPECT_EQ(Text("-(-9223372036854775808)"), "9223372036854775808");
  EXPECT_EQ(Text("3037000500 * 3037000500"), "9223372037000250000");
}

TEST_F(EvaluatorTest, KeepsTextsAsTheyAre) {
  const json::value text = json::parse(R"("gr\u00fc\u00df \ud83d\udea8 \u0000 end")");
  EXPECT_EQ(*Run(".", text), text);
  EXPECT_EQ(*Run("explode | implode", text), text);
  EXPECT_EQ(*Run("tojson | fromjson", text), text);
  EXPECT_EQ(Text("length", text), "12");
  EXPECT_EQ(Text(R"("\"\\ud800\"" | fromjson | explode)"), "[65533]");
}

TEST_F(EvaluatorTest, EndsByBoundsThatAreCounted) {
  EXPECT_THAT(Text("until(false; .)"), StartsWith("error: the expression takes more than"));
  EXPECT_THAT(Text("[range(infinite)] | length"), StartsWith("error: the "));
  EXPECT_THAT(Text("[limit(1e9; repeat(1))]"), StartsWith("error: the "));
  EXPECT_THAT(Text("try until(false; .) catch 1"), HasSubstr("steps"));
  EXPECT_THAT(Text("def f: 1 + f; f"), HasSubstr("nested deeper"));
  EXPECT_THAT(Text("def f: f; f"), HasSubstr("steps"));
  EXPECT_THAT(Text("[recurse(.; true)] | length"), StartsWith("error: the "));
  EXPECT_EQ(Text("[2 | recurse(. * .; . < 20)]"), "[2,4,16]");
  EXPECT_THAT(Text("last(recurse(., .))"), HasSubstr("nested deeper"));
  EXPECT_THAT(Text(R"("=" * 3e8)"), HasSubstr("longer than"));
  EXPECT_THAT(Text(R"("=" * 3e10)"), HasSubstr("too long"));
  EXPECT_THAT(Text(".[5e8] = 1"), HasSubstr("too large"));
  EXPECT_THAT(Text("reduce range(60) as $i (1; [., .]) | tojson | length"), HasSubstr("steps"));
  EXPECT_THAT(Text("reduce range(60) as $i (\"x\"; . + .)"), HasSubstr("longer than"));
  EXPECT_THAT(Text("reduce range(60) as $i (1; [., .]) | . == ."), HasSubstr("steps"));
  EXPECT_THAT(Text(R"(test("^(a+)+$"))", json::string(std::string(40, 'a') + "b")),
              HasSubstr("too many steps"));
  EXPECT_THAT(Text("[range(1000)] | [combinations(3)] | length"), StartsWith("error: "));
}

TEST_F(EvaluatorTest, CountsTheLengthOfTextsThatAreRead) {
  const json::value input{{"s", std::string(900'000, 'a')}, {"t", std::string(900'000, 'a')}};
  for (const std::string text : {"length", "test(\"zz\")", ". == $t", ".[5:10]", "startswith($t)",
                                 "@csv? // 1", ". / \"zz\" | length"})
    EXPECT_THAT(Text(".s as $s | .t as $t | last(range(300000) | $s | " + text + ")", input),
                HasSubstr("steps"))
        << text;
}

TEST_F(EvaluatorTest, CountsWhatPatternsBind) {
  std::string names;
  for (int i = 0; i < 900; ++i) names += (i == 0 ? "$a" : ",$a");
  EXPECT_EQ(Text("[null as [" + names + "] | $a]"), "[null]");
  EXPECT_THAT(Text("last(range(200000) | null as [" + names + "] | 1)"), HasSubstr("steps"));
  EXPECT_THAT(Text("last(range(200000) | null as {" + names + "} ?// $a | 1)"), HasSubstr("steps"));
  EXPECT_THAT(Text("null as {" + names + "," + names + "} | 1"), HasSubstr("at most 1000 names"));
}

TEST_F(EvaluatorTest, GivesTheSameOnEveryThread) {
  const std::string text = "[limit(1e9; repeat(\"x\"))]";
  const std::string here = Text(text);
  std::string there;
  std::thread([&] { there = Text(text); }).join();
  EXPECT_EQ(here, there);
}

TEST_F(EvaluatorTest, SurvivesWhatEndedProcesses) {
  EXPECT_THAT(Text("1e300 | todate"), HasSubstr("error converting"));
  EXPECT_THAT(Text("-1e18 | todate"), HasSubstr("error converting"));
  EXPECT_THAT(Text("[1e12, 1e12, 1e12] | mktime"), HasSubstr("invalid gmtime"));
  EXPECT_EQ(Text("[range(3)] | .[nan:]"), "[0,1,2]");
  EXPECT_EQ(Text("infinite % 1"), "0");
  EXPECT_EQ(Text("-infinite % -1"), "0");
  EXPECT_EQ(Text("index(\"\")", ""), "null");
  EXPECT_EQ(Text("del(.[nan])", json::array{1}), "[1]");
  EXPECT_EQ(Text("[.[] | implode?]", json::parse(R"(["a",[-1],[1e300]])")),
            "[\"\xEF\xBF\xBD\",\"\xEF\xBF\xBD\"]");
  EXPECT_EQ(Text("reduce range(100000) as $i (1; [.]) | 1"), "1");
  EXPECT_THAT(Text("reduce range(100000) as $i (1; [.]) | tojson | length"), StartsWith("2"));
  EXPECT_THAT(Text(std::string(5000, '[')), HasSubstr("nested deeper"));
  EXPECT_THAT(Text(std::string(5000, '-') + "1"), HasSubstr("nested deeper"));
  EXPECT_THAT(Text("1" +
                   [] {
                     std::string sum;
                     for (int i = 0; i < 5000; ++i) sum += "+1";
                     return sum;
                   }()),
              HasSubstr("too many operators"));
}

TEST_F(EvaluatorTest, EndsOnASmallStackToo) {
  std::vector<std::string> answers;
  const auto run = [&] {
    for (const auto* text :
         {"def f: [f]; f", "last(recurse(., .))",
          "reduce range(10000) as $i (1; [.]) | [., .] | sort | length",
          "reduce range(9000) as $i (1; [.]) | tojson | fromjson | [.] | flatten | length",
          "setpath([range(9000) | 0]; 0) | delpaths([[range(9000) | 0]]) | length",
          "def deep: if . > 900 then (reduce range(9990) as $i (1; [.]) | tojson | length) else "
          "[. + 1 | deep][0] end; 0 | deep"})
      answers.push_back(Text(text));
  };
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, std::size_t{1} << 20), 0);
  pthread_t thread{};
  const auto call = [](void* what) -> void* {
    (*static_cast<decltype(run)*>(what))();
    return nullptr;
  };
  auto copy = run;
  ASSERT_EQ(pthread_create(&thread, &attributes, call, &copy), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  EXPECT_EQ(answers.size(), 6u);
  EXPECT_THAT(answers[0], HasSubstr("nested deeper"));
}

TEST_F(EvaluatorTest, RunsLongLoopsWithoutStack) {
  EXPECT_EQ(Text("last(range(100000))"), "99999");
  EXPECT_EQ(Text("def f: if . >= 100000 then . else . + 1 | f end; 0 | f"), "100000");
  EXPECT_EQ(Text("0 | until(. >= 100000; . + 1)"), "100000");
  EXPECT_EQ(Text("last(0 | recurse(if . < 100000 then . + 1 else empty end))"), "100000");
  EXPECT_EQ(Text("last(0 | while(. < 100000; . + 1))"), "99999");
  EXPECT_EQ(Text("reduce range(100000) as $i ([]; .[$i] = $i) | length"), "100000");
  EXPECT_EQ(Text("reduce range(50000) as $i ({}; .[\"k\\($i)\"] = $i) | length"), "50000");
  EXPECT_EQ(Text("reduce range(100000) as $i ([]; . + [$i]) | length"), "100000");
}

TEST_F(EvaluatorTest, SaysWhereAndWhat) {
  EXPECT_EQ(Text(".alert.id", {{"alert", "text"}}),
            R"(error: Cannot index string with string ("id"))");
  EXPECT_EQ(Text("1 + (.alert.id)", {{"alert", "text"}}),
            R"(error: Cannot index string with string ("id") at 1:6 ('.alert.id'))");
  EXPECT_EQ(Text("1 |\n  . + {}"),
            "error: number (1) and object ({}) cannot be added at 2:3 ('. + {}')");
  EXPECT_EQ(Text("[1] | map(.a)"),
            R"(error: Cannot index number with string ("a") at 1:11 ('.a'))");
  EXPECT_EQ(Text("error(\"two\\nlines\")"), "error: two lines");
  EXPECT_EQ(Text("error({a: 1})"), "error: error (not a string): {\"a\":1}");
  EXPECT_LE(Text("error(\"x\" * 100000)").size(), 620u);
}

TEST_F(EvaluatorTest, RefusesWithPlaceAndAdvice) {
  EXPECT_EQ(CheckText("$rung"), "$rung is not defined at 1:1");
  EXPECT_EQ(CheckText("$rung", {"rung"}), "fine");
  EXPECT_EQ(CheckText("1 |\n .a + $contxt"),
            "$contxt is not defined; did you mean $context? at 2:7");
  EXPECT_EQ(CheckText("[.[] | selct(.a)]"),
            "selct/1 is not defined; did you mean select/1? at 1:8");
  EXPECT_EQ(CheckText("ltrimstr"), "ltrimstr/0 is not defined; did you mean ltrimstr/1? at 1:1");
  EXPECT_EQ(CheckText(".a +"), "syntax error, unexpected end of expression at 1:5");
  EXPECT_EQ(CheckText("\"abc"), "string does not end at 1:1");
  EXPECT_EQ(CheckText(" "), "empty expression at 1:1");
  EXPECT_THAT(CheckText(".a)"), StartsWith("syntax error, unexpected ')'"));
  EXPECT_THAT(CheckText("[.a"), HasSubstr("to close '['"));
  EXPECT_THAT(CheckText("$ENV.HOME"), StartsWith("not available: $ENV"));
  for (const std::string name : {"input", "inputs", "env", "halt", "halt_error", "input_filename",
                                 "input_line_number", "get_search_list", "modulemeta"})
    EXPECT_THAT(CheckText(name), StartsWith("not available: " + name)) << name;
  EXPECT_THAT(CheckText(R"(import "a" as a; .)"), StartsWith("not available: import"));
  EXPECT_EQ(CheckText("def input: 1; input"), "fine");
}

TEST_F(EvaluatorTest, GuardsOneStepByAQuestionMark) {
  EXPECT_EQ(Text(".a?", "text"), "null") << "no output";
  EXPECT_EQ(Text("[.a.b?]", "text"),
            R"_(error: Cannot index string with string ("a") at 1:2 ('.a'))_");
  EXPECT_EQ(Text("[(.a.b)?]", "text"), "[]");
  EXPECT_EQ(Text("[.a.b??]", "text"), "[]");
  EXPECT_EQ(Text("[.a[]?]", {{"a", 1}}), "[]");
  EXPECT_EQ(Text("[.a[.k, .l]?]", json::parse(R"({"a":[5,6],"k":1,"l":"x"})")), "[6]");
  EXPECT_THAT(Text("[.a[.k.l]?]", json::parse(R"({"a":[5,6],"k":1})")), HasSubstr("Cannot index"));
  EXPECT_EQ(Text("[.[.from:.to]?]", json::parse(R"([1,2,3])")).substr(0, 6), "error:");
  EXPECT_EQ(Text("path(.a.b?)", {{"a", {{"b", 1}}}}), R"(["a","b"])");
  EXPECT_EQ(Text(".a.b? |= 2", {{"a", {{"b", 1}}}}), R"({"a":{"b":2}})");
  EXPECT_THAT(Text("path([1][0]?)"), HasSubstr("Invalid path expression"));
}

TEST_F(EvaluatorTest, ReadsFormatsAndSignsAsJqDoes) {
  EXPECT_EQ(Text(R"_(@sh "echo \("a b")")_"), R"("echo 'a b'")");
  EXPECT_EQ(Text(R"_(.@base64 "x\(1)")_", {{"xMQ==", 7}}), "7");
  EXPECT_THAT(Text("-.a * []", {{"a", 2}}), HasSubstr("number (-2) and array"));
  EXPECT_THAT(Text("-\"a\" * 0"), HasSubstr("cannot be negated"));
}

TEST_F(EvaluatorTest, KeepsTheOrderOfWhatIsNoNumber) {
  EXPECT_EQ(Text("[3,1,2] | unique_by(nan)"), "[3,1,2]");
  EXPECT_EQ(Text("[3,1,2] | sort_by(nan)"), "[3,1,2]");
}

TEST_F(EvaluatorTest, RefusesAndTakesWhatJqDoes) {
  EXPECT_EQ(Text("strftime(\"%c\")", json::parse("[2015,13,32]")), "\"Thu Mar  3 00:00:00 2016\"");
  EXPECT_EQ(Text("[limit(3; range(\"a\"; \"z\"; \"b\"))]"), R"(["a","ab","abb"])");
  EXPECT_EQ(Text("has(0)"), "false");
  EXPECT_EQ(Text("transpose", json::parse(R"({"a":[1,2],"b":[3]})")), "[[1,3],[2,null]]");
  EXPECT_EQ(Text("flatten(0.5)", json::parse("[[[1]]]")), "[1]");
  EXPECT_EQ(Text("[combinations(0, 1)]", "abc").substr(0, 6), "error:");
  EXPECT_EQ(Text("sub(\"a\"; null)", "banana"), "\"bnana\"");
  for (const auto* text :
       {"from_entries", "limit(null; 1)", "skip(nan; 1)", "nth(null; 1)", "match({})",
        "test([\"a\"]; \"g\")", "flatten(null)", "sort_by(.)", "reverse"})
    EXPECT_THAT(Text(text, json::parse(R"({"a":{"key":1}})")), StartsWith("error: ")) << text;
  EXPECT_EQ(Text("@base64d", "true"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST_F(EvaluatorTest, AnswersAboutOtherKindsAsJqDoes) {
  EXPECT_EQ(Text("[.[] | isnan, isnormal]", json::parse(R"(["a",null,1])")),
            "[false,false,false,false,false,true]");
  EXPECT_EQ(Text("[.[] | finites]", json::parse(R"(["a",[],1])")), "[1]");
  EXPECT_EQ(Text("to_entries", json::parse(R"(["a"])")), R"([{"key":0,"value":"a"}])");
}

TEST_F(EvaluatorTest, BindsANameTwiceAsJqDoes) {
  EXPECT_EQ(Text(". as [$x, $x] | $x", {1, 2}), "2");
  EXPECT_EQ(Text(". as [$x, [$x]] | $x", {1, {2}}), "2");
  EXPECT_EQ(Text(". as {a: $x, b: $x} | $x", {{"a", 1}, {"b", 2}}), "1");
  EXPECT_EQ(Text(". as {$a: [$a]} | $a", {{"a", {5}}}), "[5]");
  EXPECT_EQ(Text("reduce (., .) as [$x, $x] (0; . + $x)", {1, 2}), "4");
  EXPECT_EQ(Text(". as {a: $x, b: $x} ?// $x | $x", {{"a", 1}, {"b", 2}}), "2");
  // Keys see what stands before the pattern.
  EXPECT_EQ(Text("\"b\" as $x | . as {a: $x, ($x): $y} | [$x, $y]", {{"a", "c"}, {"b", 2}}),
            R"(["c",2])");
  EXPECT_THAT(CheckText(". as {a: $x, ($x): $y} | $y"), HasSubstr("$x is not defined"));
}

TEST_F(EvaluatorTest, ReplacesInTheOrderOfJq) {
  EXPECT_EQ(Text(R"([gsub("a", "b"; "c"; "g", "i")])", "ab"), R"(["cb","cb","ac","ac"])");
  EXPECT_EQ(Text(R"([sub("a", "b"; "c"; "g", "i")])", "ab"), R"(["cb","cb","ac","ac"])");
  EXPECT_THAT(Text(R"(gsub(error("p"); "x"; error("f")))", "ab"), StartsWith("error: p"));
}

TEST_F(EvaluatorTest, TakesFirstAndLastOfAMember) {
  EXPECT_EQ(Text(R"([index("a"), rindex("a")])", {{"a", {1, 2}}}), "[1,2]");
  EXPECT_EQ(Text(R"([index("a"), rindex("a")])", {{"b", 1}}), "[null,null]");
  EXPECT_EQ(Text(R"([index("a"), rindex("a")])", "banana"), "[1,5]");
  EXPECT_THAT(Text(R"(index("a"))", {{"a", 1}}), HasSubstr("Cannot index number with number"));
  EXPECT_THAT(Text(R"(rindex("a"))", {{"a", "x"}}), HasSubstr("Cannot index string with number"));
}

TEST_F(EvaluatorTest, ReadsDatesAsJqDoes) {
  EXPECT_EQ(Text("strptime(\"%Y-%m-%d\") | mktime", "2015-03-05\n"), "1425513600");
  EXPECT_EQ(Text("strptime(\"%Y-%m-%d\")", "2015-03-05 x"), R"([2015,2,5,0,0,0,4,63," x"])");
  EXPECT_EQ(Text("strptime(\"%H:%M\")", "10:20"), "[1900,0,0,10,20,0,8,367]");
  EXPECT_THAT(Text("strptime(\"%Y-%m-%d\")", "2015-03-05x"), HasSubstr("does not match format"));
}

TEST_F(EvaluatorTest, ComplainsInTheOrderOfJq) {
  EXPECT_THAT(Text("transpose", json::parse(R"([1,{"a":2},"x"])")), HasSubstr("index number with"));
  EXPECT_THAT(Text("transpose", json::parse(R"([[],{"a":2},0])")), HasSubstr("index object with"));
  EXPECT_THAT(Text("transpose", json::parse(R"([[],{},[1]])")), HasSubstr("index object with"));
  EXPECT_EQ(Text("transpose", json::parse(R"([[],{},0,"",null])")), "[]");
  EXPECT_THAT(Text("delpaths([[{start: 1, end: null}], [0]])", {{"a", 1}}),
              HasSubstr("delete number field"));
  EXPECT_THAT(Text(R"(delpaths([["b", 0], ["a", "c"]]))", {{"a", 1}, {"b", "x"}}),
              HasSubstr("fields from number"));
  EXPECT_EQ(Text("delpaths([[0, 0], [1], [0]])", json::parse("[[1],2,3]")), "[3]");
}

TEST_F(EvaluatorTest, NamesAMemberOnceByItsOwnText) {
  const json::value input{{"a", "b"}, {"b", "a"}, {"c", 3}};
  EXPECT_EQ(Text(R"_([{"\(.a, .b)"}])_", input), R"([{"b":"a"},{"a":"b"}])");
  EXPECT_EQ(Text(R"_([{"\(.a, .b)", "c"}])_", input), R"([{"b":"a","c":3},{"a":"b","c":3}])");
  EXPECT_EQ(Text(R"_([{@text "\(.a, "x")"}])_", input), R"([{"b":"a"},{"x":null}])");
  EXPECT_EQ(Text(R"_({"\(.a)": 1, "c"})_", input), R"({"b":1,"c":3})");
}

TEST_F(EvaluatorTest, TakesNoEntryAndNoPowerForMoreThanTheyAre) {
  EXPECT_THAT(Text("from_entries", json::parse("[null]")), HasSubstr("Cannot use null (null) as"));
  EXPECT_THAT(Text("from_entries", json::parse(R"([{"key":false}])")),
              HasSubstr("Cannot use null (null) as"));
  EXPECT_EQ(Text("[ldexp(0; 1e6, -1e6), ldexp(1; -1e6), scalbln(0; 1e9)]"), "[0,0,0,0]");
  EXPECT_EQ(Text("ldexp(1; 1e6) | isinfinite"), "true");
}

TEST_F(EvaluatorTest, PassesOnWhatOnlyShows) {
  EXPECT_EQ(Text("debug, stderr", 5), "5");
  EXPECT_EQ(Text("debug(\"seen \\(.)\")", 5), "5");
  EXPECT_THAT(Text("now"), HasSubstr("the time is not known"));
  auto program = engine_->Load({{"now | todate", {}}});
  auto scope = program->NewScope();
  scope->Set(kNowVariable, 1700000000.5);
  EXPECT_EQ(program->Evaluate(0, nullptr, *scope), json::value("2023-11-14T22:13:20Z"));
  EXPECT_EQ(Text("0 | localtime | mktime"), "0");
}

TEST_F(EvaluatorTest, KeepsProgramsAndScopesApart) {
  auto program = engine_->Load({{"$context.n + $rung + .", {"rung"}},
                                {"$rung", {}},
                                {"1 +", {}},
                                {"map(.a)", {}},
                                {"walk(.)", {}},
                                {"walk(1)", {}}});
  auto one = program->NewScope();
  auto other = program->NewScope();
  one->Set("context", {{"n", 1}});
  one->Set("rung", 20);
  other->Set("context", {{"n", 2}});
  EXPECT_EQ(program->Evaluate(0, 300, *one), json::value(321));
  EXPECT_EQ(program->Evaluate(0, 300, *other), json::value(302));
  EXPECT_FALSE(program->Evaluate(1, 300, *one));
  EXPECT_FALSE(program->Evaluate(2, 300, *one));
  EXPECT_EQ(program->Evaluate(4, 300, *one), json::value(300));
  EXPECT_EQ(program->Evaluate(5, 300, *one), json::value(1));
  EXPECT_EQ(program->Evaluate(9, nullptr, *one).error().kind, ErrorKind::kInternal);
}

TEST_F(EvaluatorTest, BoundsTheResult) {
  EXPECT_THAT(Text(R"("x" * 2000000)"), HasSubstr("result is larger than 1048576 bytes"));
  EXPECT_EQ(Text(R"("x" * 1000000 | length)"), "1000000");
  EXPECT_THAT(Text("reduce range(200) as $i (0; [.])"), HasSubstr("nested deeper than 72"));
  EXPECT_THAT(Text("reduce range(60) as $i (1; [., .])"), HasSubstr("larger than"));
}

}  // namespace
}  // namespace tocsin
