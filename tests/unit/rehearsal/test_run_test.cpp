// links: rehearsal expression store_memory
#include "workers/rehearsal/test_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "adapters/expression/jq.hpp"
#include "fakes/scratch_store.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::rehearsal {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kGreet =
    R"(document: {dsl: '1.0.3', namespace: t, name: greet, version: '1.0.0'}
schedule: {on: {one: {with: {type: t.asked}}}}
do:
  - pause: {wait: PT10M}
  - say: {emit: {event: {with: {type: t.said, data: {hello: '${ $workflow.input[0].name }'}}}}}
)";

class TestRunTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string("tocsin_rehearsal_") +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "t");
    Write("greet.yaml", kGreet);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, std::string_view text) {
    std::ofstream(folder_ / "t" / name) << text;
  }

  /// Output of one test with this body (YAML below `- name: it`).
  std::string Run(const std::string& body, const std::string& workflow = "greet") {
    Write("x_test.yaml", "tests:\n  - name: it\n    workflow: " + workflow +
                             "\n    clock: 2026-03-07T02:00:00Z\n" + body);
    std::ostringstream out;
    code_ = RunTests({folder_}, Services(), out);
    return out.str();
  }

  static const workflow::Functions& Catalog() {
    static const workflow::Functions functions = [] {
      workflow::FunctionRegistry registry;
      workflow::RegisterFunctionAll(registry);
      return workflow::Functions(std::move(registry));
    }();
    return functions;
  }

  TestServices Services() const { return {*engine_, Catalog(), fakes::MakeScratchStore}; }

  std::filesystem::path folder_;
  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
  int code_ = -1;
};

constexpr const char* kAsked = "    given: [{event: {type: t.asked, data: {name: Ann}}}]\n";

TEST_F(TestRunTest, PassesWhatHappensAsExpected) {
  const std::string out =
      Run(std::string(kAsked) +
          "    expect: {events: [{type: t.said, data: {hello: Ann}}], then: {advance: 1h, "
          "nothingMore: true}}\n    crashEverywhere: true\n");
  EXPECT_THAT(out, HasSubstr("ok    x_test.yaml: it\n"));
  EXPECT_THAT(out, HasSubstr("1 passed, 0 failed\n"));
  EXPECT_EQ(code_, 0);
}

TEST_F(TestRunTest, ShowsWhereTheExpectationStandsAndWhatHappened) {
  const std::string out =
      Run(std::string(kAsked) +
          "    expect:\n      events:\n        - {type: t.said, data: {hello: Bob}}\n");
  EXPECT_THAT(out, HasSubstr("FAIL  x_test.yaml: it"));
  EXPECT_THAT(
      out,
      HasSubstr("x_test.yaml:8:11: error: expected t.said with {\"hello\":\"Bob\"}, but there was "
                "{\"hello\":\"Ann\"}"));
  EXPECT_THAT(out, HasSubstr("2026-03-07T02:10:00.000Z  workflow  t.said"));
  EXPECT_THAT(out, HasSubstr("0 passed, 1 failed\n"));
  EXPECT_EQ(code_, 1);
}

TEST_F(TestRunTest, CutsLongDataBetweenCharacters) {
  std::string umlauts;
  for (int i = 0; i < 200; ++i) umlauts += "\xc3\xbc";
  // One of the two has a character across every byte where data may be cut.
  for (const std::string& name : {"A" + umlauts, "AB" + umlauts}) {
    const std::string out =
        Run("    given: [{event: {type: t.asked, data: {name: '" + name +
            "'}}}]\n    expect: {events: [{type: t.said, data: {hello: x}}]}\n");
    EXPECT_THAT(out, HasSubstr("but there was {\"hello\":\"A"));
    EXPECT_THAT(out, HasSubstr("\xc3\xbc..."));
    EXPECT_TRUE(IsUtf8(out));
  }
}

TEST_F(TestRunTest, CountsEventsOfExpectedTypes) {
  const std::string twice =
      "    given: [{event: {type: t.asked, data: {name: Ann}}}, {event: {type: t.asked, data: "
      "{name: Bob}}}]\n";
  EXPECT_THAT(Run(twice + "    expect: {events: [{type: t.said}]}\n"),
              HasSubstr("1 of t.said expected, but 2 came"));
  EXPECT_THAT(Run(twice + "    expect: {events: [{type: t.said}, {type: t.said}]}\n"),
              HasSubstr("1 passed"));
  EXPECT_THAT(
      Run(twice +
          "    expect: {events: [{type: t.said, data: {hello: Bob}}, {type: t.said, data: {hello: "
          "Ann}}]}\n"),
      HasSubstr("came before"));
  EXPECT_THAT(Run(std::string(kAsked) + "    expect: {events: [{type: t.said}, {type: t.said}]}\n"),
              HasSubstr("expected t.said once more, but it came only as often as is expected ahead "
                        "of this"));
}

