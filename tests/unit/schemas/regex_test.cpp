// links: schemas
//
// Searches count what they walk over; what matches is what Oniguruma says of the pattern as it is.
#include "schemas/regex.hpp"

#include <gtest/gtest.h>

// The C library, which GoogleTest includes, has the same names.
#define ONIG_ESCAPE_REGEX_T_COLLISION
#define re_registers OnigRegisters
#include <oniguruma.h>
#undef re_registers

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "schemas/regex_counting.hpp"

namespace tocsin {
namespace {

using Places = std::vector<std::ptrdiff_t>;

const OnigUChar* OnigBytes(std::string_view text) {
  return reinterpret_cast<const OnigUChar*>(text.data());
}

/// A pattern as Oniguruma has it: the places of the first match and its groups, none without a
/// match, nothing where it does not compile or takes too long.
class PlainRegex {
 public:
  explicit PlainRegex(std::string_view pattern) {
    OnigEncoding encodings[] = {ONIG_ENCODING_UTF8};
    onig_initialize(encodings, 1);
    if (onig_new(&regex_, OnigBytes(pattern), OnigBytes(pattern) + pattern.size(),
                 ONIG_OPTION_CAPTURE_GROUP, ONIG_ENCODING_UTF8, ONIG_SYNTAX_PERL_NG,
                 nullptr) != ONIG_NORMAL)
      regex_ = nullptr;
  }
  ~PlainRegex() {
    if (regex_ != nullptr) onig_free(regex_);
  }
  PlainRegex(const PlainRegex&) = delete;
  PlainRegex& operator=(const PlainRegex&) = delete;

