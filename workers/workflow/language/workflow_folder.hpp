#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/result.hpp"
#include "workers/workflow/language/definition.hpp"
#include "workers/workflow/language/subflow_lint.hpp"

namespace tocsin::workflow {

/// The workflow files of a folder (or the file itself), sorted: *.yaml and *.yml below it but
/// *_test.yaml, the resources and the webhooks in `hooks`. kInvalid when the folder or one below it
/// cannot be read: then nothing is known of what is in it.
Result<std::vector<std::filesystem::path>> FindWorkflowFiles(
    const std::filesystem::path& path, const std::filesystem::path& resources);

/// The workflows around a file, to find those that it runs: files are looked at when somebody asks
/// first. Not thread-safe.
class WorkflowFolder {
 public:
  /// The folder that a workflow file belongs to: the one with `resources` in it or beside it, or
  /// that is called `workflows`; else that of the file.
  static std::filesystem::path Around(const std::filesystem::path& file);

  /// All but the path is borrowed; `resources` may be null.
  WorkflowFolder(std::filesystem::path folder, ExpressionEngine& engine, const Functions& functions,
                 const Resources* resources)
      : folder_(std::move(folder)), engine_(engine), functions_(functions), resources_(resources) {}

  /// The workflow of a file, else the one that comes with the program; nullptr: there is none, or
  /// its file has errors.
  std::shared_ptr<const Definition> Find(std::string_view space, std::string_view name);
  /// Find, for CheckSubflows; valid as long as this is.
  FindDefinition Finder() {
    return
        [this](std::string_view space, std::string_view name) { return Find(space, name).get(); };
  }
  /// What is wrong with the files that were read so far.
  const std::vector<Finding>& Findings() const { return findings_; }
  /// Adds what the definitions run and do not hold yet, and what that runs.
  void Complete(std::vector<std::shared_ptr<const Definition>>& definitions);

 private:
  using Name = std::pair<std::string, std::string>;
  void Look();

  std::filesystem::path folder_;
  ExpressionEngine& engine_;
  const Functions& functions_;
  const Resources* resources_;
  std::vector<Finding> findings_;
  std::vector<Finding> unread_;  ///< files whose names nobody knows: told when one is missing
  bool looked_ = false;
  std::map<Name, std::filesystem::path> files_;
  std::map<Name, std::shared_ptr<const Definition>> read_;
};

}  // namespace tocsin::workflow
