#include "verdict.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <regex>
#include <string_view>
#include <vector>

#include "schemas/json.hpp"

namespace tocsin::differential {
namespace {

/// Reads the number at `at`, which moves behind it.
double NumberAt(std::string_view text, std::size_t& at) {
  const std::string rest(text.substr(at, 40));
  char* end = nullptr;
  const double number = std::strtod(rest.c_str(), &end);
  at += static_cast<std::size_t>(end - rest.c_str());
  return number;
}

bool NumberBegins(std::string_view text, std::size_t at) {
  if (text[at] == '-') ++at;
  return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

/// The same texts but for how numbers are written.
bool SameButForNumbers(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (NumberBegins(a, i) && NumberBegins(b, j)) {
      if (NumberAt(a, i) != NumberAt(b, j)) return false;
    } else if (a[i++] != b[j++]) {
      return false;
    }
  }
  return i == a.size() && j == b.size();
}

/// A number that jq shows as it was written: with an exponent, zeros that say nothing, or more
/// digits than a double has.
bool HoldsAWrittenNumber(const std::string& text) {
  static const std::regex kWritten(
      R"([0-9.][eE][-+]?[0-9]|\.[0-9]*0(?![0-9])|-0(?![0-9.])|[0-9]{17}|\.0000)");
  return std::regex_search(text, kWritten);
}

/// What an expression says: its outputs and, at the end, its complaint.
struct Said {
  std::vector<std::string> outputs;
  std::string complaint;
};
Said SaidIn(const std::string& text) {
  Said said;
  const auto all = ParseJson(text);
  if (!all || !all->is_array()) return said;
  for (const auto& one : all->as_array())
    if (one.is_array())
      said.outputs.push_back(JsonText(one.as_array().at(0)));
    else
      said.complaint = JsonText(one.as_object().at("e"));
  return said;
}

/// As many outputs of both, and a complaint of both or of none.
bool SameShape(const Said& a, const Said& b) {
  return a.outputs.size() == b.outputs.size() && a.complaint.empty() == b.complaint.empty();
}
bool OnlyTheComplaintsDiffer(const Said& a, const Said& b) {
  return a.outputs == b.outputs && !a.complaint.empty() && !b.complaint.empty();
}
/// What was said before one of both met the end of its paths is the same.
bool SameBeforeAPathEnds(const Said& a, const Said& b) {
  const auto ends = [](const Said& one, const Said& other) {
    return one.complaint.find("Invalid path expression") != std::string::npos &&
           one.outputs.size() <= other.outputs.size() &&
           std::equal(one.outputs.begin(), one.outputs.end(), other.outputs.begin());
  };
  return ends(a, b) || ends(b, a);
}

bool SameLetters(std::string a, std::string b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  return a == b;
}

bool Has(const std::string& text, const char* pattern) {
  return std::regex_search(text, std::regex(pattern));
}

/// jq takes a `break`, with which label, limit, any and their kin end, for an error, and goes on
/// with the next pattern of `?//`: it says the same first, and then more; or any and all say the
/// other thing.
bool LeavesThePatterns(const Pair& pair, const Said& ours, const Said& jqs) {
  const bool goes_on = ours.outputs.size() <= jqs.outputs.size() && ours.complaint.empty() &&
                       !jqs.complaint.empty() &&
                       std::equal(ours.outputs.begin(), ours.outputs.end(), jqs.outputs.begin());
  return goes_on || Has(pair.expression, R"(\b(any|all|isempty)\()");
}

/// The rule that two different answers fall under.
std::string RuleOf(const Pair& pair, const Said& ours, const Said& jqs) {
  const auto& expression = pair.expression;
  const std::string asked = pair.input + expression;
  const bool searches = Has(expression, R"((match|capture|scan|splits?|g?sub|test)\()");
  const bool complaints = OnlyTheComplaintsDiffer(ours, jqs);
  if (SameBeforeAPathEnds(ours, jqs))
    return "where a path leaves the input: builtins, patterns and steps with '?'";
  if (Has(expression, R"(match\()") && SameLetters(pair.ours, pair.jqs))
    return "the order of members in what an empty match captured";
  if (Has(expression, R"(range\([^()]*\bnan\b)")) return "a range from NaN is empty";
  if (complaints && Has(ours.complaint, "valid modifier string") &&
      Has(jqs.complaint, "valid modifier string"))
    return "which flags a message shows";
  if (Has(expression, R"(copysign\([^;]*; -0\))")) return "the sign of a zero";
  if (Has(expression, R"([jy]n\()") && Has(asked, "nan|infinite|[0-9]{6}") &&
      Has(pair.ours, "null"))
    return "Bessel functions of an order beyond 100000 are NaN";
  if (Has(asked, "u0000") && Has(pair.jqs, R"(\\0)"))
    return "NUL stays NUL in what is formatted and in messages";
  if (Has(expression, R"((scalbln|ldexp)\()") &&
      (Has(asked, "nan|infinite|[0-9]{6}") || Has(pair.ours, "null")))
    return "a power that is NaN or infinite is no integer";
  if (complaints && Has(ours.complaint, R"(\(while parsing)") &&
      Has(jqs.complaint, R"(\(while parsing)"))
    return "where fromjson met a wrong text";
  if (complaints && Has(ours.complaint, "does not match format") && Has(ours.complaint, "u0000"))
    return "a message tells texts to their end, also behind NUL";
  if (Has(expression, "(from|with)_entries") && Has(jqs.complaint, "Cannot use .* as object key") &&
      Has(asked, R"_("[kvKV]")_"))
    return "from_entries takes k, v, K and V";
  if (HoldsAWrittenNumber(asked) && SameShape(ours, jqs))
    return "numbers are integers of 64 bits or doubles, not texts";
  if (searches && Has(asked, R"([^ -~]|\\u)") && pair.ours.size() < pair.jqs.size() &&
      ours.complaint == jqs.complaint)
    return "an empty match moves on by a character";
  if (searches && Has(expression, R"_("l")_")) return "the longest match";
  if (complaints && Has(expression, R"(first\()") && Has(expression, R"(\?//)"))
    return "first has done with the patterns that were left";
  if (Has(expression, R"(\?//)") && LeavesThePatterns(pair, ours, jqs))
    return "what ends early has done with the patterns that were left";
  if (Has(expression, R"(path\([^]*foreach )") && ours.complaint == jqs.complaint &&
      ours.outputs.size() == jqs.outputs.size())
    return "the path of foreach has no steps of what it goes over";
  if (complaints && Has(expression, R"((,|\[\]|\.\.)[^=]*[-+*/%|]=)"))
    return "an assignment finds all paths before it changes one";
  if (Has(expression, R"(\[[^\]]*:[^\]]*\][^]*([!=<>]=|[<>])[^]*\[[^\]]*:[^\]]*\])"))
    return "slices of one list are the same only where they begin at the same place";
  if (Has(expression, "reduce ") && (ours.outputs.size() > 1 || Has(jqs.complaint, "null")))
    return "reduce goes over the same for each of its starts";
  return {};
}

}  // namespace

Verdict Judge(const Pair& pair) {
  if (pair.jq_died) return {.rule = "jq ends its process or never ends"};
  if (pair.jqs_problem.find("surrogate") != std::string::npos ||
      pair.jqs.find("surrogate") != std::string::npos ||
      pair.problem.find("surrogate") != std::string::npos)
    return {.rule = "half of a surrogate pair: U+FFFD in data, refused in an expression"};
  if (!pair.refused && pair.jqs_problem.find("as object key at <top-level>") != std::string::npos)
    return {.rule = "a constant key that is no text is found when it is reached"};
  if (pair.refused && !pair.jq_refused && pair.problem.find("is not defined") != std::string::npos)
    return {.rule = "an unknown name is found where it is never called too"};
  if (pair.refused || pair.jq_refused) return {.same = pair.refused == pair.jq_refused};
  if (pair.problem.empty() && pair.jqs_problem.empty()) {
    if (pair.ours == pair.jqs || SameButForNumbers(pair.ours, pair.jqs)) return {.same = true};
    return {.rule = RuleOf(pair, SaidIn(pair.ours), SaidIn(pair.jqs))};
  }
  for (const std::string_view bound : {"takes more than", "take more than", "is longer than",
                                       "nested deeper", "too large", "too many", "too long"})
    if (pair.problem.find(bound) != std::string::npos) return {.rule = "ours ends by a bound"};
  return {};
}

}  // namespace tocsin::differential
