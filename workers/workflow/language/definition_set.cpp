#include "workers/workflow/language/definition_set.hpp"

#include <algorithm>

namespace tocsin::workflow {

DefinitionSet::DefinitionSet(std::vector<KnownDefinition> active,
                             const std::vector<KnownDefinition>& pinned,
                             std::shared_ptr<const Resources> resources)
    : active_(std::move(active)), resources_(std::move(resources)) {
  for (std::size_t i = 0; i < active_.size(); ++i) {
    const auto& definition = *active_[i].definition;
    by_name_.emplace(std::pair(definition.Namespace(), definition.Name()), i);
    for (const auto& type : definition.StartTypes()) starting_.emplace(type, i);
  }
  const auto listen = [this](const KnownDefinition& known) {
    for (const auto& signature : known.definition->Signatures()) {
      auto& list = listening_[signature.type];
      auto found = std::ranges::find(list, signature.id, &Listening::signature);
      if (found == list.end()) found = list.insert(found, {signature.id, {}, {}});
      if (std::ranges::find(found->filters, signature.filters) != found->filters.end()) continue;
      found->by.push_back(known);
      found->filters.push_back(signature.filters);
    }
  };
  std::ranges::for_each(active_, listen);
  std::ranges::for_each(pinned, listen);
}

std::vector<const KnownDefinition*> DefinitionSet::Starting(std::string_view type) const {
  std::vector<const KnownDefinition*> found;
  const auto collect = [&](std::string_view key) {
    const auto [first, last] = starting_.equal_range(key);
    for (auto at = first; at != last; ++at) found.push_back(&active_[at->second]);
  };
  collect(type);
  collect("");
  return found;
}

const KnownDefinition* DefinitionSet::Find(std::string_view space, std::string_view name) const {
  const auto found = by_name_.find(std::pair(std::string(space), std::string(name)));
  return found == by_name_.end() ? nullptr : &active_[found->second];
}

const std::vector<DefinitionSet::Listening>* DefinitionSet::ListeningTo(
    std::string_view type) const {
  const auto found = listening_.find(type);
  return found == listening_.end() ? nullptr : &found->second;
}

DefinitionBook::DefinitionBook(ExpressionEngine& engine, const Functions& functions)
    : engine_(engine), functions_(functions) {}

void DefinitionBook::Activate(std::shared_ptr<const DefinitionSet> set) {
  const std::lock_guard lock(mutex_);
  for (const auto& known : set->Active()) known_[known.id] = known.definition;
  current_ = std::move(set);
}

std::shared_ptr<const DefinitionSet> DefinitionBook::Current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

std::shared_ptr<const Definition> DefinitionBook::Find(std::int64_t id) const {
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(id);
  return found == known_.end() ? nullptr : found->second;
}

void DefinitionBook::Remember(std::int64_t id, std::shared_ptr<const Definition> definition) {
  const std::lock_guard lock(mutex_);
  known_[id] = std::move(definition);
}

Result<std::shared_ptr<const Definition>> DefinitionBook::Load(std::int64_t id,
                                                               StoreSession& session) {
  if (auto known = Find(id)) return known;
  TRY_ASSIGN(const DefinitionRow row, session.LoadDefinition(id));
  auto parsed = ParseDefinition(row.yaml, row.space + "/" + row.name + "@" + row.version, engine_,
                                functions_, nullptr, LintRules::kStored);
  if (!parsed.definition) {
    return Fail(
        ErrorKind::kInternal,
        "reading the stored definition " + row.space + "/" + row.name + " " + row.version + ": " +
            (parsed.findings.empty() ? "unknown fault" : FormatFinding(parsed.findings.front())),
        "workflow");
  }
  Remember(id, parsed.definition);
  return parsed.definition;
}

}  // namespace tocsin::workflow
