// links: rehearsal expression store_memory
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/expression/jq.hpp"
#include "fakes/scratch_store.hpp"
#include "workers/rehearsal/test_run.hpp"
#include "workers/workflow/language/definition.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin {
namespace {

using testing::EndsWith;

const std::filesystem::path kWorkflows = std::filesystem::path(TOCSIN_SOURCE_DIR) / "workflows";

const workflow::Functions& Catalog() {
  static const workflow::Functions functions = [] {
    workflow::FunctionRegistry registry;
    workflow::RegisterFunctionAll(registry);
    return workflow::Functions(std::move(registry));
  }();
  return functions;
}

std::string ReadText(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

TEST(ShippedWorkflowsTest, AreFreeOfFindings) {
  const auto engine = MakeJqEngine();
  const auto resources = workflow::LoadResources(kWorkflows / "resources", "+15559876543");
  ASSERT_TRUE(resources);
  for (const auto& finding : resources->findings) ADD_FAILURE() << FormatFinding(finding);
  ASSERT_TRUE(resources->resources);
  for (const auto* name : {"ops/alert-router", "ops/manual-call", "oncall/page", "oncall/bundle"}) {
    const auto path = kWorkflows / (std::string(name) + ".yaml");
    const auto parsed = workflow::ParseDefinition(ReadText(path), path.string(), *engine, Catalog(),
                                                  resources->resources.get());
    for (const auto& finding : parsed.findings) ADD_FAILURE() << FormatFinding(finding);
    ASSERT_TRUE(parsed.definition);
    EXPECT_EQ(parsed.definition->Namespace() + "/" + parsed.definition->Name(), name);
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

/// A folder with one workflow and its test; gone with the object.
class Bench {
 public:
  Bench(const std::string& name, const std::string& workflow, const std::string& tests)
      : folder_(std::filesystem::path(testing::TempDir()) / ("tocsin_bench_" + name)) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "ops");
    std::ofstream(folder_ / "ops" / (name + ".yaml")) << workflow;
    std::ofstream(folder_ / "ops" / (name + "_test.yaml")) << tests;
  }
  ~Bench() { std::filesystem::remove_all(folder_); }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  std::string Run() const {
    std::ostringstream out;
    const auto engine = MakeJqEngine();
    rehearsal::RunTests({folder_}, {*engine, Catalog(), fakes::MakeScratchStore}, out);
    return out.str();
  }

 private:
  std::filesystem::path folder_;
};

const std::filesystem::path kGuide =
    std::filesystem::path(TOCSIN_SOURCE_DIR) / "docs" / "guides" / "write-a-workflow.md";

TEST(GuideTest, ItsWorkflowsPassTheirTests) {
  const auto blocks = YamlBlocks(kGuide);
  ASSERT_EQ(blocks.size(), 4u);
  EXPECT_THAT(Bench("disk-full", blocks[0], blocks[1]).Run(), EndsWith("\n1 passed, 0 failed\n"));
  EXPECT_THAT(Bench("backup-failed", blocks[2], blocks[3]).Run(),
              EndsWith("\n1 passed, 0 failed\n"));
}

TEST(GuideTest, ItsLineAddsSnoozeToTheShippedLadder) {
  const std::string guide = ReadText(kGuide);
  const auto begin = guide.find("\n- {id: snooze");
  ASSERT_NE(begin, std::string::npos);
  const std::string line = guide.substr(begin + 1, guide.find('\n', begin + 1) - begin);
  std::string router = ReadText(kWorkflows / "ops" / "alert-router.yaml");
  const auto escalate = router.find("- {id: escalate");
  ASSERT_NE(escalate, std::string::npos);
  const auto indent = escalate - router.rfind('\n', escalate) - 1;
  router.insert(escalate, line + std::string(indent, ' '));

  EXPECT_THAT(Bench("alert-router", router, R"(
resources:
  contacts: {alice: {phone: '+15559876543'}}
  policies: {default: {rungs: [{contact: alice, retries: 2, delay: 45s}]}}
tests:
  - name: snoozed twice, then dismissed
    workflow: alert-router
    clock: 2026-03-07T02:10:00+01:00
    given: [{event: {type: tocsin.alert.raised, data: {alert_id: a1, severity: critical, title: x}}}]
    callees:
      alice:
        - {turns: [{hear: 'To snooze, press 3', press: '3'}]}
        - {turns: [{say: snooze it}, {hear: You said snooze, say: 'yes'}], detected_as: unknown}
        - {turns: [{press: '2'}, {press: '1'}]}
    expect:
      events:
        - {type: tocsin.decision.made, data: {choice: snooze, final: false, method: dtmf}}
        - {type: tocsin.decision.made, data: {choice: snooze, final: false, method: speech}}
        - {type: tocsin.decision.made, data: {choice: dismiss, final: true}}
        - {type: tocsin.alert.closed, data: {outcome: dismissed}}
      calls: {alice: 3}
    crashEverywhere: true
)")
                  .Run(),
              EndsWith("\n1 passed, 0 failed\n"));
}

/// A run keeps at most 1 MiB, and a broker takes records of almost that size.
TEST(ShippedWorkflowsTest, AnAlertAsLongAsARecordCanBeIsPhonedAndClosed) {
  const std::string tests = R"(
resources:
  contacts: {alice: {phone: '+15559876543'}}
  actions: {container: restart_container}
tests:
  - name: very long
    workflow: alert-router
    clock: 2026-03-07T02:10:00+01:00
    given: [{event: {type: tocsin.alert.raised, data: {alert_id: a1, severity: critical, title: x, resource_type: container, description: ')" +
                            std::string(900'000, 'x') + R"('}}}]
    callees: {alice: [{turns: [{press: '1'}, {press: '1'}]}]}
    expect: {events: [{type: tocsin.alert.closed, data: {outcome: approved}}]}
    crashEverywhere: true
)";
  EXPECT_THAT(
      Bench("alert-router", ReadText(kWorkflows / "ops" / "alert-router.yaml"), tests).Run(),
      EndsWith("\n1 passed, 0 failed\n"));
}

TEST(ShippedWorkflowsTest, PassTheirOwnTests) {
  const auto engine = MakeJqEngine();
  std::ostringstream out;
  EXPECT_EQ(rehearsal::RunTests({kWorkflows}, {*engine, Catalog(), fakes::MakeScratchStore}, out),
            0)
      << out.str();
  EXPECT_THAT(out.str(), testing::HasSubstr(" passed, 0 failed"));
}

}  // namespace
}  // namespace tocsin
