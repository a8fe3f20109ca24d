#include "workers/workflow/engine/lifecycle.hpp"

#include "schemas/ids.hpp"
#include "schemas/topics.hpp"
#include "workers/workflow/engine/decide.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::string_view kCorrelation = "correlation-";

/// The member that holds the time: "started" gives startedAt, "correlation-started" too.
std::string TimeKey(std::string_view what) {
  if (what == "status-changed") return "updatedAt";
  if (what.starts_with(kCorrelation)) what.remove_prefix(kCorrelation.size());
  return std::string(what) + "At";
}

json::object DataOf(const Definition& definition, const Run& run, const LifecycleStep& step) {
  auto name = definition.Name() + '-' + run.id.ToString() + '.' + definition.Namespace();
  if (!step.task.empty()) return {{"workflow", std::move(name)}, {"task", step.task}};
  return {{"name", std::move(name)},
          {"definition",
           {{"namespace", definition.Namespace()},
            {"name", definition.Name()},
            {"version", definition.Version()}}}};
}

}  // namespace

std::vector<Event> LifecycleEvents(const Definition& definition, const Run& run,
                                   std::vector<LifecycleStep> steps, TimePoint now) {
  std::vector<Event> events;
  events.reserve(steps.size());
  const auto id = run.id.ToString();
  const auto revision = std::to_string(run.revision);
  const auto time = FormatTime(now);
  for (auto& step : steps) {
    auto data = DataOf(definition, run, step);
    data[TimeKey(step.what)] = time;
    for (auto& member : step.more) data[member.key()] = std::move(member.value());
    Event event;
    event.id = Uuid::Derive({"lifecycle", id, revision, std::to_string(events.size())}).ToString();
    event.source = "/tocsin/workflow";
    event.type = step.task.empty() ? type::kWorkflowLifecycle : type::kTaskLifecycle;
    event.type.append(step.what).append(".v1");
    event.subject = run.subject.empty() ? id : run.subject;
    event.time = time;
    event.traceparent = ChildTraceparent(run.traceparent, event.id);
    event.tracestate = run.tracestate;
    event.extensions = {{"runid", id}, {"causationid", run.causation}};
    event.data = Payload::Of(std::move(data));
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace tocsin::workflow
