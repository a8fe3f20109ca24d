// links: expression
#include "adapters/expression/jq.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::Not;

class JqTest : public testing::Test {
 protected:
  Result<json::value> Run(std::string text, const json::value& input = nullptr) {
    auto program = engine_->Load({{std::move(text), {}}});
    return program->Evaluate(0, input, *program->NewScope());
  }
  std::string Text(std::string text, const json::value& input = nullptr) {
    const auto result = Run(std::move(text), input);
    return result ? CanonicalJson(*result) : "error: " + result.error().message;
  }
  std::string CheckText(std::string text, std::vector<std::string> variables = {}) {
    const auto status = engine_->Check({std::move(text), std::move(variables)});
    return status ? "fine" : status.error().message;
  }

  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
};

TEST_F(JqTest, EvaluatesOverTheInput) {
  EXPECT_EQ(Text(".a + 1", {{"a", 41}}), "42");
  EXPECT_EQ(Text(".", json::parse(R"({"b":[1,2.5,true,null,"x"],"a":{}})")),
            R"({"a":{},"b":[1,2.5E0,true,null,"x"]})");
}

TEST_F(JqTest, GivesTheFirstOutputAndNullForNone) {
  EXPECT_EQ(Text("1, 2"), "1");
  EXPECT_EQ(Text("empty"), "null");
  EXPECT_EQ(Text(".[] | select(. > 9)", json::array{1, 2}), "null");
}

TEST_F(JqTest, AllowsCommentsAndSeveralLines) { EXPECT_EQ(Text("1 # one\n + 2 # two"), "3"); }

TEST_F(JqTest, BindsStandardAndOwnVariables) {
  auto program =
      engine_->Load({{"$context.n + $rung + .", {"rung"}}, {"$input", {}}, {"$context.n", {}}});
  auto scope = program->NewScope();
  scope->Set("context", {{"n", 1}});
  scope->Set("rung", 20);

  EXPECT_EQ(program->Evaluate(0, 300, *scope), json::value(321));
  EXPECT_EQ(program->Evaluate(1, 300, *scope), json::value(nullptr));
  scope->Set("context", {{"n", 2}});
  EXPECT_EQ(program->Evaluate(2, nullptr, *scope), json::value(2));
}

TEST_F(JqTest, KeepsScopesOfOneProgramApart) {
  auto program = engine_->Load({{"$context", {}}});
  auto first = program->NewScope();
  auto second = program->NewScope();
  first->Set("context", "one");
  second->Set("context", "two");

  EXPECT_EQ(program->Evaluate(0, nullptr, *first), json::value("one"));
  EXPECT_EQ(program->Evaluate(0, nullptr, *second), json::value("two"));
}

TEST_F(JqTest, RefusesAVariableThatIsNotGiven) {
  EXPECT_EQ(CheckText("$rung"), "$rung is not defined");
  EXPECT_EQ(CheckText("$rung", {"rung"}), "fine");
  EXPECT_EQ(CheckText(". as $rung | $rung"), "fine");
  EXPECT_EQ(CheckText("[$context, $input, $output, $workflow, $task, $runtime, $secrets]"), "fine");
}

TEST_F(JqTest, CarriesUnicodeAndNulBytes) {
  const json::value text = json::parse(R"("gr\u00fc\u00df \ud83d\udea8 \u0000 end")");
  const auto result = Run(".", text);
  ASSERT_TRUE(result);
  EXPECT_EQ(*result, text);
  EXPECT_EQ(Text("length", text), "12");
  EXPECT_EQ(Text("{(.): 1}", "a\u00e9"), "{\"a\u00e9\":1}");
}

TEST_F(JqTest, GivesIntegersBackAsIntegers) {
  const auto exact = Run(".", std::int64_t{9007199254740992});
  ASSERT_TRUE(exact);
  EXPECT_EQ(exact->as_int64(), 9007199254740992);
  const auto passed = Run("(.)", std::int64_t{9007199254740993});
  ASSERT_TRUE(passed);
  EXPECT_EQ(passed->as_int64(), 9007199254740993);
  EXPECT_EQ(Text("1e300 * 1e300"), "1.7976931348623157E308");
  EXPECT_EQ(Text("nan"), "null");
  EXPECT_EQ(Text("-7 / 2"), "-3.5E0");
}

