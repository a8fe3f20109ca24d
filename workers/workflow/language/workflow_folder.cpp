#include "workers/workflow/language/workflow_folder.hpp"

#include <algorithm>
#include <system_error>

#include "workers/runtime/text_file.hpp"
#include "workers/workflow/language/bundled.hpp"
#include "workers/workflow/language/document_keys.hpp"

namespace tocsin::workflow {
namespace {

namespace fs = std::filesystem;

/// What cannot be read is empty: the parser says so of it.
std::string TextOfFile(const fs::path& path) { return runtime::ReadTextFile(path).value_or(""); }

std::string TextAt(const YamlNode& map, std::string_view key) {
  const auto* found = map.Find(key);
  return found == nullptr ? std::string() : found->text;
}

}  // namespace

Result<std::vector<std::filesystem::path>> FindWorkflowFiles(
    const std::filesystem::path& path, const std::filesystem::path& resources) {
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
          at->path() == path / "hooks" || at->path() == path / "lexicon")
        at.disable_recursion_pending();
      continue;
    }
    const auto extension = at->path().extension();
    if (extension != ".yaml" && extension != ".yml") continue;
    if (at->path().stem().string().ends_with("_test")) continue;
    files.push_back(at->path());
  }
  if (error == std::errc::no_such_file_or_directory)
    return Fail(ErrorKind::kInvalid, "there is no folder " + path.string(), "workflows");
  if (error)
    return Fail(ErrorKind::kInvalid,
                "folder " + path.string() + ", or one below it, cannot be read: " + error.message(),
                "workflows");
  std::ranges::sort(files);
  return files;
}

fs::path WorkflowFolder::Around(const fs::path& file) {
  std::error_code trouble;
  const auto own = fs::absolute(file, trouble).lexically_normal().parent_path();
  if (fs::is_directory(own / "resources", trouble)) return own;
  const auto above = own.parent_path();
  const bool whole =
      fs::is_directory(above / "resources", trouble) || above.filename() == "workflows";
  return whole ? above : own;
}

void WorkflowFolder::Look() {
  looked_ = true;
  for (const auto& definition : ParseBundled(engine_, functions_, resources_))
    read_[{definition->Namespace(), definition->Name()}] = definition;
  const auto found = FindWorkflowFiles(folder_, folder_ / "resources");
  if (!found) return;
  for (const auto& path : *found) {
    const auto yaml = ParseYaml(TextOfFile(path), path.string());
    if (!yaml) unread_.push_back(yaml.error());
    const auto* document = yaml ? yaml->Find(KeysOf<DocumentKeys>().document) : nullptr;
    if (document == nullptr) continue;
    Name name{TextAt(*document, KeysOf<HeaderKeys>().namespace_),
              TextAt(*document, KeysOf<HeaderKeys>().name)};
    read_.erase(name);
    files_.emplace(std::move(name), path);
  }
}

std::shared_ptr<const Definition> WorkflowFolder::Find(std::string_view space,
                                                       std::string_view name) {
  if (!looked_) Look();
  const Name wanted{std::string(space), std::string(name)};
  if (const auto known = read_.find(wanted); known != read_.end()) return known->second;
  const auto file = files_.find(wanted);
  if (file == files_.end()) {
    findings_.insert(findings_.end(), unread_.begin(), unread_.end());
    unread_.clear();
    return nullptr;
  }
  auto parsed = ParseDefinition(TextOfFile(file->second), file->second.string(), engine_,
                                functions_, resources_);
  findings_.insert(findings_.end(), parsed.findings.begin(), parsed.findings.end());
  return read_[wanted] = std::move(parsed.definition);
}

void WorkflowFolder::Complete(std::vector<std::shared_ptr<const Definition>>& definitions) {
  const auto known = [&](const Subflow& subflow) {
    return std::ranges::any_of(definitions, [&](const auto& definition) {
      return definition != nullptr && definition->Namespace() == subflow.space &&
             definition->Name() == subflow.name;
    });
  };
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    if (definitions[i] == nullptr) continue;  // its file has errors
    const auto subflows = definitions[i]->Subflows();
    for (const auto& subflow : subflows) {
      if (known(subflow)) continue;
      if (auto found = Find(subflow.space, subflow.name)) definitions.push_back(std::move(found));
    }
  }
}

}  // namespace tocsin::workflow
