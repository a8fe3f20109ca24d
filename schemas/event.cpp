#include "schemas/event.hpp"

#include <algorithm>

#include "schemas/base64.hpp"
#include "schemas/hex.hpp"
#include "schemas/ids.hpp"
#include "schemas/media_type.hpp"
#include "schemas/tenant.hpp"
#include "schemas/time.hpp"
#include "schemas/trace_context.hpp"
#include "schemas/utf8.hpp"

namespace tocsin {
namespace {

Status SetAttribute(Event& event, std::string_view name, std::string value) {
  if (name == "specversion") {
    if (value != "1.0")
      return Fail(ErrorKind::kInvalid, "reading CloudEvent: specversion must be 1.0", "event");
  } else if (name == "id") {
    event.id = std::move(value);
  } else if (name == "source") {
    event.source = std::move(value);
  } else if (name == "type") {
    event.type = std::move(value);
  } else if (name == "subject") {
    event.subject = std::move(value);
  } else if (name == "time") {
    event.time = std::move(value);
  } else if (name == "datacontenttype" || name == "content-type") {
    event.content_type = std::move(value);
  } else if (name == "dataschema") {
    event.data_schema = std::move(value);
  } else if (name == "traceparent") {
    event.traceparent = std::move(value);
  } else if (name == "tracestate") {
    event.tracestate = std::move(value);
  } else {
    const bool legal = !name.empty() && std::ranges::all_of(name, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
    if (name == "data")
      return Fail(ErrorKind::kInvalid, "reading CloudEvent: no attribute can be named 'data'",
                  "event");
    if (!legal)
      return Fail(ErrorKind::kInvalid,
                  "reading CloudEvent: attribute name '" +
                      Shortened(ToUtf8(std::string(name)), 64) +
                      "' may only have the letters a to z and digits",
                  "event");
    if (name == kTenantAttribute && !value.empty() && !IsTenantName(value))
      return Fail(ErrorKind::kInvalid,
                  "reading CloudEvent: attribute 'tenant': " + NoTenantName(value), "event");
    event.extensions.insert_or_assign(std::string(name), std::move(value));
  }
  return {};
}

Status RequireCore(Event& event, bool has_specversion) {
  const auto missing = [](std::string_view name) {
    return Fail(ErrorKind::kInvalid,
                "reading CloudEvent: attribute '" + std::string(name) + "' is missing or empty",
                "event");
  };
  if (!has_specversion) return missing("specversion");
  if (event.id.empty()) return missing("id");
  if (event.source.empty()) return missing("source");
  if (event.type.empty()) return missing("type");
  if (IsEnvelopeType(event.content_type))
    return Fail(
        ErrorKind::kInvalid,
        "reading CloudEvent: attribute 'datacontenttype' is that of an event as a whole, '" +
            Shortened(event.content_type, 60) + "', which data cannot have",
        "event");
  if (!event.time.empty()) {
    auto time = ParseTime(event.time);
    if (!time && ParseTime(event.time + 'Z')) {
      event.time += 'Z';
      event.utc_assumed = true;
      return {};
    }
    if (!time) return Fail(Wrap(time.error(), "reading CloudEvent: attribute 'time'"));
  }
  return {};
}

/// Sets the bytes of `data_base64`. Without a content type they are JSON where they can be read as
/// JSON, else bytes: an event that says JSON holds JSON.
Status SetBytes(Event& event, std::string_view encoded, bool content_type_given) {
  constexpr std::string_view kMember = "reading CloudEvent: data_base64";
  auto data = DecodeBase64(encoded);
  if (!data) return Fail(Wrap(data.error(), kMember));
  if (!HasJson(event)) {
    event.data = std::move(*data);
    return {};
  }
  event.data = MendJson(*data);
  if (event.data.Json()) return {};
  if (content_type_given) return Fail(Wrap(event.data.Json().error(), kMember));
  event.data = std::move(*data);
  event.content_type = "application/octet-stream";
  return {};
}

/// Neither of two data may be lost unseen, nor one that is no text.
Status CheckBytes(const json::value& encoded, const json::value* data) {
  const auto refused = [](std::string_view why) {
    return Fail(ErrorKind::kInvalid, "reading CloudEvent: data_base64: " + std::string(why),
                "event");
  };
  if (!encoded.is_string()) return refused("must be a string");
  if (data != nullptr && !data->is_null()) return refused("stands beside data; give one of them");
  return {};
}

/// Attributes are texts, booleans, integers and what is written as a text
/// (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#type-system). Other numbers
/// are taken by their digits: the event says what it means.
Result<std::string> AttributeText(std::string_view name, const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  // An integer that is too long for JSON's numbers is kept in an object of its own.
  if (!IsContainer(value) || !LargeIntegerText(value).empty()) return JsonText(value);
  return Fail(ErrorKind::kInvalid,
              "reading CloudEvent: attribute '" + Shortened(ToUtf8(std::string(name)), 64) +
                  "' is " + (value.is_array() ? "a list" : "a map") +
                  "; an attribute is a text, true, false or an integer: put the rest into data",
              "event");
}

}  // namespace

Result<Event> EventFromAttributes(Attributes attributes, Payload data) {
  Event event;
  event.data = std::move(data);
  bool has_specversion = false;
  for (auto& [name, value] : attributes) {
    has_specversion |= name == "specversion";
    TRY(SetAttribute(event, name, std::move(value)));
  }
  TRY(RequireCore(event, has_specversion));
  return event;
}

Result<Event> EventFromStructured(json::value envelope) {
  if (!envelope.is_object())
    return Fail(ErrorKind::kInvalid, "reading CloudEvent: not a JSON object", "event");
  Event event;
  bool has_specversion = false;
  bool content_type_given = false;
  for (const auto& member : envelope.get_object()) {
    const std::string_view name = member.key();
    if (name == "data" || name == "data_base64" || member.value().is_null()) continue;
    has_specversion |= name == "specversion";
    content_type_given |= name == "datacontenttype";
    TRY_ASSIGN(std::string text, AttributeText(name, member.value()));
    TRY(SetAttribute(event, name, std::move(text)));
  }
  auto* data = envelope.get_object().if_contains("data");
  if (const auto* encoded = Find(envelope, "data_base64");
      encoded != nullptr && !encoded->is_null()) {
    TRY(CheckBytes(*encoded, data));
    TRY(SetBytes(event, encoded->get_string(), content_type_given));
  } else if (data != nullptr) {
    if (NestedDeeper(*data))
      return Fail(ErrorKind::kInvalid,
                  "reading CloudEvent: data is nested deeper than " +
                      std::to_string(kMaxJsonDepth) + " levels",
                  "event");
    const bool text = data->is_string() && content_type_given && !HasJson(event);
    event.data = text ? Payload(std::string(data->get_string())) : Payload::Of(std::move(*data));
  }
  TRY(RequireCore(event, has_specversion));
  return event;
}

Attributes ToAttributes(const Event& event) {
  Attributes attributes;
  attributes.reserve(7 + event.extensions.size());
  ForEachAttribute(event, [&](std::string_view name, std::string_view value) {
    attributes.emplace_back(name, value);
  });
  return attributes;
}

json::object EnvelopeOf(const Event& event) {
  json::object envelope;
  envelope.reserve(11 + event.extensions.size());  // and `data`
  ForEachAttribute(
      event, [&](std::string_view name, std::string_view value) { envelope.emplace(name, value); });
  if (!event.traceparent.empty()) envelope.emplace("traceparent", event.traceparent);
  if (!event.tracestate.empty()) envelope.emplace("tracestate", event.tracestate);
  envelope.emplace("datacontenttype", event.content_type);
  return envelope;
}

json::value ToStructured(const Event& event) {
  auto envelope = EnvelopeOf(event);
  if (event.data.Empty()) return envelope;
  const auto& data = EventData(event);
  if (data)
    envelope.emplace("data", *data);
  else
    envelope.emplace("data", event.data.Text());
  return envelope;
}

bool HasJson(const Event& event) {
  return event.content_type.empty() || IsJsonType(event.content_type);
}

const Result<json::value>& EventData(const Event& event) {
  return HasJson(event) ? event.data.Json() : event.data.String();
}

std::string ChildTraceparent(std::string_view parent, std::string_view seed) {
  const Sha256Digest digest = Sha256Of(seed);
  const std::string_view hash(reinterpret_cast<const char*>(digest.data()), digest.size());
  const bool valid = IsTraceparent(parent);
  std::string text;
  text.reserve(55);
  text += "00-";
  if (valid)
    text += parent.substr(3, 32);
  else
    AppendHex(text, hash.substr(0, 16));
  text += '-';
  AppendHex(text, hash.substr(16, 8));
  text += '-';
  text += valid ? parent.substr(53, 2) : "01";
  return text;
}

std::uint64_t SpanFrom(std::string_view seed) { return SpanOf(ChildTraceparent("", seed)); }

std::string ProcessTraceparent(const Event& event, std::string_view role) {
  const std::string place = IsTraceparent(event.traceparent)
                                ? event.traceparent
                                : ChildTraceparent("", event.source + ' ' + event.id);
  return ChildTraceparent(place, std::string(role) + ' ' + event.id);
}

void Follow(Event& event, std::string_view traceparent, std::string_view tracestate) {
  event.traceparent = ChildTraceparent(traceparent, event.id);
  event.tracestate = TracestateFor(traceparent, tracestate);
  event.parent_span = SpanOf(traceparent);
}

}  // namespace tocsin
