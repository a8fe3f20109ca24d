#pragma once

#include <string>
#include <string_view>

#include "adapters/actions.hpp"
#include "schemas/event.hpp"
#include "schemas/json.hpp"
#include "workers/bridge/delivery.hpp"

namespace tocsin::bridge {

/// What the end of an action is told with: the request's attributes, and what it was about.
struct ActionOrigin {
  Event event;  ///< without its data
  std::string action_id, alert_id, action;
};

/// The action's id as the store knows it: a long one by its hash, with the tenant where it is not
/// the default one.
std::string ActionKey(std::string_view tenant, const std::string& action_id);
ActionOrigin OriginOf(const DeliveryTask& task);
/// As ActionOpen::about and ActionRow::about hold it.
std::string EncodeOrigin(const ActionOrigin& origin);
Result<ActionOrigin> DecodeOrigin(std::string_view about);

/// tocsin.action.completed with `result`, or .failed with it as its error. `end` names this end
/// among all that the action may have.
Event ActionEnded(const ActionOrigin& origin, std::string_view state, json::value result,
                  const EffectId& end, TimePoint now);

}  // namespace tocsin::bridge
