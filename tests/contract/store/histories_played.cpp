// links: workflow rehearsal expression bridge
#include "histories_played.hpp"

#include "schemas/events/data.hpp"
#include "schemas/events/led_calls.hpp"
#include "schemas/topics.hpp"
#include "workers/runtime/event_codec.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin {
namespace {

using rehearsal::Crashes;
using rehearsal::World;

/// Takes it, is busy, does not answer, or is gone: by attempt, whoever makes it.
HttpOutcome ReceiveHook(const HttpCall& call) {
  const Uuid attempt = Uuid::Derive(
      {HeaderValue(call.headers, "webhook-id"), HeaderValue(call.headers, "webhook-timestamp")});
  switch (attempt.Bytes()[0] % 6) {
    case 0:
      return HttpResponse{.status = 503, .headers = {{"Retry-After", "7"}}, .body = ""};
    case 1:
      return tl::unexpected(HttpFailure{{ErrorKind::kTransient, "connecting: refused"}, false});
    case 2:
      return HttpResponse{
          .status = attempt.Bytes()[1] % 4 == 0 ? 410 : 500, .headers = {}, .body = ""};
    default:
      return HttpResponse{.status = 200, .headers = {}, .body = R"({"taken":true})"};
  }
}

/// A worker that is not what it should be: it forgets the first record with such a header.
class ForgetfulHandler final : public runtime::RoleHandler {
 public:
  ForgetfulHandler(std::unique_ptr<runtime::RoleHandler> handler, PlantedFault fault)
      : handler_(std::move(handler)), fault_(std::move(fault)) {}

  bool Ignores(std::string_view type, bool of_a_run) const override {
    return handler_->Ignores(type, of_a_run);
  }
  std::vector<std::string> TimerKinds() const override { return handler_->TimerKinds(); }
  runtime::DatabaseJob Prepare(std::span<const runtime::ShardInput> inputs) override {
    return handler_->Prepare(inputs);
  }
  tl::expected<void, Blame> Decide(std::span<const runtime::ShardInput> inputs,
                                   runtime::BatchWriter& out) override {
    auto decided = handler_->Decide(inputs, out);
    for (auto& write : out.Out().outbox) {
      if (fault_.forgets.empty()) break;
      const auto forgotten =
          std::ranges::find_if(write.records, [this](const OutgoingRecord& record) {
            return runtime::HeaderOf(record.headers, fault_.header) == fault_.forgets;
          });
      if (forgotten == write.records.end()) continue;
      write.records.erase(forgotten);
      fault_.forgets.clear();
    }
    return decided;
  }
  void OnCommitted(const Batch& batch, const CommitOutcome& outcome) override {
    handler_->OnCommitted(batch, outcome);
  }
  void OnRejected(const CommitOutcome& outcome) override { handler_->OnRejected(outcome); }
  void OnTaken(const std::vector<int>& partitions, const TakeOver& taken) override {
    handler_->OnTaken(partitions, taken);
  }
  void OnEffects(const std::vector<EffectRow>& effects) override { handler_->OnEffects(effects); }
  std::vector<EffectId> Effects() const override { return handler_->Effects(); }
  void OnLost(const std::vector<int>& partitions) override { handler_->OnLost(partitions); }

 private:
  std::unique_ptr<runtime::RoleHandler> handler_;
  PlantedFault fault_;
};

/// Without where its record lay, which is elsewhere for one that was sent twice.
std::string LineOf(const World::DeadLetter& letter) {
  std::string line =
      FormatTime(letter.at) + letter.record.key.value_or("") + letter.record.value.value_or("");
  for (const auto& [name, value] : letter.record.headers)
    if (name != runtime::kLetterOffset) line += name + value;
  return line;
}

/// How a call ended, of an event that says so; else empty.
std::string EndOf(const Event& event) {
  if (event.type != type::kCallEnded && event.type != type::kCallFailed) return {};
  const auto data = EventData(event);
  const auto* object = data ? data->if_object() : nullptr;
  if (object == nullptr) return {};
  const auto what = event.type.substr(event.type.rfind('.') + 1);
  return what + ' ' + std::string(StringAt(*object, "reason"));
}

/// How a conversation with a language model, or a part of one, ended; else empty.
std::string EndOfTalk(const Event& event) {
  if (event.type != type::kCallStepEnded) return {};
  const auto ended = events::Read<events::CallStepEnded>(event);
  if (ended.act != events::kStepConverse) return {};
  return ended.outcome + ' ' + ended.ending.value_or(ended.reason.value_or(""));
}

}  // namespace

