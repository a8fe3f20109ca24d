// links: harness schemas
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "exit_codes.hpp"
#include "schemas/json.hpp"
#include "tests/harness/site.hpp"

namespace tocsin {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kDocument = "document: {dsl: '1.0.3', namespace: t, name: ";

/// `tocsin lint`, `exec` and `test` in a folder of their own.
class WorkflowCommands : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string("tocsin_commands_") +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "empty");
    WriteWorkflow("hello", "  - greet: {set: {text: '${ \"Hello, \" + .name }'}}\n");
    WriteWorkflow("bad", "  - greet: {sett: {text: x}}\n");
    Write("in.json", R"({"name": "Ada"})");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, std::string_view text) {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }
  void WriteWorkflow(const std::string& name, const std::string& tasks) {
    Write(name + ".yaml", std::string(kDocument) + std::filesystem::path(name).filename().string() +
                              ", version: '1.0.0'}\ndo:\n" + tasks);
  }
  harness::Finished Tocsin(std::vector<std::string> words) {
    words.insert(words.begin(), harness::Binary("tocsin"));
    return harness::Run({.command = std::move(words), .folder = folder_.string()});
  }
  /// The error object that `exec` gives; its detail.
  std::string DetailOf(const harness::Finished& finished) {
    EXPECT_EQ(finished.exit, kFailed);
    const auto object = ParseJson(finished.output);
    if (!object || !object->is_object()) return "no object: " + finished.output;
    for (const char* member : {"type", "status", "title", "detail", "instance"})
      EXPECT_TRUE(object->get_object().contains(member)) << finished.output;
    return std::string(StringAt(object->get_object(), "detail"));
  }

  std::filesystem::path folder_;
};

TEST_F(WorkflowCommands, ExecGivesTheOutput) {
  const auto done = Tocsin({"exec", "hello.yaml", "--input", "in.json"});
  EXPECT_EQ(done.exit, kDone);
  EXPECT_EQ(done.output, "{\"text\":\"Hello, Ada\"}\n");
  EXPECT_THAT(done.errors, IsEmpty());
}

TEST_F(WorkflowCommands, ExecPlaysWhoIsCalled) {
  Write("wf/resources/contacts.yaml", "contacts: {alice: {phone: '+15559876543'}}\n");
  WriteWorkflow("wf/ops/ask",
                "  - ask: {call: voice.ask, with: {to: alice, say: hello, choices: "
                "[{id: go_ahead, digits: '1'}]}, output: {as: '${ .choice }'}}\n");
  const auto exec = [&](const char* person) {
    return Tocsin({"exec", "wf/ops/ask.yaml", "--input", "in.json", "--person", person});
  };
  const auto done = exec("alice=press 1 1");
  EXPECT_EQ(done.exit, kDone);
  EXPECT_EQ(done.output, "\"go_ahead\"\n");
  EXPECT_THAT(done.errors, HasSubstr("tocsin: no phone rings in exec"));
  EXPECT_EQ(exec("alice=busy").exit, kFailed);
  EXPECT_THAT(DetailOf(exec("alicia=busy")), HasSubstr("did you mean 'alice'?"));
  for (const char* said : {"alice", "alice=", "=busy"})
    EXPECT_THAT(DetailOf(exec(said)), HasSubstr("say who and how")) << said;
  EXPECT_THAT(DetailOf(Tocsin({"exec", "wf/ops/ask.yaml", "--input", "in.json", "--person",
                               "alice=busy", "--person", "alice=press 1 1"})),
              HasSubstr("'alice' is there already"));
}

