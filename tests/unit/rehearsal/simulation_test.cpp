#include "workers/rehearsal/simulation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/expression/jq.hpp"
#include "fakes/scratch_store.hpp"

namespace tocsin::rehearsal {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kTeam = R"(contacts:
  alice: {phone: '+15559876541', severities: [critical], priority: 1}
  bob: {phone: '+15559876542', priority: 2, active: false}
  carol: {phone: '+15559876543', priority: 3}
calendars: {office: {zone: Europe/Berlin, hours: [{days: mon-fri, from: '07:00', to: '16:00'}], holidays: ['12-25']}}
)";
constexpr std::string_view kAsk =
    R"(document: {dsl: '1.0.3', namespace: ops, name: ask, version: '1.0.0'}
schedule: {on: {one: {with: {type: tocsin.alert.raised}}}}
do:
  - duty:
      call: oncall.resolve
      with: {alert: '${ $workflow.input[0] }'}
      export: {as: '${ . }'}
  - calm:
      if: ${ $context.open }
      emit: {event: {with: {type: tocsin.alert.closed, subject: a1, data: {alert_id: a1, outcome: notified, reason: business hours}}}}
      then: end
  - climb:
      for: {each: rung, in: '${ $context.rungs }'}
      do:
        - ring:
            try:
              - phone:
                  call: voice.ask
                  with: {to: '${ $rung.contact }', say: A disk is full., choices: [{id: approve, digits: '1'}]}
                  then: exit
            catch: {then: continue}
  - close:
      emit: {event: {with: {type: tocsin.alert.closed, subject: a1, data: {alert_id: a1, outcome: unanswered}}}}
)";

class SimulationTest : public testing::Test {
 protected:
  Result<Simulation> Try(std::string_view at, std::string_view severity, Callees people = {},
                         std::string_view text = kAsk) {
    const auto resources = workflow::ParseResources({{"r.yaml", std::string(kTeam)}}, "").resources;
    const auto parsed = workflow::ParseDefinition(std::string(text), "ask.yaml", *engine_,
                                                  functions_, resources.get());
    for (const auto& finding : parsed.findings) ADD_FAILURE() << FormatFinding(finding);
    const MakeStore make_store = fakes::MakeScratchStore;
    return Simulate({{"alert_id", "a1"}, {"title", "Disk full"}, {"severity", severity}},
                    *ParseTime(at),
                    {.definitions = {parsed.definition},
                     .resources = resources,
                     .engine = *engine_,
                     .functions = functions_,
                     .witness = witness_,
                     .make_store = make_store,
                     .people = std::move(people)});
  }

  static std::vector<std::string> Lines(const Simulation& simulation) {
    std::vector<std::string> lines;
    for (const auto& step : simulation.steps)
      lines.push_back(step.who + "|" + step.what + "|" + step.why);
    return lines;
  }

  static workflow::Functions Catalog() {
    workflow::FunctionRegistry registry;
    workflow::RegisterFunctionAll(registry);
    return workflow::Functions(std::move(registry));
  }

  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
  DutyWitness witness_;
  workflow::Functions functions_ = witness_.Watching(Catalog());
};

TEST_F(SimulationTest, TellsWhoIsRungAndWhy) {
  const auto night = Try("2026-12-01T16:01:00+01:00", "critical");
  ASSERT_TRUE(night) << night.error().message;
  EXPECT_EQ(night->zone, "Europe/Berlin");
  EXPECT_THAT(
      Lines(*night),
      ElementsAre("|alert Disk full|severity critical",
                  "|on duty: alice, carol|bob not: severity critical, priority 2: not active",
                  "alice|is rung|severity critical, priority 1", "alice|call ended|no-answer",
                  "carol|is rung|severity critical, priority 3", "carol|call ended|no-answer",
                  "|closed unanswered|"));
  const auto high = Try("2026-12-01T16:01:00+01:00", "high");
  ASSERT_TRUE(high);
  EXPECT_EQ(high->steps.at(2).who, "carol");
}

TEST_F(SimulationTest, RingsNobodyWithinBusinessHours) {
  const auto day = Try("2026-12-01T10:00:00+01:00", "critical");
  ASSERT_TRUE(day);
  EXPECT_THAT(Lines(*day),
              ElementsAre("|alert Disk full|severity critical", HasSubstr("business hours"),
                          "|closed notified|business hours"));
  const auto holiday = Try("2026-12-25T10:00:00+01:00", "critical");
  ASSERT_TRUE(holiday);
  EXPECT_EQ(holiday->steps.at(2).what, "is rung");
}

TEST_F(SimulationTest, PeopleMayAnswer) {
  std::vector<Finding> findings;
  const auto node =
      ParseYaml("alice: [{busy: true}]\ncarol: [{turns: [{press: '1'}, {press: '1'}]}]", "people");
  ASSERT_TRUE(node);
  const auto answered =
      Try("2026-12-01T20:00:00+01:00", "critical", ReadCallees(*node, "people", findings));
  ASSERT_TRUE(answered);
  EXPECT_THAT(Lines(*answered),
              testing::IsSupersetOf({"alice|call ended|busy", "carol|decides approve|by dtmf"}));
}

TEST_F(SimulationTest, StartsAWorkflowByTheEventThatItWaitsFor) {
  const std::string rest = R"(
do:
  - ask: {call: voice.ask, with: {to: alice, say: 'A disk is full.', choices: [{id: approve, digits: '1'}]}}
)";
  const auto asked = Try("2026-12-01T20:00:00+01:00", "critical", {},
                         R"(document: {dsl: '1.0.3', namespace: ops, name: ask, version: '1.0.0'}
schedule: {on: {one: {with: {type: com.example.disk.full}}}})" +
                             rest);
  ASSERT_TRUE(asked) << asked.error().message;
  EXPECT_THAT(Lines(*asked), ElementsAre("|event com.example.disk.full|", "alice|is rung|",
                                         "alice|call ended|no-answer"));
  const auto none =
      Try("2026-12-01T20:00:00+01:00", "critical", {},
          "document: {dsl: '1.0.3', namespace: ops, name: ask, version: '1.0.0'}" + rest);
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message, HasSubstr("no event starts workflow ops/ask"));
}

TEST_F(SimulationTest, IsATableADiagramAndJson) {
  const auto night = Try("2026-12-01T16:01:00+01:00", "critical");
  ASSERT_TRUE(night);
  EXPECT_THAT(SimulationTable(*night),
              AllOf(HasSubstr("time (Europe/Berlin)"), HasSubstr("2026-12-01T16:01+01:00  0s"),
                    HasSubstr("alice  is rung"), Not(HasSubstr("+1555"))));
  EXPECT_THAT(
      SimulationMermaid(*night),
      AllOf(HasSubstr("sequenceDiagram\n    participant tocsin\n    participant p1 as alice\n"),
            HasSubstr("    tocsin->>p1: +0s is rung (severity critical, priority 1)\n"),
            HasSubstr("    p1-->>tocsin: ")));
  const auto json = SimulationJson(*night);
  EXPECT_EQ(json.at("zone"), "Europe/Berlin");
  EXPECT_EQ(json.at("steps").at(2).at("kind"), "ring");
  EXPECT_EQ(json.at("steps").at(2).at("who"), "alice");
}

}  // namespace
}  // namespace tocsin::rehearsal
