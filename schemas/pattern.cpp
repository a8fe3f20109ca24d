#include "schemas/pattern.hpp"

#include <cstdint>
#include <vector>

namespace tocsin {
namespace {

/// "^" and "$" are the ends of the text, and \\d, \\w are ASCII, as in ECMA-262.
constexpr std::string_view kEcmaFlags = "sa";
constexpr std::string_view kEcmaFlagsOfAnyCase = "sai";

}  // namespace

Result<Pattern> Pattern::Compile(std::string_view text, Letters letters) {
  std::string message;
  Pattern pattern;
  pattern.regex_ = Regex::Compile(
      text, letters == Letters::kOfAnyCase ? kEcmaFlagsOfAnyCase : kEcmaFlags, message);
  if (pattern.regex_ == nullptr) return Fail(ErrorKind::kInvalid, message, "pattern");
  pattern.text_ = text;
  return pattern;
}

Pattern::Outcome Pattern::Search(std::string_view text, std::int64_t& steps) const {
  std::vector<RegexGroup> groups;
  std::string message;
  switch (regex_->Search(text, 0, steps, groups, message)) {
    case Regex::Outcome::kFound:
      return Outcome::kFound;
    case Regex::Outcome::kNone:
      return Outcome::kNotFound;
    case Regex::Outcome::kBound:
    case Regex::Outcome::kFailed:
      break;
  }
  return Outcome::kTooCostly;
}

}  // namespace tocsin
