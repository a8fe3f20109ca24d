#include "workers/bridge/event_intake.hpp"

#include <algorithm>
#include <optional>

#include "schemas/events/alerts.hpp"
#include "schemas/events/data.hpp"
#include "schemas/hex.hpp"
#include "schemas/json.hpp"
#include "schemas/letter_case.hpp"
#include "schemas/media_type.hpp"
#include "schemas/topics.hpp"
#include "schemas/utf8.hpp"
#include "workers/bridge/problems.hpp"
#include "workers/runtime/event_codec.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::size_t kMostEvents = 1'000;
constexpr std::size_t kLongestAttribute = 2'048;
constexpr std::size_t kMostExtensions = 64;

using Refusal = tl::unexpected<HttpResponse>;

/// Header values are percent-encoded (CloudEvents HTTP binding 3.1.3.2).
std::string DecodeAttribute(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool escape = value[i] == '%' && i + 2 < value.size();
    const int high = escape ? HexValue(value[i + 1]) : -1;
    const int low = escape ? HexValue(value[i + 2]) : -1;
    if (high < 0 || low < 0) {
      out += value[i];
      continue;
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

/// A source is a URI, and most senders leave a URI's own escapes as they are: where decoding them
/// leaves no URI, what was written is meant ("/pve%20one").
std::string DecodeSource(const std::string& value) {
  std::string decoded = DecodeAttribute(value);
  const bool as_written =
      !runtime::FaultOfSource(decoded).empty() && runtime::FaultOfSource(value).empty();
  return as_written ? value : decoded;
}

HttpResponse Unsupported(bool looks_structured) {
  return Problem(
      415, "Unsupported Media Type",
      looks_structured
          ? "this is a CloudEvent: send it with 'Content-Type: application/cloudevents+json'"
          : "send a CloudEvent: headers ce-specversion, ce-id, ce-source and ce-type beside the "
            "data, or "
            "the whole event as application/cloudevents+json, or a list as "
            "application/cloudevents-batch+json");
}

std::optional<HttpResponse> CheckAttributes(const Event& event) {
  const auto check = [](std::string_view name,
                        std::string_view value) -> std::optional<HttpResponse> {
    if (value.size() > kLongestAttribute) return FieldProblem(name, "longer than 2048 bytes");
    if (!IsUtf8(value)) return FieldProblem(name, "is not UTF-8");
    const bool control = std::ranges::any_of(value, [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return byte < 0x20 || byte == 0x7f;
    });
    if (control)
      return FieldProblem(name,
                          "has a control character, which CloudEvents attributes cannot hold");
    return std::nullopt;
  };
  if (event.extensions.size() > kMostExtensions) return FieldProblem("extensions", "more than 64");
  Attributes all = ToAttributes(event);
  all.emplace_back("traceparent", event.traceparent);
  all.emplace_back("tracestate", event.tracestate);
  all.emplace_back("datacontenttype", event.content_type);
  for (const auto& [name, value] : all) {
    if (auto refusal = check(name, value)) return refusal;
  }
  if (auto fault = runtime::FaultOfSource(event.source); !fault.empty())
    return FieldProblem("source", std::move(fault));
  return std::nullopt;
}

std::optional<HttpResponse> CheckAlert(const Event& event, const json::value& data) {
  if (event.type != type::kAlertRaised) return std::nullopt;
  if (IfMap(data) == nullptr) return FieldProblem("data", "the data of an alert is a JSON object");
  if (event.subject.empty()) {
    return FieldProblem("alert_id", "an alert needs an id: data.alert_id, or the event's subject");
  }
  if (events::Read<events::AlertRaised>(data).title.empty())
    return FieldProblem("title", "an alert needs a title, which is read aloud");
  return std::nullopt;
}

/// Checks the event, fills in what it lacks, and adds it to the intake. An event without a trace of
/// its own goes on in that of the request.
std::optional<HttpResponse> Take(Event event, const HttpRequest& request, TimePoint now,
                                 Intake& intake) {
  if (auto refusal = CheckAttributes(event)) return refusal;
  const auto& data = EventData(event);
  if (!data) return FieldProblem("data", data.error().message);
  if (event.subject.empty()) event.subject = events::SubjectOf(*data);
  if (event.subject.size() > kLongestAttribute)
    return FieldProblem("alert_id", "longer than 2048 bytes");
  if (auto refusal = CheckAlert(event, *data)) return refusal;
  if (event.utc_assumed)
    intake.warnings.push_back("event " + event.id + ": its time has no zone and is taken as UTC");
  if (event.time.empty()) event.time = FormatTime(now);
  if (event.traceparent.empty()) {
    event.traceparent = ChildTraceparent(HeaderValue(request.headers, "traceparent"),
                                         event.source + ' ' + event.id);
  }
  intake.events.push_back(std::move(event));
  return std::nullopt;
}

tl::expected<Intake, HttpResponse> ReadBinary(const HttpRequest& request, TimePoint now) {
  Attributes attributes;
  for (const auto& [name, value] : request.headers) {
    const std::string lower = LowerCase(name);
    if (lower == "ce-source") {
      attributes.emplace_back("source", DecodeSource(value));
    } else if (lower.starts_with("ce-")) {
      attributes.emplace_back(lower.substr(3), DecodeAttribute(value));
    } else if (lower == "traceparent" || lower == "tracestate" || lower == "content-type") {
      attributes.emplace_back(lower, value);
    }
  }
  auto event = EventFromAttributes(attributes, request.body);
  if (!event) return Refusal(Problem(422, "Unprocessable Content", event.error().message));
  Intake intake;
  if (auto refusal = Take(std::move(*event), request, now, intake))
    return Refusal(std::move(*refusal));
  return intake;
}

/// Says in the problem which event of a batch is meant.
HttpResponse AtIndex(HttpResponse refusal, std::size_t index) {
  refusal.headers.emplace_back("X-Batch-Index", std::to_string(index));
  auto problem = ParseJson(refusal.body);
  if (!problem || !problem->is_object()) return refusal;
  auto& members = problem->get_object();
  members["detail"] = "event " + std::to_string(index) +
                      " of the batch: " + std::string(StringAt(members, "detail"));
  members["index"] = index;
  refusal.body = JsonText(*problem);
  return refusal;
}

tl::expected<Intake, HttpResponse> ReadStructured(json::value body, const HttpRequest& request,
                                                  TimePoint now) {
  const bool batch = body.is_array();
  if (batch && body.get_array().size() > kMostEvents) {
    return Refusal(Problem(422, "Unprocessable Content", "a batch may have 1000 events"));
  }
  const std::size_t count = batch ? body.get_array().size() : 1;
  Intake intake;
  for (std::size_t i = 0; i < count; ++i) {
    auto event = EventFromStructured(std::move(batch ? body.get_array()[i] : body));
    auto refusal = event ? Take(std::move(*event), request, now, intake)
                         : Problem(422, "Unprocessable Content", event.error().message);
    if (!refusal) continue;
    return Refusal(batch ? AtIndex(std::move(*refusal), i) : std::move(*refusal));
  }
  return intake;
}

}  // namespace

tl::expected<Intake, HttpResponse> ReadEvents(const HttpRequest& request, TimePoint now) {
  const std::string media = MediaType(HeaderValue(request.headers, "Content-Type"));
  const bool structured = media == "application/cloudevents+json";
  const bool batch = media == "application/cloudevents-batch+json";
  if (!structured && !batch) {
    const bool binary = std::ranges::any_of(request.headers, [](const auto& header) {
      return LowerCase(header.first).starts_with("ce-");
    });
    if (binary) return ReadBinary(request, now);
    const auto body = ParseJson(request.body);
    return Refusal(Unsupported(body && Find(*body, "specversion") != nullptr));
  }
  auto body = ParseJson(request.body, {.max_depth = kMaxWrappedDepth});
  if (!body) return Refusal(Problem(400, "Bad Request", body.error().message));
  if (batch != body->is_array()) {
    return Refusal(Problem(
        422, "Unprocessable Content",
        batch ? "a batch is a JSON array of events" : "a structured event is one JSON object"));
  }
  return ReadStructured(*std::move(body), request, now);
}

}  // namespace tocsin::bridge
