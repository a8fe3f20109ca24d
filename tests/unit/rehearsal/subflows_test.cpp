// Workflows that run workflows, by the real worker in virtual time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "adapters/expression/jq.hpp"
#include "fakes/scratch_store.hpp"
#include "workers/rehearsal/test_run.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/language/subflow_lint.hpp"
#include "workers/workflow/language/workflow_folder.hpp"

namespace tocsin::rehearsal {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

const workflow::Functions& SubflowCatalog() {
  static const workflow::Functions functions = [] {
    workflow::FunctionRegistry registry;
    workflow::RegisterFunctionAll(registry);
    return workflow::Functions(std::move(registry));
  }();
  return functions;
}

std::string WithHead(const std::string& name, const std::string& body) {
  return "document: {dsl: '1.0.3', namespace: t, name: " + name + ", version: '1.0.0'}\n" + body;
}

constexpr const char* kSubflowStart = "schedule: {on: {one: {with: {type: t.start}}}}\n";

class SubflowsTest : public testing::Test {
 protected:
  SubflowsTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "resources");
    std::filesystem::create_directories(folder_ / "t");
  }
  ~SubflowsTest() override { std::filesystem::remove_all(folder_); }

  /// A file for each workflow, and a test of `outer` with crashes at every commit.
  std::string Run(const std::map<std::string, std::string>& workflows, const std::string& test,
                  bool crashes = true) {
    for (const auto& [name, body] : workflows)
      std::ofstream(folder_ / "t" / (name + ".yaml")) << WithHead(name, body);
    std::ofstream(folder_ / "t" / "outer_test.yaml")
        << "resources: {contacts: {alice: {phone: '+15559876543'}}}\n"
           "tests:\n  - name: it\n    workflow: outer\n    clock: 2026-03-07T02:10:00+01:00\n"
        << test << (crashes ? "    crashEverywhere: true\n" : "");
    std::ostringstream out;
    RunTests({folder_}, {*engine_, SubflowCatalog(), fakes::MakeScratchStore}, out);
    return out.str();
  }

  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / "tocsin_subflows";
  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
};

constexpr const char* kOnePassed = "\n1 passed, 0 failed\n";

