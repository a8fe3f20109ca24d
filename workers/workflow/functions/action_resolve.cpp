#include "workers/workflow/function_registry.hpp"
#include "workers/workflow/oncall/resources.hpp"

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
    if (alert == nullptr || !alert->is_object()) return Output(nullptr);
    if (auto recommended = Recommended(*alert); !recommended.is_null())
      return Output(std::move(recommended));
    for (const std::string_view key : {"alert_type", "resource_type"}) {
      const std::string_view kind = StringAt(alert->get_object(), key);
      const Action* action = kind.empty() ? nullptr : call.Catalog().FindAction(kind);
      if (action != nullptr)
        return Output({{"name", action->name}, {"parameters", action->parameters}});
    }
    return Output(nullptr);
  }

 private:
  static FunctionOutcome Output(json::value action) {
    return json::value{{"action", std::move(action)}};
  }

  /// A name alone is taken too: producers write `"recommended_action": "restart_container"`.
  static json::value Recommended(const json::value& alert) {
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
};

}  // namespace

void RegisterFunction_action_resolve(FunctionRegistry& registry);
void RegisterFunction_action_resolve(FunctionRegistry& registry) {
  registry.Add(std::make_unique<ActionResolve>());
}

}  // namespace tocsin::workflow
