// Tests that cannot fail, and what of a test nobody can ever use.
#include "workers/rehearsal/doubts.hpp"

#include <gtest/gtest.h>

#include "adapters/expression/jq.hpp"
#include "workers/workflow/language/function_registry.hpp"

namespace tocsin::rehearsal {
namespace {

std::string Findings(const std::vector<Finding>& findings) {
  std::string out;
  for (const auto& finding : findings) out += FormatFinding(finding) + '\n';
  return out;
}

/// A test with this body (line 5 on); `second`: of another test behind it.
std::string TestText(const std::string& body, const std::string& second = "") {
  return "tests:\n  - name: it\n    workflow: w\n    clock: 2026-03-07T02:00:00Z\n" + body + second;
}
std::string ReadFindings(const std::string& body, const std::string& second = "") {
  return Findings(ReadTestFile(TestText(body, second), "x_test.yaml").findings);
}

TEST(TestFile, RefusesATestThatExpectsNothing) {
  const std::string nothing =
      "'expect' expects nothing, so the test cannot fail; give it 'events', 'absent', 'calls', "
      "'messages', 'output', 'error' or 'then: {nothingMore: true}'\n";
  EXPECT_EQ(ReadFindings("    expect: {}\n"), "x_test.yaml:5:13: error: " + nothing);
  EXPECT_EQ(ReadFindings("    expect: {events: [], absent: []}\n"),
            "x_test.yaml:5:13: error: " + nothing);
  EXPECT_EQ(
      ReadFindings("    expect: {then: {advance: 1h}}\n"),
      "x_test.yaml:5:13: error: " + nothing +
          "x_test.yaml:5:20: error: 'then' expects something only with 'nothingMore: true'\n");
  for (const auto* fine : {"{calls: {}}", "{output: null}", "{then: {nothingMore: true}}"})
    EXPECT_EQ(ReadFindings("    expect: " + std::string(fine) + "\n"), "") << fine;
  EXPECT_EQ(ReadFindings("    expect: {}\n    crashEverywhere: true\n"), "")
      << "it fails when crashes change anything";
}

TEST(TestFile, RefusesAFileWithoutTests) {
  EXPECT_EQ(Findings(ReadTestFile("tests: []\n", "x_test.yaml").findings),
            "x_test.yaml:1:8: error: 'tests' is empty, so that the file cannot fail\n");
}

TEST(TestFile, RefusesNamesThatAreNone) {
  EXPECT_EQ(ReadFindings("    expect: {absent: [{type: a}]}\n"),
            "x_test.yaml:5:23: error: tests[0].expect.absent[0] must be a string, got a map\n");
  EXPECT_EQ(ReadFindings("    workflows: [[a]]\n    expect: {calls: {}}\n"),
            "x_test.yaml:5:17: error: tests[0].workflows[0] must be a string, got a list\n");
}

TEST(TestFile, RefusesTwoTestsOfOneName) {
  const std::string other =
      "  - {name: it, workflow: w, clock: 2026-03-07T02:00:00Z, expect: {calls: {}}}\n";
  EXPECT_EQ(ReadFindings("    expect: {calls: {}}\n", other),
            "x_test.yaml:6:12: error: another test of this file is named 'it' (line 2)\n");
}

TEST(TestFile, NamesWhatIsWrongByItsPath) {
  EXPECT_EQ(ReadFindings("    expects: {calls: {}}\n"),
            "x_test.yaml:2:5: error: tests[0].expect is required\n"
            "x_test.yaml:5:5: error: tests[0].expects is not known (did you mean 'expect'?)\n");
  EXPECT_EQ(ReadFindings("    given: [{advance: 40d}, {event: {type: t, source: a b}}]\n"
                         "    expect: {calls: {alice: 2000}, then:}\n"),
            "x_test.yaml:5:23: error: tests[0].given[0].advance must be at most 31d, got 40d\n"
            "x_test.yaml:5:55: error: tests[0].given[1].event.source must be a URI reference such "
            "as /monitoring/host1\n"
            "x_test.yaml:6:29: error: tests[0].expect.calls.alice must be between 0 and 1000, got "
            "2000\n"
            "x_test.yaml:6:36: error: tests[0].expect.then is empty: give it a value, or leave the "
            "key out\n");
  EXPECT_EQ(ReadFindings("    given: [{}]\n    expect: {calls: }\n"),
            "x_test.yaml:5:13: error: a step of 'given' is one of 'event', 'call_in', 'link', "
            "'reply' and "
            "'advance'\n");
}

TEST(TestFile, BoundsWhatIsGiven) {
  std::string given = "    given:\n";
  for (int i = 0; i < 5'000; ++i) given += "      - {advance: 1s}\n";
  const std::string expect = "    expect: {calls: {}}\n";
  EXPECT_EQ(ReadFindings(expect + given), "");
  EXPECT_EQ(ReadFindings(expect + given + "      - {event: {type: t}}\n"),
            "x_test.yaml:5007:9: error: 'given' may have 5000 steps; this is one more\n");
}

constexpr const char* kWorkflow =
    R"(document: {dsl: '1.0.3', namespace: t, name: w, version: '1.0.0'}
use: {functions: {look: {call: http, with: {method: get, endpoint: https://h/}}}}
do:
  - fetch: {call: http, with: {method: get, endpoint: https://h/}}
  - tell:
      try:
        - say: {emit: {event: {with: {type: t.said}}}}
      catch: {}
)";
const std::string kHead = "document: {dsl: '1.0.3', namespace: t, name: w, version: '1.0.0'}\n";
const std::string kAsks = kHead +
                          "do: [{ask: {call: voice.ask, with: {to: alice, say: x, choices: [{id: "
                          "approve, digits: '1'}]}}}]\n";

const std::string kBroken = "do: 5\n";

std::string Doubts(const std::string& body,
                   const std::vector<std::string>& workflows = {kWorkflow}) {
  const auto file = ReadTestFile(TestText(body), "x_test.yaml");
  if (!file.findings.empty()) return Findings(file.findings);
  const std::string text = "contacts: {alice: {phone: '+15559876543'}}\n";
  const auto resources =
      workflow::ParseResources({{"r.yaml", text, *ParseYaml(text, "r.yaml")}}, "").resources;
  const auto engine = MakeJqEngine();
  workflow::FunctionRegistry registry;
  workflow::RegisterFunctionAll(registry);
  const workflow::Functions functions(std::move(registry));
  Definitions definitions;
  for (const auto& workflow : workflows) {
    auto parsed =
        workflow::ParseDefinition(workflow, "w.yaml", *engine, functions, resources.get());
    EXPECT_EQ(workflow == kBroken, parsed.definition == nullptr) << Findings(parsed.findings);
    definitions.push_back(parsed.definition);
  }
  return Findings(FindDoubts(file.tests.at(0), "x_test.yaml", definitions, *resources));
}

TEST(FindDoubts, KnowsWhatNobodyCanEmit) {
  const auto absent = [](const std::string& type) {
    return "    expect: {absent: [" + type + "]}\n";
  };
  EXPECT_EQ(Doubts(absent("t.said")), "");
  EXPECT_EQ(Doubts(absent("t.sayd")),
            "x_test.yaml:5:23: error: nothing in this test can emit 't.sayd', so that it is always "
            "absent, did you mean 't.said'?\n");
  EXPECT_EQ(Doubts(absent("tocsin.alert.closed")), "") << "the workflow may emit it one day";
  EXPECT_NE(Doubts(absent("tocsin.decision.maid"), {kAsks}), "");
  EXPECT_EQ(
      Doubts(absent("t.any"), {kHead + "do: [{e: {emit: {event: {with: {type: '${ .t }'}}}}}]\n"}),
      "");
  const std::string started = "io.serverlessworkflow.workflow.started.v1";
  EXPECT_NE(Doubts(absent(started)), "") << "a rehearsal tells of runs where it is asked to";
  EXPECT_EQ(Doubts(absent(started),
                   {"document: {dsl: '1.0.3', namespace: t, name: w, version: '1.0.0', metadata: "
                    "{lifecycle: all}}\ndo: [{s: {set: {a: 1}}}]\n"}),
            "");
}

TEST(FindDoubts, KnowsWhoCanBeCalled) {
  const auto calls = [](const std::string& who) {
    return "    expect: {calls: {" + who + ": 0}}\n";
  };
  EXPECT_EQ(Doubts(calls("alice"), {kAsks}), "");
  EXPECT_EQ(Doubts(calls("'+15559876543'"), {kAsks}), "");
  EXPECT_EQ(
      Doubts(calls("alise"), {kAsks}),
      "x_test.yaml:5:22: error: 'alise' of 'calls' is no contact and no phone number, did you "
      "mean 'alice'?\n");
  EXPECT_EQ(Doubts(calls("carol"),
                   {kHead + "do: [{e: {emit: {event: {with: {type: tocsin.call.requested}}}}}]\n"}),
            "")
      << "an event names whom it wants";
}

TEST(FindDoubts, KnowsWhichTasksCallAnybody) {
  const auto mock = [](const std::string& task) {
    return "    mocks: {" + task + ": {status: 200}}\n    expect: {calls: {}}\n";
  };
  EXPECT_EQ(Doubts(mock("fetch")), "");
  EXPECT_EQ(Doubts(mock("look")), "") << "of use.functions";
  EXPECT_EQ(Doubts(mock("fetsh")),
            "x_test.yaml:5:13: error: no workflow of this test has a task 'fetsh', did you mean "
            "'fetch'?\n");
  EXPECT_EQ(Doubts(mock("say")),
            "x_test.yaml:5:13: error: task 'say' makes no HTTP call that a mock could answer\n");
}

TEST(FindDoubts, AWorkflowThatCannotBeReadMayDoAnything) {
  EXPECT_EQ(
      Doubts("    mocks: {any: {status: 200}}\n    expect: {absent: [t.any], calls: {x: 0}}\n",
             {kBroken}),
      "");
}

}  // namespace
}  // namespace tocsin::rehearsal
