// links: expression
// Asks our evaluator and jq 1.8 (tools/python-with jq) the same and compares what they say.
// TOCSIN_DIFFERENTIAL_PAIRS and TOCSIN_DIFFERENTIAL_SEED ask for more and for others.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "adapters/expression/builtin.hpp"
#include "expressions.hpp"
#include "odd_values.hpp"
#include "pairs.hpp"
#include "schemas/json.hpp"
#include "verdict.hpp"

namespace tocsin::differential {
namespace {

std::size_t FromEnvironment(const char* name, std::size_t usual) {
  const char* text = std::getenv(name);
  return text == nullptr ? usual : std::strtoull(text, nullptr, 10);
}

std::vector<Pair> Generate(Dice& dice, Expressions& expressions, std::size_t count) {
  constexpr std::size_t kInputsForOne = 3;
  constexpr std::size_t kKeptPercent = 4;
  constexpr std::size_t kBrokenPercent = 4;
  std::vector<Pair> pairs;
  while (pairs.size() < count) {
    const bool kept = dice.Chance(kKeptPercent);
    const bool broken = dice.Chance(kBrokenPercent);
    const std::string text = broken ? expressions.Broken() : expressions.Next(kept);
    for (std::size_t i = 0; i < (broken ? 1 : kInputsForOne); ++i)
      pairs.push_back({.expression = text, .input = OddValue(dice, kept)});
  }
  return pairs;
}

std::string Shown(const std::string& text, const std::string& problem) {
  const std::string& shown = text.empty() ? problem : text;
  return shown.size() > 400 ? shown.substr(0, 400) + "..." : shown;
}

TEST(JqDifferential, SaysWhatJqSays) {
  const std::size_t seed = FromEnvironment("TOCSIN_DIFFERENTIAL_SEED", 1);
  Dice dice(seed);
  Expressions expressions(dice);
  auto pairs = Generate(dice, expressions, FromEnvironment("TOCSIN_DIFFERENTIAL_PAIRS", 10'000));
  AskOurs(pairs);
  std::string why;
  if (!AskJq(pairs, why)) GTEST_SKIP() << "jq 1.8 cannot be asked: " << why;
  std::map<std::string, std::size_t> counts;
  std::size_t shown = 0;
  std::string last;
  const std::size_t most = FromEnvironment("TOCSIN_DIFFERENTIAL_SHOWN", 25);
  for (const auto& pair : pairs) {
    const auto verdict = Judge(pair);
    ++counts[verdict.same ? "the same" : verdict.rule.empty() ? "different" : verdict.rule];
    if (verdict.same || !verdict.rule.empty()) continue;
    if (!last.empty() && last == pair.expression) continue;  // one input of each tells enough
    last = pair.expression;
    if (++shown > most) continue;
    ADD_FAILURE() << pair.expression << "\n  input " << Shown(pair.input, "") << "\n  ours  "
                  << Shown(pair.ours, pair.problem) << "\n  jq    "
                  << Shown(pair.jqs, pair.jqs_problem);
  }
  EXPECT_EQ(counts["different"], 0U);
  printf("%zu pairs of seed %zu\n", pairs.size(), seed);
  for (const auto& [what, count] : counts) printf("%8zu %s\n", count, what.c_str());
  if (pairs.size() >= 10'000)
    for (const auto& [name, count] : expressions.Used()) EXPECT_GT(count, 0U) << name;
}

TEST(JqDifferential, KnowsEveryBuiltinOfJq) {
  std::vector<Pair> pairs{{.expression = "builtins", .input = "null"}};
  std::string why;
  if (!AskJq(pairs, why)) GTEST_SKIP() << "jq 1.8 cannot be asked: " << why;
  const auto outputs = ParseJson(pairs[0].jqs);
  ASSERT_TRUE(outputs) << pairs[0].jqs_problem;
  const auto theirs = ParseJson(std::string(outputs->at(0).at(0).as_string()));
  ASSERT_TRUE(theirs);
  ASSERT_GT(theirs->as_array().size(), 200U);
  const auto& ours = jq::BuiltinNames();
  for (const auto& entry : theirs->as_array()) {
    const std::string name(entry.as_string());
    const bool known = std::ranges::find(ours, name) != ours.end();
    const bool refused = jq::FindRefused(name.substr(0, name.find('/'))) != nullptr;
    EXPECT_NE(known, refused) << name;
  }
}

}  // namespace
}  // namespace tocsin::differential
