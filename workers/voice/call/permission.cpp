#include "workers/voice/call/permission.hpp"

#include <algorithm>
#include <string_view>

#include "schemas/events/alerts.hpp"

namespace tocsin::voice {
namespace {

constexpr std::string_view kPermitted = "permitted";  ///< ours, beside what the alert says

std::string_view RecommendedKey() { return NameOf<&events::AlertRaised::recommended_action>(); }

}  // namespace

void MarkPermission(const std::vector<std::string>& allowed, json::object& context) {
  auto* action = context.if_contains(RecommendedKey());
  if (action == nullptr || !action->is_object()) return;
  const auto name = StringAt(action->get_object(), NameOf<&events::RecommendedAction::name>());
  action->get_object()[kPermitted] = std::ranges::find(allowed, name) != allowed.end();
}

bool Permitted(const json::value& context) {
  const auto* permitted = FindPath(context, {RecommendedKey(), kPermitted});
  return permitted == nullptr || *permitted != json::value(false);
}

}  // namespace tocsin::voice