TEST_F(SubflowsTest, GiveTheirOutputsAndRunInTheirOrder) {
  EXPECT_THAT(Run({{"outer", std::string(kSubflowStart) + R"(do:
  - each:
      for: {each: n, in: '${ [1, 2, 3] }'}
      do:
        - inner:
            run: {workflow: {namespace: t, name: inner, version: '1.0.0', input: {n: '${ $n }'}}}
            export: {as: '${ {all: (($context.all // []) + [.twice])} }'}
  - all: {set: {all: '${ $context.all }'}}
)"},
                   {"inner", R"(do:
  - pause: {wait: PT1S}
  - told: {emit: {event: {with: {type: t.told, data: '${ $workflow.input }'}}}}
  - give: {set: {twice: '${ $workflow.input.n * 2 }'}}
)"}},
                  R"(    given: [{event: {type: t.start, subject: s1}}]
    expect:
      events: [{type: t.told, subject: s1, data: {n: 1}}, {type: t.told, data: {n: 2}}, {type: t.told, data: {n: 3}}]
      output: {all: [2, 4, 6]}
      then: {advance: 1h, nothingMore: true}
)"),
              EndsWith(kOnePassed));
}

TEST_F(SubflowsTest, AnErrorOfOneIsRaisedByTheTask) {
  EXPECT_THAT(Run({{"outer", std::string(kSubflowStart) + R"(do:
  - inner: {run: {workflow: {namespace: t, name: inner, version: latest}}}
)"},
                   {"inner", R"(do:
  - pause: {wait: PT1S}
  - fail: {raise: {error: {type: 'https://t.example/hot', status: 503, title: Too hot, detail: 90 degrees}}}
)"}},
                  R"(    given: [{event: {type: t.start}}]
    expect: {error: {type: 'https://t.example/hot', status: 503, title: Too hot, detail: 90 degrees, instance: /do/0/inner}}
)"),
              EndsWith(kOnePassed));
}

TEST_F(SubflowsTest, ATimeoutCancelsThemAndHangsUp) {
  EXPECT_THAT(
      Run({{"outer", std::string(kSubflowStart) + R"(do:
  - guarded:
      try:
        - inner:
            run: {workflow: {namespace: t, name: middle, version: latest}}
            timeout: {after: PT20S}
      catch: {do: [{late: {set: {late: '${ $error.status }'}}}]}
)"},
           {"middle",
            "do: [{inner: {run: {workflow: {namespace: t, name: inner, version: latest}}}}]\n"},
           {"inner", R"(do:
  - ask: {call: voice.ask, with: {to: alice, say: 'Well?', choices: [{id: yes, digits: '1'}]}}
)"}},
          R"(    given: [{event: {type: t.start, subject: s1}}]
    callees: {alice: [{answer_after: 30s, turns: [{press: '1'}, {press: '1'}]}]}
    expect:
      output: {late: 408}
      events: [{type: tocsin.call.cancel_requested, subject: s1, data: {reason: expired}}, {type: tocsin.call.ended, data: {reason: superseded}}]
      absent: [tocsin.decision.made]
      calls: {alice: 1}
      then: {advance: 1h, nothingMore: true}
)"),
      EndsWith(kOnePassed));
}

TEST_F(SubflowsTest, ABranchThatLosesCancelsThem) {
  EXPECT_THAT(Run({{"outer", std::string(kSubflowStart) + R"(do:
  - race:
      fork:
        compete: true
        branches:
          - inner: {run: {workflow: {namespace: t, name: inner, version: latest}}}
          - stop: {listen: {to: {one: {with: {type: t.stop}}}}, output: {as: '${ {stopped: true} }'}}
)"},
                   {"inner", R"(do:
  - pause: {wait: PT1H}
  - told: {emit: {event: {with: {type: t.told}}}}
)"}},
                  R"(    given: [{event: {type: t.start}}, {advance: 5m}, {event: {type: t.stop}}]
    expect:
      output: {stopped: true}
      absent: [t.told]
      then: {advance: 3h, nothingMore: true}
)"),
              EndsWith(kOnePassed));
}

TEST_F(SubflowsTest, HearWhatCameSinceTheOuterRunBegan) {
  const std::map<std::string, std::string> workflows = {
      {"outer", std::string(kSubflowStart) + R"(do:
  - pause: {wait: PT10S}
  - middle: {run: {workflow: {namespace: t, name: middle, version: latest}}}
)"},
      {"middle", R"(do:
  - pause: {wait: PT10S}
  - inner: {run: {workflow: {namespace: t, name: inner, version: latest}}}
)"},
      {"inner", R"(do:
  - go: {listen: {to: {one: {with: {type: t.go}}}}, timeout: {after: PT5S}, output: {as: '${ .[0] }'}}
)"}};
  EXPECT_THAT(Run(workflows, R"(    given:
      - event: {type: t.start}
      - advance: 5s
      - event: {type: t.go, data: {n: 7}}
    expect: {output: {n: 7}}
)"),
              EndsWith(kOnePassed));
  EXPECT_THAT(Run(workflows, R"(    given:
      - event: {type: t.go, data: {n: 7}}
      - advance: 5s
      - event: {type: t.start}
    expect: {error: {status: 408}}
)"),
              EndsWith(kOnePassed));
}

TEST_F(SubflowsTest, NotAwaitedTheyRunOnByThemselves) {
  EXPECT_THAT(Run({{"outer", std::string(kSubflowStart) + R"(do:
  - many:
      for: {each: n, in: '${ [range(450)] }'}
      do:
        - inner: {run: {workflow: {namespace: t, name: inner, version: latest, input: {n: '${ $n }'}}, await: false}}
  - give: {set: {done: true}}
)"},
                   {"inner", R"(do:
  - last: {if: '$workflow.input.n == 449', emit: {event: {with: {type: t.last}}}}
  - pause: {wait: PT1M}
  - told: {if: '$workflow.input.n == 449', emit: {event: {with: {type: t.told}}}}
)"}},
                  R"(    given: [{event: {type: t.start}}]
    expect:
      output: {done: true}
      events: [{type: t.last}, {type: t.told}]
      then: {advance: 1h, nothingMore: true}
)",
                  false),
              EndsWith(kOnePassed));
}

TEST_F(SubflowsTest, OneThatRunsItselfComesToAnEnd) {
  EXPECT_THAT(Run({{"outer", std::string(kSubflowStart) + R"(do:
  - again: {run: {workflow: {namespace: t, name: outer, version: latest}}}
)"}},
                  R"(    given: [{event: {type: t.start}}]
    expect: {error: {type: 'https://open-workflow-specification.org/spec/1.0.0/errors/runtime', instance: /do/0/again}}
)"),
              EndsWith(kOnePassed));
}

TEST_F(SubflowsTest, OneThatIsNotThereIsAConfigurationError) {
  EXPECT_THAT(Run({{"outer", std::string(kSubflowStart) + R"(do:
  - inner: {run: {workflow: {namespace: t, name: '${ "nobody" }', version: latest}}}
)"}},
                  R"(    given: [{event: {type: t.start}}]
    expect: {error: {status: 400, detail: there is no workflow t/nobody}}
)"),
              EndsWith(kOnePassed));
  EXPECT_THAT(Run({{"outer", std::string(kSubflowStart) + R"(do:
  - inner: {run: {workflow: {namespace: t, name: inner, version: '${ "2.0.0" }'}}}
  - other: {run: {workflow: {namespace: t, name: inner, version: latest}}}
)"},
                   {"inner", "do: [{give: {set: {a: 1}}}]\n"}},
                  R"(    given: [{event: {type: t.start}}]
    expect: {error: {status: 400, detail: 'workflow t/inner is in force in version 1.0.0, not in 2.0.0'}}
)"),
              EndsWith(kOnePassed));
}

TEST_F(SubflowsTest, AnInputThatDoesNotFitIsAValidationError) {
  EXPECT_THAT(Run({{"outer", std::string(kSubflowStart) + R"(do:
  - inner: {run: {workflow: {namespace: t, name: inner, version: latest, input: {n: '${ "x" }'}}}}
)"},
                   {"inner",
                    R"(input: {schema: {document: {type: object, properties: {n: {type: integer}}}}}
do: [{give: {set: {a: 1}}}]
)"}},
                  R"(    given: [{event: {type: t.start}}]
    expect: {error: {type: 'https://open-workflow-specification.org/spec/1.0.0/errors/validation', instance: /do/0/inner}}
)"),
              EndsWith(kOnePassed));
}

/// What lint says of `outer` beside `inner`, an input of one required integer `n` or text `t`.
std::vector<std::string> SubflowFindings(const std::string& task) {
  const auto engine = MakeJqEngine();
  const auto inner = workflow::ParseDefinition(WithHead("inner", R"(input:
  schema: {document: {type: object, additionalProperties: false, required: [n], properties: {n: {type: integer}, t: {type: string}}}}
do: [{give: {set: {a: 1}}}]
)"),
                                               "inner.yaml", *engine, SubflowCatalog(), nullptr);
  const auto outer = workflow::ParseDefinition(WithHead("outer", task), "outer.yaml", *engine,
                                               SubflowCatalog(), nullptr);
  std::vector<std::string> out;
  for (const auto& finding : outer.findings) out.push_back(FormatFinding(finding));
  if (!outer.definition) return out;
  for (const auto& finding : workflow::CheckSubflows(
           *outer.definition, "outer.yaml", [&](std::string_view, std::string_view name) {
             return name == "inner" ? inner.definition.get() : nullptr;
           }))
    out.push_back(FormatFinding(finding));
  return out;
}

TEST(SubflowLintTest, FindsWhatTheFilesSay) {
  const auto of = [](const std::string& workflow, const std::string& more = "") {
    return SubflowFindings("do:\n  - inner:\n      run:\n        workflow: {namespace: t, " +
                           workflow + "}\n" + more);
  };
  using testing::ElementsAre;
  using testing::IsEmpty;
  EXPECT_THAT(of("name: inner, version: latest, input: {n: 1}"), IsEmpty());
  EXPECT_THAT(of("name: inner, version: '1.0.0', input: '${ . }'"), IsEmpty());
  EXPECT_THAT(of("name: '${ .who }', version: latest"), IsEmpty());
  EXPECT_THAT(of("name: iner, version: latest"),
              ElementsAre("outer.yaml:5:19: error: there is no workflow t/iner in these files"));
  EXPECT_THAT(of("name: inner, version: '2.0.0', input: {n: 1}"),
              ElementsAre(HasSubstr("has version 1.0.0, not 2.0.0; 'latest' means")));
  EXPECT_THAT(of("name: inner, version: latest, input: {n: one, m: 2}"),
              ElementsAre(HasSubstr("5:75: error: in the input of t/inner: n: must be"),
                          HasSubstr("unknown key 'm' in the input of t/inner")));
  EXPECT_THAT(of("name: inner, version: latest"),
              ElementsAre(HasSubstr("'n' is required in the input of t/inner")));
  EXPECT_THAT(of("name: inner"), ElementsAre(HasSubstr("'version' is required")));
  EXPECT_THAT(of("name: inner, version: latest, input: {n: 1}", "        return: stderr\n"),
              ElementsAre(HasSubstr("a workflow has no stderr: 'return' is stdout")));
  EXPECT_THAT(SubflowFindings("do: [{x: {run: {shell: {command: ls}}}}]\n"),
              ElementsAre(HasSubstr("'run.shell' is not supported yet")));
}

TEST_F(SubflowsTest, FilesAroundOneAreFoundWithWhatTheyRun) {
  std::filesystem::create_directories(folder_ / "other");
  std::ofstream(folder_ / "other" / "b.yaml")
      << WithHead("b", "do: [{c: {run: {workflow: {namespace: t, name: c, version: latest}}}}]\n");
  std::ofstream(folder_ / "t" / "c.yaml") << WithHead("c", "do: [{give: {set: {a: 1}}}]\n");
  std::ofstream(folder_ / "t" / "broken.yaml") << "document: {namespace: t, name: broken}\n";
  const auto file = folder_ / "t" / "a.yaml";
  EXPECT_EQ(workflow::WorkflowFolder::Around(file), folder_.lexically_normal());
  workflow::WorkflowFolder around(folder_, *engine_, SubflowCatalog(), nullptr);
  EXPECT_EQ(around.Find("t", "broken"), nullptr);
  EXPECT_EQ(around.Find("t", "nobody"), nullptr);
  std::vector<std::shared_ptr<const workflow::Definition>> definitions = {
      workflow::ParseDefinition(
          WithHead("a", "do: [{b: {run: {workflow: {namespace: t, name: b, version: latest}}}}]\n"),
          file.string(), *engine_, SubflowCatalog(), nullptr)
          .definition};
  around.Complete(definitions);
  ASSERT_EQ(definitions.size(), 3u);
  EXPECT_EQ(definitions[1]->Name(), "b");
  EXPECT_EQ(definitions[2]->Name(), "c");
}

}  // namespace
}  // namespace tocsin::rehearsal
