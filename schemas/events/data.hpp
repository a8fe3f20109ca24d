#pragma once

#include "schemas/event.hpp"
#include "schemas/spec.hpp"

namespace tocsin::events {

/// What an event is about, by its data: `alert_id`, else `call_id`; empty when it does not say.
std::string SubjectOf(const json::value& data);

std::string SubjectOf(const Event& event);

/// The data of an event to be sent.
template <HasSpec T>
Payload Written(const T& data) {
  return Payload::Of(EncodeJson(data));
}

/// What the data says, as far as it can be read: a field that is absent or at fault keeps its
/// default, and a number stands for its digits where a text is wanted.
template <HasSpec T>
T Read(const json::value& data) {
  T object{};
  ReadKindly(T::Spec(), data, &object);
  return object;
}
/// Whether the event's data says anything that a table could read.
inline bool HasMembers(const Event& event) {
  const auto& data = EventData(event);
  return data && IfMap(*data) != nullptr;
}
/// The same of an event; data that is no JSON says nothing.
template <HasSpec T>
T Read(const Event& event) {
  const auto& data = EventData(event);
  return data ? Read<T>(*data) : T{};
}

}  // namespace tocsin::events