workflow::Functions HistoriesTest::Catalog() {
  workflow::FunctionRegistry registry;
  workflow::RegisterFunctionAll(registry);
  return workflow::Functions(std::move(registry));
}

void HistoriesTest::SetUp() {
  const auto resources = Histories(0).resources;
  for (const auto text : WorkflowsOfHistories()) {
    const auto parsed =
        workflow::ParseDefinition(text, "h.yaml", *engine_, functions_, resources.get());
    for (const auto& finding : parsed.findings)
      if (finding.level == Finding::Level::kError) FAIL() << FormatFinding(finding);
    definitions_.push_back(parsed.definition);
  }
  // That a receiver rests is known to one process: who comes after a crash asks it at once.
  constexpr int kNeverRests = 1'000'000;
  auto deliveries = bridge::Deliveries::Create({{.name = "hook",
                                                 .types = {"tocsin.action.requested", "h.heard"},
                                                 .url = "https://h.example/hook",
                                                 .attempts = 3,
                                                 .breaker_failures = kNeverRests}},
                                               *engine_);
  ASSERT_TRUE(deliveries) << deliveries.error().message;
  deliveries_ = *deliveries;
}

World::Parts HistoriesTest::PartsFor(const Histories& histories,
                                     const rehearsal::MakeStore& make_store,
                                     const PlantedFault& fault) {
  const auto wrap = [fault](std::string_view role, std::unique_ptr<runtime::RoleHandler> handler)
      -> std::unique_ptr<runtime::RoleHandler> {
    if (role != fault.role) return handler;
    return std::make_unique<ForgetfulHandler>(std::move(handler), fault);
  };
  return {.definitions = definitions_,
          .resources = histories.resources,
          .engine = *engine_,
          .functions = functions_,
          .make_store = make_store,
          .callees = histories.people,
          .mocks = histories.mocks,
          .model = histories.model,
          .pins = histories.pins,
          .deliveries = deliveries_,
          .receiver = ReceiveHook,
          .wrap = wrap,
          .carrier_lists_calls = histories.carrier_lists_calls,
          .refuses_dead_letters = false};
}

Story HistoriesTest::Play(const Histories& histories, const rehearsal::MakeStore& make_store,
                          Crashes crashes, const PlantedFault& fault) {
  auto made = World::Make(PartsFor(histories, make_store, fault), kStartOfHistories, crashes);
  if (!made) return {.lines = {made.error().message}};
  World& world = **made;
  Status status;
  for (const auto& [after, comes] : histories.steps) {
    if (status) status = world.AdvanceTo(world.Now() + after);
    if (!status) break;
    const auto* caller = std::get_if<CallsIn>(&comes);
    status = caller != nullptr ? world.Ring(caller->from, caller->to)
                               : world.Publish(std::get<Event>(comes));
  }
  if (status) status = world.Settle(std::chrono::hours(3));
  Story story;
  Tell(world, story);
  if (!status) story.lines.push_back(status.error().message);
  return story;
}

void HistoriesTest::Tell(const World& world, Story& story) const {
  auto& lines = story.lines;
  for (const auto& [at, origin, event] : world.Occurrences()) {
    lines.push_back(FormatTime(at) + json::serialize(ToStructured(event)));
    if (auto end = EndOf(event); !end.empty()) story.ends.insert(std::move(end));
    if (auto end = EndOfTalk(event); !end.empty()) story.talks.insert(std::move(end));
    if (auto task = TaskOf(event); !task.empty()) story.tasks.insert(std::move(task));
  }
  for (const auto& letter : world.DeadLetters()) {
    lines.push_back(LineOf(letter));
    story.letters.emplace(runtime::HeaderOf(letter.record.headers, runtime::kLetterReason));
  }
  for (const auto& spoken : world.Conversations()) lines.push_back(spoken.who + spoken.text);
  for (const auto& run : world.Runs())
    lines.push_back(run.workflow + std::string(ToString(run.status)) + json::serialize(run.output));
}

/// The type of the task that has started, of an event that says so: of a run "NAME-ID.NAMESPACE".
std::string HistoriesTest::TaskOf(const Event& event) const {
  if (event.type != "io.serverlessworkflow.task.started.v1") return {};
  const auto data = EventData(event);
  const auto* object = data ? data->if_object() : nullptr;
  if (object == nullptr) return {};
  const auto run = StringAt(*object, "workflow");
  for (const auto& definition : definitions_) {
    if (definition->Name() != run.substr(0, run.find('-'))) continue;
    if (const auto* task = definition->FindTask(StringAt(*object, "task")))
      return std::string(task->type->Title());
  }
  return {};
}

}  // namespace tocsin
