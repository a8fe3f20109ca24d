#include "workers/workflow/language/template.hpp"

namespace tocsin::workflow {
namespace {

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace

bool IsExpression(std::string_view text) {
  const auto trimmed = Trim(text);
  return trimmed.size() > 3 && trimmed.starts_with("${") && trimmed.ends_with('}');
}

std::string_view ExpressionBody(std::string_view text) {
  auto trimmed = Trim(text);
  if (IsExpression(text)) trimmed = Trim(trimmed.substr(2, trimmed.size() - 3));
  return trimmed;
}

}  // namespace tocsin::workflow
