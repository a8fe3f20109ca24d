#include "workers/compose/workflow_files.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>

#include "schemas/ids.hpp"
#include "workers/bridge/hooks/hook_set.hpp"

namespace tocsin::compose {
namespace {

using workflow::DefinitionBook;
using workflow::DefinitionSet;
using workflow::KnownDefinition;

std::string LastError() { return std::generic_category().message(errno); }

Result<std::string> ReadText(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Fail(ErrorKind::kInvalid, "it cannot be read: " + LastError(), "workflows");
  std::ostringstream text;
  if (in.peek() != std::ifstream::traits_type::eof()) text << in.rdbuf();
  if (in.bad()) return Fail(ErrorKind::kInvalid, "it cannot be read", "workflows");
  return std::move(text).str();
}

/// Versions that the store has, parsed; an unreadable one is a warning, for it may be an old format
/// nobody uses.
struct StoredVersions {
  std::vector<std::pair<DefinitionRow, KnownDefinition>> active;
  std::vector<KnownDefinition> pinned;
};

Result<StoredVersions> ReadStored(StoreSession& session, DefinitionBook& book,
                                  std::vector<Finding>& findings) {
  StoredVersions stored;
  TRY_ASSIGN(auto rows, session.LoadDefinitions());
  for (auto& row : rows) {
    auto definition = book.Load(row.id, session);
    if (!definition) {
      findings.push_back({row.space + "/" + row.name + "@" + row.version,
                          {},
                          Finding::Level::kWarning,
                          definition.error().message});
      continue;
    }
    const KnownDefinition known{row.id, std::move(*definition)};
    if (row.active)
      stored.active.emplace_back(std::move(row), known);
    else
      stored.pinned.push_back(known);
  }
  return stored;
}

}  // namespace

Result<std::vector<std::filesystem::path>> FindWorkflowFiles(
    const std::filesystem::path& path, const std::filesystem::path& resources) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (fs::is_regular_file(path, error)) return std::vector{path};
  std::vector<fs::path> files;
  const auto resource_folder = fs::weakly_canonical(resources, error);
  // A folder that cannot be entered is an error: its workflows are not gone.
  fs::recursive_directory_iterator at(path, error);
  for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (at->is_directory(ignored)) {
      if (fs::weakly_canonical(at->path(), ignored) == resource_folder ||
          at->path() == bridge::HookFolder(path))
        at.disable_recursion_pending();
      continue;
    }
    const auto extension = at->path().extension();
    if (extension != ".yaml" && extension != ".yml") continue;
    if (at->path().stem().string().ends_with("_test")) continue;
    files.push_back(at->path());
  }
  if (error)
    return Fail(ErrorKind::kInvalid,
                "the folder, or one below it, cannot be read: " + error.message(), "workflows");
  std::ranges::sort(files);
  return files;
}

Result<LoadedWorkflows> LoadWorkflows(const WorkflowFolders& folders, StoreSession& session,
                                      DefinitionBook& book,
                                      std::shared_ptr<const workflow::Resources> former) {
  LoadedWorkflows loaded;
  TRY_ASSIGN(auto resources, workflow::LoadResources(folders.resources, folders.last_resort_phone,
                                                     folders.language, &book.Engine()));
  loaded.findings = std::move(resources.findings);
  if (resources.resources) former = std::move(resources.resources);
  if (!former) return loaded;

  std::vector<KnownDefinition> active;
  std::set<std::pair<std::string, std::string>> seen;
  const auto report = [&](const std::filesystem::path& file, Mark mark, std::string text) {
    loaded.findings.push_back({file.string(), mark, Finding::Level::kError, std::move(text)});
  };
  auto files = FindWorkflowFiles(folders.workflows, folders.resources);
  if (!files)
    report(folders.workflows, {},
           files.error().message + " (workflows.path; the working folder is " +
               std::filesystem::current_path().string() + ")");
  for (const auto& file : files.value_or(std::vector<std::filesystem::path>{})) {
    const auto text = ReadText(file);
    if (!text) {
      report(file, {}, text.error().message);
      continue;
    }
    auto parsed = workflow::ParseDefinition(*text, file.string(), book.Engine(), book.Catalog(),
                                            former.get());
    loaded.findings.insert(loaded.findings.end(), parsed.findings.begin(), parsed.findings.end());
    if (!parsed.definition) continue;
    const auto& definition = *parsed.definition;
    if (!seen.emplace(definition.Namespace(), definition.Name()).second) {
      report(file, {1, 1},
             "another file has the workflow " + definition.Namespace() + "/" + definition.Name() +
                 " already");
      continue;
    }
    DefinitionRow row{0,
                      definition.Namespace(),
                      definition.Name(),
                      definition.Version(),
                      Sha256Hex(*text),
                      *text,
                      true};
    TRY_ASSIGN(const std::int64_t id, session.PutDefinition(row));
    book.Remember(id, parsed.definition);
    active.push_back({id, parsed.definition});
  }
  TRY_ASSIGN(auto stored, ReadStored(session, book, loaded.findings));
  // A workflow whose file is bad now goes on in its stored version; one whose file is gone starts
  // no more runs.
  if (HasErrors(loaded.findings)) {
    for (auto& [row, known] : stored.active)
      if (seen.emplace(row.space, row.name).second) active.push_back(known);
  } else {
    for (auto& [row, known] : stored.active) stored.pinned.push_back(known);
  }
  loaded.set =
      std::make_shared<const DefinitionSet>(std::move(active), stored.pinned, std::move(former));
  return loaded;
}

}  // namespace tocsin::compose
