#include "workers/voice/call/permission.hpp"

#include <algorithm>
#include <string_view>

namespace tocsin::voice {
namespace {

constexpr std::string_view kPermitted = "permitted";

}  // namespace

void MarkPermission(const std::vector<std::string>& allowed, json::object& context) {
  auto* action = context.if_contains("recommended_action");
  if (action == nullptr || !action->is_object()) return;
  const auto name = StringAt(action->get_object(), "name");
  action->get_object()[kPermitted] = std::ranges::find(allowed, name) != allowed.end();
}

bool Permitted(const json::value& context) {
  const auto* permitted = FindPath(context, {"recommended_action", kPermitted});
  return permitted == nullptr || *permitted != json::value(false);
}

}  // namespace tocsin::voice
