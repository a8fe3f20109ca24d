#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/payload.hpp"
#include "schemas/result.hpp"

namespace tocsin {

/// An immutable fact in a CloudEvents 1.0 envelope; the only thing that enters the core.
struct Event {
  std::string id;
  std::string source;
  std::string type;
  std::string subject;  ///< alert id or call id; also the record key
  std::string time;     ///< RFC 3339 as it came; empty when the producer gave none
  std::string content_type = "application/json";
  std::string data_schema = {};
  std::string traceparent = {};  ///< W3C trace context of this hop
  std::string tracestate = {};
  /// Of an event that is ours (Follow): the span above its own, 0 where it begins a trace. Never
  /// sent.
  std::optional<std::uint64_t> parent_span = {};
  /// Other CloudEvents attributes: causationid, runid, tenant, expirytime, ... (names lower case,
  /// no prefix).
  std::map<std::string, std::string, std::less<>> extensions = {};
  Payload data = {};         ///< bytes as they came, or a value to be written
  bool utc_assumed = false;  ///< `time` came without a zone

  std::string_view Extension(std::string_view name) const {
    const auto found = extensions.find(name);
    return found == extensions.end() ? std::string_view{} : std::string_view(found->second);
  }
};

/// Attribute name (lower case, no "ce_" or "ce-") and value.
using Attributes = std::vector<std::pair<std::string, std::string>>;

/// Builds an event from binary-mode attributes. `specversion` (1.0), `id`, `source` and `type` are
/// required; `traceparent`, `tracestate` and `content-type` are accepted beside the CloudEvents
/// names. Bytes of a value that are no UTF-8 become U+FFFD. kInvalid names the attribute at fault.
Result<Event> EventFromAttributes(Attributes attributes, Payload data);
/// Reads one event in the CloudEvents JSON format (structured mode): `data` or `data_base64`. Bytes
/// without a content type that are no JSON are application/octet-stream.
Result<Event> EventFromStructured(json::value envelope);

/// Gives the name (without prefix) and the value of each attribute in binary mode, in a fixed
/// order; traceparent, tracestate and content-type are not among them (they are plain headers).
/// `take` may move the values of an event that is not const.
template <class AnyEvent, class Take>
  requires std::same_as<std::remove_const_t<AnyEvent>, Event>
void ForEachAttribute(AnyEvent& event, Take take) {
  static const std::string kSpecVersion = "1.0";
  take("specversion", kSpecVersion);
  take("id", event.id);
  take("source", event.source);
  take("type", event.type);
  if (!event.time.empty()) take("time", event.time);
  if (!event.subject.empty()) take("subject", event.subject);
  if (!event.data_schema.empty()) take("dataschema", event.data_schema);
  for (auto& [name, value] : event.extensions) take(name, value);
}
/// The same as a list.
Attributes ToAttributes(const Event& event);
/// All of it but the data, as JSON: {specversion, id, source, type, ..., datacontenttype}.
json::object EnvelopeOf(const Event& event);
/// The envelope as JSON: {specversion, id, source, type, ..., data}. Data that is not JSON is a
/// string.
json::value ToStructured(const Event& event);

/// Whether its data is JSON: by its content type, or because it has none.
bool HasJson(const Event& event);
/// The data as JSON: parsed (once, by whoever asks first) when the content type is JSON or absent,
/// else the text as a string; null when empty. Lives as long as the event's data.
const Result<json::value>& EventData(const Event& event);

/// The traceparent of an event that follows from another: same trace, new span from a hash of
/// `seed`, so that the same decision gives the same span. Without a valid parent the trace id comes
/// from `seed` too.
std::string ChildTraceparent(std::string_view parent, std::string_view seed);
/// The span that ChildTraceparent gives for `seed`, where the trace is known otherwise.
std::uint64_t SpanFrom(std::string_view seed);
/// The span of a role's work on an event ("process"), below the one that sent it. An event that
/// came without a trace begins one, the same for every role.
std::string ProcessTraceparent(const Event& event, std::string_view role);
/// Puts an event that has its id into the trace of what makes it, as a span below that one.
void Follow(Event& event, std::string_view traceparent, std::string_view tracestate = {});

}  // namespace tocsin
