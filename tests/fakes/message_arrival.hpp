#pragma once

#include <string>
#include <utility>

#include "schemas/events/data.hpp"
#include "schemas/events/messages.hpp"
#include "schemas/topics.hpp"
#include "workers/runtime/handler.hpp"

namespace tocsin::fakes {

/// The request for a message about an alert, as the bridge gets it from a run.
inline runtime::Arrival MessageArrival(events::MessageRequested asked, const std::string& alert) {
  runtime::Arrival arrival;
  arrival.event = {.id = "m1",
                   .source = "/run",
                   .type = std::string(type::kMessageRequested),
                   .subject = alert,
                   .time = ""};
  arrival.event.extensions["runid"] = RunId::Derive({"run"}).ToString();
  asked.alert_id = alert;
  arrival.event.data = events::Written(asked);
  arrival.at = {.topic = "tocsin.calls", .partition = 3};
  return arrival;
}

}  // namespace tocsin::fakes
