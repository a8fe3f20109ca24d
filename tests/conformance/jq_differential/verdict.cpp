#include "verdict.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>

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

bool SameLetters(std::string a, std::string b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  return a == b;
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
    if (pair.ours.find("Invalid path expression") != std::string::npos ||
        pair.jqs.find("Invalid path expression") != std::string::npos)
      return {.rule = "where a path leaves the input: builtins, patterns and steps with '?'"};
    if (pair.expression.find("match(") != std::string::npos && SameLetters(pair.ours, pair.jqs))
      return {.rule = "the order of members in what an empty match captured"};
    if (pair.expression.find("nan") != std::string::npos &&
        pair.expression.find("range(") != std::string::npos)
      return {.rule = "a range from NaN is empty"};
    if (pair.ours.find("valid modifier string") != std::string::npos &&
        pair.jqs.find("valid modifier string") != std::string::npos)
      return {.rule = "which flags a message shows"};
    if ((pair.input + pair.expression).find("000000000000000000") != std::string::npos)
      return {.rule = "numbers are integers of 64 bits or doubles, not texts"};
    if (pair.expression.find("-0)") != std::string::npos) return {.rule = "the sign of a zero"};
    if ((pair.input + pair.expression).find("u0000") != std::string::npos &&
        pair.jqs.find("\\0") != std::string::npos)
      return {.rule = "NUL stays NUL in what is formatted and in messages"};
    if (pair.expression.find("jn(") != std::string::npos ||
        pair.expression.find("yn(") != std::string::npos)
      return {.rule = "Bessel functions of an order beyond 100000 are NaN"};
    if (pair.expression.find("scalbln(") != std::string::npos ||
        pair.expression.find("ldexp(") != std::string::npos)
      return {.rule = "a power that is NaN or infinite is no integer"};
    if (pair.ours.find("(while parsing") != std::string::npos &&
        pair.jqs.find("(while parsing") != std::string::npos)
      return {.rule = "where fromjson met a wrong text"};
    if (pair.ours.find("does not match format") != std::string::npos &&
        pair.ours.find("u0000") != std::string::npos)
      return {.rule = "a message tells texts to their end, also behind NUL"};
    if (pair.expression.find("from_entries") != std::string::npos ||
        pair.expression.find("with_entries") != std::string::npos)
      return {.rule = "from_entries takes k, v, K and V"};
    if (pair.kept) return {.rule = "numbers are integers of 64 bits or doubles, not texts"};
    return {};
  }
  for (const std::string_view bound : {"takes more than", "take more than", "is longer than",
                                       "nested deeper", "too large", "too many", "too long"})
    if (pair.problem.find(bound) != std::string::npos) return {.rule = "ours ends by a bound"};
  return {};
}

}  // namespace tocsin::differential