TEST_F(WorkflowCommands, ExecGivesAnErrorObjectWhateverFails) {
  const auto exec = [&](const char* file, const char* input) {
    return DetailOf(Tocsin({"exec", file, "--input", input}));
  };
  WriteWorkflow("stop",
                "  - stop: {raise: {error: {type: https://x.example/e, status: 418, "
                "title: No, detail: why}}}\n");
  WriteWorkflow("wait", "  - hear: {listen: {to: {one: {with: {type: x}}}}}\n");
  Write("broken.json", R"({"name": )");
  Write("nothing.json", "\n");
  EXPECT_EQ(exec("stop.yaml", "in.json"), "why");
  EXPECT_THAT(exec("wait.yaml", "in.json"), HasSubstr("there is no bus in exec"));
  Write("faulty/tocsin.yaml", "nonsense: 1\n");
  EXPECT_THAT(DetailOf(Tocsin(
                  {"--config", "faulty/tocsin.yaml", "exec", "wait.yaml", "--input", "in.json"})),
              HasSubstr("the settings are at fault"));
  EXPECT_EQ(exec("bad.yaml", "in.json"),
            "bad.yaml:3:13: error: unknown key 'sett'; did you mean 'set'?");
  EXPECT_EQ(exec("absent.yaml", "in.json"), "reading absent.yaml: No such file or directory");
  EXPECT_EQ(exec("empty", "in.json"), "reading empty: it is a folder, name a file");
  EXPECT_EQ(exec("hello.yaml", "absent.json"), "reading absent.json: No such file or directory");
  EXPECT_THAT(exec("hello.yaml", "broken.json"), HasSubstr("reading broken.json: parsing JSON"));
  EXPECT_EQ(exec("hello.yaml", "nothing.json"),
            "reading nothing.json: it is empty; give JSON, {} for nothing");
}

TEST_F(WorkflowCommands, WrongUsageIsTwo) {
  EXPECT_EQ(Tocsin({"exec", "hello.yaml"}).exit, kUsage);
  EXPECT_EQ(Tocsin({"lint"}).exit, kUsage);
  EXPECT_EQ(Tocsin({"test"}).exit, kUsage);
  const auto format = Tocsin({"lint", "--format", "xml", "hello.yaml"});
  EXPECT_EQ(format.exit, kUsage);
  EXPECT_THAT(format.errors, HasSubstr("--format: xml not in {json,sarif,text}"));
  const auto word = Tocsin({"lnt", "hello.yaml"});
  EXPECT_EQ(word.exit, kUsage);
  EXPECT_THAT(word.errors, HasSubstr("there is no command 'lnt'; did you mean 'lint'?"));
}

TEST_F(WorkflowCommands, LintFindsMistakesInEveryKindOfFile) {
  Write("wf/resources/contacts.yaml", "contacts: {alice: {phone: '12'}}\n");
  WriteWorkflow("wf/ops/bad", "  - greet: {sett: {text: x}}\n");
  Write("wf/ops/bad_test.yaml",
        "tests:\n  - {name: a, workflow: gone, clock: "
        "2026-03-07T02:00:00Z, expekt: {}}\n");
  const auto found = Tocsin({"lint", "wf"});
  EXPECT_EQ(found.exit, kFailed);
  EXPECT_THAT(found.output, AllOf(HasSubstr("wf/resources/contacts.yaml:1:"),
                                  HasSubstr("wf/ops/bad.yaml:3:13: error: unknown key 'sett'"),
                                  HasSubstr("wf/ops/bad_test.yaml:2:60: error: tests[0].expekt is "
                                            "not known (did you mean 'expect'?)"),
                                  HasSubstr("there is no workflow file wf/ops/gone.yaml")));
  EXPECT_THAT(Tocsin({"lint", "wf/resources/contacts.yaml"}).output,
              HasSubstr("wf/resources/contacts.yaml:1:"));
}

