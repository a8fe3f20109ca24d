// The definitions of a world, and a run that no event starts.
#include <algorithm>
#include <utility>

#include "workers/rehearsal/world.hpp"
#include "workers/workflow/language/bundled.hpp"

namespace tocsin::rehearsal {
namespace {

constexpr int kBatchesBetweenTidying = 100;
constexpr Duration kNotEvenNow{-1};  ///< is kept

/// Every secret that a workflow names counts as configured.
std::map<std::string, std::string> SecretsOf(
    const std::vector<std::shared_ptr<const workflow::Definition>>& definitions) {
  std::map<std::string, std::string> secrets;
  for (const auto& definition : definitions)
    for (auto& name : definition->SecretNames()) secrets.emplace(std::move(name), "rehearsed");
  return secrets;
}

/// What comes with the program is in force where no file takes its place; reading it takes time.
std::vector<std::shared_ptr<const workflow::Definition>> WithBundled(const World::Parts& parts) {
  auto all = parts.definitions;
  const auto runs_others = [](const auto& definition) { return !definition->Subflows().empty(); };
  if (std::ranges::none_of(all, runs_others)) return all;
  for (auto& bundled :
       workflow::ParseBundled(parts.engine, parts.functions, parts.resources.get())) {
    const auto same = [&](const auto& definition) {
      return definition->Namespace() == bundled->Namespace() &&
             definition->Name() == bundled->Name();
    };
    if (std::ranges::none_of(all, same)) all.push_back(std::move(bundled));
  }
  return all;
}

}  // namespace

/// Gives its id, also of one that is there.
Result<std::int64_t> World::Put(const workflow::Definition& definition) {
  return session_->PutDefinition({.space = definition.Namespace(),
                                  .name = definition.Name(),
                                  .version = definition.Version(),
                                  .hash = Sha256Hex(definition.Text()),
                                  .yaml = definition.Text()});
}

workflow::WorkflowOptions World::OptionsOfWorkflows() const {
  workflow::WorkflowOptions options;
  options.lifecycle = workflow::Lifecycle::kNone;
  options.secrets = parts_.outside != nullptr ? parts_.secrets : SecretsOf(parts_.definitions);
  return options;
}

Status World::Activate() {
  std::vector<workflow::KnownDefinition> known;
  for (const auto& definition : WithBundled(parts_)) {
    TRY_ASSIGN(const auto id, Put(*definition));
    book_.Remember(id, definition);
    known.push_back({id, definition});
  }
  book_.Activate(std::make_shared<const workflow::DefinitionSet>(
      std::move(known), std::vector<workflow::KnownDefinition>(), parts_.resources));
  return {};
}

Status World::Start(const RunId& run, const workflow::Definition& definition,
                    const json::value& input) {
  TRY_ASSIGN(const auto id, Put(definition));
  workflow_->Enter(workflow::StartSignal(run, 0, id, input));
  return Drain();
}

/// Nobody will ask for the history of a run that may poll for days.
Status World::Tidy() {
  if (parts_.outside == nullptr || ++stored_ % kBatchesBetweenTidying != 0) return {};
  return store_->Housekeeping(kNotEvenNow, kNotEvenNow);
}

}  // namespace tocsin::rehearsal
