#include "workers/bridge/action_origin.hpp"

#include <utility>

#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/ids.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "workers/bridge/delivery_result.hpp"
#include "workers/bridge/stored_rows.hpp"

namespace tocsin::bridge {
namespace {

template <class Data>
Event WithData(Event event, Data data, const ActionOrigin& origin) {
  data.action_id = origin.action_id;
  if (!origin.alert_id.empty()) data.alert_id = origin.alert_id;
  if (!origin.action.empty()) data.action = origin.action;
  event.data = events::Written(data);
  return event;
}

}  // namespace

std::string ActionKey(std::string_view tenant, const std::string& action_id) {
  constexpr std::size_t kLongestKey = 256;
  constexpr std::string_view kOfTenant = "tenant:";
  // An id of the default tenant that looks like another's is none.
  const bool as_it_is = action_id.size() <= kLongestKey && !action_id.starts_with(kOfTenant);
  std::string key = as_it_is ? action_id : "sha256:" + Sha256Hex(action_id);
  if (tenant == kDefaultTenant) return key;
  return std::string(kOfTenant).append(tenant).append(":").append(key);
}

ActionOrigin OriginOf(const DeliveryTask& task) {
  const auto asked = events::Read<events::ActionRequested>(task.event);
  ActionOrigin origin;
  origin.event = task.event;
  origin.event.data = {};
  origin.action_id = task.message_id;
  origin.alert_id = asked.alert_id;
  origin.action = asked.action;
  return origin;
}

std::string EncodeOrigin(const ActionOrigin& origin) {
  return JsonText(EncodeJson(StoredOrigin{.event = EncodeAttributes(origin.event),
                                          .action_id = origin.action_id,
                                          .alert_id = origin.alert_id,
                                          .action = origin.action}));
}

Result<ActionOrigin> DecodeOrigin(std::string_view about) {
  TRY_ASSIGN(const json::value value, ParseJson(about));
  auto row = DecodeJson<StoredOrigin>(value);
  if (!row)
    return Fail(ErrorKind::kInternal, "reading an action: " + row.error().message, "bridge");
  ActionOrigin origin;
  TRY_ASSIGN(origin.event, DecodeAttributes(row->event, {}));
  origin.action_id = std::move(row->action_id);
  origin.alert_id = std::move(row->alert_id);
  origin.action = std::move(row->action);
  return origin;
}

Event ActionEnded(const ActionOrigin& origin, std::string_view state, json::value result,
                  const EffectId& end, TimePoint now) {
  const bool completed = state == action::kCompleted;
  auto event =
      AnswerTo(origin.event, end, completed ? type::kActionCompleted : type::kActionFailed, now);
  if (completed) {
    events::ActionCompleted data;
    data.result = std::move(result);
    return WithData(std::move(event), std::move(data), origin);
  }
  events::ActionFailed data;
  if (result.is_object()) data.error = std::move(result.get_object());
  return WithData(std::move(event), std::move(data), origin);
}

}  // namespace tocsin::bridge
