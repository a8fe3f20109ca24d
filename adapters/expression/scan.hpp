#pragma once

#include <set>
#include <string>
#include <string_view>

#include "schemas/result.hpp"

namespace tocsin {

/// What the text of one jq expression shows before it is compiled.
struct ExpressionScan {
  std::set<std::string, std::less<>> variables;  ///< names after "$", outside strings and comments
};

/// kInvalid when brackets or strings do not close inside the expression (such a text could swallow
/// its neighbours of the same program), when it is empty or too long, and for variables that no
/// expression may read ($ENV).
Result<ExpressionScan> ScanExpression(std::string_view text);

/// May stand in a name: an ASCII letter, a digit or "_".
bool IsNameCharacter(char c);

inline constexpr std::size_t kMaxExpressionBytes = 64 * 1024;

}  // namespace tocsin
