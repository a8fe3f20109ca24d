// links: expression
#include "adapters/expression/jq.hpp"
#include "expression_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::Not;

class JqTest : public ExpressionFixture {};

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

TEST_F(JqTest, ReadsWhatTheScopeRefersToWhereItIs) {
  auto program = engine_->Load({{"$context.list[1]", {}},
                                {"$workflow | keys_unsorted", {}},
                                {"[$workflow.input.n, ($workflow | .id = 2 | .id)]", {}}});
  auto scope = program->NewScope();
  json::value context = {{"list", json::array{1, 2, 3}}};
  scope->Refer("context", context);
  EXPECT_EQ(program->Evaluate(0, nullptr, *scope), json::value(2));
  context.at("list").as_array()[1] = "changed";
  EXPECT_EQ(program->Evaluate(0, nullptr, *scope), json::value("changed"));

  const json::value id = "run-1";
  const json::value input = {{"n", 7}};
  const ScopeMember members[] = {{"id", &id}, {"input", &input}};
  scope->Refer("workflow", members);
  EXPECT_EQ(program->Evaluate(1, nullptr, *scope), json::value(json::array{"id", "input"}));
  EXPECT_EQ(program->Evaluate(2, nullptr, *scope), json::value(json::array{7, 2}));
  EXPECT_EQ(program->Evaluate(1, nullptr, *scope), json::value(json::array{"id", "input"}));
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
  const auto in_brackets = Run("(.)", std::int64_t{9007199254740993});
  ASSERT_TRUE(in_brackets);
  EXPECT_EQ(in_brackets->as_int64(), 9007199254740993);
  EXPECT_EQ(Text("1e300 * 1e300"), "1.7976931348623157E308");
  EXPECT_EQ(Text("nan"), "null");
  EXPECT_EQ(Text("-7 / 2"), "-3.5E0");
}

TEST_F(JqTest, HidesTheEnvironment) {
  setenv("TOCSIN_TEST_SECRET", "hunter2", 1);
  for (const std::string text : {"env", "env.TOCSIN_TEST_SECRET", "$ENV", "$ENV.TOCSIN_TEST_SECRET",
                                 "$ ENV", "$ #c\n ENV", "[$ENV | .. ]", "$__prog_args"})
    EXPECT_THAT(Text(text), Not(HasSubstr("hunter2"))) << text;
  EXPECT_THAT(Text("env"), HasSubstr("not available: env"));
  EXPECT_THAT(Text("$ENV"), HasSubstr("not available: $ENV"));
  EXPECT_EQ(Text(R"("costs 5 $ENV")"), R"("costs 5 $ENV")");
}

TEST_F(JqTest, SurvivesBadCodePoints) {
  EXPECT_THAT(Text("implode", json::array{"a"}), HasSubstr("can't be imploded"));
  EXPECT_EQ(Text("implode", json::array{-1}), "\"\xEF\xBF\xBD\"");
  EXPECT_THAT(Text("implode", "a"), HasSubstr("must be an array"));
  EXPECT_EQ(Text("implode", json::array{104, 105}), R"("hi")");
}

TEST_F(JqTest, LeavesGoodExpressionsAloneBesideBadOnes) {
  auto program = engine_->Load(
      {{".a", {}}, {"1 +", {}}, {"1) else 9 end | (2", {}}, {"$nope", {}}, {".b", {}}});
  auto scope = program->NewScope();
  const json::value input = {{"a", 1}, {"b", 2}};

  EXPECT_EQ(program->Evaluate(0, input, *scope), json::value(1));
  EXPECT_EQ(program->Evaluate(4, input, *scope), json::value(2));
  EXPECT_EQ(program->Evaluate(1, input, *scope).error().message,
            "syntax error, unexpected end of expression at 1:4");
  EXPECT_THAT(program->Evaluate(2, input, *scope).error().message, HasSubstr("unexpected ')'"));
  EXPECT_EQ(program->Evaluate(3, input, *scope).error().message, "$nope is not defined at 1:1");
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

TEST_F(JqTest, DoesNotEvaluateExpressionsFoundInData) {
  EXPECT_EQ(Text(".", "${ env }"), R"("${ env }")");
}

}  // namespace
}  // namespace tocsin
