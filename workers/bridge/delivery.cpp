#include "workers/bridge/delivery.hpp"

#include <algorithm>

#include "adapters/http_text.hpp"
#include "schemas/base64.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/json.hpp"
#include "schemas/letter_case.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "schemas/trace_context.hpp"
#include "schemas/utf8.hpp"
#include "schemas/web_address.hpp"
#include "workers/bridge/stored_rows.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::string_view kHeaderSetting = "headers.";

/// The signature's own, and those that the connection needs.
constexpr std::string_view kOurHeaders[] = {"webhook-id", "webhook-timestamp", "webhook-signature",
                                            "host",       "content-length",    "transfer-encoding",
                                            "connection"};

/// What is wrong with a delivery; empty when nothing is.
std::string FaultOf(const DeliverySpec& spec) {
  if (spec.url.empty() == spec.topic.empty()) return "it needs either url or topic";
  if (!spec.url.empty() && !IsWebAddress(spec.url)) return "url" + std::string(kNoWebAddress);
  if (!spec.topic.empty() && !spec.secret.empty())
    return "secret: records of a topic are not signed";
  if (spec.attempts < 1) return "retry.attempts must be at least 1";
  for (const auto& [name, text] : spec.headers) {
    if (auto fault = HeaderFault(name); !fault.empty()) return fault;
    if (!spec.topic.empty() && (name.starts_with("ce_") || name.starts_with("dlq_")))
      return "headers." + name + ": this header is tocsin's own";
  }
  return {};
}

/// The envelope with JSON data spliced in as it came; other data as a string, or as base64 when it
/// is not UTF-8.
std::string StructuredText(const Event& event) {
  const auto& data = EventData(event);
  const bool raw_text = !data || data->is_string();
  if (event.data.Empty() || (raw_text && IsUtf8(event.data.Text())))
    return JsonText(ToStructured(event));
  auto envelope = EnvelopeOf(event);
  if (raw_text) {
    envelope["data_base64"] = EncodeBase64(event.data.Text());
    return JsonText(envelope);
  }
  auto text = JsonText(envelope);
  text.pop_back();
  return text + ",\"data\":" + event.data.Text() + "}";
}

}  // namespace

std::string HeaderFault(const std::string& name) {
  if (!net::IsToken(name)) return "headers." + name + ": this is not the name of a header";
  const auto ours = [&](std::string_view one) { return EqualsIgnoringCase(name, one); };
  return std::ranges::any_of(kOurHeaders, ours)
             ? "headers." + name + ": this header is tocsin's own"
             : "";
}

json::object EncodeAttributes(const Event& event) {
  json::object attributes;
  for (const auto& [name, value] : ToAttributes(event)) attributes[name] = value;
  attributes["datacontenttype"] = event.content_type;
  if (!event.traceparent.empty()) attributes["traceparent"] = event.traceparent;
  if (!event.tracestate.empty()) attributes["tracestate"] = event.tracestate;
  return attributes;
}

Result<Event> DecodeAttributes(const json::object& attributes, std::string data) {
  Attributes list;
  for (const auto& member : attributes)
    if (member.value().is_string()) list.emplace_back(member.key(), member.value().get_string());
  return EventFromAttributes(list, std::move(data));
}

std::vector<std::pair<std::string, ExpressionSource>> ExpressionsOf(const DeliverySpec& spec) {
  std::vector<std::pair<std::string, ExpressionSource>> all;
  if (!spec.when.empty()) all.emplace_back("when", ExpressionSource{spec.when, {}});
  if (!spec.body.empty()) all.emplace_back("body", ExpressionSource{spec.body, {}});
  for (const auto& [name, text] : spec.headers)
    all.emplace_back("headers." + name, ExpressionSource{text, {}});
  return all;
}

Status Deliveries::Compile(Entry& entry, ExpressionEngine& engine) {
  for (auto& [setting, source] : ExpressionsOf(entry.spec)) {
    if (const auto compiled = engine.Check(source); !compiled)
      return Fail(ErrorKind::kInvalid, setting + ": " + compiled.error().message);
    const std::size_t index = expressions_.size();
    expressions_.push_back(std::move(source));
    if (setting == "when") {
      entry.condition = index;
    } else if (setting == "body") {
      entry.body = index;
    } else {
      entry.headers.emplace_back(setting.substr(kHeaderSetting.size()), index);
    }
  }
  return {};
}

Result<std::shared_ptr<const Deliveries>> Deliveries::Create(std::vector<DeliverySpec> specs,
                                                             ExpressionEngine& engine) {
  auto out = std::make_shared<Deliveries>();
  for (auto& spec : specs) {
    const std::string where = "reading delivery '" + spec.name + "': ";
    const auto bad = [&](std::string_view why) {
      return Fail(ErrorKind::kInvalid, where + std::string(why), "bridge.deliveries");
    };
    if (spec.name.empty()) return bad("it needs a name");
    if (out->Find(spec.name) != nullptr) return bad("the name is used twice");
    if (const auto fault = FaultOf(spec); !fault.empty()) return bad(fault);
    Entry entry{.spec = std::move(spec), .key = std::nullopt};
    if (!entry.spec.secret.empty()) {
      auto key = WebhookKey::Parse(entry.spec.secret);
      if (!key) return bad("secret: " + key.error().message);
      entry.key = std::move(*key);
    }
    if (const auto compiled = out->Compile(entry, engine); !compiled)
      return bad(compiled.error().message);
    out->entries_.push_back(std::move(entry));
  }
  return std::shared_ptr<const Deliveries>(std::move(out));
}

