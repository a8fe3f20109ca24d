#include "workers/workflow/engine/subflow.hpp"

#include "workers/workflow/language/definition_set.hpp"
#include "workers/workflow/language/secrets.hpp"
#include "workers/workflow/language/told_error.hpp"

namespace tocsin::workflow {
namespace {

Outcome<const KnownDefinition*> FindInForce(const DefinitionSet* set, const WorkflowName& wanted,
                                            std::string_view tenant) {
  const auto* found = set == nullptr ? nullptr : set->Find(wanted.space, wanted.name);
  const auto name = "workflow " + wanted.space + '/' + wanted.name;
  if (found == nullptr) return tl::unexpected(ConfigurationError("there is no " + name));
  const auto& version = found->definition->Version();
  if (wanted.version != WorkflowName().version && wanted.version != version)
    return tl::unexpected(ConfigurationError(name + " is in force in version " + version +
                                             ", not in " + wanted.version));
  if (!found->definition->Serves(tenant))
    return tl::unexpected(ConfigurationError(name + " is not for the tenant " +
                                             std::string(tenant) + " (metadata.tenants)"));
  return found;
}

}  // namespace

void BeginSubflow(Execution& run, Frame& frame, const WorkflowName& wanted, json::value input,
                  bool awaited) {
  const auto known = FindInForce(run.GetWorld().workflows, wanted, run.GetRun().tenant);
  if (!known) return run.Raise(frame, known.error());
  const auto& definition = *(*known)->definition;
  const auto name = definition.Namespace() + '/' + definition.Name();
  if (run.GetRun().depth >= kMaxRunDepth)
    return run.Raise(frame, RuntimeError("workflow " + name + " would stand under " +
                                         std::to_string(kMaxRunDepth + 1) + " others; at most " +
                                         std::to_string(kMaxRunDepth) + " are allowed"));
  if (const auto secret = SecretWithin(input))
    return run.Raise(frame, SecretLeaves(*secret, "the input of " + name));
  const auto id = run.StartRun(frame, (*known)->id, std::move(input), awaited);
  run.Note(frame, "runs",
           {{"run", id.ToString()}, {"workflow", name}, {"version", definition.Version()}});
  if (!awaited) run.Complete(frame, frame.input);
}

Outcome<json::value> OutputOfSubflow(const RunEnded& ended) {
  if (ended.status == RunStatus::kCompleted) return ended.output;
  const auto* told = IfMap(ended.output);
  if (ended.status == RunStatus::kFaulted && told != nullptr)
    return tl::unexpected(ToldError(*told));
  const auto reason = told == nullptr ? std::string() : std::string(StringAt(*told, kWhyCancelled));
  return tl::unexpected(RuntimeError("run " + ended.run.ToString() + " was cancelled" +
                                     (reason.empty() ? "" : ": " + reason)));
}

}  // namespace tocsin::workflow
