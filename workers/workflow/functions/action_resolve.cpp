#include "workers/workflow/function_registry.hpp"
#include "workers/workflow/oncall/remedy.hpp"

namespace tocsin::workflow {
namespace {

class ActionResolve final : public Function {
 public:
  std::string_view Name() const override { return "action.resolve"; }
  std::string_view Description() const override {
    return "What an approval of an alert would do: its recommended_action, else the entry under "
           "actions for its "
           "alert_type, else for its resource_type: {action: {name, parameters}}, or {action: "
           "null}.";
  }
  const std::vector<FunctionField>& Fields() const override {
    static const std::vector<FunctionField> fields = {
        {"alert", "object", true,
         "data of the alert: recommended_action, alert_type, resource_type"},
    };
    return fields;
  }

  FunctionOutcome Begin(FunctionCall& call) const override {
    const json::value* alert = call.Arguments().if_contains("alert");
    return json::value{
        {"action", RemedyOf(alert != nullptr ? *alert : json::value(), call.Catalog())}};
  }
};

}  // namespace

void RegisterFunction_action_resolve(FunctionRegistry& registry);
void RegisterFunction_action_resolve(FunctionRegistry& registry) {
  registry.Add(std::make_unique<ActionResolve>());
}

}  // namespace tocsin::workflow
