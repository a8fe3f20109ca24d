// People who are rung at once, and the ladder of oncall.page, by the real workers in virtual time
// and with crashes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/expression/jq.hpp"
#include "fakes/scratch_store.hpp"
#include "workers/rehearsal/test_run.hpp"
#include "workers/workflow/language/bundled.hpp"
#include "workers/workflow/language/function_registry.hpp"

namespace tocsin::rehearsal {
namespace {

using testing::EndsWith;

const workflow::Functions& PagingCatalog() {
  static const workflow::Functions functions = [] {
    workflow::FunctionRegistry registry;
    workflow::RegisterFunctionAll(registry);
    return workflow::Functions(std::move(registry));
  }();
  return functions;
}

constexpr const char* kPeople = R"(resources:
  contacts: {ann: {phone: '+15559870001'}, ben: {phone: '+15559870002'}, cyd: {phone: '+15559870003'}}
  policies:
    default: {rungs: [{contact: ann, retries: 1, delay: 30s}, {contact: ben}]}
    all: {rungs: [{contact: ann}, {contact: ben, retries: 1, delay: 1m}, {contact: cyd}]}
tests:
)";

class PagingTest : public testing::Test {
 protected:
  PagingTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "resources");
    std::filesystem::create_directories(folder_ / "t");
  }
  ~PagingTest() override { std::filesystem::remove_all(folder_); }

  /// A workflow that does `task` when an alert is raised.
  void Write(const std::string& task) {
    std::ofstream(folder_ / "t" / "outer.yaml")
        << "document: {dsl: '1.0.3', namespace: t, name: outer, version: '1.0.0'}\n"
           "schedule: {on: {one: {with: {type: tocsin.alert.raised}}}}\ndo:\n"
        << task;
  }
  /// Plays a test of it, with crashes at every commit too.
  void Add(const std::string& test) {
    tests_ += "  - name: t" + std::to_string(++count_) +
              "\n    workflow: outer\n    clock: 2026-03-07T02:10:00+01:00\n" + test +
              "    crashEverywhere: true\n";
  }
  std::string Run() {
    std::ofstream(folder_ / "t" / "outer_test.yaml") << people_ << tests_;
    std::ostringstream out;
    RunTests({folder_}, {*engine_, PagingCatalog(), fakes::MakeScratchStore}, out);
    return out.str();
  }
  std::string AllPassed() const { return "\n" + std::to_string(count_) + " passed, 0 failed\n"; }

  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / "tocsin_paging";
  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
  std::string people_ = kPeople;
  std::string tests_;
  int count_ = 0;
};

constexpr const char* kRaised =
    "    given: [{event: {type: tocsin.alert.raised, subject: a1, data: {title: x}}}]\n";
constexpr const char* kChoices =
    "choices: [{id: approve, digits: '1'}, {id: dismiss, digits: '2'}, "
    "{id: escalate, digits: '9', final: false, confirm: none}, "
    "{id: snooze, digits: '3', final: false, confirm: none}]";

std::string PageTask(const std::string& more) {
  return "  - page:\n      call: oncall.page\n      with: {say: Well, " + std::string(kChoices) +
         ", until: {resolved: '${ $workflow.input[0].alert_id }'}" + more + "}\n";
}

TEST_F(PagingTest, OfAListTheFirstFinalAnswerCountsAndTheOthersAreHungUp) {
  Write("  - ask: {call: voice.ask, with: {to: [ann, ben, {contact: ann}], say: Well, " +
        std::string(kChoices) + "}}\n");
  Add(std::string(kRaised) + R"(    callees:
      ann: [{answer_after: 20s, turns: [{press: '1'}, {press: '1'}]}]
      ben: [{answer_after: 2s, turns: [{press: '2'}, {press: '1'}]}]
    expect:
      output: {choice: dismiss, final: true, by: {contact: ben}}
      events: [{type: tocsin.decision.made, data: {choice: dismiss}}, {type: tocsin.call.cancel_requested, data: {reason: decided}}]
      calls: {ann: 1, ben: 1}
      then: {advance: 1h, nothingMore: true}
)");
  Add(std::string(kRaised) + R"(    callees:
      ann: [{turns: [{press: '9'}]}]
      ben: [{answer_after: 25s, turns: [{press: '1'}, {press: '1'}]}]
    expect:
      output: {choice: approve, final: true, by: {contact: ben}}
      calls: {ann: 1, ben: 1}
)");
  Add(std::string(kRaised) + R"(    callees:
      ann: [{turns: [{press: '9'}]}]
      ben: [{busy: true}]
    expect:
      output: {choice: escalate, final: false, by: {contact: ann}}
      calls: {ann: 1, ben: 1}
)");
  Add(std::string(kRaised) + R"(    callees:
      ann: [{busy: true}]
      ben: [{fails: limit}]
    expect:
      error: {type: 'https://tocsin.dev/voice/errors/not-reached', status: 503, detail: 'ann: busy; ben: limit: limits.calls_per_number_hour is 0'}
)");
  Add(std::string(kRaised) + R"(    callees:
      ann: [{fails: limit}]
      ben: [{fails: kill_switch}]
    expect: {error: {type: 'https://tocsin.dev/voice/errors/limit'}}
)");
  EXPECT_THAT(Run(), EndsWith(AllPassed()));
}

