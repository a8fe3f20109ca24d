#include "workers/workflow/worker/run_spans.hpp"

#include "schemas/topics.hpp"
#include "workers/workflow/language/definition.hpp"
#include "workers/workflow/language/task_keys.hpp"

namespace tocsin::workflow {
namespace {

/// What is told of a trace whatever its share.
bool Matters(const Transition& transition, const Input& input) {
  const auto* arrived = std::get_if<EventArrived>(&input);
  return transition.run.status == RunStatus::kFaulted ||
         (arrived != nullptr && arrived->event.type == type::kDecisionMade);
}

std::string LastPart(std::string_view pointer) {
  return std::string(pointer.substr(pointer.rfind('/') + 1));
}

Span OfTask(const TaskSpan& task, const Run& run, TimePoint now) {
  Span span{.trace = std::string(TraceOf(run.traceparent)),
            .span = SpanOfTask(run.id, task.frame),
            .parent = task.above ? SpanOfTask(run.id, *task.above) : SpanOf(run.traceparent),
            .name = LastPart(task.task),
            .start = task.started,
            .end = now,
            .attributes = {{"tocsin.task", task.task},
                           {"tocsin.outcome", std::string(task.how)},
                           {"tocsin.run_id", run.id.ToString()}}};
  span.failed = task.how == "faulted";
  span.error = task.error;
  return span;
}

Span OfRun(const Transition& transition, const Definition& definition, TimePoint now) {
  const Run& run = transition.run;
  Span span{.trace = std::string(TraceOf(run.traceparent)),
            .span = SpanOf(run.traceparent),
            .parent = run.parent_span,
            .name = "workflow " + definition.Name(),
            .start = run.started_at,
            .end = now,
            .attributes = {{"tocsin.workflow", definition.Name()},
                           {"tocsin.workflow_version", definition.Version()},
                           {"tocsin.run_id", run.id.ToString()},
                           {"tocsin.outcome", std::string(ToString(run.status))}}};
  if (!run.subject.empty()) span.attributes.emplace_back("tocsin.subject", run.subject);
  if (run.tenant != kDefaultTenant) span.attributes.emplace_back("tocsin.tenant", run.tenant);
  span.failed = run.status == RunStatus::kFaulted;
  if (span.failed && transition.output.is_object())
    span.error = StringAt(transition.output.get_object(), KeysOf<ErrorKeys>().title);
  return span;
}

}  // namespace

void NoteSpans(const Transition& transition, const Definition& definition, const Input& input,
               TimePoint now, runtime::SpanBook& book) {
  if (!book.On() || TraceOf(transition.run.traceparent).empty()) return;
  if (!book.Wants(transition.run.traceparent) && !Matters(transition, input)) return;
  for (const auto& task : transition.spans) book.Add(OfTask(task, transition.run, now));
  if (IsOver(transition.run.status)) book.Add(OfRun(transition, definition, now));
}

}  // namespace tocsin::workflow
