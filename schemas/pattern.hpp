#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "schemas/result.hpp"

namespace tocsin {

/// A regular expression as JSON Schema and most people mean it (ECMA-262, as near as Oniguruma's
/// Perl syntax comes), over UTF-8. Bounded by counted steps, so that neither a pattern nor a text
/// can hold a thread or its stack; the same on every machine. Copies share the compiled pattern.
/// Any thread.
class Pattern {
 public:
  enum class Outcome { kFound, kNotFound, kTooCostly };

  /// kInvalid with what is wrong with the pattern.
  static Result<Pattern> Compile(std::string_view text);

  /// Whether it matches anywhere in the text; kTooCostly where that takes more than kMaxSteps.
  Outcome Search(std::string_view text) const;
  const std::string& Text() const { return text_; }

  static constexpr unsigned long kMaxSteps = 2'000'000;
  static constexpr unsigned int kMaxStack = 200'000;  ///< entries that may wait to be tried
  static constexpr std::size_t kMaxBytes = 4096;      ///< of the pattern itself

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
  std::string text_;
};

}  // namespace tocsin
