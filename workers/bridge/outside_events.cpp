#include "workers/bridge/outside_events.hpp"

#include "schemas/events/alerts.hpp"
#include "schemas/topics.hpp"

namespace tocsin::bridge {

Status CheckFromOutside(const Event& event) {
  const bool ours =
      event.type.starts_with("tocsin.") || event.type.starts_with("io.serverlessworkflow.");
  const bool open = event.type == type::kAlertRaised || event.type == type::kAlertResolved ||
                    event.type == type::kActionCompleted || event.type == type::kActionFailed;
  if (ours && !open)
    return Fail(ErrorKind::kInvalid,
                "type: events of type " + event.type + " are made by tocsin only", "bridge");
  if (event.type != type::kAlertRaised) return {};
  TRY(events::NormaliseAlert(event));
  return {};
}

}  // namespace tocsin::bridge
