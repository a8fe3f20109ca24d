#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/language/event_filter.hpp"
#include "workers/workflow/language/listen_keys.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/secrets.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct ListenBody final : TaskBody {
  EventFilter filter;
  ReadAs read = ReadAs::kData;
};

/// `listen` to one event. The output is a list of what was consumed, here of one.
class ListenTask final : public TaskType {
 public:
  std::string_view Key() const override { return KeysOf<ListenTaskKeys>().listen; }
  std::string_view Description() const override;
  const FieldTable& Keys() const override { return KeysOf<ListenTaskKeys>(); }
  const std::vector<Example>& Examples() const override;

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task, TaskNode&) const override {
    auto body = std::make_unique<ListenBody>();
    const auto& task_keys = KeysOf<ListenTaskKeys>();
    const auto& keys = KeysOf<ListenKeys>();
    const auto& to_keys = KeysOf<ListenToKeys>();
    for (const auto& member : task.members)
      if (member.key == task_keys.foreach.Name())
        parser.NotSupported(member.mark, "'listen' with " + task_keys.foreach.Quoted());
    const YamlNode& listen = *task.Find(KeysOf<ListenTaskKeys>().listen);
    if (!parser.Expect(listen, YamlNode::Kind::kMap, "'listen'")) return body;
    parser.CheckKeys(listen, keys, "'listen'");
    if (const auto* read = listen.Find(keys.read))
      body->read = ParseRead(parser, *read, "'listen.read'", keys.read).value_or(ReadAs::kData);
    const auto* to = parser.Required(listen, keys.to, "'listen'");
    if (to == nullptr || !parser.Expect(*to, YamlNode::Kind::kMap, keys.to.Quoted())) return body;
    parser.CheckKeys(*to, to_keys, "'listen.to'");
    for (const auto& member : to->members)
      if (member.key != to_keys.one.Name())
        parser.NotSupported(member.mark, "'listen.to." + member.key + "'");
    const auto* one = to->Find(to_keys.one);
    if (one == nullptr) {
      if (to->members.empty()) parser.Error(to->mark, "'listen.to' needs 'one'");
      return body;
    }
    body->filter = ParseEventFilter(parser, *one, true);
    parser.NoteListen(body->filter);
    return body;
  }

  void Begin(Execution& run, Frame& frame) const override {
    const auto& filter = static_cast<const ListenBody&>(*frame.node->body).filter;
    json::array values;
    for (const auto& correlation : filter.correlations) {
      if (!correlation.expect) break;
      auto expected = run.Fill(*correlation.expect, frame.input, frame);
      if (!expected) return run.Raise(frame, expected.error());
      if (expected->is_null())
        return run.Raise(frame, ExpressionError("'expect' of correlation '" + correlation.name +
                                                "' gave null: no event can match it"));
      values.push_back(*std::move(expected));
    }
    const auto value =
        CanonicalJson(values.empty() ? json::value(nullptr) : json::value(std::move(values)));
    run.AddWait(frame, filter.signature, value);
    run.TellOfRun("correlation-started");
  }

  void OnEvent(Execution& run, Frame& frame, const Event& event,
               const std::optional<Uuid>&) const override {
    const auto& body = static_cast<const ListenBody&>(*frame.node->body);
    if (!Matches(run, frame, event, body.filter)) return;
    auto value = ReadEvent(event, body.read);
    if (!value) {
      value = json::value(event.data.Text());
      Defuse(*value);
    }
    if (run.TellsOfRuns())
      run.TellOfRun("correlation-completed", {.keys = CorrelatedBy(run, event, body.filter)});
    run.Complete(frame, json::array{*std::move(value)});
  }

 private:
  /// What the correlations give for the event, by their names.
  static json::object CorrelatedBy(Execution& run, const Event& event, const EventFilter& filter) {
    json::object keys;
    if (filter.correlations.empty()) return keys;
    const auto envelope = ToStructured(event);
    for (const auto& correlation : filter.correlations)
      if (auto key = run.GetWorld().program.Evaluate(correlation.from, envelope, run.BareScope()))
        keys[correlation.name] = *std::move(key);
    return keys;
  }

  /// The store matched type and correlation by hash; what only this task asks for is seen here. An
  /// event on which an expression fails does not match: somebody else's odd event must not end the
  /// run.
  static bool Matches(Execution& run, const Frame& frame, const Event& event,
                      const EventFilter& filter) {
    auto& program = run.GetWorld().program;
    const auto fits = FilterMatches(filter, event, program, run.BareScope());
    if (!fits || !*fits) return false;
    const auto value = CorrelationOf(filter, ToStructured(event), program, run.BareScope());
    return value && *value && !frame.waits.empty() && **value == frame.waits.front().value;
  }
};

std::string_view ListenTask::Description() const {
  return "Waits for an event. The output is a list with what came. An event that comes a moment "
         "before "
         "the wait is set up is not missed: it lies in the mailbox for `workflows.mailbox_expiry` "
         "(1 h), unless it is older than the event that started the run. Without `timeout` it "
         "waits for ever.";
}

const std::vector<Example>& ListenTask::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "The payment of this order, within a day.",
       .document = R"(schedule:
  on: {one: {with: {type: com.example.order.placed}}}
do:
  - paid:
      listen:
        to:
          one:
            with: {type: com.example.order.paid}
            correlate:
              order:
                from: ${ .data.order_id }
                expect: ${ $workflow.input[0].order_id }
        read: data
      timeout: {after: {days: 1}}
      output: {as: '${ .[0] }'}
)",
       .test = R"(given:
  - event: {type: com.example.order.placed, data: {order_id: o1}}
  - event: {type: com.example.order.paid, data: {order_id: o2, amount: 5}}
  - event: {type: com.example.order.paid, data: {order_id: o1, amount: 7}}
expect:
  output: {order_id: o1, amount: 7}
)"},
  };
  return examples;
}

}  // namespace

void RegisterTask_listen(TaskRegistry& registry) { registry.Add(std::make_unique<ListenTask>()); }

}  // namespace tocsin::workflow
