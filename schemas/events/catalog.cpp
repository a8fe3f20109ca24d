#include "schemas/events/catalog.hpp"

#include "schemas/events/alerts.hpp"
#include "schemas/events/budget.hpp"
#include "schemas/events/calls.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/events/led_calls.hpp"
#include "schemas/events/lifecycle.hpp"
#include "schemas/events/messages.hpp"
#include "schemas/events/pages.hpp"
#include "schemas/events/runs.hpp"
#include "schemas/topics.hpp"

namespace tocsin::events {
namespace {

constexpr std::string_view kAlertKey = "the alert's id";
constexpr std::string_view kCallKey = "the alert's id, or the call's id where there is no alert";

std::vector<EventType> MakeTypes() {
  std::vector<EventType> types = {
      EventTypeOf<AlertRaised>(type::kAlertRaised, "Something is wrong.", kAlertKey),
      EventTypeOf<AlertResolved>(type::kAlertResolved, "The trouble is over; calls about it end.",
                                 kAlertKey),
      EventTypeOf<AlertClosed>(type::kAlertClosed,
                               "How an alert ended: exactly one for each alert.", kAlertKey),
      EventTypeOf<CallRequested>(type::kCallRequested, "A person is to be called and asked.",
                                 kCallKey),
      EventTypeOf<CallCancelRequested>(type::kCallCancelRequested,
                                       "The calls of a question are to end.", kCallKey),
      EventTypeOf<CallInbound>(
          type::kCallInbound,
          "Somebody calls a number of ours. A workflow that starts on it leads "
          "the call.",
          "the call's id"),
      EventTypeOf<CallStepRequested>(
          type::kCallStepRequested, "What a workflow wants next in a call that came in.", kCallKey),
      EventTypeOf<CallStepEnded>(type::kCallStepEnded, "Such a step is done, or will not be.",
                                 "the call's id"),
      EventTypeOf<CallProgress>(type::kCallInitiated, "The carrier has taken the call.", kCallKey),
      EventTypeOf<CallProgress>(type::kCallRinging, "It rings.", kCallKey),
      EventTypeOf<CallProgress>(type::kCallAnswered, "Somebody or something has picked up.",
                                kCallKey),
      EventTypeOf<CallTurn>(type::kCallTurn, "What was heard on a call, and what it was taken for.",
                            kCallKey),
      EventTypeOf<CallProgress>(type::kCallEnded, "The call is over.", kCallKey),
      EventTypeOf<CallSummarized>(type::kCallSummarized,
                                  "What a conversation with a language model came to: once, "
                                  "within 5 s of the call's end.",
                                  "the call's id"),
      EventTypeOf<CallProgress>(type::kCallFailed,
                                "The call could not be made, or nothing is known of it.", kCallKey),
      EventTypeOf<MessageRequested>(
          type::kMessageRequested, "A message is to be sent over one of the `channels`.", kCallKey),
      EventTypeOf<MessageSent>(type::kMessageSent, "The receiver has taken the message.", kCallKey),
      EventTypeOf<MessageFailed>(type::kMessageFailed, "A message could not be sent.", kCallKey),
      EventTypeOf<BudgetRefused>(type::kBudgetRefused, "A dial that the budget forbade.", kCallKey),
      EventTypeOf<DecisionMade>(type::kDecisionMade, "A person has decided.", kCallKey),
      EventTypeOf<DecisionSuperseded>(
          type::kDecisionSuperseded, "A decision came as its question was being closed.", kCallKey),
      EventTypeOf<ActionRequested>(type::kActionRequested, "Something is to be done.", kCallKey),
      EventTypeOf<ActionCompleted>(type::kActionCompleted, "An action was done.", kCallKey),
      EventTypeOf<ActionFailed>(type::kActionFailed, "An action could not be done.", kCallKey),
      EventTypeOf<PageRequested>(type::kPageRequested,
                                 "An alert of a policy that bundles its calls is to be asked, or "
                                 "needs nobody any more.",
                                 "the policy, as `policy/NAME`"),
      EventTypeOf<PageSettled>(type::kPageSettled,
                               "Whether that alert rings by itself, or what was decided for it.",
                               kAlertKey),
      EventTypeOf<RunControlRequested>(type::kRunControlRequested,
                                       "Somebody wants a run to end, to pause or to go on.",
                                       "the run's subject: the alert's id, or the run's id"),
  };
  for (auto& type : LifecycleTypes()) types.push_back(std::move(type));
  return types;
}

std::string ChannelOf(const EventType& event) {
  const auto topic = TopicOf(event.type, "tocsin");
  return topic.substr(topic.rfind('.') + 1);
}

json::object HeaderSchema() {
  const auto text = [](std::string_view description) {
    return json::object{{"type", "string"}, {"description", description}};
  };
  return {{"type", "object"},
          {"properties",
           {{"ce_specversion", {{"type", "string"}, {"const", "1.0"}}},
            {"ce_id", text("The same on every repeat of this event.")},
            {"ce_source", text("Who says so.")},
            {"ce_type", text("The event's type.")},
            {"ce_time", text("When, RFC 3339.")},
            {"ce_subject", text("The same as the record's key.")},
            {"ce_causationid", text("Id of the event this one follows from.")},
            {"ce_runid", text("The workflow run, on its requests and their answers.")},
            {"ce_tenant", text("The tenant; absent: default.")},
            {"traceparent", text("W3C trace context.")}}},
          {"required", {"ce_specversion", "ce_id", "ce_source", "ce_type"}}};
}

json::object Message(const EventType& event) {
  return {{"name", event.type},
          {"summary", event.summary},
          {"contentType", "application/json"},
          {"headers", {{"$ref", "#/components/schemas/CloudEventHeaders"}}},
          {"payload", {{"$ref", std::string(event.type) + ".schema.json"}}},
          {"bindings",
           {{"kafka",
             {{"key", {{"type", "string"}, {"description", event.key}}},
              {"bindingVersion", "0.5.0"}}}}},
          {"examples", {{{"payload", ExampleData(event)}}}}};
}

}  // namespace

const std::vector<EventType>& EventTypes() {
  static const std::vector<EventType> types = MakeTypes();
  return types;
}

const EventType* FindEventType(std::string_view type) {
  for (const auto& event : EventTypes())
    if (event.type == type) return &event;
  return nullptr;
}

json::object DataSchema(const EventType& event) {
  json::object schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                      {"$id", std::string(event.type) + ".schema.json"},
                      {"title", event.type}};
  for (auto& member : event.data.Schema(UnknownFields::kIgnore))
    schema.emplace(member.key(), member.value());
  schema["description"] = event.summary;
  return schema;
}

