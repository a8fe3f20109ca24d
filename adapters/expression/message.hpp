#pragma once

#include <string>
#include <string_view>

#include "adapters/expression/machine.hpp"
#include "adapters/expression/syntax.hpp"

namespace tocsin::jq {

/// What the fault says, on one line of at most kMaxMessageBytes.
std::string FaultText(const SyntaxFault& fault);

/// "$rung is not defined at 1:7": the fault with line and column, in characters, of the expression.
std::string PlacedMessage(const SyntaxFault& fault, std::string_view text);

/// Why an evaluation ended, with the part of the expression it happened in, on one line of at most
/// kMaxMessageBytes.
std::string FailureMessage(const Machine& machine, std::string_view text);

/// The text on one line, at most `bytes` of it.
std::string OneLineOf(std::string_view text, std::size_t bytes);

}  // namespace tocsin::jq
