// links: rehearsal expression
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/expression/jq.hpp"
#include "workers/rehearsal/test_run.hpp"
#include "workers/workflow/definition.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin {
namespace {

const std::filesystem::path kWorkflows = std::filesystem::path(TOCSIN_SOURCE_DIR) / "workflows";

const workflow::Functions& Catalog() {
  static const workflow::Functions functions = [] {
    workflow::FunctionRegistry registry;
    workflow::RegisterFunctionAll(registry);
    return workflow::Functions(std::move(registry));
  }();
  return functions;
}

TEST(ShippedWorkflowsTest, AreFreeOfFindings) {
  const auto engine = MakeJqEngine();
  const auto resources = workflow::LoadResources(kWorkflows / "resources", "+15559876543");
  ASSERT_TRUE(resources);
  for (const auto& finding : resources->findings) ADD_FAILURE() << FormatFinding(finding);
  ASSERT_TRUE(resources->resources);
  for (const auto* name : {"alert-router", "manual-call"}) {
    const auto path = kWorkflows / "ops" / (std::string(name) + ".yaml");
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    const auto parsed = workflow::ParseDefinition(text.str(), path.string(), *engine, Catalog(),
                                                  resources->resources.get());
    for (const auto& finding : parsed.findings) ADD_FAILURE() << FormatFinding(finding);
    ASSERT_TRUE(parsed.definition);
    EXPECT_EQ(parsed.definition->Name(), name);
  }
}

/// The YAML blocks of a guide, in order.
std::vector<std::string> YamlBlocks(const std::filesystem::path& guide) {
  std::ifstream in(guide);
  std::vector<std::string> blocks;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "```yaml") blocks.emplace_back();
    if (inside && line != "```") blocks.back() += line + "\n";
    inside = line == "```yaml" || (inside && line != "```");
  }
  return blocks;
}

TEST(GuideTest, FirstWorkflowPassesItsTest) {
  const auto blocks = YamlBlocks(std::filesystem::path(TOCSIN_SOURCE_DIR) / "docs" / "guides" /
                                 "write-a-workflow.md");
  ASSERT_EQ(blocks.size(), 2u);
  const auto folder = std::filesystem::path(testing::TempDir()) / "tocsin_guide" / "ops";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "disk-full.yaml") << blocks[0];
  std::ofstream(folder / "disk-full_test.yaml") << blocks[1];
  std::ostringstream out;

  EXPECT_EQ(rehearsal::RunTests({folder}, *MakeJqEngine(), Catalog(), out), 0) << out.str();

  EXPECT_THAT(out.str(), testing::HasSubstr("1 passed, 0 failed"));
  std::filesystem::remove_all(folder.parent_path());
}

TEST(ShippedWorkflowsTest, PassTheirOwnTests) {
  const auto engine = MakeJqEngine();
  std::ostringstream out;
  EXPECT_EQ(rehearsal::RunTests({kWorkflows}, *engine, Catalog(), out), 0) << out.str();
  EXPECT_THAT(out.str(), testing::HasSubstr(" passed, 0 failed"));
}

}  // namespace
}  // namespace tocsin