TEST_F(TestRunTest, FailsOnAbsentCallsAndLateEvents) {
  EXPECT_THAT(Run(std::string(kAsked) + "    expect: {absent: [t.said]}\n"),
              HasSubstr("no t.said expected"));
  EXPECT_THAT(Run("    resources: {contacts: {alice: {phone: '+15559876543'}}}\n" +
                  std::string(kAsked) + "    expect: {calls: {alice: 1}}\n"),
              HasSubstr("x_test.yaml:7:22: error: expected 1 calls to alice, but there were 0"));
  EXPECT_THAT(Run("    given: []\n    expect: {output: {}}\n"), HasSubstr("no run was started"));
}

TEST_F(TestRunTest, ContactsHaveThePinsThatTheTestSays) {
  Write("approve.yaml", R"(document: {dsl: '1.0.3', namespace: t, name: approve, version: '1.0.0'}
schedule: {on: {one: {with: {type: t.asked}}}}
do:
  - ask:
      call: voice.ask
      with:
        to: '${ {contact: "alice"} }'
        say: nginx has stopped
        choices: [{id: approve, digits: '1', phrases: [approve], confirm: pin}]
)");
  const std::string body = "    resources: {contacts: {alice: {phone: '+15559876543'}}}\n" +
                           std::string(kAsked) +
                           "    callees: {alice: [{turns: [{hear: press 1, press: '1'}, {hear: "
                           "your PIN, press: '4711'}, "
                           "{hear: not your PIN, hang_up: true}]}]}\n";
  EXPECT_THAT(
      Run(body + "    pins: {alice: '4711'}\n    expect: {output: {choice: approve}}\n", "approve"),
      HasSubstr("1 passed, 0 failed\n"));
  const std::string wrong =
      Run(body + "    pins: {alice: '4712'}\n    expect: {error: {detail: hung_up}}\n", "approve");
  EXPECT_THAT(wrong, HasSubstr("1 passed, 0 failed\n"));
  const std::string bad =
      Run(body + "    pins: {alice: '471'}\n    expect: {output: {}}\n", "approve");
  EXPECT_THAT(bad, HasSubstr("must be 4 to 12 digits"));
  EXPECT_THAT(bad, Not(HasSubstr("'471'")));
}

TEST_F(TestRunTest, SeveralWorkflowsHearOneAnother) {
  Write("echo.yaml", R"(document: {dsl: '1.0.3', namespace: t, name: echo, version: '1.0.0'}
schedule: {on: {one: {with: {type: t.said}}}}
do:
  - back: {emit: {event: {with: {type: t.echoed, data: {back: '${ $workflow.input[0].hello }'}}}}}
  - out: {set: {of: echo}}
)");
  const std::string expect =
      "    expect: {events: [{type: t.said}, {type: t.echoed, data: {back: Ann}}], output: {type: "
      "t.said}}\n    crashEverywhere: true\n";
  EXPECT_THAT(Run("    workflows: [echo]\n" + std::string(kAsked) + expect), HasSubstr("1 passed"));
  EXPECT_THAT(Run(std::string(kAsked) + expect),
              HasSubstr("expected t.echoed with {\"back\":\"Ann\"}, but no such event came"));
  EXPECT_THAT(Run("    workflows: [gone]\n" + std::string(kAsked) + expect),
              HasSubstr("x_test.yaml:5:17: error: there is no workflow file"));
}

TEST_F(TestRunTest, StopsTimeWhereGivenSays) {
  const std::string out =
      Run("    given: [{event: {type: t.asked, data: {name: Ann}}}, {advance: 9m}, {event: {type: "
          "t.other}}]\n    expect: {events: [{type: t.said}]}\n");
  EXPECT_THAT(out, HasSubstr("1 passed"));
}

TEST_F(TestRunTest, ComparesOutputAndError) {
  Write("fail.yaml",
        "document: {dsl: '1.0.3', namespace: t, name: fail, version: '1.0.0'}\nschedule: {on: "
        "{one: {with: {type: "
        "t.asked}}}}\ndo:\n  - stop: {raise: {error: {type: https://x.example/e, status: 418}}}\n");
  EXPECT_THAT(Run(std::string(kAsked) + "    expect: {error: {status: 418}}\n", "fail"),
              HasSubstr("1 passed"));
  EXPECT_THAT(Run(std::string(kAsked) + "    expect: {error: {status: 500}}\n", "fail"),
              HasSubstr("expected the error {\"status\":500}, but the run failed with"));
  EXPECT_THAT(Run(std::string(kAsked) + "    expect: {output: {}}\n", "fail"),
              HasSubstr("the run failed with"));
}