  bool Compiles() const { return regex_ != nullptr; }
  std::optional<Places> Search(std::string_view text) const {
    OnigRegion* region = onig_region_new();
    OnigMatchParam* bounds = onig_new_match_param();
    onig_initialize_match_param(bounds);
    onig_set_retry_limit_in_search_of_match_param(bounds, 20'000);
    const auto* end = OnigBytes(text) + text.size();
    const int code = onig_search_with_param(regex_, OnigBytes(text), end, OnigBytes(text), end,
                                            region, ONIG_OPTION_NONE, bounds);
    std::optional<Places> places;
    if (code >= 0 || code == ONIG_MISMATCH) places.emplace();
    for (int i = 0; code >= 0 && i < region->num_regs; ++i)
      places->insert(places->end(), {region->beg[i], region->end[i]});
    onig_free_match_param(bounds);
    onig_region_free(region, 1);
    return places;
  }

 private:
  OnigRegex regex_ = nullptr;
};

std::optional<Places> CountedPlaces(const Regex& regex, std::string_view text) {
  std::vector<RegexGroup> groups;
  std::string message;
  std::int64_t steps = 100'000;
  const auto outcome = regex.Search(text, 0, steps, groups, message);
  if (outcome == Regex::Outcome::kBound || outcome == Regex::Outcome::kFailed) return std::nullopt;
  Places places;
  if (outcome == Regex::Outcome::kFound)
    for (const auto& group : groups) places.insert(places.end(), {group.begin, group.end});
  return places;
}

std::unique_ptr<Regex> Compiled(std::string_view pattern, std::string_view flags = "") {
  std::string message;
  auto regex = Regex::Compile(pattern, flags, message);
  EXPECT_NE(regex, nullptr) << pattern << ": " << message;
  return regex;
}

void ExpectSame(const std::string& pattern, const std::vector<std::string>& texts,
                std::size_t& compared) {
  const PlainRegex plain(pattern);
  if (!plain.Compiles()) return;
  const auto counted = Compiled(pattern);
  if (counted == nullptr) return;
  for (const auto& text : texts) {
    const auto expected = plain.Search(text);
    const auto seen = CountedPlaces(*counted, text);
    if (!expected || !seen) continue;
    ++compared;
    EXPECT_EQ(*seen, *expected) << pattern << " in " << text << " as "
                                << CountedPattern(pattern, false, true);
  }
}

TEST(CountedRegex, MatchesWhatThePatternMatches) {
  const std::vector<std::string> texts = {
      "",           "a",       "aa",          "aaa",  "ab",      "abab",  "aab b",
      "a{,3}",      "ab]",     "]",           "a\nb", "x12y",    "AbC",   "\xC3\xA9\xC3\xA9",
      "a.b",        "a+b",     "foo=1 bar=2", "(a)",  "a b",     "bca",   "bbaa",
      "2024-01-02", "aaaaaab", "a#b",         "a{2}", "\\Qa\\E", "$5.00", "u0041"};
  std::size_t compared = 0;
  const char* const patterns[] = {"a*",
                                  "a+b",
                                  "a+?b",
                                  "a++b",
                                  "a?+a",
                                  "a{2}",
                                  "a{2,}",
                                  "a{1,2}?",
                                  "a{,3}",
                                  "a{2}+",
                                  "a{2}+a",
                                  "a**",
                                  "(?:a+)+b",
                                  "(a|b)*c?",
                                  "(a)(?:b|())",
                                  "^",
                                  "$",
                                  "^a|b$",
                                  "a|",
                                  "|a",
                                  "(|a)b",
                                  "()",
                                  "[ab]+",
                                  "[^a]",
                                  "[]a]+",
                                  "[^]a]+",
                                  "[[a]b]",
                                  "[a[:digit:]]+",
                                  "[[:alpha:][:digit:]]+",
                                  "[a&&b]",
                                  "[\\]a]+",
                                  "[a\\-z]+",
                                  "\\d+",
                                  "\\w*\\s",
                                  "\\.",
                                  "\\x61+",
                                  "\\x{61}{2}",
                                  "\\p{Alpha}+",
                                  "\\141+",
                                  "(a)\\1",
                                  "(a)(b)\\2\\1",
                                  "(?<n>a)\\k<n>+",
                                  "(?<n>a|b\\g<n>)",
                                  "(?<p>\\((?:[^()]|\\g<p>)*\\))",
                                  "\\Qa.b\\E",
                                  "\\Qa+\\E+b?",
                                  "\\Q(a)\\E",
                                  "(?i)abc",
                                  "(?i:a)B",
                                  "a(?i)b|C",
                                  "(?x) a + # comment\n b",
                                  "(?x: a b )|a b",
                                  "(?-x)a b",
                                  "a(?#text)+b",
                                  "(?#a)a",
                                  "(?=a)a*",
                                  "(?=.*b)a",
                                  "(?!b).",
                                  "(?>a+)b",
                                  "(?>a+)a",
                                  "(?<=a)b",
                                  "(?<=b+)a",
                                  "(?<!a)b",
                                  "(?<=a|bc)a",
                                  "(?<=[bc]+)a",
                                  "(?<=ab|c+)a",
                                  "(?~ab)",
                                  "(?~|a|b*)",
                                  "(?~|a)b*a?",
                                  "(?~|b)a*(?~|)b",
                                  "(?~ab)+c?",
                                  "a(?~b)*",
                                  "(?:(?#c)){2}a?",
                                  "(?:|a){2}",
                                  "(){3}",
                                  "x(?~y)y",
                                  "(a)?(?(1)b|c)",
                                  "(?(?=a)aa|b)",
                                  "(a)?(?(1)b)",
                                  "\\bb",
                                  "\\Bb*",
                                  "\\Aa\\z",
                                  "\\Ra",
                                  "\\X+",
                                  ".+",
                                  ".*b",
                                  ".*?b",
                                  "(?m).*b",
                                  "a.*b.*c?",
                                  "\\K",
                                  "a\\Kb",
                                  "\\Gaa",
                                  "(?'q'a)\\k'q'",
                                  "(?{x})a",
                                  "(*FAIL)|a",
                                  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|a",
                                  "\\u0041",
                                  "\\xC3\\xA9+",
                                  "\xC3\xA9+",
                                  "\xC3\xA9{2}",
                                  "\xC3\xA9?$",
                                  "(?:(?:a|b)+){2}",
                                  "((a+)b?)*",
                                  "(a*)*b",
                                  "(?R)?a",
                                  "(?:a(?:b(?:c)?)?)?",
                                  "\\c[",
                                  "[\\Qa]\\E",
                                  "\\$\\d+(\\.\\d\\d)?",
                                  "(\\d+)-(\\d+)-(\\d+)",
                                  "a{2}{3}",
                                  "(?:a?){3}b",
                                  "(?=(a+))a*b\\1",
                                  "(a)|b\\1?"};
  for (const std::string pattern : patterns) ExpectSame(pattern, texts, compared);
  EXPECT_GT(compared, 2'000U);
}

/// Patterns of every form from a seed.
class PatternDice {
 public:
  explicit PatternDice(unsigned seed) : engine_(seed) {}
  std::size_t Of(std::size_t sides) { return engine_() % sides; }
  std::string Pattern(int depth) {
    std::string out;
    for (std::size_t i = Of(3) + 1; i-- > 0;) {
      out += Atom(depth);
      constexpr const char* kQuantifiers[] = {"",    "",      "",     "",      "*",  "+",
                                              "?",   "*?",    "+?",   "??",    "*+", "++",
                                              "{2}", "{1,2}", "{2,}", "{1,3}?"};
      out += kQuantifiers[Of(std::size(kQuantifiers))];
    }
    if (Of(6) == 0) out += '|' + Pattern(depth - 1);
    return out;
  }
  std::string Text() {
    std::string out;
    for (std::size_t i = Of(12); i-- > 0;) out += "aaabbc \n1\xC3\xA9"[Of(9)];
    return out;
  }

 private:
  std::string Atom(int depth) {
    constexpr const char* kAtoms[] = {
        "a",     "b",           "c",      ".",        "[ab]",  "[^a]", "\\w", "\\d",
        "\\1",   "ab",          "\\b",    "^",        "$",     "\\s",  " ",   "\xC3\xA9",
        "\\x61", "[[:alpha:]]", "\\p{L}", "\\Qa.\\E", "(?#c)", "(?i)"};
    constexpr const char* kHeads[] = {
        "(", "(?:", "(?=", "(?!", "(?>", "(?<=", "(?<!", "(?i:", "(?x:", "(?<n>", "(?~", "(?(?=a)"};
    if (depth <= 0 || Of(3) > 0) return kAtoms[Of(std::size(kAtoms))];
    return kHeads[Of(std::size(kHeads))] + Pattern(depth - 1) + ')';
  }

  std::mt19937 engine_;
};

TEST(CountedRegex, MatchesWhatGeneratedPatternsMatch) {
  std::size_t compared = 0;
  PatternDice dice(1);
  for (int i = 0; i < 20'000; ++i) {
    const std::string pattern = dice.Pattern(3);
    std::vector<std::string> texts;
    for (int k = 0; k < 4; ++k) texts.push_back(dice.Text());
    ExpectSame(pattern, texts, compared);
    if (HasFailure()) return;
  }
  EXPECT_GT(compared, 25'000U);
}

/// What the pattern takes on the text, or -1 where a million steps do not suffice.
std::int64_t StepsOf(const std::string& pattern, const std::string& text) {
  std::vector<RegexGroup> groups;
  std::string message;
  std::int64_t steps = 1'000'000;
  const auto regex = Compiled(pattern);
  if (regex == nullptr) return -2;
  const auto outcome = regex->Search(text, 0, steps, groups, message);
  return outcome == Regex::Outcome::kBound ? -1 : 1'000'000 - steps;
}

TEST(CountedRegex, CountsWhatItWalksOverFromEachPlace) {
  // The digit is there, so that no look for one ends the search at once.
  const std::string letters = std::string(50'000, 'a') + "!9";
  for (const std::string pattern : {"[a-z]+[0-9]",
                                    "[a-z]++[0-9]",
                                    "(?>[a-z]+)[0-9]",
                                    "a+[0-9]",
                                    "(?:ab?)+[0-9]",
                                    "a{2,}[0-9]",
                                    "a[a-z]{1000}[0-9]?c|a[0-9]",
                                    "(?:aa)+[0-9]",
                                    "(a*)\\1[0-9]",
                                    "\\w+\\d",
                                    "[a-z]*?[0-9]",
                                    "(?i)A+[0-9]",
                                    "\\x61++[0-9]",
                                    "(?<n>a+)\\g<n>[0-9]",
                                    "(?:a|b)+[0-9]",
                                    "(a)*(?:(a+)*)\\1[0-9]",
                                    "(?<=a+)[0-9]|a[0-9]",
                                    "(?:(?=.*9).)*c|a[0-9]",
                                    "a(?~b)c|a[0-9]",
                                    "(?:~|b|.*)c|a(?~|b|a*)[0-9]",
                                    "\\Qa\\E++[0-9]",
                                    "(?x) a ++ [0-9]",
                                    "(?!.*c)a[0-9]",
                                    "(a)(?=.*\\1).c|a[0-9]"})
    EXPECT_EQ(StepsOf(pattern, letters), -1) << pattern;
}

TEST(CountedRegex, TakesFewStepsWhereThereIsLittleToDo) {
  std::string words;
  while (words.size() < 700'000) words += "the disk of node seven is full, ";
  for (const std::string pattern : {"[0-9]+", "x+y", ".*[0-9]", "full!", "^the .*$", "[a-z]+$"})
    EXPECT_GE(StepsOf(pattern, words.substr(0, 100'000)), 0) << pattern;
  EXPECT_LT(StepsOf("the", words), 10);
  EXPECT_LT(StepsOf("[a-z]+[0-9]", words.substr(0, 10'000)), 100'000);
  // A single run to the end.
  EXPECT_LT(StepsOf("[a-z]+", std::string(500'000, 'a')), 100'000);
}

TEST(CountedRegex, TellsWhatGrew) {
  std::vector<RegexGroup> groups;
  std::string message;
  std::int64_t steps = 1'000;
  EXPECT_EQ(Compiled("a+[bc]")->Search(std::string(5'000, 'a'), 0, steps, groups, message),
            Regex::Outcome::kBound);
  EXPECT_EQ(message, "the regular expression takes too many steps on a text of 5000 bytes");
  EXPECT_EQ(steps, 0);
}

}  // namespace
}  // namespace tocsin
