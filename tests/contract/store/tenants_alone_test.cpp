// What one tenant's events come to does not depend on the events of another, whatever ids, keys and
// times those have: seeded events of two tenants together, and of each alone, give the same.
#include <gtest/gtest.h>

#include <random>

#include "adapters/expression/jq.hpp"
#include "fakes/scratch_store.hpp"
#include "schemas/events/alerts.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "workers/rehearsal/world.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin {
namespace {

using rehearsal::World;

constexpr const char* kTwo[] = {"default", "acme"};
const TimePoint kStartOfTenants = *ParseTime("2100-03-07T01:10:00Z");

/// Instance keys, merges, restarts, correlation, mail before its listen, requests that are
/// answered, and a workflow for one tenant alone.
constexpr const char* kTenantWorkflows[] = {
    R"(document: {dsl: '1.0.3', namespace: t, name: merges, version: '1.0.0', metadata: {instance: {key: .data.key, onDuplicate: merge}}}
schedule: {on: {one: {with: {type: t.merges}}}}
do:
  - go:
      listen: {to: {one: {with: {type: t.go}, correlate: {key: {from: .data.key, expect: '${ $workflow.input[0].key }'}}}}}
      timeout: {after: PT1M}
  - told: {emit: {event: {with: {type: t.heard, data: '${ . }'}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: t, name: restarts, version: '1.0.0', metadata: {instance: {key: .data.key, onDuplicate: restart}}}
schedule: {on: {one: {with: {type: t.restarts}}}}
do:
  - before: {wait: PT5S}
  - inner: {run: {workflow: {namespace: t, name: inner, version: latest, input: '${ $workflow.input[0] }'}}}
)",
    R"(document: {dsl: '1.0.3', namespace: t, name: inner, version: '1.0.0'}
do:
  - go: {listen: {to: {one: {with: {type: t.go}, correlate: {key: {from: .data.key, expect: '${ $workflow.input.key }'}}}}}}
  - told: {emit: {event: {with: {type: t.inner, data: '${ . }'}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: t, name: alerts, version: '1.0.0', metadata: {instance: {key: '.data.fingerprint // .data.alert_id'}}}
schedule: {on: {one: {with: {type: tocsin.alert.raised}}}}
do:
  - until:
      listen: {to: {one: {with: {type: tocsin.alert.resolved}, correlate: {alert: {from: .data.alert_id, expect: '${ $workflow.input[0].alert_id }'}}}}}
      timeout: {after: PT1M}
  - closed: {emit: {event: {with: {type: tocsin.alert.closed, data: {alert_id: '${ $workflow.input[0].alert_id }', outcome: resolved}}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: t, name: acme-only, version: '1.0.0', metadata: {tenants: [acme]}}
schedule: {on: {one: {with: {type: t.merges}}}}
do: [{told: {emit: {event: {with: {type: t.acme-only, data: '${ $workflow.input[0] }'}}}}}]
)"};

struct TenantStep {
  Duration at;
  Event event;
};

/// The same ids, sources, keys and alerts for both.
std::vector<TenantStep> StepsOf(unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&](int bound) {
    return static_cast<int>(random() % static_cast<unsigned>(bound));
  };
  constexpr const char* kTypes[] = {"t.merges", "t.restarts",          "t.go",
                                    "t.go",     "tocsin.alert.raised", "tocsin.alert.resolved"};
  std::vector<TenantStep> steps;
  Duration at{0};
  for (int i = 0; i < 60; ++i) {
    at += std::chrono::milliseconds(below(6'000));
    const std::string key = "k" + std::to_string(below(3));
    json::object data{{"key", key}, {"alert_id", key}, {"title", "x"}, {"n", below(5)}};
    if (below(2) == 0) data["fingerprint"] = "same";
    Event event;
    event.id = "e" + std::to_string(below(40));
    event.source = "/sender";
    event.type = kTypes[below(static_cast<int>(std::size(kTypes)))];
    event.id += event.type;
    event.subject = key;
    event.data = json::serialize(data);
    SetTenant(event, kTwo[below(2)]);
    steps.push_back({at, std::move(event)});
  }
  return steps;
}

class TenantsAlone : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* text : kTenantWorkflows) {
      const auto parsed = workflow::ParseDefinition(text, "t.yaml", *engine_, functions_, nullptr);
      for (const auto& finding : parsed.findings)
        if (finding.level == Finding::Level::kError) ADD_FAILURE() << FormatFinding(finding);
      definitions_.push_back(parsed.definition);
    }
  }

  /// What came out for one tenant, of the events of these.
  std::vector<std::string> Play(const std::vector<TenantStep>& steps, std::string_view seen,
                                bool alone) {
    auto made = World::Make({.definitions = definitions_,
                             .resources = workflow::ParseResources({}, "").resources,
                             .engine = *engine_,
                             .functions = functions_,
                             .make_store = make_store_},
                            kStartOfTenants, rehearsal::Crashes::kNever);
    if (!made) return {made.error().message};
    World& world = **made;
    Status status;
    for (const auto& [at, event] : steps) {
      if (alone && !SameTenant(event, seen)) continue;
      if (status) status = world.AdvanceTo(kStartOfTenants + at);
      if (status) status = world.Publish(event);
    }
    if (status) status = world.Settle(std::chrono::hours(1));
    std::vector<std::string> lines;
    for (const auto& occurrence : world.Occurrences())
      if (occurrence.origin != World::Origin::kGiven && SameTenant(occurrence.event, seen))
        lines.push_back(FormatTime(occurrence.at) +
                        json::serialize(ToStructured(occurrence.event)));
    if (!status) lines.push_back(status.error().message);
    return lines;
  }

  static workflow::Functions Catalog() {
    workflow::FunctionRegistry registry;
    workflow::RegisterFunctionAll(registry);
    return workflow::Functions(std::move(registry));
  }

  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
  workflow::Functions functions_ = Catalog();
  std::vector<std::shared_ptr<const workflow::Definition>> definitions_;
  rehearsal::MakeStore make_store_ = fakes::MakeScratchStore;
};

TEST_F(TenantsAlone, GiveWhatTheyGiveTogether) {
  std::map<std::string, std::size_t> seen;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    auto steps = StepsOf(seed);
    std::size_t came = 0;
    for (const char* tenant : kTwo) {
      const auto together = Play(steps, tenant, false);
      EXPECT_EQ(together, Play(steps, tenant, true)) << tenant;
      for (const auto& line : together)
        if (line.find("t.acme-only") != std::string::npos) ++seen[tenant];
      came += together.size();
    }
    seen["events"] += came;
    // As one tenant's the same events do meet.
    for (auto& [at, event] : steps) SetTenant(event, kDefaultTenant);
    if (Play(steps, kDefaultTenant, false).size() != came) ++seen["meet"];
    if (HasFailure()) return;
  }
  EXPECT_GT(seen["events"], 250U);
  EXPECT_GT(seen["meet"], 10U);
  EXPECT_GT(seen["acme"], 0U);
  EXPECT_EQ(seen["default"], 0U) << "metadata.tenants names acme alone";
}

/// What answers a request by the run's id is of the run's tenant, or no answer.
TEST_F(TenantsAlone, TakeNoAnswerOfAnother) {
  const auto parsed = workflow::ParseDefinition(
      R"(document: {dsl: '1.0.3', namespace: t, name: asks, version: '1.0.0'}
schedule: {on: {one: {with: {type: t.asks}}}}
do:
  - ask: {call: voice.ask, with: {to: '+15550001111', say: 'May I?', choices: [{id: approve, digits: '1'}, {id: dismiss, digits: '2'}]}}
  - told: {emit: {event: {with: {type: t.asked, data: '${ . }'}}}}
)",
      "t.yaml", *engine_, functions_, nullptr);
  ASSERT_NE(parsed.definition, nullptr);
  definitions_ = {parsed.definition};
  auto made = World::Make({.definitions = definitions_,
                           .resources = workflow::ParseResources({}, "").resources,
                           .engine = *engine_,
                           .functions = functions_,
                           .make_store = make_store_},
                          kStartOfTenants, rehearsal::Crashes::kNever);
  ASSERT_TRUE(made) << made.error().message;
  World& world = **made;
  Event start;
  start.id = "e1";
  start.source = "/sender";
  start.type = "t.asks";
  start.data = std::string("{}");
  SetTenant(start, "acme");
  ASSERT_TRUE(world.Publish(start));
  const auto& events = world.Occurrences();
  const auto asked = std::ranges::find_if(events, [](const World::Occurrence& occurrence) {
    return occurrence.event.type == type::kCallRequested;
  });
  ASSERT_NE(asked, events.end());
  EXPECT_TRUE(SameTenant(asked->event, "acme"));

  Event answer;
  answer.id = "forged";
  answer.source = "/sender";
  answer.type = type::kDecisionMade;
  answer.extensions = {{"runid", std::string(asked->event.Extension("runid"))},
                       {"causationid", asked->event.id}};
  auto data = EventData(asked->event)->as_object();
  answer.data = json::serialize(json::object{{"question_id", data["question_id"]},
                                             {"call_id", data["call_id"]},
                                             {"choice", "approve"},
                                             {"final", true},
                                             {"method", "dtmf"}});
  const auto told = [&] {
    return std::ranges::any_of(world.Occurrences(), [](const World::Occurrence& occurrence) {
      return occurrence.event.type == "t.asked";
    });
  };
  ASSERT_TRUE(world.Publish(answer));
  EXPECT_FALSE(told()) << "the default tenant's";
  answer.id = "told";
  SetTenant(answer, "acme");
  ASSERT_TRUE(world.Publish(answer));
  EXPECT_TRUE(told());
}

}  // namespace
}  // namespace tocsin
