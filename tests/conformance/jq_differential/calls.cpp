#include <map>
#include <set>

#include "adapters/expression/builtin.hpp"
#include "expressions.hpp"
#include "odd_values.hpp"

// Calls of builtins: most arguments are of a kind that the builtin knows, some are anything.

namespace tocsin::differential {
namespace {

/// Kinds of arguments, a letter each; what is not listed takes any expression.
const std::map<std::string, std::string>& Kinds() {
  static const std::map<std::string, std::string> kinds = {
      {"test/1", "r"},          {"test/2", "rg"},       {"match/1", "r"},
      {"match/2", "rg"},        {"capture/1", "r"},     {"capture/2", "rg"},
      {"scan/1", "r"},          {"scan/2", "rg"},       {"split/1", "s"},
      {"split/2", "rg"},        {"splits/1", "r"},      {"splits/2", "rg"},
      {"sub/2", "ri"},          {"sub/3", "rig"},       {"gsub/2", "ri"},
      {"gsub/3", "rig"},        {"startswith/1", "s"},  {"endswith/1", "s"},
      {"ltrimstr/1", "s"},      {"rtrimstr/1", "s"},    {"trimstr/1", "s"},
      {"join/1", "s"},          {"index/1", "v"},       {"rindex/1", "v"},
      {"indices/1", "v"},       {"format/1", "F"},      {"strftime/1", "t"},
      {"strflocaltime/1", "t"}, {"strptime/1", "t"},    {"until/2", "Cu"},
      {"while/2", "cu"},        {"repeat/1", "u"},      {"recurse/1", "p"},
      {"recurse/2", "pc"},      {"range/1", "n"},       {"range/2", "nn"},
      {"range/3", "nnn"},       {"limit/2", "nf"},      {"skip/2", "nf"},
      {"nth/1", "n"},           {"nth/2", "nf"},        {"path/1", "p"},
      {"paths/1", "c"},         {"del/1", "p"},         {"pick/1", "p"},
      {"getpath/1", "P"},       {"setpath/2", "Pv"},    {"delpaths/1", "D"},
      {"has/1", "k"},           {"in/1", "v"},          {"inside/1", "v"},
      {"contains/1", "v"},      {"flatten/1", "n"},     {"bsearch/1", "v"},
      {"combinations/1", "n"},  {"map_values/1", "f"},  {"pow/2", "nn"},
      {"ldexp/2", "nn"},        {"scalb/2", "nn"},      {"scalbln/2", "nn"},
      {"atan2/2", "nn"},        {"fma/3", "nnn"},       {"jn/2", "nn"},
      {"yn/2", "nn"},           {"fmin/2", "nn"},       {"fmax/2", "nn"},
      {"fmod/2", "nn"},         {"fdim/2", "nn"},       {"hypot/2", "nn"},
      {"copysign/2", "nn"},     {"drem/2", "nn"},       {"remainder/2", "nn"},
      {"nextafter/2", "nn"},    {"nexttoward/2", "nn"}, {"error/1", "v"},
      {"select/1", "c"},        {"any/1", "c"},         {"all/1", "c"},
      {"JOIN/2", "vs"},         {"JOIN/3", "vfs"},      {"truncate_stream/1", "T"},
      {"fromstream/1", "T"},    {"dateadd/2", "sn"},    {"datesub/2", "sn"},
  };
  return kinds;
}

constexpr const char* kRegexes[] = {R"_("")_",
                                    R"_("a")_",
                                    R"_("b+")_",
                                    R"_("[a-z]+")_",
                                    R"_("(?<x>a)(?<n>b)?")_",
                                    R"_("(x)|(y)")_",
                                    R"_("^")_",
                                    R"_("$")_",
                                    R"_("\\s*,\\s*")_",
                                    R"_("(?i)TEST")_",
                                    R"_("\\d+")_",
                                    R"_("(a)(?<y>.)?")_",
                                    R"_("( )*")_",
                                    R"_(".")_",
                                    R"_("\\b")_",
                                    R"_("(?=a)")_",
                                    R"_("[")_",
                                    R"_("(a|ab)(c|bcd)?")_",
                                    R"_("\u00e9")_",
                                    R"_("\\p{L}")_",
                                    R"_(["a", "gi"])_",
                                    R"_(["a"])_",
                                    R"_("a" , "b")_",
                                    R"_("(?<a>.)(?<a>.)")_",
                                    R"_("\\Ax")_",
                                    R"_("x*")_",
                                    R"_("(?<x>)")_",
                                    R"_("\\u0061")_",
                                    R"_("a.c # t")_",
                                    R"_("[[:alpha:]]")_"};
constexpr const char* kFlagTexts[] = {R"_("g")_", "null",     R"_("")_",   R"_("gi")_",
                                      R"_("x")_", R"_("n")_", R"_("gn")_", R"_("s")_",
                                      R"_("l")_", R"_("p")_", R"_("q")_",  R"_("gx")_"};
constexpr const char* kReplacements[] = {
    R"_("z")_",    R"_("<\(.x)>")_",         R"_("")_", R"_("a", "b")_", ".x", "empty",
    R"_("\(.)")_", R"_("\(.x // "none")")_", "1",       "null"};
constexpr const char* kTimes[] = {R"_("%Y-%m-%dT%H:%M:%SZ")_",
                                  R"_("%A, %B %d, %Y")_",
                                  R"_("%H:%M %a %d %b %Y")_",
                                  R"_("%s")_",
                                  R"_("%j %U %w %Z %z")_",
                                  R"_("")_",
                                  R"_("%%")_",
                                  R"_("x")_",
                                  R"_("%e %I %p")_",
                                  R"_("%G-%V-%u")_",
                                  R"_("%c")_",
                                  R"_("%D %T")_",
                                  R"_("%y")_"};
constexpr const char* kSteps[] = {". + 1", ".[]?",   "[.]",   ". * 2", "length", "empty",
                                  ".a?",   "tojson", ".[1:]", ". - 1", "error",  "., 1"};
constexpr const char* kConditions[] = {
    ".",           "length > 2", ". == null", "type == \"number\"", "not", "true", "false", ". > 1",
    "true, false", "empty",      ".a?",       "error(\"c\")"};
constexpr const char* kEnds[] = {"length > 5",
                                 "true",
                                 "type != \"number\" or . > 100",
                                 "type != \"number\" or . > 20, true",
                                 "error(\"u\")",
                                 "(tojson | length) > 9"};
constexpr const char* kPathTexts[] = {R"_(["a"])_",
                                      "[0]",
                                      "[]",
                                      R"_(["a","c"])_",
                                      R"_(["a",0])_",
                                      "[-1]",
                                      "[1.5]",
                                      R"_([{"start":1,"end":null}])_",
                                      R"_([{"start":0,"end":1}])_",
                                      "null",
                                      R"_("a")_",
                                      "[null]",
                                      "[[0]]",
                                      R"_(["x","y"])_",
                                      "[nan]",
                                      "[5]",
                                      "[-9]",
                                      "paths",
                                      "[true]"};
constexpr const char* kPathLists[] = {R"_([["a"]])_",
                                      "[[0],[1]]",
                                      "[]",
                                      "[[]]",
                                      R"_([["a","c"],["b"]])_",
                                      "[paths]",
                                      R"_([[{"start":0,"end":1}]])_",
                                      "[[0,0],[0]]",
                                      "null",
                                      "[[-1]]",
                                      "[1]",
                                      R"_([["a",0],["a"]])_",
                                      "[[nan]]",
                                      R"_([[{"start":1,"end":null}],[0]])_"};
constexpr const char* kSmall[] = {
    "0",        "1",         "2",   "3",    "-1",   "0.5",   "2.7",    "5", "10", "-2",  "nan",
    "infinite", "-infinite", "1e3", "0, 1", "null", "\"1\"", "length", ".", "-0", "-1.5"};
constexpr const char* kFormatNames[] = {
    R"_("text")_",    R"_("json")_", R"_("csv")_", R"_("base64")_",
    R"_("nothing")_", R"_("sh")_",   "1",          R"_("uri")_"};
constexpr const char* kStreams[] = {"tostream",
                                    "1 | [[0],1]",
                                    "([1,[2]] | tostream)",
                                    "[[0],1], [[0]]",
                                    "(., [1]) | tostream",
                                    "1 | truncate_stream([[0],1],[[1,0],2],[[1,0]],[[1]])",
                                    "[[\"a\",\"b\"],1],[[\"a\",\"b\"]],[[\"a\"]]",
                                    "."};

}  // namespace

const std::set<std::string>& OnlyOurs() {
  static const std::set<std::string> names = {"ascii/0",      "date/0",  "dateadd/2", "datesub/2",
                                              "leaf_paths/0", "pow10/0", "toarray/0"};
  return names;
}

Expressions::Expressions(Dice& dice) : dice_(dice) {
  for (const auto& name : jq::BuiltinNames())
    if (!OnlyOurs().contains(name)) used_.emplace_back(name, 0);
}

std::string Expressions::Call(int depth) {
  if (!functions_.empty() && dice_.Chance(30)) {
    const auto& function = functions_[dice_.Below(functions_.size())];
    const auto slash = function.find('/');
    if (slash == std::string::npos) return function;
    std::string text = function.substr(0, slash) + "(" + Any(depth - 1);
    if (function.ends_with("2")) text += "; " + Any(depth - 1);
    return text + ")";
  }
  for (;;) {
    auto& [name, count] = used_[dice_.Below(used_.size())];
    const auto slash = name.find('/');
    const auto arity = static_cast<std::size_t>(std::stoi(name.substr(slash + 1)));
    if (depth <= 0 && arity > 0 && dice_.Chance(85)) continue;
    ++count;
    const std::string plain = name.substr(0, slash);
    if (plain == "now") return "(now | type)";
    if (plain == "builtins") return "(builtins | type)";
    if (plain == "have_decnum") return "(have_decnum | type)";  // false: we have no decimals
    // It takes texts, as jq 1.7 does and this one does not.
    if (plain == "reverse") return "(if type == \"string\" then explode else . end | reverse)";
    if (arity == 0) return plain;
    const auto kinds = Kinds().find(name);
    std::string text = plain + "(";
    for (std::size_t i = 0; i < arity; ++i)
      text += (i > 0 ? "; " : "") +
              Argument(kinds == Kinds().end() ? 'f' : kinds->second[i], depth - 1);
    return text + ")";
  }
}

std::string Expressions::Argument(char kind, int depth) {
  const bool loops = kind == 'u' || kind == 'C';  // what else ends seldom
  if (kind == 'f' || dice_.Chance(loops ? 2 : 12)) return Any(depth);
  switch (kind) {
    case 'r':
      return dice_.Of(kRegexes);
    case 'g':
      return dice_.Of(kFlagTexts);
    case 'i':
      return dice_.Of(kReplacements);
    case 's':
      return dice_.Chance(70) ? OddText(dice_) : Any(depth);
    case 'v':
      return dice_.Chance(60) ? Literal() : Any(depth);
    case 'k':
      return dice_.Chance(50) ? OddText(dice_) : OddNumber(dice_, kept_);
    case 'F':
      return dice_.Of(kFormatNames);
    case 't':
      return dice_.Of(kTimes);
    case 'u':
      return dice_.Of(kSteps);
    case 'c':
      return dice_.Of(kConditions);
    case 'C':
      return dice_.Of(kEnds);
    case 'n':
      return dice_.Chance(80) ? dice_.Of(kSmall) : OddNumber(dice_, kept_);
    case 'p':
      return dice_.Chance(60) ? Path(depth) : Any(depth);
    case 'P':
      return dice_.Of(kPathTexts);
    case 'D':
      return dice_.Of(kPathLists);
    case 'T':
      return dice_.Of(kStreams);
    default:
      return Any(depth);
  }
}

}  // namespace tocsin::differential