TEST_F(TestRunTest, MocksHttpByTaskName) {
  Write("web.yaml",
        "document: {dsl: '1.0.3', namespace: t, name: web, version: '1.0.0'}\nschedule: {on: {one: "
        "{with: {type: "
        "t.asked}}}}\ndo:\n  - fetch: {call: http, with: {method: get, endpoint: "
        "https://api.example/x}}\n");
  EXPECT_THAT(Run(std::string(kAsked) +
                      "    mocks: {fetch: {body: {n: 7}}}\n    expect: {output: {n: 7}}\n",
                  "web"),
              HasSubstr("1 passed"));
  EXPECT_THAT(Run(std::string(kAsked) +
                      "    mocks: {fetch: {status: 503}}\n    expect: {error: {status: 503}}\n",
                  "web"),
              HasSubstr("1 passed"));
  EXPECT_THAT(Run(std::string(kAsked) + "    expect: {output: {n: 7}}\n", "web"),
              HasSubstr("no mock for task 'fetch'"));
}

TEST_F(TestRunTest, FindsMistakesInTheTestFile) {
  EXPECT_THAT(
      Run("    expects: {}\n"),
      HasSubstr("x_test.yaml:5:5: error: tests[0].expects is not known (did you mean 'expect'?)"));
  EXPECT_THAT(Run("    expect: {calls: {}}\n    callees: {alice: [{turns: [{hear: '('}]}]}\n"),
              HasSubstr("callees.alice[0].turns[0].hear is not a regular expression"));
  EXPECT_THAT(Run("    expect: {calls: {}}\n", "absent"), HasSubstr("there is no workflow file"));
  EXPECT_EQ(code_, 1);
}

TEST_F(TestRunTest, FindsMistakesInItsResourcesWhereTheyStand) {
  EXPECT_THAT(Run("    resources:\n      actions:\n        disk: {name: clean, parameters: {host: "
                  "'${ .x | nope }'}}\n" +
                  std::string(kAsked) + "    expect: {events: [{type: t.said}]}\n"),
              HasSubstr("x_test.yaml:7:57: error: expression does not compile: nope/0 is not "
                        "defined"));
}

TEST_F(TestRunTest, FindsMistakesInExpressionsOfTheWorkflow) {
  Write("ask.yaml", R"(document: {dsl: '1.0.3', namespace: t, name: ask, version: '1.0.0'}
schedule: {on: {one: {with: {type: t.asked}}}}
do:
  - say:
      set:
        text: >-
          ${ "it is "
             + $workflw.id }
)");
  EXPECT_THAT(Run(std::string(kAsked) + "    expect: {events: [{type: t.said}]}\n", "ask"),
              HasSubstr("ask.yaml:8:16: error: expression does not compile: $workflw is not "
                        "defined; did you mean $workflow?"));
}

TEST_F(TestRunTest, FindsMisspeltCallees) {
  EXPECT_THAT(
      Run("    resources: {contacts: {alice: {phone: '+15559876543'}}}\n" + std::string(kAsked) +
          "    callees: {alise: [{busy: true}]}\n    expect: {events: [{type: t.said}]}\n"),
      HasSubstr("x_test.yaml:7:15: error: callee 'alise' is no contact and was not phoned, "
                "did you mean 'alice'?"));
}

TEST_F(TestRunTest, ShowsWhatWasSaidOnThePhone) {
  Write("ask.yaml", R"(document: {dsl: '1.0.3', namespace: t, name: ask, version: '1.0.0'}
schedule: {on: {one: {with: {type: t.asked}}}}
do:
  - ask: {call: voice.ask, with: {to: '+15559876543', say: May I, choices: [{id: approve, digits: '1'}]}}
)");
  const std::string out = Run(std::string(kAsked) +
                                  "    callees: {'+15559876543': [{turns: [{say: do not approve}, "
                                  "{press: '1'}], hang_up_after: 60s}]}\n"
                                  "    expect: {output: {choice: approve}}\n",
                              "ask");
  EXPECT_THAT(out, HasSubstr("but the run failed with {\"type\":\"https://tocsin.dev/voice/errors/"
                             "not-reached\""));
  EXPECT_THAT(out, HasSubstr("said      +1*******543  do not approve\n"));
  EXPECT_THAT(out,
              HasSubstr("heard     +1*******543  All right, I have not taken that as an answer. "
                        "To approve, press 1 or say approve.\n"));
}

