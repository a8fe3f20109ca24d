#include "workers/workflow/oncall/remedy.hpp"

namespace tocsin::workflow {
namespace {

/// A name alone is taken too: producers write `"recommended_action": "restart_container"`.
json::value Recommended(const json::value& alert) {
  const json::value* given = Find(alert, "recommended_action");
  if (given == nullptr) return nullptr;
  if (given->is_string() && !given->get_string().empty())
    return {{"name", *given}, {"parameters", json::object()}};
  const json::value* name = Find(*given, "name");
  if (name == nullptr || !name->is_string() || name->get_string().empty()) return nullptr;
  const json::value* parameters = Find(*given, "parameters");
  const bool usable = parameters != nullptr && parameters->is_object();
  return {{"name", *name}, {"parameters", usable ? *parameters : json::value(json::object())}};
}

}  // namespace

json::value RemedyOf(const json::value& alert, const Resources& resources) {
  if (!alert.is_object()) return nullptr;
  if (auto recommended = Recommended(alert); !recommended.is_null()) return recommended;
  for (const std::string_view key : {"alert_type", "resource_type"}) {
    const std::string_view kind = StringAt(alert.get_object(), key);
    const Action* action = kind.empty() ? nullptr : resources.FindAction(kind);
    if (action != nullptr) return {{"name", action->name}, {"parameters", action->parameters}};
  }
  return nullptr;
}

}  // namespace tocsin::workflow
