#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "schemas/json.hpp"

namespace tocsin {

/// Something to say about a part of an expression's text, in bytes of it.
struct ExpressionRemark {
  std::string text;  ///< one line, without the place
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// A value by the way to it, as far as it is written out.
struct ExpressionPath {
  std::string variable;  ///< without "$"; empty: the input
  /// Names of members; nothing for an element of a list.
  std::vector<std::optional<std::string>> steps;
};

/// A member that is read, `path` down to it; the bytes are those of its name.
struct ExpressionRead {
  ExpressionPath path;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// What a value is held equal (or unequal) to: a text, a number, a boolean or null.
struct ExpressionComparison {
  ExpressionPath path;
  json::value literal;
  bool wants_equal = true;
  std::size_t begin = 0;  ///< of the literal
  std::size_t end = 0;
};

/// What can be said of an expression before it is evaluated.
struct ExpressionReport {
  std::optional<ExpressionRemark> fault;  ///< why it does not compile; the rest is empty then
  /// What fails wherever it is reached: regular expressions and flags, written out, that are none.
  std::vector<ExpressionRemark> failures;
  /// What can hardly be meant: comparisons that never depend on the values.
  std::vector<ExpressionRemark> doubts;
  /// Members that are read, but for names in quotes, which are taken as meant, and names that the
  /// expression asks for with `has`.
  std::vector<ExpressionRead> reads;
  std::vector<ExpressionComparison> comparisons;
};

}  // namespace tocsin