TEST_F(PagingTest, WhoeverIsFasterThereIsOneDecision) {
  Write(PageTask(", policy: all, mode: parallel"));
  for (const char* ann : {"1000ms", "1400ms", "1800ms"})
    for (const char* ben : {"1000ms", "1200ms", "1400ms", "1600ms", "1800ms"})
      Add(std::string(kRaised) + "    callees:\n      ann: [{answer_after: " + ann +
          ", turns: [{press: '1'}, {press: '1'}]}]\n      ben: [{answer_after: " + ben +
          ", turns: [{press: '1'}, {press: '1'}]}]\n      cyd: [{answer_after: 1400ms, turns: "
          "[{press: '1'}, {press: '1'}]}]\n" +
          R"(    expect:
      output: {choice: approve, final: true, outcome: decided, rung: 1}
      events: [{type: tocsin.decision.made, data: {final: true}}]
      calls: {ann: 1, ben: 1, cyd: 1}
      then: {advance: 3h, nothingMore: true}
)");
  EXPECT_THAT(Run(), EndsWith(AllPassed()));
}

TEST_F(PagingTest, InParallelAllAreRungAgainUntilOneDecides) {
  Write(PageTask(", policy: all, mode: parallel"));
  Add(std::string(kRaised) + R"(    callees:
      ann: [{busy: true}, {turns: [{press: '9'}]}]
      ben: [{voicemail: {after: 3s, greeting: press one}}, {no_answer: true}]
      cyd: [{turns: [{press: '9'}]}]
    expect:
      output: {choice: null, final: false, by: null, rung: null, outcome: unanswered}
      calls: {ann: 2, ben: 2, cyd: 1}
      then: {advance: 3h, nothingMore: true}
)");
  Add(std::string(kRaised) + R"(    callees:
      ann: [{turns: [{press: '9'}]}]
      ben: [{turns: [{press: '9'}]}]
      cyd: [{turns: [{press: '9'}]}]
    expect:
      output: {outcome: escalated, reason: everybody passed it on}
      calls: {ann: 1, ben: 1, cyd: 1}
      then: {advance: 3h, nothingMore: true}
)");
  Add(R"(    given:
      - event: {type: tocsin.alert.raised, subject: a1, data: {title: x}}
      - advance: 5s
      - event: {type: tocsin.alert.resolved, subject: a1, data: {alert_id: a1}}
    callees:
      ann: [{answer_after: 20s, turns: [{press: '1'}, {press: '1'}]}]
      ben: [{answer_after: 2s, turns: [{silent: 40s}], hang_up_after: 1m}]
    expect:
      output: {outcome: resolved, reason: null, choice: null}
      events: [{type: tocsin.call.cancel_requested, data: {reason: resolved}}]
      absent: [tocsin.decision.made]
      calls: {ann: 1, ben: 1, cyd: 1}
      then: {advance: 3h, nothingMore: true}
)");
  EXPECT_THAT(Run(), EndsWith(AllPassed()));
}

TEST_F(PagingTest, InSequenceTheLadderIsClimbed) {
  Write(PageTask(""));
  Add(std::string(kRaised) + R"(    callees:
      ann: [{busy: true}, {turns: [{press: '9'}]}]
      ben: [{turns: [{press: '9'}, {press: '2'}, {press: '1'}]}]
    expect:
      output: {choice: dismiss, by: {contact: ben}, rung: 2, outcome: decided, reason: null}
      calls: {ann: 2, ben: 1}
)");
  Add(std::string(kRaised) + R"(    expect:
      output: {outcome: unanswered, reason: nobody was reached (no-answer)}
      calls: {ann: 2, ben: 1}
      then: {advance: 3h, nothingMore: true}
)");
  Add(std::string(kRaised) + R"(    resources: {}
    expect: {output: {outcome: nobody, reason: nobody is on duty}, calls: {}}
)");
  EXPECT_THAT(Run(), EndsWith(AllPassed()));
}

