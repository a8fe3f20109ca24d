#include "workers/workflow/language/parameters.hpp"

#include <algorithm>

#include "schemas/result.hpp"

namespace tocsin::workflow {

Parameter ReservedParameter(std::string name) { return {.name = std::move(name), .type = ""}; }

const Parameters& FieldsAt(const Parameters& table, std::string_view path) {
  const auto dot = path.find('.');
  const auto found = std::ranges::find(table, path.substr(0, dot), &Parameter::name);
  tocsin::Check(found != table.end(), "a field table lacks a key that its parser reads");
  return dot == std::string_view::npos ? found->fields
                                       : FieldsAt(found->fields, path.substr(dot + 1));
}

std::vector<std::string_view> NamesOf(const Parameters& table) {
  std::vector<std::string_view> names;
  for (const auto& parameter : table) names.push_back(parameter.name);
  return names;
}

}  // namespace tocsin::workflow
