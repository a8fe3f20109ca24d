#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schemas/spec.hpp"

namespace tocsin::events {

/// An event type that tocsin reads or writes, with the table of its data.
struct EventType {
  std::string_view type;     ///< "tocsin.alert.raised"
  std::string_view summary;  ///< one sentence
  std::string_view key;      ///< what the record key and ce_subject hold
  const FieldTable& data;
  /// What in the data its table does not know, misses or refuses; empty: it is as described.
  std::vector<Fault> (*faults)(const json::value& data);
};

/// The entry of a type whose data is T.
template <HasSpec T>
EventType EventTypeOf(std::string_view type, std::string_view summary, std::string_view key) {
  const auto faults = [](const json::value& data) {
    T object{};
    DecodeReport report{.unknown = UnknownFields::kRefuse};
    T::Spec().Decode(InputValue(data), Place{}, report, &object);
    return std::move(report.faults);
  };
  return {type, summary, key, T::Spec(), faults};
}

/// All of them, in the order of the reference.
const std::vector<EventType>& EventTypes();
/// Nothing for a type that is not ours.
const EventType* FindEventType(std::string_view type);

/// JSON Schema (draft 2020-12) of an event's data; unknown fields are allowed.
json::object DataSchema(const EventType& event);
/// Example data, made of the fields' examples.
json::object ExampleData(const EventType& event);
/// An AsyncAPI 3.0 document of all topics and messages, with the default prefix.
json::object AsyncApi(std::string_view version);
/// The reference page of all event types, Markdown.
std::string EventReference();

}  // namespace tocsin::events
