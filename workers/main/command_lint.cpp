#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <utility>

#include "schemas/lexicon.hpp"
#include "workers/bridge/hooks/hook_set.hpp"
#include "workers/compose/toolbox.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/workflow_paths.hpp"
#include "workers/rehearsal/doubts.hpp"
#include "workers/rehearsal/test_file.hpp"
#include "workers/workflow/language/lint.hpp"
#include "workers/workflow/language/subflow_lint.hpp"
#include "workers/workflow/language/workflow_folder.hpp"

namespace tocsin::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHooks = "hooks";
constexpr std::string_view kLexicon = "lexicon";
/// Stands in for ALERT_PHONE_NUMBER, which lint does not need to know.
constexpr std::string_view kSomePhone = "+15550000000";

bool IsTestFile(const fs::path& path) { return path.stem().string().ends_with("_test"); }

/// Reads each file once and keeps what is wrong.
class Linter {
 public:
  void Check(const fs::path& path) {
    std::error_code trouble;
    if (fs::is_directory(path, trouble)) return CheckFolder(path);
    if (!fs::exists(path, trouble)) return Error(path, "no such file or folder");
    if (IsTestFile(path)) return CheckTests(path);
    if (NameOfFolder(fs::absolute(path).parent_path()) == kHooks) return CheckHook(path);
    if (NameOfFolder(fs::absolute(path).parent_path()) == kLexicon) return CheckLexicon(path);
    const fs::path resources = ResourcesOf(path);
    const bool resource = fs::equivalent(fs::absolute(path).parent_path(), resources, trouble);
    const auto known = ResourcesIn(resources);
    if (resource) {
      ++files_;
    } else {
      CheckWorkflow(path, known);
    }
  }

  /// When all paths have been checked: the workflows that they run, be it of other files.
  void CheckSubflows() {
    for (const auto& [file, definition, resources] : workflows_) {
      const auto root = workflow::WorkflowFolder::Around(file);
      auto folder =
          folders_.try_emplace(root, root, *tools_.engine, tools_.functions, resources.get()).first;
      Add(workflow::CheckSubflows(
          *definition, file.string(), [&](std::string_view space, std::string_view name) {
            for (const auto& known : workflows_)
              if (known.definition->Namespace() == space && known.definition->Name() == name)
                return known.definition.get();
            return folder->second.Find(space, name).get();
          }));
    }
  }

  const std::vector<Finding>& Findings() const { return findings_; }
  std::size_t Files() const { return files_; }

 private:
  void Error(const fs::path& file, std::string text) {
    findings_.push_back({file.string(), {1, 1}, Finding::Level::kError, std::move(text)});
  }
  void Add(const std::vector<Finding>& findings) {
    findings_.insert(findings_.end(), findings.begin(), findings.end());
  }

  void CheckFolder(const fs::path& path) {
    if (NameOfFolder(path) == "resources") return CheckResources(path);
    if (NameOfFolder(path) == kHooks) return CheckHooks(path);
    if (NameOfFolder(path) == kLexicon) return CheckLexicons(path);
    const fs::path resources = ResourcesOf(path);
    const auto before = files_;
    const auto known = ResourcesIn(resources);
    const auto found = workflow::FindWorkflowFiles(path, resources);
    if (!found) return Error(path, found.error().message);
    for (const auto& file : *found) CheckWorkflow(file, known);
    std::vector<fs::path> tests;
    std::error_code trouble;
    for (const auto& entry : fs::recursive_directory_iterator(path, trouble))
      if (entry.path().extension() == ".yaml" && IsTestFile(entry.path()))
        tests.push_back(entry.path());
    std::ranges::sort(tests);
    for (const auto& file : tests) CheckTests(file);
    if (const auto hooks = bridge::HookFolder(path); fs::is_directory(hooks, trouble))
      CheckHooks(hooks);
    if (const auto lexicon = path / kLexicon; fs::is_directory(lexicon, trouble))
      CheckLexicons(lexicon);
    if (files_ == before) Error(path, "no workflow files (*.yaml) in this folder");
  }

  /// A folder of resources or of hooks may be named by itself.
  static std::string NameOfFolder(const fs::path& path) {
    fs::path folder = fs::absolute(path).lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path();
    return folder.filename();
  }

  void CheckHooks(const fs::path& folder) {
    const auto files = bridge::FindHookFiles(folder);
    if (!files) return Error(folder, files.error().message);
    for (const auto& file : *files) CheckHook(file);
  }