TEST_F(WorkflowCommands, LintKnowsTheContactsWhereverItIsCalled) {
  Write("wf/resources/contacts.yaml", "contacts: {alice: {phone: '+15559876543'}}\n");
  WriteWorkflow("wf/ops/ask",
                "  - ask: {call: voice.ask, with: {to: alice, say: hello, choices: "
                "[{id: a, digits: '1'}]}}\n");
  for (const char* path : {"wf", "wf/", "wf/ops", "wf/ops/ask.yaml"}) {
    const auto good = Tocsin({"lint", path});
    EXPECT_EQ(good.exit, kDone) << path << "\n" << good.output;
    EXPECT_EQ(good.errors, "no mistakes in 1 file\n");
  }
  folder_ /= "wf/ops";
  EXPECT_EQ(Tocsin({"lint", "ask.yaml"}).exit, kDone);
  EXPECT_EQ(Tocsin({"lint", "."}).exit, kDone);
  folder_ = folder_.parent_path().parent_path();
}

TEST_F(WorkflowCommands, LintTakesAFolderOfResourcesByItself) {
  Write("wf/resources/contacts.yaml", "contacts: {alice: {phone: '+15559876543'}}\n");
  Write("wf/resources/calendar.yaml", "contacts: {bob: {phone: '+15559876544'}}\n");
  for (const char* path : {"wf/resources", "wf/resources/"}) {
    const auto good = Tocsin({"lint", path});
    EXPECT_EQ(good.exit, kDone) << path << "\n" << good.output;
    EXPECT_EQ(good.errors, "no mistakes in 2 files\n");
  }
  Write("wf/resources/calendar.yaml", "contacts: {bob: {phone: '12'}}\n");
  EXPECT_THAT(Tocsin({"lint", "wf/resources"}).output, HasSubstr("wf/resources/calendar.yaml:1:"));
  EXPECT_THAT(Tocsin({"lint", "none/resources"}).output, HasSubstr("no such file or folder"));
}

TEST_F(WorkflowCommands, LintFindsTestsThatCannotFail) {
  WriteWorkflow("wf/ops/a", "  - say: {emit: {event: {with: {type: t.said}}}}\n");
  Write("wf/ops/a_test.yaml",
        "tests:\n  - {name: a, workflow: a, clock: 2026-03-07T02:00:00Z, expect: {absent: "
        "[t.sayd]}}\n");
  const auto found = Tocsin({"lint", "wf"});
  EXPECT_EQ(found.exit, kFailed);
  EXPECT_EQ(found.output,
            "wf/ops/a_test.yaml:2:75: error: nothing in this test can emit 't.sayd', so that it is "
            "always absent, did you mean 't.said'?\n");
}

TEST_F(WorkflowCommands, ExecMendsItsInputAsTheBusDoes) {
  Write("in.json", R"({"a":"\ud800"})");
  WriteWorkflow("show", "  - show: {set: {got: '${ .a }'}}\n");
  EXPECT_EQ(Tocsin({"exec", "show.yaml", "--input", "in.json"}).output,
            "{\"got\":\"\xEF\xBF\xBD\"}\n");
}

TEST_F(WorkflowCommands, LintSaysWhatIsNotThereAndWhatIsThereTwice) {
  EXPECT_EQ(Tocsin({"lint", "absent"}).output, "absent:1:1: error: no such file or folder\n");
  EXPECT_EQ(Tocsin({"lint", "empty"}).output,
            "empty:1:1: error: no workflow files (*.yaml) in this folder\n");
  Write("twice/a.yaml",
        std::string(kDocument) + "x, version: '1.0.0'}\ndo: [{a: {set: {b: 1}}}]\n");
  std::filesystem::copy_file(folder_ / "twice/a.yaml", folder_ / "twice/b.yaml");
  const auto twice = Tocsin({"lint", "twice"});
  EXPECT_EQ(twice.exit, kFailed);
  EXPECT_EQ(twice.output,
            "twice/b.yaml:1:1: error: another file has the workflow t/x already: twice/a.yaml\n");
}