TEST_F(PagingTest, SnoozePauseRoundsAndTimeForAllAreArguments) {
  Write(PageTask(", snooze: 10m, rounds: 3, pause: 15m, within: 1h"));
  Add(R"(    given:
      - event: {type: tocsin.alert.raised, subject: a1, data: {title: x}}
      - advance: 9m
      - event: {type: t.mark}
      - advance: 2m
      - event: {type: t.mark}
    callees:
      ann: [{turns: [{press: '3'}]}, {turns: [{press: '3'}]}, {turns: [{press: '3'}]}, {turns: [{press: '1'}, {press: '1'}]}]
    expect: {output: {choice: approve, rung: 1}, calls: {ann: 4}}
)");
  Add(std::string(kRaised) + R"(    callees:
      ben: [{no_answer: true}, {no_answer: true}, {turns: [{press: '1'}, {press: '1'}]}]
    expect: {output: {choice: approve, rung: 2}, calls: {ann: 6, ben: 3}}
)");
  Add(std::string(kRaised) + R"(    callees:
      ann: [{turns: [{press: '3'}]}]
    expect:
      output: {outcome: timeout, reason: nobody decided in time}
      calls: {ann: 6}
      then: {advance: 3h, nothingMore: true}
)");
  EXPECT_THAT(Run(), EndsWith(AllPassed()));
}

TEST_F(PagingTest, EndsWithTheTaskThatPages) {
  Write(R"(  - guarded:
      try:
        - page:
            call: oncall.page
            with: {say: Well, policy: all, mode: parallel, )" +
        std::string(kChoices) + R"(}
            timeout: {after: 20s}
      catch: {do: [{late: {set: {late: '${ $error.status }'}}}]}
)");
  Add(std::string(kRaised) + R"(    callees:
      ann: [{answer_after: 5s, turns: [{silent: 1m}], hang_up_after: 2m}]
      ben: [{answer_after: 25s, turns: [{press: '1'}, {press: '1'}]}]
    expect:
      output: {late: 408}
      events: [{type: tocsin.call.cancel_requested, data: {reason: expired}}]
      absent: [tocsin.decision.made]
      calls: {ann: 1, ben: 1, cyd: 1}
      then: {advance: 3h, nothingMore: true}
)");
  EXPECT_THAT(Run(), EndsWith(AllPassed()));
}

TEST_F(PagingTest, AFileTakesThePlaceOfWhatComesWithTheProgram) {
  std::filesystem::create_directories(folder_ / "oncall");
  std::ofstream(folder_ / "oncall" / "page.yaml") << R"(
document: {dsl: '1.0.3', namespace: oncall, name: page, version: '9.0.0'}
input: {schema: {document: {type: object, required: [team], additionalProperties: false, properties: {team: {type: string}}}}}
do: [{give: {set: {paged: '${ $workflow.input.team }'}}}]
)";
  Write("  - page: {call: oncall.page, with: {team: night}}\n");
  Add(std::string(kRaised) + "    expect: {output: {paged: night}}\n");
  EXPECT_THAT(Run(), EndsWith(AllPassed()));
  Write("  - page: {call: oncall.page, with: {say: x}}\n");
  EXPECT_THAT(Run(),
              testing::AllOf(testing::HasSubstr("unknown key 'say' in the input of oncall/page"),
                             testing::HasSubstr("'team' is required in the input of oncall/page")));
}

TEST_F(PagingTest, WhereNobodyAnswersForTheOthersEachAlertRingsByItself) {
  people_ = R"(resources:
  contacts: {ann: {phone: '+15559870001'}}
  policies: {default: {rungs: [{contact: ann}], bundle: {after: 1, within: 10m}}}
tests:
)";
  Write(PageTask(""));
  // In the place of the one that comes with the program; it tells nobody anything.
  std::ofstream(folder_ / "t" / "silent.yaml")
      << "document: {dsl: '1.0.3', namespace: oncall, name: bundle, version: '2.0.0'}\n"
         "schedule: {on: {one: {with: {type: tocsin.page.requested}}}}\n"
         "do: [{nothing: {set: {told: nobody}}}]\n";
  Add(std::string(kRaised) + R"(    workflows: [silent]
    callees: {ann: [{turns: [{press: '2'}, {press: '1'}]}]}
    expect:
      events:
        - {type: tocsin.page.requested, data: {policy: default}}
        - {type: tocsin.page.requested, data: {withdrawn: true}}
        - {type: tocsin.decision.made, data: {choice: dismiss}}
      calls: {ann: 1}
      then: {advance: 3h, nothingMore: true}
)");
  EXPECT_THAT(Run(), EndsWith(AllPassed()));
}