const Deliveries::Entry* Deliveries::Find(std::string_view name) const {
  const auto found =
      std::ranges::find_if(entries_, [&](const Entry& entry) { return entry.spec.name == name; });
  return found == entries_.end() ? nullptr : &*found;
}

bool TakesType(const DeliverySpec& spec, std::string_view type) {
  return std::ranges::any_of(spec.types, [&](std::string_view wanted) {
    if (!wanted.ends_with('*')) return wanted == type;
    return type.starts_with(wanted.substr(0, wanted.size() - 1));
  });
}

EffectId DeliveryId(std::string_view delivery, const Event& event, std::string_view replay) {
  return EventEffectId(event, replay, kDeliveryKind, delivery);
}

DeliveryTask MakeTask(const DeliverySpec& spec, const Event& event, const TopicPartition& at,
                      std::int64_t offset, TimePoint now) {
  std::string message;
  if (event.type == type::kActionRequested)
    message = events::Read<events::ActionRequested>(event).action_id;
  if (message.empty()) message = event.id;
  return {.delivery = spec.name,
          .message_id = std::move(message),
          .event = event,
          .at = at,
          .offset = offset,
          .since = now};
}

std::string EncodeTask(const DeliveryTask& task) {
  StoredTask row{.delivery = task.delivery,
                 .message_id = task.message_id,
                 .event = EncodeAttributes(task.event),
                 .data_base64 = EncodeBase64(task.event.data.Text()),
                 .topic = task.at.topic,
                 .partition = task.at.partition,
                 .offset = task.offset};
  if (task.awaits) row.awaits = true;
  if (task.silent) row.silent = true;
  if (task.since) row.since = FormatTime(*task.since);
  if (!task.released.empty()) row.released = task.released;
  return JsonText(EncodeJson(row));
}

EffectRow RowOf(std::string_view kind, const EffectId& id, const DeliveryTask& task,
                TimePoint now) {
  EffectRow row;
  row.id = id;
  row.partition = task.at.partition;
  row.kind = kind;
  row.due_at = now;
  row.request = EncodeTask(task);
  return row;
}

Result<DeliveryTask> DecodeTask(std::string_view request) {
  TRY_ASSIGN(const json::value value, ParseJson(request));
  auto row = DecodeJson<StoredTask>(value);
  if (!row)
    return Fail(ErrorKind::kInvalid, "reading delivery row: " + row.error().message, "bridge");
  DeliveryTask task;
  TRY_ASSIGN(auto data, DecodeBase64(row->data_base64));
  TRY_ASSIGN(task.event, DecodeAttributes(row->event, std::move(data)));
  task.delivery = std::move(row->delivery);
  task.message_id = std::move(row->message_id);
  task.at = {.topic = std::move(row->topic), .partition = row->partition};
  task.offset = row->offset;
  task.awaits = row->awaits.value_or(false);
  task.silent = row->silent.value_or(false);
  task.released = row->released.value_or("");
  if (const auto since = ParseTime(row->since.value_or(""))) task.since = *since;
  return task;
}

DeliveryContent ContentOf(const Event& event) {
  return {.body = StructuredText(event), .content_type = std::string(kStructuredType)};
}

std::uint64_t SpanOfAttempt(const DeliveryTask& task, int attempt) {
  return SpanFrom(task.message_id + ' ' + task.delivery + ' ' + std::to_string(attempt));
}

HttpCall MakeCall(const Deliveries::Entry& entry, const DeliveryTask& task, DeliveryContent content,
                  int attempt, TimePoint now) {
  HttpCall call;
  call.method = "POST";
  call.url = entry.spec.url;
  call.body = std::move(content.body);
  call.timeout = entry.spec.timeout;
  call.connect_timeout = entry.spec.connect_timeout;
  call.max_response_bytes = 256 * 1024;
  call.cut_response = true;  // the status alone says whether it was taken
  const std::string timestamp = WebhookTimestamp(now);
  call.headers = std::move(content.headers);
  if (HeaderValue(call.headers, "Content-Type").empty())
    call.headers.emplace_back("Content-Type", std::move(content.content_type));
  call.headers.emplace_back("webhook-id", task.message_id);
  call.headers.emplace_back("webhook-timestamp", timestamp);
  if (entry.key) {
    call.headers.emplace_back("webhook-signature",
                              entry.key->Sign(task.message_id, timestamp, call.body));
  }
  PutTrace(task, attempt, call.headers);
  return call;
}

void PutTrace(const DeliveryTask& task, int attempt, HttpHeaders& headers) {
  const std::string trace = WithSpan(task.event.traceparent, SpanOfAttempt(task, attempt));
  if (trace.empty() || !HeaderValue(headers, "traceparent").empty()) return;
  headers.emplace_back("traceparent", trace);
  const auto state = TracestateFor(trace, task.event.tracestate);
  if (!state.empty() && HeaderValue(headers, "tracestate").empty())
    headers.emplace_back("tracestate", state);
}

}  // namespace tocsin::bridge
