#include "workers/workflow/language/function_registry.hpp"

#include "workers/workflow/language/template.hpp"

namespace tocsin::workflow {

const YamlNode* FunctionCheck::Literal(std::string_view key) const {
  const YamlNode* found = with.Find(key);
  if (found == nullptr || IsExpression(found->text)) return nullptr;
  return found;
}

const std::vector<ErrorMeaning>& Function::Errors() const {
  static const std::vector<ErrorMeaning> none;
  return none;
}

Functions::Functions(FunctionRegistry registry) {
  for (auto& function : registry.Take()) {
    auto name = std::string(function->Name());
    tocsin::Check(by_name_.emplace(std::move(name), std::move(function)).second,
                  "two functions of one name in the catalog");
  }
}

const Function* Functions::Find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second.get();
}

Functions Functions::With(std::shared_ptr<const Function> function) const {
  Functions others = *this;
  auto name = std::string(function->Name());
  others.by_name_[std::move(name)] = std::move(function);
  return others;
}

std::vector<std::string_view> Functions::Names() const {
  std::vector<std::string_view> names;
  for (const auto& [name, function] : by_name_) names.push_back(name);
  return names;
}

}  // namespace tocsin::workflow