TEST(PageFunctionTest, TakesWhatItsWorkflowTakes) {
  const auto engine = MakeJqEngine();
  const auto bundled = workflow::ParseBundled(*engine, PagingCatalog(), nullptr);
  const auto page =
      std::ranges::find_if(bundled, [](const auto& one) { return one->Name() == "page"; });
  ASSERT_NE(page, bundled.end());
  const auto* function = PagingCatalog().Find("oncall.page");
  ASSERT_NE(function, nullptr);
  ASSERT_TRUE((*page)->root.input_schema);
  std::set<std::string> keys, required;
  for (const auto& field : function->Fields().Fields()) {
    keys.emplace(field.name);
    if (field.rules.required) required.emplace(field.name);
  }
  const auto members = (*page)->root.input_schema->Members();
  ASSERT_TRUE(members);
  EXPECT_EQ(keys, (std::set<std::string>(members->begin(), members->end())));
  const auto wanted = (*page)->root.input_schema->Required();
  EXPECT_EQ(required, (std::set<std::string>(wanted.begin(), wanted.end())));
}

constexpr const char* kWriters = R"(resources:
  contacts:
    ann: {phone: '+15559870001', channels: ['ntfy:ann-phone', sms]}
    ben: {phone: '+15559870002', channels: [sms]}
    cyd: {phone: '+15559870003'}
  policies:
    default: {rungs: [{contact: ann, retries: 1, delay: 30s}, {contact: cyd}, {contact: ben}]}
tests:
)";

TEST_F(PagingTest, AMissedCallLeavesAMessage) {
  people_ = kWriters;
  Write(R"(  - page:
      call: oncall.page
      with: {say: Disk full, choices: [{id: approve, digits: '1'}], missed: message}
)");
  // Ann is rung twice and written to once, by her second channel; Cyd has none; Ben answers.
  Add(R"(    given: [{event: {type: tocsin.alert.raised, subject: a1, data: {title: x}}}]
    callees: {ann: [{busy: true}, {no_answer: true}], cyd: [{busy: true}], ben: [{turns: [{press: '1'}, {press: '1'}]}]}
    channels: {ann-phone: {status: 403}}
    expect:
      calls: {ann: 2, cyd: 1, ben: 1}
      messages: [{channel: sms, body: {to: '+15559870001'}}]
      output: {choice: approve, by: {contact: ben}}
)");
  EXPECT_THAT(Run(), EndsWith("1 passed, 0 failed\n"));
}

TEST_F(PagingTest, AChannelThatIsAwayIsNotWaitedFor) {
  people_ = kWriters;
  Write(R"(  - page:
      call: oncall.page
      with: {say: Disk full, choices: [{id: approve, digits: '1'}], missed: message}
)");
  Add(R"(    given: [{event: {type: tocsin.alert.raised, subject: a1, data: {title: x}}}]
    callees: {ann: [{no_answer: true}, {no_answer: true}], cyd: [{no_answer: true}], ben: [{busy: true}]}
    channels: {ann-phone: {status: 503}}
    expect:
      messages: [{channel: sms, body: {to: '+15559870001'}}, {channel: sms, body: {to: '+15559870002'}}]
      output: {outcome: unanswered}
)");
  EXPECT_THAT(Run(), EndsWith("1 passed, 0 failed\n"));
}

TEST_F(PagingTest, NobodyWaitsUntilAnotherIsWrittenTo) {
  people_ = R"(resources:
  contacts:
    ann: {phone: '+15559870001', channels: ['ntfy:ann-phone']}
    ben: {phone: '+15559870002'}
  policies:
    default: {rungs: [{contact: ann}, {contact: ben}]}
tests:
)";
  Write(R"(  - page:
      call: oncall.page
      with: {say: Disk full, choices: [{id: approve, digits: '1', confirm: none}], missed: message, within: 15s}
)");
  // Ann's message would take 20 s: it holds up neither Ben's call nor his decision.
  Add(R"(    given: [{event: {type: tocsin.alert.raised, subject: a1, data: {title: x}}}]
    callees: {ann: [{busy: true}], ben: [{turns: [{press: '1'}]}]}
    channels: {ann-phone: {status: 503}}
    expect:
      calls: {ann: 1, ben: 1}
      output: {outcome: decided, by: {contact: ben}}
)");
  EXPECT_THAT(Run(), EndsWith("1 passed, 0 failed\n"));
}

TEST_F(PagingTest, WithoutBeingToldNobodyIsWrittenTo) {
  people_ = kWriters;
  Write(R"(  - page:
      call: oncall.page
      with: {say: Disk full, choices: [{id: approve, digits: '1'}]}
)");
  Add(R"(    given: [{event: {type: tocsin.alert.raised, subject: a1, data: {title: x}}}]
    callees: {ann: [{busy: true}], cyd: [{busy: true}], ben: [{busy: true}]}
    expect: {messages: [], output: {outcome: unanswered}}
)");
  EXPECT_THAT(Run(), EndsWith("1 passed, 0 failed\n"));
}

}  // namespace
}  // namespace tocsin::rehearsal
