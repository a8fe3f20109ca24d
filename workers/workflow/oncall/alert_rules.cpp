#include "workers/workflow/oncall/alert_rules.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "schemas/events/alerts.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/json.hpp"
#include "workers/workflow/language/json_text.hpp"

namespace tocsin::workflow {
namespace {

/// Fills in what an entry of `actions` takes from the alert.
class RemedyFiller {
 public:
  RemedyFiller(ExpressionProgram& program, const ExpressionScope& scope, const json::value& alert)
      : program_(program), scope_(scope), alert_(alert) {}

  /// Nothing where an expression fails or gives null: what the alert does not say is left out.
  std::optional<json::value> Fill(const Template& value) const {
    switch (value.kind) {
      case Template::Kind::kLiteral:
        return value.literal;
      case Template::Kind::kExpression: {
        auto result = program_.Evaluate(value.expression, alert_, scope_);
        if (!result || result->is_null()) return std::nullopt;
        return *std::move(result);
      }
      case Template::Kind::kMap: {
        json::object out;
        for (const auto& [key, member] : value.members)
          if (auto filled = Fill(member)) out[key] = *std::move(filled);
        return out;
      }
      case Template::Kind::kList: {
        json::array out;
        for (const auto& item : value.items)
          if (auto filled = Fill(item)) out.push_back(*std::move(filled));
        return out;
      }
    }
    return std::nullopt;
  }

 private:
  ExpressionProgram& program_;
  const ExpressionScope& scope_;
  const json::value& alert_;
};

json::value RemedyNamed(json::value name, json::value parameters, const json::value& alert) {
  const auto& keys = KeysOf<ResolvedActionKeys>();
  json::object remedy;
  remedy[keys.name] = std::move(name);
  remedy[keys.parameters] = IfMap(parameters) != nullptr ? std::move(parameters) : json::object();
  remedy[keys.resource] = ResourceOf(alert);
  return remedy;
}

/// A name alone is taken too: producers write `"recommended_action": "restart_container"`.
json::value Recommended(const json::value& alert) {
  const json::value* given = Find(alert, NameOf<&events::AlertRaised::recommended_action>());
  if (given == nullptr) return nullptr;
  if (given->is_string() && !given->get_string().empty())
    return RemedyNamed(*given, nullptr, alert);
  const json::value* name = Find(*given, NameOf<&events::RecommendedAction::name>());
  if (name == nullptr || !name->is_string() || name->get_string().empty()) return nullptr;
  const json::value* parameters = Find(*given, NameOf<&events::RecommendedAction::parameters>());
  return RemedyNamed(*name, parameters == nullptr ? json::value() : *parameters, alert);
}

}  // namespace

json::object ResourceOf(const json::value& alert) {
  using Alert = events::AlertRaised;
  using Resource = events::ActionResource;
  static const std::pair<std::string_view, std::string_view> fields[] = {
      {NameOf<&Resource::type>(), NameOf<&Alert::resource_type>()},
      {NameOf<&Resource::id>(), NameOf<&Alert::resource_id>()},
      {NameOf<&Resource::name>(), NameOf<&Alert::resource_name>()},
      {NameOf<&Resource::node>(), NameOf<&Alert::node_name>()}};
  json::object resource;
  for (const auto& [name, field] : fields) {
    const json::value* value = Find(alert, field);
    if (value == nullptr || IsContainer(*value)) continue;
    if (auto text = TextOf(*value); !text.empty()) resource[name] = std::move(text);
  }
  return resource;
}

AlertRules::AlertRules(ExpressionEngine& engine, const Resources& resources)
    : resources_(resources), program_(engine.Load(resources.Expressions())) {}

json::value AlertRules::Remedy(const json::value& alert) {
  if (!alert.is_object()) return nullptr;
  if (auto recommended = Recommended(alert); !recommended.is_null()) return recommended;
  return Entry(alert);
}

json::value AlertRules::Entry(const json::value& alert) {
  using Alert = events::AlertRaised;
  for (const auto key : {NameOf<&Alert::alert_type>(), NameOf<&Alert::resource_type>()}) {
    const std::string_view kind = StringAt(alert.get_object(), key);
    const Action* action = kind.empty() ? nullptr : resources_.FindAction(kind);
    if (action == nullptr) continue;
    const RemedyFiller filler(*program_, Scope(), alert);
    auto name = filler.Fill(action->name);
    if (!name || !name->is_string() || name->get_string().empty()) return nullptr;
    return RemedyNamed(*std::move(name), filler.Fill(action->parameters).value_or(nullptr), alert);
  }
  return nullptr;
}

ExpressionScope& AlertRules::Scope() {
  if (scope_ == nullptr) scope_ = program_->NewScope();
  return *scope_;
}

bool AlertRules::IsAbout(const Maintenance& window, const json::value& alert) {
  using Alert = events::AlertRaised;
  for (const auto key : {NameOf<&Alert::resource_id>(), NameOf<&Alert::resource_name>(),
                         NameOf<&Alert::node_name>()}) {
    const json::value* value = Find(alert, key);
    if (value == nullptr || IsContainer(*value) || value->is_null()) continue;
    if (std::ranges::find(window.resources, TextOf(*value)) != window.resources.end()) return true;
  }
  if (!window.when) return false;
  if (window.when->kind == Template::Kind::kLiteral) return false;
  const auto result = program_->Evaluate(window.when->expression, alert, Scope());
  return result && result->is_bool() && result->get_bool();
}

const Maintenance* AlertRules::Silencing(const json::value& alert, TimePoint at) {
  for (const auto& window : resources_.Windows())
    if (window.IsOn(at) && IsAbout(window, alert)) return &window;
  return nullptr;
}

}  // namespace tocsin::workflow
