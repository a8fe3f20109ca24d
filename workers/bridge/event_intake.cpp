#include "workers/bridge/event_intake.hpp"

#include <algorithm>
#include <optional>

#include "schemas/hex.hpp"
#include "schemas/json.hpp"
#include "schemas/letter_case.hpp"
#include "schemas/media_type.hpp"
#include "schemas/tenant.hpp"
#include "workers/bridge/outside_events.hpp"
#include "workers/runtime/event_codec.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::size_t kMostEvents = 1'000;

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

/// Checks the event, fills in what it lacks, and adds it to the intake.
std::optional<EventFault> Take(Event event, const HttpRequest& request, TimePoint now,
                               Intake& intake) {
  if (auto fault = Admit(event, request, now)) return fault;
  if (event.utc_assumed)
    intake.warnings.push_back("event " + event.id + ": its time has no zone and is taken as UTC");
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
    } else if (lower == "content-type") {  // the request's own trace context is not the event's
      attributes.emplace_back(lower, value);
    }
  }
  auto event = EventFromAttributes(attributes, request.body);
  if (!event) return Refusal(Problem(422, "Unprocessable Content", event.error().message));
  Intake intake;
  if (const auto fault = Take(std::move(*event), request, now, intake))
    return Refusal(FaultProblem(*fault));
  return intake;
}

struct BatchFault {
  std::size_t index;
  EventFault fault;
};

/// Names each event of the batch that is at fault; `detail`, `field` and `index` are the first's.
HttpResponse BatchProblem(const std::vector<BatchFault>& faults) {
  const auto& [index, first] = faults.front();
  const std::string place = std::to_string(index);
  HttpResponse response =
      FaultProblem({first.field, "event " + place + " of the batch: " + first.Text()});
  response.headers.emplace_back("X-Batch-Index", place);
  auto problem = ParseJson(response.body);
  Check(problem && problem->is_object(), "a problem is a JSON object");
  auto& members = problem->get_object();
  members["detail"] = "event " + place + " of the batch: " + first.Text() +
                      (faults.size() == 1 ? std::string()
                                          : "; " + std::to_string(faults.size()) +
                                                " events are at fault, see errors") +
                      "; none of the batch is taken";
  members["index"] = index;
  auto& errors = members["errors"].emplace_array();
  for (const auto& [at, fault] : faults) {
    json::object error{{"index", at}, {"detail", fault.Text()}};
    if (!fault.field.empty()) error["field"] = fault.field;
    errors.push_back(std::move(error));
  }
  response.body = JsonText(*problem);
  return response;
}

std::optional<EventFault> TakeStructured(json::value envelope, const HttpRequest& request,
                                         TimePoint now, Intake& intake) {
  auto event = EventFromStructured(std::move(envelope));
  if (!event) return EventFault{{}, event.error().message};
  return Take(std::move(*event), request, now, intake);
}

tl::expected<Intake, HttpResponse> ReadBatch(json::array items, const HttpRequest& request,
                                             TimePoint now) {
  if (items.size() > kMostEvents)
    return Refusal(Problem(422, "Unprocessable Content", "a batch may have 1000 events"));
  Intake intake;
  std::vector<BatchFault> faults;
  for (std::size_t i = 0; i < items.size(); ++i)
    if (auto fault = TakeStructured(std::move(items[i]), request, now, intake))
      faults.push_back({i, *std::move(fault)});
  if (!faults.empty()) return Refusal(BatchProblem(faults));
  return intake;
}

tl::expected<Intake, HttpResponse> ReadAny(const HttpRequest& request, TimePoint now) {
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
  if (batch) return ReadBatch(std::move(body->get_array()), request, now);
  Intake intake;
  if (const auto fault = TakeStructured(*std::move(body), request, now, intake))
    return Refusal(FaultProblem(*fault));
  return intake;
}

}  // namespace

tl::expected<Intake, HttpResponse> ReadEvents(const HttpRequest& request, std::string_view tenant,
                                              TimePoint now) {
  auto intake = ReadAny(request, now);
  if (!intake) return intake;
  for (Event& event : intake->events) {
    const auto named = event.Extension(kTenantAttribute);
    if (!named.empty() && named != tenant)
      return Refusal(Problem(403, "Forbidden",
                             "event " + event.id + " names the tenant " + std::string(named) +
                                 ", and this API key is of the tenant " + std::string(tenant) +
                                 "; events are of the key's tenant, and need not name it"));
    SetTenant(event, tenant);
  }
  return intake;
}

}  // namespace tocsin::bridge
