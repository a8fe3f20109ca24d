#pragma once

#include <string_view>

#include "adapters/expression/syntax.hpp"
#include "adapters/expression_report.hpp"

namespace tocsin::jq {

/// What can be said of an expression whose names are resolved. Says nothing where it is not sure.
ExpressionReport Inspect(const Node* root, std::string_view text);

}  // namespace tocsin::jq
