#include "workers/workflow/engine/lifecycle.hpp"

#include "schemas/ids.hpp"
#include "schemas/topics.hpp"
#include "workers/workflow/engine/decide.hpp"

namespace tocsin::workflow {
namespace {

events::LifecycleFacts FactsOf(const Definition& definition, std::string_view run,
                               LifecycleStep step) {
  std::string name = definition.Name();
  name.append(1, '-').append(run).append(1, '.').append(definition.Namespace());
  return {.name = std::move(name),
          .definition = {.space = definition.Namespace(),
                         .name = definition.Name(),
                         .version = definition.Version()},
          .task = std::move(step.task),
          .at = {},
          .error = std::move(step.more.error),
          .status = std::string(step.more.status),
          .keys = std::move(step.more.keys)};
}

}  // namespace

std::vector<Event> LifecycleEvents(const Definition& definition, const Run& run,
                                   std::vector<LifecycleStep> steps, TimePoint now) {
  std::vector<Event> out;
  out.reserve(steps.size());
  const auto id = run.id.ToString();
  const auto revision = std::to_string(run.revision);
  const auto time = FormatTime(now);
  for (auto& step : steps) {
    Event event;
    event.id = Uuid::Derive({"lifecycle", id, revision, std::to_string(out.size())}).ToString();
    event.source = "/tocsin/workflow";
    event.type = step.task.empty() ? type::kWorkflowLifecycle : type::kTaskLifecycle;
    event.type.append(step.what).append(".v1");
    event.subject = run.subject.empty() ? id : run.subject;
    event.time = time;
    Follow(event, run.traceparent, run.tracestate);
    event.extensions = {{"runid", id}, {"causationid", run.causation}};
    SetTenant(event, run.tenant);
    auto facts = FactsOf(definition, id, std::move(step));
    facts.at = time;
    event.data = events::LifecycleData(event.type, std::move(facts));
    out.push_back(std::move(event));
  }
  return out;
}

}  // namespace tocsin::workflow
