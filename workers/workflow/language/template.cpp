#include "workers/workflow/language/template.hpp"

#include "schemas/trimmed.hpp"

namespace tocsin::workflow {
namespace {}  // namespace

bool IsExpression(std::string_view text) {
  const auto trimmed = Trimmed(text);
  return trimmed.size() > 3 && trimmed.starts_with("${") && trimmed.ends_with('}');
}

std::string_view ExpressionBody(std::string_view text) {
  auto trimmed = Trimmed(text);
  if (IsExpression(text)) trimmed = Trimmed(trimmed.substr(2, trimmed.size() - 3));
  return trimmed;
}

}  // namespace tocsin::workflow
