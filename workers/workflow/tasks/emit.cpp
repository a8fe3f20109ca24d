#include <algorithm>
#include <cctype>

#include "schemas/media_type.hpp"
#include "schemas/tenant.hpp"
#include "schemas/uri_reference.hpp"
#include "schemas/utf8.hpp"
#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/language/json_text.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/secrets.hpp"
#include "workers/workflow/language/task_keys.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct EmitEventKeys final : KeyTable {
  Key with{
      *this,
      "with",
      Shape::kMap,
      "CloudEvents attributes: `type` (required), `subject` (default the run's), `source` (default "
      "from namespace, name and version), `id` and `time` (default made by the runtime, the same "
      "on every repeat), `datacontenttype`, `dataschema`, extensions of up to 20 lower-case "
      "letters and digits, and `data`, any value. `runid`, `causationid`, `traceparent` are the "
      "runtime's. An empty `type`, an attribute that is no text or a `time` that is not RFC 3339 "
      "raises `expression`; more than 768 KiB of data `validation`.",
      {.required = true}};
};

struct EmitKeys final : KeyTable {
  Key event{
      *this, "event", {Shape::kMap, KeysWithin<EmitEventKeys>}, "The event.", {.required = true}};
};

struct EmitTaskKeys final : KeyTable {
  Key emit{
      *this, "emit", {Shape::kMap, KeysWithin<EmitKeys>}, "What goes out.", {.required = true}};
};

constexpr std::size_t kMaxEventBytes = 768 * 1024;

struct EmitBody final : TaskBody {
  std::vector<std::pair<std::string, Template>> attributes;
};

bool IsExtensionName(std::string_view name) {
  return !name.empty() && name.size() <= 20 && std::ranges::all_of(name, [](char c) {
    return std::islower(static_cast<unsigned char>(c)) != 0 ||
           std::isdigit(static_cast<unsigned char>(c)) != 0;
  });
}

void SetAttribute(Event& event, const std::string& name, std::string text) {
  if (name == "id")
    event.id = std::move(text);
  else if (name == "source")
    event.source = std::move(text);
  else if (name == "type")
    event.type = std::move(text);
  else if (name == "subject")
    event.subject = std::move(text);
  else if (name == "time")
    event.time = std::move(text);
  else if (name == "datacontenttype")
    event.content_type = std::move(text);
  else if (name == "dataschema")
    event.data_schema = std::move(text);
  else
    event.extensions[name] = std::move(text);
}

