#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "schemas/regex.hpp"
#include "schemas/result.hpp"

namespace tocsin {

/// A regular expression as JSON Schema and most people mean it: ECMA-262, as near as Oniguruma's
/// Perl syntax comes. Copies share the compiled expression. Any thread.
class Pattern {
 public:
  enum class Outcome { kFound, kNotFound, kTooCostly };

  enum class Letters { kAsWritten, kOfAnyCase };

  /// kInvalid with what is wrong with the pattern.
  static Result<Pattern> Compile(std::string_view text, Letters letters = Letters::kAsWritten);

  /// Whether it matches anywhere in the text; takes from `steps` what that takes (Regex::Search),
  /// kTooCostly where they do not suffice.
  Outcome Search(std::string_view text, std::int64_t& steps) const;
  const std::string& Text() const { return text_; }

 private:
  std::shared_ptr<const Regex> regex_;
  std::string text_;
};

}  // namespace tocsin