  void CheckLexicons(const fs::path& folder) {
    std::error_code trouble;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder, trouble))
      if (entry.path().extension() == ".yaml" || entry.path().extension() == ".yml")
        files.push_back(entry.path());
    std::ranges::sort(files);
    for (const auto& file : files) CheckLexicon(file);
  }

  void CheckLexicon(const fs::path& file) {
    ++files_;
    const auto text = ReadFile(file);
    if (!text) return Error(file, text.error().message);
    ReadLexicon read;
    ReadLexiconText(*text, file.string(), file.stem().string(), read);
    Add(read.findings);
  }

  void CheckHook(const fs::path& file) {
    ++files_;
    const auto text = ReadFile(file);
    if (!text) return Error(file, text.error().message);
    Add(bridge::ReadHook(*text, file.string(), *tools_.engine).findings);
  }

  void CheckResources(const fs::path& path) {
    const auto before = files_;
    std::error_code trouble;
    for (const auto& entry : fs::directory_iterator(path, trouble))
      files_ += entry.path().extension() == ".yaml" || entry.path().extension() == ".yml" ? 1 : 0;
    if (files_ == before) return Error(path, "no resource files (*.yaml) in this folder");
    ResourcesIn(ResourcesOf(path / "any.yaml"));
  }

  std::shared_ptr<const workflow::Resources> ResourcesIn(const fs::path& folder) {
    const auto [known, fresh] = resources_.try_emplace(folder);
    if (!fresh) return known->second;
    auto read = workflow::LoadResources(folder, kSomePhone, workflow::kDefaultLanguage,
                                        tools_.engine.get());
    if (!read) {
      Error(folder, read.error().message);
      return nullptr;
    }
    Add(read->findings);
    known->second = read->resources;
    return known->second;
  }

  void CheckWorkflow(const fs::path& file,
                     const std::shared_ptr<const workflow::Resources>& resources) {
    ++files_;
    const auto text = ReadFile(file);
    if (!text) return Error(file, text.error().message);
    const auto parsed = workflow::ParseDefinition(*text, file.string(), *tools_.engine,
                                                  tools_.functions, resources.get());
    Add(parsed.findings);
    if (!parsed.definition) return;
    workflows_.push_back({file, parsed.definition, resources});
    const auto name = parsed.definition->Namespace() + "/" + parsed.definition->Name();
    const auto [first, fresh] = names_.try_emplace(name, file);
    if (!fresh && first->second != file)
      Error(file, "another file has the workflow " + name + " already: " + first->second.string());
  }

  void CheckTests(const fs::path& file) {
    ++files_;
    const auto text = ReadFile(file);
    if (!text) return Error(file, text.error().message);
    const auto read = rehearsal::ReadTestFile(*text, file.string());
    Add(read.findings);
    const workflow::ResourceFile* checked = nullptr;  // tests share the resources of their file
    for (const auto& test : read.tests) {
      if (test.resources && test.resources.get() != std::exchange(checked, test.resources.get()))
        Add(workflow::ParseResources({*test.resources}, kSomePhone, workflow::kDefaultLanguage,
                                     tools_.engine.get())
                .findings);
      CheckTest(file, test);
    }
  }

  /// The workflows that a test names, and whether it can fail at all.
  void CheckTest(const fs::path& file, const rehearsal::TestCase& test) {
    const auto known =
        test.resources ? workflow::ParseResources({*test.resources}, kSomePhone,
                                                  workflow::kDefaultLanguage, tools_.engine.get())
                             .resources
                       : ResourcesIn(ResourcesOf(file));
    rehearsal::Definitions workflows;
    bool whole = ReadNamed(file, test.workflow, test.workflow_mark, known.get(), workflows);
    for (const auto& [name, mark] : test.others)
      whole = ReadNamed(file, name, mark, known.get(), workflows) && whole;
    workflow::WorkflowFolder(workflow::WorkflowFolder::Around(file), *tools_.engine,
                             tools_.functions, known.get())
        .Complete(workflows);
    if (whole && known) Add(rehearsal::FindDoubts(test, file.string(), workflows, *known));
  }

  /// False when none is named, or there is no such file. What is wrong with it is told where it is
  /// linted itself.
  bool ReadNamed(const fs::path& test, const std::string& workflow, Mark mark,
                 const workflow::Resources* known, rehearsal::Definitions& workflows) {
    if (workflow.empty()) return false;
    const fs::path path = test.parent_path() / (workflow + ".yaml");
    const auto text = ReadFile(path);
    if (!text) {
      findings_.push_back({test.string(), mark, Finding::Level::kError,
                           "there is no workflow file " + path.string()});
      return false;
    }
    workflows.push_back(
        workflow::ParseDefinition(*text, path.string(), *tools_.engine, tools_.functions, known)
            .definition);
    return true;
  }

  struct Checked {
    fs::path file;
    std::shared_ptr<const workflow::Definition> definition;
    std::shared_ptr<const workflow::Resources> resources;  ///< shared with all files beside it
  };

  compose::Toolbox tools_ = compose::MakeToolbox();
  std::vector<Checked> workflows_;
  std::map<fs::path, workflow::WorkflowFolder> folders_;
  std::map<fs::path, std::shared_ptr<const workflow::Resources>> resources_;
  std::map<std::string, fs::path> names_;
  std::vector<Finding> findings_;
  std::size_t files_ = 0;
};

int Lint(const Common& common, const std::vector<std::string>& paths) {
  Linter linter;
  for (const auto& path : paths) linter.Check(path);
  linter.CheckSubflows();
  switch (common.format) {
    case Format::kText:
      std::printf("%s", workflow::FormatText(linter.Findings()).c_str());
      break;
    case Format::kJson:
      std::printf("%s", workflow::FormatJson(linter.Findings()).c_str());
      break;
    case Format::kSarif:
      std::printf("%s", workflow::FormatSarif(linter.Findings()).c_str());
      break;
  }
  if (HasErrors(linter.Findings())) return kFailed;
  std::fprintf(stderr, "no mistakes in %zu %s\n", linter.Files(),
               linter.Files() == 1 ? "file" : "files");
  return kDone;
}

}  // namespace

void AddLintCommand(CommandLine& line) {
  static std::vector<std::string> paths;
  auto* lint = AddCommand(line, group::kWrite, "lint", "find mistakes in workflow files",
                          "tocsin lint --format sarif workflows/");
  lint->add_option("path", paths, "files or folders")->required();
  AddFormat(line, lint, true);
  lint->callback([&line] { line.action = [&line] { return Lint(line.common, paths); }; });
}

}  // namespace tocsin::commands