TEST_F(JqTest, StopsRunawayExpressionsAndCanBeUsedAgain) {
  auto program = engine_->Load({{"until(false; .)", {}},
                                {"[range(infinite)] | length", {}},
                                {"def f: 1 + f; f", {}},
                                {"try until(false; .) catch 1", {}},
                                {". + 1", {}}});
  auto scope = program->NewScope();
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < 4; ++i) {
      const auto result = program->Evaluate(i, 1, *scope);
      ASSERT_FALSE(result) << i;
      EXPECT_EQ(result.error().message, "expression took more than 50ms of CPU time");
      EXPECT_EQ(result.error().kind, ErrorKind::kInvalid);
      EXPECT_EQ(program->Evaluate(4, 1, *scope), json::value(2));
    }
  }
}

TEST_F(JqTest, StopsWithinTheBoundPlusHalf) {
  auto engine = MakeJqEngine({.cpu_time = std::chrono::milliseconds(20)});
  auto program = engine->Load({{"until(false; .)", {}}});
  auto scope = program->NewScope();
  ASSERT_FALSE(program->Evaluate(0, 1, *scope));  // compiled now
  timespec begin{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
  ASSERT_FALSE(program->Evaluate(0, 1, *scope));
  timespec end{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
  const double used = static_cast<double>(end.tv_sec - begin.tv_sec) +
                      static_cast<double>(end.tv_nsec - begin.tv_nsec) / 1e9;
  EXPECT_GE(used, 0.018);
  EXPECT_LT(used, 1.0);  // the kernel looks at CPU timers once in a tick, on a loaded machine later
}

TEST_F(JqTest, StopsOnEveryThread) {
  std::vector<std::thread> threads;
  std::atomic<int> stopped = 0;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      auto program = engine_->Load({{"until(false; .)", {}}, {".", {}}});
      auto scope = program->NewScope();
      const auto result = program->Evaluate(0, 1, *scope);
      if (!result && program->Evaluate(1, "x", *scope) == json::value("x")) ++stopped;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(stopped, 4);
}

TEST_F(JqTest, BoundsRegularExpressions) {
  const auto result = Run(R"(test("^(a+)+$"))", json::string(std::string(40, 'a') + "b"));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("retry-limit"));
}

TEST_F(JqTest, BoundsTheResult) {
  EXPECT_THAT(Text(R"("x" * 2000000)"), HasSubstr("result is larger than 1048576 bytes"));
  EXPECT_THAT(Text("[range(140000)]"), HasSubstr("error: "));
  EXPECT_EQ(Text(R"("x" * 1000000 | length)"), "1000000");
  EXPECT_THAT(Text("reduce range(200) as $i (0; [.])"), HasSubstr("nested deeper than 100"));
}

TEST_F(JqTest, HidesTheEnvironment) {
  setenv("TOCSIN_TEST_SECRET", "hunter2", 1);
  for (const std::string text : {"env", "env.TOCSIN_TEST_SECRET", "$ENV", "$ENV.TOCSIN_TEST_SECRET",
                                 "$ ENV", "$ #c\n ENV", "[$ENV | .. ]", "$__prog_args"})
    EXPECT_THAT(Text(text), Not(HasSubstr("hunter2"))) << text;
  EXPECT_EQ(Text("env"), "error: not available: env");
  EXPECT_EQ(Text("$ENV"), "error: not available: $ENV");
  EXPECT_EQ(CheckText("$ENV.HOME"), "not available: $ENV");
  EXPECT_EQ(Text(R"("costs 5 $ENV")"), R"("costs 5 $ENV")");
}

TEST_F(JqTest, TakesAwayWhatReachesOutside) {
  for (const std::string name :
       {"input", "inputs", "input_filename", "input_line_number", "debug", "stderr", "halt",
        "halt_error", "get_search_list", "now", "modulemeta", "localtime"})
    EXPECT_EQ(Text(name), "error: not available: " + name);
  EXPECT_EQ(Text("halt_error(3)"), "error: not available: halt_error");
  EXPECT_EQ(Text("try halt catch \"caught\""), R"("caught")");
}

TEST_F(JqTest, RefusesModulesAndLives) {
  EXPECT_EQ(CheckText(R"(import "a" as a; .)"), "syntax error, unexpected import");
  EXPECT_EQ(CheckText(R"(include "a"; .)"), "syntax error, unexpected include");
  EXPECT_THAT(Text(R"(import "/etc/passwd" as $x; $x)"), HasSubstr("unexpected import"));
  EXPECT_EQ(Text("1"), "1");
}

TEST_F(JqTest, SurvivesBadCodePoints) {
  EXPECT_THAT(Text("implode", json::array{"a"}), HasSubstr("code points"));
  EXPECT_THAT(Text("implode", json::array{-1}), HasSubstr("code points"));
  EXPECT_THAT(Text("implode", "a"), HasSubstr("code points"));
  EXPECT_EQ(Text("implode", json::array{104, 105}), R"("hi")");
}

TEST_F(JqTest, ExplainsErrorsOnOneLine) {
  EXPECT_EQ(Text(".a", 1), "error: Cannot index number with string \"a\"");
  EXPECT_EQ(Text("error(\"two\\nlines\")"), "error: two lines");
  EXPECT_EQ(Text("error({a: 1})"), R"(error: error (not a string): {"a":1})");
  EXPECT_LE(Text("error(\"x\" * 100000)").size(), 600u);
  EXPECT_EQ(CheckText(".a +"), "syntax error, unexpected end of expression");
  EXPECT_EQ(CheckText("foo(1)"), "foo/1 is not defined");
  EXPECT_EQ(CheckText("1 |\n 2 |\n foo"), "foo/0 is not defined in line 3");
  EXPECT_EQ(CheckText(" "), "empty expression");
  EXPECT_EQ(CheckText("\"abc"), "string does not end");
  EXPECT_EQ(CheckText(".a)"), "')' closes nothing");
  EXPECT_EQ(CheckText("[.a"), "'[' is not closed");
  EXPECT_EQ(CheckText(R"("a\(.b)c" + "\"(")"), "fine");
  EXPECT_EQ(CheckText(R"_("\("\(1)")" # )")_"), "fine");
}

TEST_F(JqTest, LeavesGoodExpressionsAloneBesideBadOnes) {
  auto program = engine_->Load(
      {{".a", {}}, {"1 +", {}}, {"1) else 9 end | (2", {}}, {"$nope", {}}, {".b", {}}});
  auto scope = program->NewScope();
  const json::value input = {{"a", 1}, {"b", 2}};

  EXPECT_EQ(program->Evaluate(0, input, *scope), json::value(1));
  EXPECT_EQ(program->Evaluate(4, input, *scope), json::value(2));
  EXPECT_EQ(program->Evaluate(1, input, *scope).error().message,
            "syntax error, unexpected end of expression");
  EXPECT_EQ(program->Evaluate(2, input, *scope).error().message, "')' closes nothing");
  EXPECT_EQ(program->Evaluate(3, input, *scope).error().message, "$nope is not defined");
  EXPECT_EQ(program->Evaluate(5, input, *scope).error().kind, ErrorKind::kInternal);
}

TEST_F(JqTest, DispatchesAmongManyExpressions) {
  std::vector<ExpressionSource> sources;
  for (int i = 0; i < 400; ++i) sources.push_back({"$context.base + " + std::to_string(i), {}});
  auto program = engine_->Load(sources);
  auto scope = program->NewScope();
  scope->Set("context", {{"base", 1000}});
  for (int i = 0; i < 400; ++i)
    ASSERT_EQ(program->Evaluate(static_cast<std::size_t>(i), nullptr, *scope),
              json::value(1000 + i));
}

TEST_F(JqTest, ChecksManyAtOnce) {
  std::vector<ExpressionSource> sources(100, ExpressionSource{".a", {}});
  sources[37].text = ".a |";
  const auto statuses = engine_->CheckAll(sources);
  ASSERT_EQ(statuses.size(), 100u);
  for (std::size_t i = 0; i < statuses.size(); ++i) EXPECT_EQ(bool(statuses[i]), i != 37) << i;
}

TEST_F(JqTest, DoesNotEvaluateExpressionsFoundInData) {
  EXPECT_EQ(Text(".", "${ env }"), R"("${ env }")");
}

}  // namespace
}  // namespace tocsin
