#include "schemas/events/alerts.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/oncall/alert_rules.hpp"

namespace tocsin::workflow {
namespace {

struct ResolvedAlertKeys final : KeyTable {
  Key recommended_action{*this, NameOf<&events::AlertRaised::recommended_action>(),
                         Shape::kTextOrMap, "`{name, parameters}`, or the name alone."};
  Key alert_type{*this, NameOf<&events::AlertRaised::alert_type>(), Shape::kText,
                 "Looked up in `actions`."};
  Key resource_type{*this, NameOf<&events::AlertRaised::resource_type>(), Shape::kText,
                    "Looked up in `actions` after that."};
};

struct ActionResolveKeys final : KeyTable {
  Key alert{*this,
            "alert",
            {Shape::kMap, KeysWithin<ResolvedAlertKeys>, true},
            "Data of the alert; what else it holds is ignored.",
            {.required = true}};
};

struct ActionResolveOutput final : KeyTable {
  Key action{*this,
             "action",
             {Shape::kMap, KeysWithin<ResolvedActionKeys>},
             "Null when nothing is known to do, or its name comes to nothing.",
             {.required = true}};
  Key resource{*this,
               "resource",
               Shape::kMap,
               "What the alert is about, as far as it says: `{type, id, name, node}` of its "
               "`resource_type`, `resource_id`, `resource_name` and `node_name`, as texts.",
               {.required = true}};
};

class ActionResolve final : public Function {
 public:
  std::string_view Name() const override { return "action.resolve"; }
  std::string_view Description() const override {
    return "What an approval of an alert would do. Taken is the first of: the alert's own "
           "`recommended_action`, the entry of `actions` in `workflows/resources` for its "
           "`alert_type`, the entry for its `resource_type`. An entry is a name or "
           "`{name, parameters}`; `${ }` in it takes jq over the alert, and what the alert does "
           "not "
           "say is left out. Answers at once and never fails.";
  }
  const FieldTable& Fields() const override { return KeysOf<ActionResolveKeys>(); }
  const FieldTable& Output() const override { return KeysOf<ActionResolveOutput>(); }
  const std::vector<Example>& Examples() const override;

  FunctionOutcome Begin(FunctionCall& call) const override {
    const json::value* alert = call.Arguments().if_contains(KeysOf<ActionResolveKeys>().alert);
    const json::value given = alert != nullptr ? *alert : json::value();
    const auto& keys = KeysOf<ActionResolveOutput>();
    json::object output;
    output[keys.action] = call.Remedy(given);
    output[keys.resource] = ResourceOf(given);
    return json::value(std::move(output));
  }
};

const std::vector<Example>& ActionResolve::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "By the alert's type.",
       .document = R"(schedule:
  on: {one: {with: {type: tocsin.alert.raised}}}
do:
  - remedy:
      call: action.resolve
      with:
        alert: ${ $workflow.input[0] }
)",
       .test = R"(resources:
  actions: {container_stopped: {name: restart_container, parameters: {container: '${ .resource_name }', timeout: 30}}}
given:
  - event: {type: tocsin.alert.raised, subject: a1, data: {title: stopped, alert_type: container_stopped, resource_name: nginx}}
expect:
  output: {action: {name: restart_container, parameters: {container: nginx, timeout: 30}}, resource: {name: nginx}}
)"},
      {.title = "Nothing is known to do.",
       .document = R"(do:
  - remedy:
      call: action.resolve
      with:
        alert: {title: Out of paper, resource_type: printer}
)",
       .input = "{}",
       .output = R"({"action":null,"resource":{"type":"printer"}})"},
  };
  return examples;
}

}  // namespace

void RegisterFunction_action_resolve(FunctionRegistry& registry);
void RegisterFunction_action_resolve(FunctionRegistry& registry) {
  registry.Add(std::make_unique<ActionResolve>());
}

}  // namespace tocsin::workflow
