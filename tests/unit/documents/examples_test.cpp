// links: rehearsal expression store_memory settings phone
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/expression/jq.hpp"
#include "fakes/scratch_store.hpp"
#include "schemas/lexicon.hpp"
#include "schemas/yaml.hpp"
#include "tools/phone/sim/script.hpp"
#include "workers/rehearsal/hook_examples.hpp"
#include "workers/rehearsal/test_run.hpp"
#include "workers/settings/settings.hpp"
#include "workers/workflow/language/definition.hpp"
#include "workers/workflow/language/task_registry.hpp"
#include "workers/workflow/oncall/resource_tables.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;

std::string TextOfFile(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

/// A fenced block of a document.
struct Fence {
  std::string place;  ///< FILE:LINE of its first line
  std::string language;
  std::string text;
};

std::vector<Fence> FencesOf(const fs::path& file) {
  std::vector<Fence> fences;
  std::istringstream lines(TextOfFile(file));
  bool inside = false;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const auto indent = line.find_first_not_of(' ');
    const bool mark = indent != std::string::npos && line.compare(indent, 3, "```") == 0;
    if (mark && !inside)
      fences.push_back({file.filename().string() + ':' + std::to_string(number + 1),
                        line.substr(indent + 3), ""});
    else if (!mark && inside)
      fences.back().text += line + '\n';
    if (mark) inside = !inside;
  }
  return fences;
}

/// README and everything under docs that people write by hand.
std::vector<fs::path> Documents() {
  const fs::path root = TOCSIN_SOURCE_DIR;
  std::vector<fs::path> files = {root / "README.md"};
  for (const auto& entry : fs::recursive_directory_iterator(root / "docs"))
    if (entry.path().extension() == ".md") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

class DocumentExamples : public testing::Test {
 protected:
  void SetUp() override {
    workflow::FunctionRegistry registry;
    workflow::RegisterFunctionAll(registry);
    functions_ = std::make_unique<workflow::Functions>(std::move(registry));
    folder_ = fs::path(testing::TempDir()) / ("tocsin_documents_" + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  static void ExpectNone(const std::vector<Finding>& findings) {
    for (const auto& finding : findings) ADD_FAILURE() << FormatFinding(finding);
  }
  void LintWorkflow(const Fence& fence) {
    const auto resources = workflow::ParseResources(
        {{"people.yaml", "contacts: {alice: {phone: '+15559876543'}}\n"}}, "");
    ExpectNone(resources.findings);
    ExpectNone(workflow::ParseDefinition(fence.text, fence.place, *engine_, *functions_,
                                         resources.resources.get())
                   .findings);
  }
  /// Beside the workflows of the same document, by the names that they give themselves.
  void RunTests(const Fence& fence, const std::vector<std::string>& workflows) {
    for (const auto& text : workflows) {
      const auto yaml = ParseYaml(text, "workflow");
      const auto document = yaml->ToJson();
      const auto name = StringAt(document.at("document").as_object(), "name");
      std::ofstream(folder_ / (std::string(name) + ".yaml")) << text;
    }
    const auto file = folder_ / "document_test.yaml";
    std::ofstream(file) << fence.text;
    std::ostringstream out;
    EXPECT_EQ(rehearsal::RunTests({file}, {*engine_, *functions_, fakes::MakeScratchStore}, out), 0)
        << out.str();
    ++tests_;
  }
  void TryHook(const Fence& fence) {
    const auto read = bridge::ReadHook(fence.text, "shop.yaml", *engine_);
    ExpectNone(read.findings);
    ASSERT_NE(read.hook, nullptr);
    for (const auto& outcome : rehearsal::TryExamples(read.hook, *engine_))
      for (const auto& mismatch : outcome.mismatches) ADD_FAILURE() << mismatch.text;
    ++hooks_;
  }
  /// A file of the folder of lexicons, as its first line says.
  static bool IsLexicon(const Fence& fence) {
    return fence.text.starts_with("# workflows/lexicon/");
  }
  void ReadWords(const Fence& fence) {
    ReadLexicon read;
    ReadLexiconText(fence.text, fence.place, "en", read);
    ExpectNone(read.findings);
    EXPECT_FALSE(read.lexicon.Empty());
    ++lexicons_;
  }
  void Try(const Fence& fence, std::vector<std::string>& workflows) {
    SCOPED_TRACE(fence.place);
    if (IsLexicon(fence)) return ReadWords(fence);
    const auto yaml = ParseYaml(fence.text, fence.place);
    ASSERT_TRUE(yaml) << FormatFinding(yaml.error());
    const auto parsed = yaml->ToJson();
    ASSERT_TRUE(parsed.is_object());
    const auto& keys = parsed.as_object();
    if (keys.contains("do")) {
      LintWorkflow(fence);
      workflows.push_back(fence.text);
      ++workflows_;
    } else if (keys.contains("tests")) {
      RunTests(fence, workflows);
    } else if (keys.contains("people")) {
      const auto script = phone::ReadScript(fence.text, fence.place);
      if (!script) ExpectNone(script.error());
    } else if (std::ranges::any_of(workflow::ResourceEntries::Spec().Fields(),
                                   [&](const Field& field) { return keys.contains(field.name); })) {
      ExpectNone(workflow::ParseResources({{fence.place, fence.text}}, "").findings);
    } else if (keys.contains("examples")) {
      TryHook(fence);
    } else {
      ExpectNone(
          compose::LoadSettings({.file_text = fence.text, .dotenv_text = std::string()}).findings);
    }
  }

  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
  std::unique_ptr<workflow::Functions> functions_;
  fs::path folder_;
  int workflows_ = 0;
  int tests_ = 0;
  int hooks_ = 0;
  int lexicons_ = 0;
};

TEST_F(DocumentExamples, AreTakenByTheProgramsTheyAreFor) {
  for (const auto& file : Documents()) {
    if (file.parent_path().filename() == "reference") continue;  // made from what is tested
    std::vector<std::string> workflows;
    for (const auto& fence : FencesOf(file))
      if (fence.language == "yaml") Try(fence, workflows);
  }
  EXPECT_GE(workflows_, 3);
  EXPECT_GE(tests_, 2);
  EXPECT_GE(hooks_, 1);
  EXPECT_GE(lexicons_, 1);
}

TEST_F(DocumentExamples, TheFirstWorkflowIsTheOneThatShips) {
  const fs::path root = TOCSIN_SOURCE_DIR;
  const auto shipped = TextOfFile(root / "docs/first-workflow/workflows/ops/backup-failed.yaml");
  const auto fences = FencesOf(root / "README.md");
  EXPECT_EQ(std::ranges::count(fences, shipped, &Fence::text), 1);
}

TEST_F(DocumentExamples, NumbersOfCommandsAreNumbers) {
  for (const auto& file : Documents())
    for (const auto& fence : FencesOf(file)) {
      for (auto at = fence.text.find("\"phone_number\":\""); at != std::string::npos;
           at = fence.text.find("\"phone_number\":\"", at + 1)) {
        const auto start = at + 16;
        const auto number = fence.text.substr(start, fence.text.find('"', start) - start);
        EXPECT_TRUE(phone::IsE164(number)) << fence.place << ": " << number;
      }
    }
}

}  // namespace
}  // namespace tocsin