TEST_F(TestRunTest, FailsWhenThereIsNothingToRun) {
  std::filesystem::remove(folder_ / "t" / "x_test.yaml");
  std::ostringstream out;
  EXPECT_EQ(RunTests({folder_}, Services(), out), 1);
  EXPECT_THAT(out.str(),
              HasSubstr("no *_test.yaml in " + folder_.string() + "\n0 passed, 0 failed\n"));
}

TEST_F(TestRunTest, SaysWhatIsNoTestFile) {
  std::ostringstream out;
  EXPECT_EQ(RunTests({folder_ / "t" / "greet.yaml", folder_ / "gone_test.yaml"}, Services(), out),
            1);
  EXPECT_THAT(out.str(), HasSubstr("greet.yaml\n  is no test file: its name does not end in "
                                   "_test.yaml\n"));
  EXPECT_THAT(out.str(), HasSubstr("gone_test.yaml\n  no such file or folder\n"));
}

TEST_F(TestRunTest, HoldsEventsForAListenThatIsSetUpLater) {
  Write("late.yaml", R"(document: {dsl: '1.0.3', namespace: t, name: late, version: '1.0.0'}
schedule: {on: {one: {with: {type: t.asked}}}}
do:
  - pause: {wait: PT10M}
  - hear:
      listen:
        to: {one: {with: {type: t.answer}, correlate: {name: {from: '${ .data.name }', expect: '${ $workflow.input[0].name }'}}}}
)");
  const std::string answer = "{event: {type: t.answer, data: {name: Ann, n: 1}}}";
  EXPECT_THAT(Run("    given: [{event: {type: t.asked, data: {name: Ann}}}, " + answer +
                      "]\n    expect: {output: [{name: Ann, n: 1}]}\n    crashEverywhere: true\n",
                  "late"),
              HasSubstr("1 passed"));
  EXPECT_THAT(Run("    given: [" + answer +
                      ", {event: {type: t.asked, data: {name: Ann}}}]\n    expect: {output: "
                      "[{name: Ann, n: 1}]}\n",
                  "late"),
              HasSubstr("the run is not over, it is waiting"));
}

constexpr std::string_view kListener =
    R"(document: {dsl: '1.0.3', namespace: t, name: listener, version: '1.0.0', metadata: {instance: {key: .data.id}}}
schedule: {on: {any: [{with: {type: t.asked}}, {with: {type: t.again}}]}}
do:
  - pause: {wait: PT2H}
  - heard: {listen: {to: {one: {with: {type: t.again}, correlate: {id: {from: .data.id, expect: '${ $workflow.input[0].id }'}}}}}}
  - say: {emit: {event: {with: {type: t.said}}}}
)";

TEST_F(TestRunTest, MailIsKeptAsLongAsTheWorkerKeepsIt) {
  Write("listener.yaml", kListener);
  const auto run = [this](const std::string& before_the_listen) {
    return Run(
        "    given: [{event: {type: t.asked, data: {id: a}}}, {advance: " + before_the_listen +
            "}, {event: {type: t.again, data: {id: a}}}]\n"
            "    expect: {events: [{type: t.said}]}\n",
        "listener");
  };
  EXPECT_THAT(run("90m"), HasSubstr("1 passed"));
  EXPECT_THAT(run("30m"), HasSubstr("expected t.said, but no such event came"));
}

TEST_F(TestRunTest, AnEventThatMayStartARunIsADuplicateBeforeItIsMail) {
  Write("listener.yaml", kListener);
  EXPECT_THAT(
      Run("    given: [{event: {type: t.asked, data: {id: a}}}, {advance: 3h}, {event: "
          "{type: t.again, data: {id: a}}}]\n"
          "    expect: {events: [{type: t.said}], then: {advance: 3h, nothingMore: true}}\n",
          "listener"),
      HasSubstr("1 passed"));
}

constexpr std::string_view kAskBoth =
    R"(document: {dsl: '1.0.3', namespace: t, name: both, version: '1.0.0'}
schedule: {on: {one: {with: {type: t.asked}}}}
do:
  - both:
      fork:
        compete: true
        branches:
          - first: {call: voice.ask, with: {to: '+15559876543', say: Disk full., choices: &choices [
              {id: approve, digits: '1', phrases: [approve]}, {id: dismiss, digits: '2', phrases: [dismiss]}]}}
          - second: {call: voice.ask, with: {to: '+15559876544', say: Disk full., choices: *choices}}
)";