/// `emit`: an event on the bus; the output is the event.
class EmitTask final : public TaskType {
 public:
  std::string_view Key() const override { return KeysOf<EmitTaskKeys>().emit; }
  std::string_view Description() const override;
  const FieldTable& Keys() const override { return KeysOf<EmitTaskKeys>(); }
  const std::vector<Example>& Examples() const override;

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task, TaskNode&) const override {
    auto body = std::make_unique<EmitBody>();
    const YamlNode& emit = *task.Find(KeysOf<EmitTaskKeys>().emit);
    if (!parser.Expect(emit, YamlNode::Kind::kMap, "'emit'")) return body;
    const auto& keys = KeysOf<EmitKeys>();
    const auto& event_keys = KeysOf<EmitEventKeys>();
    parser.CheckKeys(emit, keys, "'emit'");
    const auto* event = parser.Required(emit, keys.event, "'emit'");
    if (event == nullptr || !parser.Expect(*event, YamlNode::Kind::kMap, keys.event.Quoted()))
      return body;
    parser.CheckKeys(*event, event_keys, "'emit.event'");
    const auto* with = parser.Required(*event, event_keys.with, "'emit.event'");
    if (with == nullptr || !parser.Expect(*with, YamlNode::Kind::kMap, event_keys.with.Quoted()))
      return body;
    parser.Required(*with, attribute::kType, "'emit.event.with'");
    for (const auto& member : with->members) {
      CheckAttribute(parser, member);
      body->attributes.emplace_back(member.key, parser.Value(member.value));
    }
    return body;
  }

  Outgoing Sends(const TaskNode& node) const override {
    for (const auto& [name, value] : static_cast<const EmitBody&>(*node.body).attributes) {
      if (name != attribute::kType) continue;
      if (value.kind != Template::Kind::kLiteral || !value.literal.is_string()) break;
      return {.event_type = std::string(value.literal.get_string())};
    }
    return {.any_event = true};
  }

  void Begin(Execution& run, Frame& frame) const override {
    const auto& body = static_cast<const EmitBody&>(*frame.node->body);
    Event event;
    json::value data;
    for (const auto& [name, value] : body.attributes) {
      auto filled = run.Fill(value, frame.input, frame);
      if (!filled) return run.Raise(frame, filled.error());
      if (const auto secret = SecretWithin(*filled))
        return run.Raise(frame, SecretLeaves(*secret, "the event's '" + name + "'"));
      if (name == "data") {
        data = *std::move(filled);
      } else if (IsContainer(*filled)) {
        return run.Raise(frame, ExpressionError("event attribute '" + name +
                                                "' must be text, not " + Shown(*filled)));
      } else if (!filled->is_null()) {
        SetAttribute(event, name, TextOf(*filled));
      }
    }
    if (event.type.empty()) return run.Raise(frame, ExpressionError("the event's 'type' is empty"));
    if (!event.time.empty() && !ParseTime(event.time))
      return run.Raise(frame, ExpressionError("the event's 'time' is not RFC 3339: '" +
                                              Shortened(event.time, 60) + "'"));
    if (!event.source.empty() && !IsUriReference(event.source))
      return run.Raise(frame, ExpressionError("the event's 'source' is no URI: '" +
                                              Shortened(event.source, 60) + "'"));
    if (IsEnvelopeType(event.content_type))
      return run.Raise(frame, ExpressionError("the event's 'datacontenttype' is that of an event "
                                              "as a whole, and nobody could read it"));
    if (NestedDeeper(data)) return run.Raise(frame, TooDeepToGoOut("the event's data"));
    const bool text =
        data.is_string() && !event.content_type.empty() && !IsJsonType(event.content_type);
    if (!data.is_null())
      event.data = text ? Payload(std::string(data.get_string())) : Payload::Of(std::move(data));
    if (event.data.Size() > kMaxEventBytes)
      return run.Raise(frame, ValidationError("the event's data is larger than 768 KiB, which a "
                                              "broker may refuse"));
    run.Complete(frame, ToStructured(run.Emit(std::move(event), &frame)));
  }

 private:
  static void CheckAttribute(Parser& parser, const YamlNode::Member& member) {
    constexpr std::string_view kOurs[] = {"runid",      "causationid", "traceparent",
                                          "tracestate", "specversion", kTenantAttribute};
    if (std::ranges::find(kOurs, member.key) != std::end(kOurs)) {
      parser.Error(member.mark, "'" + member.key + "' is set by the runtime");
    } else if (!IsExtensionName(member.key)) {
      parser.Error(member.mark,
                   "an event attribute has up to 20 lower-case letters and digits, not '" +
                       member.key + "'");
    }
    const auto& node = member.value;
    if (member.key == "data") return;
    if (node.IsMap() || node.IsSequence() || node.kind == YamlNode::Kind::kNull) {
      parser.Error(node.mark,
                   "'" + member.key + "' must be text, not " + std::string(Describe(node.kind)));
    } else if (member.key == "source" || member.key == "dataschema") {
      parser.CheckUri(node, "an event's '" + member.key + "'");
    } else if (member.key == "time" && !IsExpression(node.text) && !ParseTime(node.text)) {
      parser.Error(node.mark, "'time' must be RFC 3339 or an expression, not '" + node.text + "'");
    }
  }
};

std::string_view EmitTask::Description() const {
  return "Puts an event on the bus, in the same commit as the run's new state, so exactly once. "
         "The "
         "topic follows from the type (`tocsin.alert.*` goes to `tocsin.alerts` and so on, other "
         "types to `tocsin.actions`); the record's key is the subject. The output is the event. "
         "`tocsin exec` prints it on stderr instead.";
}

const std::vector<Example>& EmitTask::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "An action.",
       .document = R"(schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - clean:
      emit:
        event:
          with:
            type: tocsin.action.requested
            subject: ${ $workflow.input[0].host }
            data:
              action_id: ${ "act-" + $workflow.id }
              action: delete_old_logs
              parameters: {host: '${ $workflow.input[0].host }'}
)",
       .test = R"(given:
  - event: {type: com.example.disk.full, data: {host: pve1}}
expect:
  events:
    - {type: tocsin.action.requested, subject: pve1, data: {action: delete_old_logs, parameters: {host: pve1}}}
)"},
  };
  return examples;
}

}  // namespace

void RegisterTask_emit(TaskRegistry& registry) { registry.Add(std::make_unique<EmitTask>()); }

}  // namespace tocsin::workflow