TEST_F(WorkflowCommands, MistakesInExpressionsAreToldWithTheirCharacter) {
  Write("wf/resources/actions.yaml",
        "actions:\n  disk: {name: clean, parameters: {host: '${ .x | test(\"(\") }'}}\n");
  WriteWorkflow("wf/ops/a",
                "  - say:\n      set:\n        text: >-\n          ${ \"it is \"\n             + "
                "$workflw.id }\n        more: \"${ .a |\\n selct(.b) }\"\n");
  Write(
      "wf/ops/a_test.yaml",
      "resources:\n  actions: {disk: {name: '${ .x | nope }'}}\ntests:\n  - name: a\n    workflow: "
      "a\n    clock: 2026-03-07T02:00:00Z\n    resources: {}\n    expect: {calls: {}}\n  - name: "
      "b\n    "
      "workflow: a\n    clock: 2026-03-07T02:00:00Z\n    expect: {calls: {}}\n");
  const auto workflow = AllOf(
      HasSubstr("wf/ops/a.yaml:7:16: error: expression does not compile: $workflw is not defined; "
                "did you mean $workflow?\n"),
      HasSubstr("wf/ops/a.yaml:8:26: error: expression does not compile: selct/1 is not defined; "
                "did you mean select/1?\n"));
  const auto tests = HasSubstr(
      "wf/ops/a_test.yaml:2:35: error: expression does not compile: nope/0 is not defined\n");
  const auto found = Tocsin({"lint", "wf"});
  EXPECT_EQ(found.exit, kFailed);
  EXPECT_THAT(found.output, workflow);
  EXPECT_THAT(found.output, tests);
  EXPECT_THAT(found.output, HasSubstr("wf/resources/actions.yaml:2:56: error: the regular "
                                      "expression \"(\" does not compile: "));
  const auto tested = Tocsin({"test", "wf/ops/a_test.yaml"});
  EXPECT_EQ(tested.exit, kFailed);
  EXPECT_THAT(tested.output, workflow);
  EXPECT_THAT(tested.output, tests);
  WriteWorkflow("said",
                "  - say: {set: {text: 'it''s ${ nope }', more: '${ \"it''s\" + nope }'}}\n");
  EXPECT_THAT(DetailOf(Tocsin({"exec", "said.yaml", "--input", "in.json"})),
              HasSubstr("said.yaml:3:62: error: expression does not compile: nope/0"));
}

TEST_F(WorkflowCommands, LintIsReadByPrograms) {
  const auto listed = ParseJson(Tocsin({"lint", "--format", "json", "bad.yaml"}).output);
  ASSERT_TRUE(listed);
  EXPECT_EQ(CanonicalJson(listed->at(0)),
            R"({"column":13,"file":"bad.yaml","level":"error","line":3,)"
            R"("text":"unknown key 'sett'; did you mean 'set'?"})");
  const auto sarif = ParseJson(Tocsin({"lint", "--format", "sarif", "bad.yaml"}).output);
  ASSERT_TRUE(sarif);
  EXPECT_EQ(sarif->at("version"), "2.1.0");
  const auto& result = sarif->at("runs").at(0).at("results").at(0);
  EXPECT_EQ(result.at("level"), "error");
  EXPECT_EQ(CanonicalJson(result.at("locations").at(0).at("physicalLocation")),
            R"({"artifactLocation":{"uri":"bad.yaml"},"region":{"startColumn":13,"startLine":3}})");
  const auto good = Tocsin({"lint", "--format", "json", "hello.yaml"});
  EXPECT_EQ(good.exit, kDone);
  EXPECT_EQ(good.output, "[]\n");
}

TEST_F(WorkflowCommands, TestSaysWhatItDidNotFind) {
  const auto empty = Tocsin({"test", "empty"});
  EXPECT_EQ(empty.exit, kFailed);
  EXPECT_EQ(empty.output, "no *_test.yaml in empty\n0 passed, 0 failed\n");
  EXPECT_THAT(Tocsin({"test", "absent"}).output, HasSubstr("no such file or folder"));
  EXPECT_THAT(Tocsin({"test", "hello.yaml"}).output, HasSubstr("is no test file"));
}

}  // namespace
}  // namespace tocsin