TEST_F(TestRunTest, WhoConfirmsAtTheSameInstantHearsThatItWasDecidedAlready) {
  Write("both.yaml", kAskBoth);
  const std::string out = Run(std::string(kAsked) + R"(    callees:
      '+15559876543': [{turns: [{hear: approve, press: '1'}, {hear: confirm, press: '1'}]}]
      '+15559876544': [{turns: [{hear: approve, press: '2'}, {hear: confirm, press: '1'}]}]
    expect:
      output: {choice: approve}
      events: [{type: tocsin.decision.made, data: {choice: approve}}]
)",
                              "both");
  EXPECT_THAT(out, HasSubstr("1 passed"));
  const std::string failing = Run(std::string(kAsked) + R"(    callees:
      '+15559876543': [{turns: [{hear: approve, press: '1'}, {hear: confirm, press: '1'}]}]
      '+15559876544': [{turns: [{hear: approve, press: '2'}, {hear: confirm, press: '1'}]}]
    expect: {absent: [tocsin.decision.made]}
)",
                                  "both");
  EXPECT_THAT(failing, HasSubstr("already decided"));
  EXPECT_THAT(failing, HasSubstr("Approved."));
  EXPECT_THAT(failing, Not(HasSubstr("Dismissed.")));
}

constexpr std::string_view kAskAlice =
    R"(document: {dsl: '1.0.3', namespace: t, name: ask, version: '1.0.0'}
schedule: {on: {one: {with: {type: t.asked}}}}
do:
  - ask: {call: voice.ask, with: {to: alice, say: Disk full., choices: [{id: fix, digits: '1'}]}}
)";
constexpr std::string_view kAlice =
    "    resources: {contacts: {alice: {phone: '+15559876543'}, bob: {phone: '+15559876544'}}}\n";

TEST_F(TestRunTest, CountsCallsByContactAndByNumber) {
  Write("ask.yaml", kAskAlice);
  const auto run = [this](const std::string& calls) {
    return Run(std::string(kAlice) + kAsked +
                   "    callees: {alice: [busy: true]}\n    expect: {calls: " + calls + "}\n",
               "ask");
  };
  const auto called = [&](const std::string& who) {
    for (int count = 0; count < 20; ++count)
      if (run("{" + who + ": " + std::to_string(count) + "}").find("1 passed") != std::string::npos)
        return count;
    return -1;
  };
  const int times = called("alice");
  EXPECT_GT(times, 0);
  EXPECT_EQ(called("'+15559876543'"), times);
  EXPECT_THAT(run("{'+15559876544': 0}"), HasSubstr("expected 0 calls to alice"));
  EXPECT_THAT(run("{bob: 1, '+15559876543': " + std::to_string(times) + "}"),
              HasSubstr("x_test.yaml:8:22: error: expected 1 calls to bob, but there were 0"));
}

TEST_F(TestRunTest, TellsWhichPatternTakesTooLong) {
  Write("ask.yaml", kAskAlice);
  const std::string out =
      Run(std::string(kAlice) + kAsked +
              "    callees:\n      alice:\n        - turns: [{hear: '(.+)+\\1x[#%]', press: "
              "'1'}]\n    expect: {calls: {alice: 1}}\n",
          "ask");
  // Whoever waits for a pattern that a backtracking engine would try for ever just waits.
  const std::string waits =
      Run(std::string(kAlice) + kAsked +
              "    callees:\n      alice:\n        - turns: [{hear: '(.*)*#', press: '1'}]\n"
              "    expect: {calls: {alice: 1}}\n",
          "ask");
  EXPECT_THAT(waits, Not(HasSubstr("too many steps")));
  EXPECT_THAT(out, HasSubstr("x_test.yaml:9:26: error: this 'hear' takes too many steps"));
}

TEST_F(TestRunTest, AChoiceWithoutDigitsIsSpoken) {
  Write("speech.yaml",
        R"(document: {dsl: '1.0.3', namespace: t, name: speech, version: '1.0.0'}
schedule: {on: {one: {with: {type: t.asked}}}}
do:
  - ask: {call: voice.ask, with: {to: '+15559876543', say: Disk full., choices: [
      {id: again, phrases: [run it again]}, {id: leave, phrases: [leave it]}]}}
)");
  EXPECT_THAT(Run(std::string(kAsked) + R"(    callees:
      '+15559876543': [{turns: [{hear: full, say: run it again}, {hear: confirm, say: 'yes'}]}]
    expect: {output: {choice: again}}
)",
                  "speech"),
              HasSubstr("1 passed"));
}

}  // namespace
}  // namespace tocsin::rehearsal
