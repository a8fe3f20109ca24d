#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/expression.hpp"

namespace tocsin {

/// One expression of a program: `number` is what the program's input names it by.
struct ProgramLeaf {
  std::size_t number = 0;
  std::string text;
  std::vector<std::string> variables;  ///< to bind: those it uses and may use
};

/// Scans one source; kInvalid as ScanExpression.
Result<ProgramLeaf> MakeLeaf(std::size_t number, const ExpressionSource& source);

/// The jq text of leaves [begin, end), sorted by number: one program whose input is [number,
/// variables object, input value]. The prelude takes away what would reach outside.
std::string ProgramText(const std::vector<ProgramLeaf>& leaves, std::size_t begin, std::size_t end);

/// What jq says about a text that does not compile, as one line about the expression alone.
std::string PlainCompileError(std::string_view message);

/// The text on one line, at most 500 bytes.
std::string OneLine(std::string_view text);

}  // namespace tocsin
