#include "workers/workflow/errors.hpp"

#include <algorithm>
#include <array>

#include "workers/workflow/secrets.hpp"

namespace tocsin::workflow {
namespace {

/// The last segment when the type looks like a standard one of any spelling, else empty.
std::string_view StandardWord(std::string_view type) {
  constexpr std::array<std::string_view, 4> kHosts = {
      "https://open-workflow-specification.org/", "https://serverlessworkflow.io/",
      "http://open-workflow-specification.org/", "http://serverlessworkflow.io/"};
  constexpr std::array<std::string_view, 8> kWords = {
      "configuration", "validation", "expression",    "authentication",
      "authorization", "timeout",    "communication", "runtime"};
  if (std::ranges::none_of(kHosts, [&](auto host) { return type.starts_with(host); })) return {};
  const auto slash = type.rfind('/');
  const auto word = type.substr(slash + 1);
  const auto before = type.substr(0, slash);
  if (!before.ends_with("/errors") && !before.ends_with("/errors/types")) return {};
  return std::ranges::find(kWords, word) == kWords.end() ? std::string_view{} : word;
}

RaisedError Standard(std::string_view type, int status, std::string title, std::string detail) {
  return {std::string(type), status, std::move(title), std::move(detail)};
}

}  // namespace

bool SameErrorType(std::string_view wanted, std::string_view raised) {
  if (wanted == raised) return true;
  const auto word = StandardWord(wanted);
  return !word.empty() && word == StandardWord(raised);
}

json::object ErrorObject(const RaisedError& error, std::string_view instance) {
  json::value object = {{"type", error.type}, {"status", error.status}};
  auto& members = object.get_object();
  if (!error.title.empty()) members["title"] = error.title;
  if (!error.detail.empty()) members["detail"] = error.detail;
  members["instance"] = instance;
  // A detail quotes what came from outside: answers, events, data in jq's messages.
  Defuse(object);
  return std::move(members);
}

RaisedError ExpressionError(std::string detail) {
  return Standard(error_type::kExpression, 400, "Expression error", std::move(detail));
}
RaisedError ValidationError(std::string detail) {
  return Standard(error_type::kValidation, 400, "Validation error", std::move(detail));
}
RaisedError TimeoutError(std::string detail) {
  return Standard(error_type::kTimeout, 408, "Timeout", std::move(detail));
}
RaisedError ConfigurationError(std::string detail) {
  return Standard(error_type::kConfiguration, 400, "Configuration error", std::move(detail));
}
RaisedError RuntimeError(std::string detail) {
  return Standard(error_type::kRuntime, 500, "Runtime error", std::move(detail));
}

}  // namespace tocsin::workflow
