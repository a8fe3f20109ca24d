#pragma once

#include <memory>

#include "adapters/expression.hpp"
#include "schemas/json.hpp"
#include "workers/workflow/language/keys.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {

/// What an action that is known is told as: what `action.resolve` gives.
struct ResolvedActionKeys final : KeyTable {
  Key name{*this, "name", Shape::kText, "Name of the action.", {.required = true}};
  Key parameters{*this,
                 "parameters",
                 Shape::kMap,
                 "What it needs to know; `{}` when nothing is said.",
                 {.required = true}};
  Key resource{*this, "resource", Shape::kMap, "As `resource` below.", {.required = true}};
};

/// What some resources say of an alert: what approving it would do, and whether maintenance
/// silences it. For one thread; the resources must outlive it.
class AlertRules {
 public:
  AlertRules(ExpressionEngine& engine, const Resources& resources);

  /// What approving it would do: the alert's recommended_action, else the entry under `actions` for
  /// its alert_type, else for its resource_type: {name, parameters, resource}, or null when nothing
  /// is known. A parameter whose expression fails or gives null is left out; an action whose name
  /// comes to nothing is none.
  json::value Remedy(const json::value& alert);

  /// The first window of maintenance that is on and about this alert; nullptr: none. A `when` that
  /// fails is not true.
  const Maintenance* Silencing(const json::value& alert, TimePoint at);

 private:
  ExpressionScope& Scope();
  bool IsAbout(const Maintenance& window, const json::value& alert);
  json::value Entry(const json::value& alert);

  const Resources& resources_;
  std::unique_ptr<ExpressionProgram> program_;
  std::unique_ptr<ExpressionScope> scope_;
};

/// The thing that an alert is about, as far as it says: {type, id, name, node}, all texts.
json::object ResourceOf(const json::value& alert);

}  // namespace tocsin::workflow
