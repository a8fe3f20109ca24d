#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/store.hpp"
#include "schemas/yaml.hpp"
#include "workers/workflow/language/definition_set.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::compose {

struct WorkflowFolders {
  std::filesystem::path workflows;
  std::filesystem::path resources;
  std::string last_resort_phone;  ///< ALERT_PHONE_NUMBER
  std::string language;           ///< of contacts who name none
  /// Resources were in this folder: that there are none any more is a mistake, be it that it was
  /// renamed or is not mounted.
  bool resources_expected = false;
};

/// What a look at the folders came to. A file with errors never replaces the version that the store
/// has: that one stays in force and the findings say so. So it is with all of them when the folder
/// cannot be read.
struct LoadedWorkflows {
  std::shared_ptr<const workflow::DefinitionSet> set;
  std::vector<Finding> findings;
  std::size_t resource_files = 0;
};

/// Reads resources and workflow files (*.yaml below the folder but *_test.yaml, the resources and
/// the hooks),
/// stores new versions and gives the set to put in force. `former` keeps the resources that were in
/// force when the files are bad (null at start: then bad resources are an error).
Result<LoadedWorkflows> LoadWorkflows(const WorkflowFolders& folders, StoreSession& session,
                                      workflow::DefinitionBook& book,
                                      std::shared_ptr<const workflow::Resources> former);

}  // namespace tocsin::compose