json::object ExampleData(const EventType& event) { return event.data.Example(); }

json::object AsyncApi(std::string_view version) {
  json::object channels;
  json::object operations;
  json::object messages;
  for (const auto& event : EventTypes()) {
    const auto channel = ChannelOf(event);
    auto& entry = channels[channel];
    if (entry.is_null()) {
      entry = {{"address", TopicName(channel, "tocsin")},
               {"messages", json::object{}},
               {"bindings",
                {{"kafka",
                  {{"topic", TopicName(channel, "tocsin")},
                   {"partitions", 12},
                   {"bindingVersion", "0.5.0"}}}}}};
      operations["receive_" + channel] = {{"action", "receive"},
                                          {"channel", {{"$ref", "#/channels/" + channel}}}};
      operations["send_" + channel] = {{"action", "send"},
                                       {"channel", {{"$ref", "#/channels/" + channel}}}};
    }
    const std::string reference = "#/components/messages/" + std::string(event.type);
    entry.at("messages").as_object()[event.type] = {{"$ref", reference}};
    messages[event.type] = Message(event);
  }
  return {
      {"asyncapi", "3.0.0"},
      {"info",
       {{"title", "tocsin events"},
        {"version", version},
        {"description",
         "CloudEvents 1.0 in binary mode; the data is JSON. Unknown fields are kept."}}},
      {"defaultContentType", "application/json"},
      {"channels", std::move(channels)},
      {"operations", std::move(operations)},
      {"components",
       {{"messages", std::move(messages)}, {"schemas", {{"CloudEventHeaders", HeaderSchema()}}}}}};
}

std::string EventReference() {
  std::string page;
  for (const auto& event : EventTypes()) {
    page += "\n## " + std::string(event.type) + "\n\n" + std::string(event.summary) + " Topic `" +
            TopicOf(event.type, "tocsin") + "`, key: " + std::string(event.key) + ".\n\n" +
            MarkdownTable(event.data) + "\n```json\n" + JsonText(ExampleData(event)) + "\n```\n";
  }
  return page;
}

}  // namespace tocsin::events
