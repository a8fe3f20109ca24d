#include "workers/bridge/delivery.hpp"

#include <algorithm>

#include "schemas/base64.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/json.hpp"
#include "schemas/topics.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::bridge {
namespace {

json::object EncodeEvent(const Event& event) {
  json::object attributes;
  for (const auto& [name, value] : ToAttributes(event)) attributes[name] = value;
  attributes["datacontenttype"] = event.content_type;
  if (!event.traceparent.empty()) attributes["traceparent"] = event.traceparent;
  if (!event.tracestate.empty()) attributes["tracestate"] = event.tracestate;
  return attributes;
}

Result<Event> DecodeEvent(const json::value& attributes, std::string data) {
  Attributes list;
  if (attributes.is_object()) {
    for (const auto& member : attributes.get_object()) {
      if (member.value().is_string()) list.emplace_back(member.key(), member.value().get_string());
    }
  }
  return EventFromAttributes(list, std::move(data));
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

std::optional<ExpressionSource> ConditionOf(const DeliverySpec& spec) {
  if (spec.when.empty()) return std::nullopt;
  return ExpressionSource{.text = spec.when, .variables = {}};
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
    if (!spec.url.starts_with("http://") && !spec.url.starts_with("https://")) {
      return bad("url must begin with http:// or https://");
    }
    if (spec.attempts < 1) return bad("retry.attempts must be at least 1");
    Entry entry{.spec = std::move(spec), .key = std::nullopt, .condition = std::nullopt};
    if (!entry.spec.secret.empty()) {
      auto key = WebhookKey::Parse(entry.spec.secret);
      if (!key) return bad("secret: " + key.error().message);
      entry.key = std::move(*key);
    }
    if (const auto condition = ConditionOf(entry.spec)) {
      if (const auto compiled = engine.Check(*condition); !compiled)
        return bad("when: " + compiled.error().message);
      entry.condition = out->conditions_.size();
      out->conditions_.push_back(*condition);
    }
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

EffectId DeliveryId(std::string_view delivery, const Event& event) {
  return EffectId::Derive({"delivery", delivery, event.source, event.id});
}

DeliveryTask MakeTask(const DeliverySpec& spec, const Event& event, const TopicPartition& at,
                      std::int64_t offset) {
  std::string message;
  if (event.type == type::kActionRequested)
    message = events::Read<events::ActionRequested>(event).action_id;
  if (message.empty()) message = event.id;
  return {.delivery = spec.name,
          .message_id = std::move(message),
          .event = event,
          .at = at,
          .offset = offset};
}

std::string EncodeTask(const DeliveryTask& task) {
  return JsonText(json::object{{"delivery", task.delivery},
                               {"message_id", task.message_id},
                               {"event", EncodeEvent(task.event)},
                               {"data_base64", EncodeBase64(task.event.data.Text())},
                               {"topic", task.at.topic},
                               {"partition", task.at.partition},
                               {"offset", task.offset}});
}

Result<DeliveryTask> DecodeTask(std::string_view request) {
  TRY_ASSIGN(const json::value value, ParseJson(request));
  const auto* event = Find(value, "event");
  const auto* partition = Find(value, "partition");
  const auto* offset = Find(value, "offset");
  if (event == nullptr || partition == nullptr || !partition->is_int64() || offset == nullptr ||
      !offset->is_int64()) {
    return Fail(ErrorKind::kInvalid, "reading delivery row: a member is missing", "bridge");
  }
  const auto& object = value.get_object();
  DeliveryTask task;
  task.delivery = StringAt(object, "delivery");
  task.message_id = StringAt(object, "message_id");
  task.at = {.topic = std::string(StringAt(object, "topic")),
             .partition = static_cast<int>(partition->get_int64())};
  task.offset = offset->get_int64();
  TRY_ASSIGN(auto data, DecodeBase64(StringAt(object, "data_base64")));
  TRY_ASSIGN(task.event, DecodeEvent(*event, std::move(data)));
  return task;
}

HttpCall MakeCall(const Deliveries::Entry& entry, const DeliveryTask& task, TimePoint now) {
  HttpCall call;
  call.method = "POST";
  call.url = entry.spec.url;
  call.body = StructuredText(task.event);
  call.timeout = entry.spec.timeout;
  call.max_response_bytes = 256 * 1024;
  call.cut_response = true;  // the status alone says whether it was taken
  const std::string timestamp = WebhookTimestamp(now);
  call.headers = {{"Content-Type", "application/cloudevents+json"},
                  {"webhook-id", task.message_id},
                  {"webhook-timestamp", timestamp}};
  if (entry.key) {
    call.headers.emplace_back("webhook-signature",
                              entry.key->Sign(task.message_id, timestamp, call.body));
  }
  if (!task.event.traceparent.empty())
    call.headers.emplace_back("traceparent", task.event.traceparent);
  return call;
}

}  // namespace tocsin::bridge
