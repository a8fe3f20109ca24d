// links: expression
//
// What an expression does is counted: the more of it there is, the more steps it takes, whatever
// builtin or operator does it.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "adapters/expression/builtin.hpp"
#include "adapters/expression/machine.hpp"
#include "adapters/expression/message.hpp"
#include "adapters/expression/parser.hpp"
#include "adapters/expression/regex_cache.hpp"
#include "adapters/expression/resolver.hpp"
#include "tests/unit/expression/cost_rows.hpp"

namespace tocsin::jq {
namespace {

/// Steps of all outputs; -1 when it does not compile, and what ended it in `failure`.
std::int64_t StepsFor(std::string_view text, const json::value& input, std::string& failure) {
  Syntax syntax;
  const std::vector<std::string> names;
  const std::vector<Value> values;
  Resolver resolver(syntax, names);
  RegexCache regexes;
  const auto root = ParseExpression(text, syntax);
  if (!root || !resolver.Resolve(*root, {})) return -1;
  Machine machine(values, regexes);
  if (!machine.Each(*root, {}, {Value::Of(input)}, [](Item&&) { return true; }))
    failure = FailureMessage(machine, text);
  return machine.meter().Steps();
}

/// Large enough to tell work from what every expression takes.
std::pair<std::size_t, std::size_t> SizesOf(const CostRow& row) {
  if (row.input == CostInput::kDeep) return {100, 1'500};
  if (row.input == CostInput::kPath) return {100, 1'500};
  if (row.names.starts_with("strf")) return {100, 8'000};
  if (row.input == CostInput::kMembers || row.input == CostInput::kObjects) return {100, 4'000};
  return row.units == 128 ? std::pair<std::size_t, std::size_t>{1'000, 256'000}
                          : std::pair<std::size_t, std::size_t>{100, 10'000};
}

TEST(Costs, GrowWithTheWork) {
  for (const auto& row : CostRows()) {
    const auto [little, much] = SizesOf(row);
    std::string failure;
    const auto few = StepsFor(row.expression, CostInputOf(row.input, little), failure);
    const auto many = StepsFor(row.expression, CostInputOf(row.input, much), failure);
    EXPECT_EQ(failure, "") << row.expression;
    EXPECT_GE(few, 0) << row.expression;
    EXPECT_GE(many - few, static_cast<std::int64_t>(much - little) / row.units) << row.expression;
  }
}

/// What does the same whatever it is given: numbers, kinds, what only passes on.
constexpr std::string_view kSameWork =
    "acos/0 acosh/0 arrays/0 asin/0 asinh/0 atan/0 atan2/2 atanh/0 booleans/0 bsearch/1 builtins/0 "
    "cbrt/0 ceil/0 copysign/2 cos/0 cosh/0 date/0 dateadd/2 datesub/2 debug/0 debug/1 drem/2 "
    "empty/0 erf/0 erfc/0 exp/0 exp10/0 exp2/0 expm1/0 fdim/2 finites/0 first/0 floor/0 fma/3 "
    "fmax/2 fmin/2 fmod/2 frexp/0 gamma/0 gmtime/0 have_decnum/0 have_literal_numbers/0 hypot/2 "
    "infinite/0 isfinite/0 isinfinite/0 isnan/0 isnormal/0 iterables/0 j0/0 j1/0 last/0 ldexp/2 "
    "lgamma/0 lgamma_r/0 localtime/0 log/0 log10/0 log1p/0 log2/0 logb/0 mktime/0 modf/0 nan/0 "
    "nearbyint/0 nextafter/2 nexttoward/2 normals/0 not/0 now/0 nth/1 nulls/0 numbers/0 objects/0 "
    "pow/2 pow10/0 remainder/2 rint/0 round/0 scalars/0 scalb/2 scalbln/2 significand/0 sin/0 "
    "sinh/0 sqrt/0 stderr/0 strings/0 tan/0 tanh/0 tgamma/0 toarray/0 todate/0 todateiso8601/0 "
    "trunc/0 type/0 values/0 y0/0 y1/0";

TEST(Costs, AreKnownOfEveryBuiltin) {
  std::set<std::string, std::less<>> known;
  std::istringstream same{std::string(kSameWork)};
  for (std::string name; same >> name;) known.insert(name);
  for (const auto& row : CostRows()) known.insert(std::string(row.names));
  known.erase("");
  for (const auto& name : BuiltinNames())
    EXPECT_EQ(known.erase(name), 1U) << name << " has no row in cost_rows.hpp";
  EXPECT_TRUE(known.empty()) << *known.begin() << " is no builtin";
}

/// Steps grow with the work and not with its square: twice as much takes little more than twice.
TEST(Costs, OfSearchesGrowWithWhatIsSearched) {
  for (const std::string_view text :
       {".b as $b | .a | index($b)", ".b as $b | .a | indices($b)", ".b as $b | .a | contains($b)",
        ".b as $b | .a | split($b)", ".b as $b | .a * 2 | indices($b)"}) {
    std::string failure;
    const auto once = StepsFor(text, CostInputOf(CostInput::kTwins, 100'000), failure);
    const auto twice = StepsFor(text, CostInputOf(CostInput::kTwins, 200'000), failure);
    EXPECT_EQ(failure, "") << text;
    EXPECT_LT(twice, once * 3) << text;
  }
}

/// Each took minutes within the bound on steps.
TEST(Costs, EndWhereTheWorkIsTooMuch) {
  const json::value letters(std::string(50'000, 'a') + "!9");
  for (const std::string_view text : {
           "test(\"[a-z]+[0-9]\")",
           "[scan(\"[a-z]+[0-9]x\")]",
           "[limit(100000; repeat(.)) | try keys catch 1] | length",
           "[limit(100000; repeat(.)) | length] | add",
           "[range(100000) as $i | jn(99999; 1.5)] | length",
           ". as $key | [range(200000) as $i | {} | .[$key]] | length",
           "[range(1000000)] as $big | reduce range(100000) as $i (0; $big | del(.[0]) | .[0])",
           "reduce range(100000) as $i (0; [] | .[1000000] = 1 | length)",
           "[range(20000)] as $x | reduce range(100000) as $i (0; if $x == $x then 1 else 2 end)",
           "[range(100000) | tostring | \"a\\(.)\" as $p | \"b\" | test($p)] | length",
       }) {
    std::string failure;
    StepsFor(text, letters, failure);
    EXPECT_NE(failure, "") << text;
  }
}

}  // namespace
}  // namespace tocsin::jq
