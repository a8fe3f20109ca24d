#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/http.hpp"
#include "schemas/event.hpp"

namespace tocsin::bridge {

/// Why an event may not come in; `field` is the attribute or member at fault, empty where none is.
struct EventFault {
  std::string field;
  std::string text;
  /// "title: an alert needs a title".
  std::string Text() const { return field.empty() ? text : field + ": " + text; }
};
/// 422 that says so.
HttpResponse FaultProblem(const EventFault& fault);

/// Whether only this service makes events of this type.
std::optional<EventFault> FaultOfType(std::string_view type);

/// Checks an event that comes in over HTTP and fills in what it lacks: the subject from its data,
/// `now` as its time, and a trace: that of the request, below its span, or the event's own where it
/// brings another. What only this service says (calls, decisions, closings, lifecycle) would let a
/// sender decide in a person's name and is refused; an alert must be one.
std::optional<EventFault> Admit(Event& event, const HttpRequest& request, TimePoint now);

}  // namespace tocsin::bridge
