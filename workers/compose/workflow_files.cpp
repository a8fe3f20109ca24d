#include "workers/compose/workflow_files.hpp"

#include <algorithm>
#include <set>

#include "schemas/ids.hpp"
#include "workers/runtime/text_file.hpp"
#include "workers/workflow/language/bundled.hpp"
#include "workers/workflow/language/subflow_lint.hpp"
#include "workers/workflow/language/workflow_folder.hpp"

namespace tocsin::compose {
namespace {

using workflow::DefinitionBook;
using workflow::DefinitionSet;
using workflow::KnownDefinition;

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

DefinitionRow RowOf(const workflow::Definition& definition) {
  return {0,
          definition.Namespace(),
          definition.Name(),
          definition.Version(),
          Sha256Hex(definition.Text()),
          definition.Text(),
          true};
}

using Definitions =
    std::vector<std::pair<std::filesystem::path, std::shared_ptr<const workflow::Definition>>>;

/// Reads the files of a folder; what is wrong with them goes to the findings.
struct FileReader {
  const WorkflowFolders& folders;
  DefinitionBook& book;
  const workflow::Resources& resources;
  std::vector<Finding>& findings;

  Definitions Read() {
    Definitions read;
    auto files = workflow::FindWorkflowFiles(folders.workflows, folders.resources);
    if (!files)
      Report(folders.workflows, {},
             files.error().message + " (workflows.path; the working folder is " +
                 std::filesystem::current_path().string() + ")");
    for (const auto& file : files.value_or(std::vector<std::filesystem::path>{}))
      ReadFile(file, read);
    return read;
  }

  /// Takes those away that run what is not there.
  void CheckSubflows(Definitions& read, const StoredVersions& stored) {
    const auto bundled = workflow::ParseBundled(book.Engine(), book.Catalog(), &resources);
    const auto find = [&](std::string_view space,
                          std::string_view name) -> const workflow::Definition* {
      const auto is = [&](const workflow::Definition& definition) {
        return definition.Namespace() == space && definition.Name() == name;
      };
      for (const auto& [file, definition] : read)
        if (is(*definition)) return definition.get();
      // What a broken file goes on as.
      for (const auto& [row, known] : stored.active)
        if (HasErrors(findings) && is(*known.definition)) return known.definition.get();
      for (const auto& definition : bundled)
        if (is(*definition)) return definition.get();
      return nullptr;
    };
    std::vector<Finding> wrong;
    const auto refused = [&](const auto& entry) {
      const auto found = workflow::CheckSubflows(*entry.second, entry.first.string(), find);
      wrong.insert(wrong.end(), found.begin(), found.end());
      return !found.empty();
    };
    std::vector<bool> keep;
    for (const auto& entry : read) keep.push_back(!refused(entry));
    for (std::size_t i = read.size(); i-- > 0;)
      if (!keep[i]) read.erase(read.begin() + static_cast<std::ptrdiff_t>(i));
    findings.insert(findings.end(), wrong.begin(), wrong.end());
  }

 private:
  void Report(const std::filesystem::path& file, Mark mark, std::string text) {
    findings.push_back({file.string(), mark, Finding::Level::kError, std::move(text)});
  }

  void ReadFile(const std::filesystem::path& file, Definitions& read) {
    const auto text = runtime::ReadTextFile(file);
    if (!text) return Report(file, {}, "it cannot be read: " + text.error().message);
    auto parsed =
        workflow::ParseDefinition(*text, file.string(), book.Engine(), book.Catalog(), &resources);
    findings.insert(findings.end(), parsed.findings.begin(), parsed.findings.end());
    if (!parsed.definition) return;
    const auto& definition = *parsed.definition;
    for (const auto& [other, known] : read)
      if (known->Namespace() == definition.Namespace() && known->Name() == definition.Name())
        return Report(file, {1, 1},
                      "another file has the workflow " + definition.Namespace() + "/" +
                          definition.Name() + " already");
    read.emplace_back(file, parsed.definition);
  }
};

/// Null where the former ones stay in force.
std::shared_ptr<const workflow::Resources> ReadResources(const WorkflowFolders& folders,
                                                         ExpressionEngine& engine,
                                                         LoadedWorkflows& loaded) {
  const auto wrong = [&](std::string text) {
    loaded.findings.push_back(
        {folders.resources.string(), {}, Finding::Level::kError, std::move(text)});
    return nullptr;
  };
  auto read = workflow::LoadResources(folders.resources, folders.last_resort_phone,
                                      folders.language, &engine);
  if (!read) return wrong(read.error().message);
  loaded.resource_files = read->files;
  loaded.findings = std::move(read->findings);
  if (read->files == 0 && folders.resources_expected)
    return wrong(
        "the resources that were here are gone, and stay in force as they were; put the folder and "
        "its files back, or leave a file with `contacts: {}` where there shall be none");
  return std::move(read->resources);
}

}  // namespace

Result<LoadedWorkflows> LoadWorkflows(const WorkflowFolders& folders, StoreSession& session,
                                      DefinitionBook& book,
                                      std::shared_ptr<const workflow::Resources> former) {
  LoadedWorkflows loaded;
  if (auto fresh = ReadResources(folders, book.Engine(), loaded)) former = std::move(fresh);
  if (!former) return loaded;

  FileReader reader{folders, book, *former, loaded.findings};
  auto read = reader.Read();
  TRY_ASSIGN(auto stored, ReadStored(session, book, loaded.findings));
  reader.CheckSubflows(read, stored);
  std::vector<KnownDefinition> active;
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& [file, definition] : read) {
    TRY_ASSIGN(const std::int64_t id, session.PutDefinition(RowOf(*definition)));
    book.Remember(id, definition);
    seen.emplace(definition->Namespace(), definition->Name());
    active.push_back({id, definition});
  }
  // A workflow whose file is bad now goes on in its stored version; one whose file is gone starts
  // no more runs.
  const bool some_bad = HasErrors(loaded.findings);
  for (auto& [row, known] : stored.active)
    (some_bad && seen.emplace(row.space, row.name).second ? active : stored.pinned)
        .push_back(known);
  for (const auto& bundled : workflow::ParseBundled(book.Engine(), book.Catalog(), former.get())) {
    if (!seen.emplace(bundled->Namespace(), bundled->Name()).second) continue;
    TRY_ASSIGN(const std::int64_t id, session.PutDefinition(RowOf(*bundled)));
    book.Remember(id, bundled);
    active.push_back({id, bundled});
  }
  loaded.set =
      std::make_shared<const DefinitionSet>(std::move(active), stored.pinned, std::move(former));
  return loaded;
}

}  // namespace tocsin::compose
