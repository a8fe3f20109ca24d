#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/expression.hpp"
#include "adapters/store.hpp"
#include "workers/workflow/language/definition.hpp"

namespace tocsin::workflow {

/// A definition as the store knows it.
struct KnownDefinition {
  std::int64_t id = 0;
  std::shared_ptr<const Definition> definition;
};

/// The definitions in force at a moment, indexed by what an event may do: start runs, or find
/// waits. Immutable.
class DefinitionSet {
 public:
  /// `active` start runs; `pinned` are older versions that live runs still hold, whose waits need
  /// their signatures.
  DefinitionSet(std::vector<KnownDefinition> active, const std::vector<KnownDefinition>& pinned,
                std::shared_ptr<const Resources> resources);

  /// Definitions that an event of this type may start.
  std::vector<const KnownDefinition*> Starting(std::string_view type) const;
  /// A signature and the definitions that can say whether an event fits it: one for each set of
  /// static filters, because what one workflow does not listen to another may.
  struct Listening {
    std::string signature;
    std::vector<KnownDefinition> by;
    std::vector<std::string> filters;  ///< of each
  };
  const std::vector<Listening>* ListeningTo(std::string_view type) const;
  /// The workflow that `run: workflow` means; nullptr: there is none in force.
  const KnownDefinition* Find(std::string_view space, std::string_view name) const;
  const std::vector<KnownDefinition>& Active() const { return active_; }
  const std::shared_ptr<const Resources>& GetResources() const { return resources_; }
  /// The same definitions with other resources.
  std::shared_ptr<const DefinitionSet> With(std::shared_ptr<const Resources> resources) const {
    auto other = std::make_shared<DefinitionSet>(*this);
    other->resources_ = std::move(resources);
    return other;
  }

 private:
  std::vector<KnownDefinition> active_;
  std::shared_ptr<const Resources>
      resources_;  ///< shared with the decisions under way when a new set comes
  std::map<std::pair<std::string, std::string>, std::size_t> by_name_;
  std::multimap<std::string, std::size_t, std::less<>> starting_;
  std::map<std::string, std::vector<Listening>, std::less<>> listening_;
};

/// Where shards find definitions: the set in force, and any version by its id. Thread-safe.
class DefinitionBook {
 public:
  DefinitionBook(ExpressionEngine& engine, const Functions& functions);

  /// Puts a new set in force; runs keep the version they started with.
  void Activate(std::shared_ptr<const DefinitionSet> set);
  std::shared_ptr<const DefinitionSet> Current() const;
  /// The version with this id if it was seen before, else nothing.
  std::shared_ptr<const Definition> Find(std::int64_t id) const;
  /// Reads a stored version that this process has not seen. kInternal: a stored text that no longer
  /// parses.
  Result<std::shared_ptr<const Definition>> Load(std::int64_t id, StoreSession& session);
  void Remember(std::int64_t id, std::shared_ptr<const Definition> definition);

  ExpressionEngine& Engine() const { return engine_; }
  const Functions& Catalog() const { return functions_; }

 private:
  ExpressionEngine& engine_;
  const Functions& functions_;
  mutable std::mutex mutex_;
  std::shared_ptr<const DefinitionSet> current_;
  std::map<std::int64_t, std::shared_ptr<const Definition>> known_;
};

}  // namespace tocsin::workflow
