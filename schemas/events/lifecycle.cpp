#include "schemas/events/lifecycle.hpp"

#include <string>
#include <utility>

#include "schemas/events/data.hpp"

namespace tocsin::events {
namespace {

constexpr std::string_view kName = "alert-router-5d9c0b7e-1f3a-8c26-b4e7-8a6f5d4c3b2a.ops";
constexpr std::string_view kKey = "the run's subject: the alert's id, or the run's id";
constexpr std::string_view kAt = "2026-03-07T01:10:00.000Z";

constexpr std::string_view kQualifiedName = "The run: NAME-ID.NAMESPACE of its definition.";

/// Data of a workflow's event. `Kind` says its type and under which name its time stands.
template <class Kind>
struct OfWorkflow {
  std::string name;
  DefinitionReference definition;
  std::string at;
  void Take(LifecycleFacts&& facts) {
    name = std::move(facts.name);
    definition = std::move(facts.definition);
    at = std::move(facts.at);
  }
  static const FieldTable& Spec() {
    static const FieldTable table = TableOf<OfWorkflow>(
        Kind::kType, Kind::kSummary,
        {FieldOf<&OfWorkflow::name>("name", kQualifiedName, {.required = true, .example = kName}),
         FieldOf<&OfWorkflow::definition>("definition", "The definition that the run follows."),
         FieldOf<&OfWorkflow::at>(Kind::kTime, "When, RFC 3339.",
                                  {.required = true, .example = kAt})});
    return table;
  }
};

struct Started {
  static constexpr std::string_view kType = "io.serverlessworkflow.workflow.started.v1";
  static constexpr std::string_view kSummary = "A run has started.";
  static constexpr std::string_view kTime = "startedAt";
};
struct CorrelationStarted {
  static constexpr std::string_view kType = "io.serverlessworkflow.workflow.correlation-started.v1";
  static constexpr std::string_view kSummary = "A run has begun to listen for an event.";
  static constexpr std::string_view kTime = "startedAt";
};
struct Cancelled {
  static constexpr std::string_view kType = "io.serverlessworkflow.workflow.cancelled.v1";
  static constexpr std::string_view kSummary = "A run was ended before its time.";
  static constexpr std::string_view kTime = "cancelledAt";
};
struct Suspended {
  static constexpr std::string_view kType = "io.serverlessworkflow.workflow.suspended.v1";
  static constexpr std::string_view kSummary =
      "A run was paused: no further task of it begins until it is resumed.";
  static constexpr std::string_view kTime = "suspendedAt";
};
struct Resumed {
  static constexpr std::string_view kType = "io.serverlessworkflow.workflow.resumed.v1";
  static constexpr std::string_view kSummary = "A run that was paused goes on.";
  static constexpr std::string_view kTime = "resumedAt";
};
struct Completed {
  static constexpr std::string_view kType = "io.serverlessworkflow.workflow.completed.v1";
  static constexpr std::string_view kSummary = "A run is through.";
  static constexpr std::string_view kTime = "completedAt";
};

struct CorrelationCompleted {
  static constexpr std::string_view kType =
      "io.serverlessworkflow.workflow.correlation-completed.v1";
  static constexpr std::string_view kSummary = "A run has the event that it listened for.";
  std::string name;
  DefinitionReference definition;
  std::string at;
  json::object keys;
  void Take(LifecycleFacts&& facts) {
    name = std::move(facts.name);
    definition = std::move(facts.definition);
    at = std::move(facts.at);
    keys = std::move(facts.keys);
  }
  static const FieldTable& Spec() {
    static const FieldTable table = TableOf<CorrelationCompleted>(
        kType, kSummary,
        {FieldOf<&CorrelationCompleted::name>("name", kQualifiedName,
                                              {.required = true, .example = kName}),
         FieldOf<&CorrelationCompleted::definition>("definition",
                                                    "The definition that the run follows."),
         FieldOf<&CorrelationCompleted::at>("completedAt", "When, RFC 3339.",
                                            {.required = true, .example = kAt}),
         FieldOf<&CorrelationCompleted::keys>("correlationKeys",
                                              "What its correlations gave, by their names.",
                                              {.example = R"({"alert":"a1"})"})});
    return table;
  }
};

struct Faulted {
  static constexpr std::string_view kType = "io.serverlessworkflow.workflow.faulted.v1";
  static constexpr std::string_view kSummary = "A run ended with an error that nothing caught.";
  std::string name;
  DefinitionReference definition;
  std::string at;
  LifecycleError error;
  void Take(LifecycleFacts&& facts) {
    name = std::move(facts.name);
    definition = std::move(facts.definition);
    at = std::move(facts.at);
    error = std::move(facts.error);
  }
  static const FieldTable& Spec() {
    static const FieldTable table = TableOf<Faulted>(
        kType, kSummary,
        {FieldOf<&Faulted::name>("name", kQualifiedName, {.required = true, .example = kName}),
         FieldOf<&Faulted::definition>("definition", "The definition that the run follows."),
         FieldOf<&Faulted::at>("faultedAt", "When, RFC 3339.", {.required = true, .example = kAt}),
         FieldOf<&Faulted::error>("error", "The error.")});
    return table;
  }
};

struct StatusChanged {
  static constexpr std::string_view kType = "io.serverlessworkflow.workflow.status-changed.v1";
  static constexpr std::string_view kSummary =
      "A run has another status; only with `lifecycle: all`.";
  std::string name;
  DefinitionReference definition;
  std::string at;
  std::string status;
  void Take(LifecycleFacts&& facts) {
    name = std::move(facts.name);
    definition = std::move(facts.definition);
    at = std::move(facts.at);
    status = std::move(facts.status);
  }
  static const FieldTable& Spec() {
    static const FieldTable table = TableOf<StatusChanged>(
        kType, kSummary,
        {FieldOf<&StatusChanged::name>("name", kQualifiedName,
                                       {.required = true, .example = kName}),
         FieldOf<&StatusChanged::definition>("definition", "The definition that the run follows."),
         FieldOf<&StatusChanged::at>("updatedAt", "When, RFC 3339.",
                                     {.required = true, .example = kAt}),
         FieldOf<&StatusChanged::status>(
             "status", "The status now.",
             {.required = true,
              .allowed = {"running", "waiting", "suspended", "cancelled", "faulted", "completed"},
              .example = "waiting"})});
    return table;
  }
};

constexpr std::string_view kTask = "JSON pointer of the task.";
constexpr std::string_view kTaskExample = "/do/0/phone";

/// Data of a task's event.
template <class Kind>
struct OfTask {
  std::string workflow;
  std::string task;
  std::string at;
  void Take(LifecycleFacts&& facts) {
    workflow = std::move(facts.name);
    task = std::move(facts.task);
    at = std::move(facts.at);
  }
  static const FieldTable& Spec() {
    static const FieldTable table = TableOf<OfTask>(
        Kind::kType, Kind::kSummary,
        {FieldOf<&OfTask::workflow>("workflow", kQualifiedName,
                                    {.required = true, .example = kName}),
         FieldOf<&OfTask::task>("task", kTask, {.required = true, .example = kTaskExample}),
         FieldOf<&OfTask::at>(Kind::kTime, "When, RFC 3339.", {.required = true, .example = kAt})});
    return table;
  }
};

struct TaskCreated {
  static constexpr std::string_view kType = "io.serverlessworkflow.task.created.v1";
  static constexpr std::string_view kSummary =
      "The flow has come to a task. It ends as completed, faulted or cancelled; skipped by its "
      "`if`, it completes without having started.";
  static constexpr std::string_view kTime = "createdAt";
};
struct TaskStarted {
  static constexpr std::string_view kType = "io.serverlessworkflow.task.started.v1";
  static constexpr std::string_view kSummary = "A task has started.";
  static constexpr std::string_view kTime = "startedAt";
};
struct TaskRetried {
  static constexpr std::string_view kType = "io.serverlessworkflow.task.retried.v1";
  static constexpr std::string_view kSummary = "A `try` is about to try again.";
  static constexpr std::string_view kTime = "retriedAt";
};
struct TaskCancelled {
  static constexpr std::string_view kType = "io.serverlessworkflow.task.cancelled.v1";
  static constexpr std::string_view kSummary = "A task was ended before its time.";
  static constexpr std::string_view kTime = "cancelledAt";
};
struct TaskCompleted {
  static constexpr std::string_view kType = "io.serverlessworkflow.task.completed.v1";
  static constexpr std::string_view kSummary = "A task is through.";
  static constexpr std::string_view kTime = "completedAt";
};

struct TaskFaulted {
  static constexpr std::string_view kType = "io.serverlessworkflow.task.faulted.v1";
  static constexpr std::string_view kSummary = "A task raised an error, or one within it did.";
  std::string workflow;
  std::string task;
  std::string at;
  LifecycleError error;
  void Take(LifecycleFacts&& facts) {
    workflow = std::move(facts.name);
    task = std::move(facts.task);
    at = std::move(facts.at);
    error = std::move(facts.error);
  }
  static const FieldTable& Spec() {
    static const FieldTable table = TableOf<TaskFaulted>(
        kType, kSummary,
        {FieldOf<&TaskFaulted::workflow>("workflow", kQualifiedName,
                                         {.required = true, .example = kName}),
         FieldOf<&TaskFaulted::task>("task", kTask, {.required = true, .example = kTaskExample}),
         FieldOf<&TaskFaulted::at>("faultedAt", "When, RFC 3339.",
                                   {.required = true, .example = kAt}),
         FieldOf<&TaskFaulted::error>("error", "The error.")});
    return table;
  }
};

/// Writes the event of a type from what is told.
using Writer = Payload (*)(LifecycleFacts);
struct Entry {
  EventType type;
  Writer write;
};

template <class Data>
Payload Write(LifecycleFacts facts) {
  Data data;
  data.Take(std::move(facts));
  return Written(data);
}

template <class Data, class Kind>
Entry EntryOf() {
  return {EventTypeOf<Data>(Kind::kType, Kind::kSummary, kKey), &Write<Data>};
}
template <class Kind>
Entry RunEntry() {
  return EntryOf<OfWorkflow<Kind>, Kind>();
}
template <class Kind>
Entry TaskEntry() {
  return EntryOf<OfTask<Kind>, Kind>();
}
template <class Data>
Entry Own() {
  return EntryOf<Data, Data>();
}

const std::vector<Entry>& Entries() {
  static const std::vector<Entry> entries = {RunEntry<Started>(),
                                             RunEntry<CorrelationStarted>(),
                                             Own<CorrelationCompleted>(),
                                             RunEntry<Suspended>(),
                                             RunEntry<Resumed>(),
                                             RunEntry<Cancelled>(),
                                             Own<Faulted>(),
                                             RunEntry<Completed>(),
                                             Own<StatusChanged>(),
                                             TaskEntry<TaskCreated>(),
                                             TaskEntry<TaskStarted>(),
                                             TaskEntry<TaskRetried>(),
                                             TaskEntry<TaskCancelled>(),
                                             Own<TaskFaulted>(),
                                             TaskEntry<TaskCompleted>()};
  return entries;
}

}  // namespace

const FieldTable& DefinitionReference::Spec() {
  static const FieldTable table = TableOf<DefinitionReference>(
      "definition", "The definition that a run follows.",
      {FieldOf<&DefinitionReference::space>("namespace", "Its namespace.",
                                            {.required = true, .example = "ops"}),
       FieldOf<&DefinitionReference::name>("name", "Its name.",
                                           {.required = true, .example = "alert-router"}),
       FieldOf<&DefinitionReference::version>("version", "Its version.",
                                              {.required = true, .example = "1.0.0"})});
  return table;
}

const FieldTable& LifecycleError::Spec() {
  static const FieldTable table = TableOf<LifecycleError>(
      "error", "What went wrong; texts are cut at 500 bytes.",
      {FieldOf<&LifecycleError::type>(
           "type", "URI of the kind of error.",
           {.required = true,
            .example = "https://open-workflow-specification.org/spec/1.0.0/errors/timeout"}),
       FieldOf<&LifecycleError::status>("status", "Status code.",
                                        {.required = true, .example = "408"}),
       FieldOf<&LifecycleError::title>("title", "In a few words.", {.example = "Timeout"}),
       FieldOf<&LifecycleError::detail>("detail", "What exactly.",
                                        {.example = "no result within 5m"}),
       FieldOf<&LifecycleError::instance>("instance", "JSON pointer of the task that raised it.",
                                          {.example = "/do/0/phone"})});
  return table;
}

std::vector<EventType> LifecycleTypes() {
  std::vector<EventType> types;
  for (const auto& entry : Entries()) types.push_back(entry.type);
  return types;
}

Payload LifecycleData(std::string_view type, LifecycleFacts facts) {
  for (const auto& entry : Entries())
    if (entry.type.type == type) return entry.write(std::move(facts));
  Abort("an event of a run has no table");
}

}  // namespace tocsin::events
