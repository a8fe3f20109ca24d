// links: store store_memory rehearsal expression
// The same worker on both stores, and with crashes at every commit: seeded histories of runs and
// calls, played in virtual time, give the same events, to the byte. More of them:
// TOCSIN_HISTORIES=10000.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "adapters/expression/jq.hpp"
#include "fakes/scratch_store.hpp"
#include "harness.hpp"
#include "schemas/events/runs.hpp"
#include "workers/rehearsal/world.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/oncall/resources.hpp"
#include "workers/workflow/worker/run_control.hpp"

namespace tocsin {
namespace {

using rehearsal::Crashes;
using rehearsal::World;

/// The database compares the expiry of mail with its own clock, so it lies ahead.
const TimePoint kStartOfHistories = *ParseTime("2100-03-07T01:10:00Z");
constexpr int kPeople = 40;
constexpr int kAtOnce = 50;  // histories of one world: they meet each other's calls

/// Every task type, each end of a call by whom it meets, actions that are delivered.
constexpr const char* kWorkflows[] = {
    R"(document: {dsl: '1.0.3', namespace: h, name: ask, version: '1.0.0', metadata: {lifecycle: workflow, instance: {key: .data.key, onDuplicate: merge}}}
schedule: {on: {one: {with: {type: h.ask}}}}
do:
  - guarded:
      try:
        - ask: {call: voice.ask, with: {to: '${ $workflow.input[0].first }', say: 'May I?', choices: [
            {id: approve, digits: '1', phrases: [approve]}, {id: dismiss, digits: '2', phrases: [dismiss]},
            {id: later, digits: '9', confirm: none, final: false}]}}
      catch: {retry: {delay: PT30S, limit: {attempt: {count: 1}}}, do: [{none: {set: {choice: nobody}}}]}
  - told: {emit: {event: {with: {type: h.asked, data: {key: '${ $workflow.input[0].key }', choice: '${ .choice }'}}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: both, version: '1.0.0', metadata: {lifecycle: workflow, instance: {key: .data.key, onDuplicate: restart}}}
schedule: {on: {one: {with: {type: h.both}}}}
do:
  - both:
      fork:
        compete: true
        branches:
          - one: {call: voice.ask, with: {to: '${ $workflow.input[0].first }', say: 'May I?', choices: &choices [{id: approve, digits: '1'}, {id: dismiss, digits: '2'}]}}
          - two: {call: voice.ask, with: {to: '${ $workflow.input[0].second }', say: 'May I?', choices: *choices}}
      timeout: {after: PT3M}
  - told: {emit: {event: {with: {type: h.asked, data: {key: '${ $workflow.input[0].key }', choice: '${ .choice }'}}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: steps, version: '1.0.0', metadata: {lifecycle: all}}
use: {functions: {double: {set: {n: '${ .n * 2 }'}}}}
schedule: {on: {one: {with: {type: h.steps}}}}
do:
  - seed: {set: {n: '${ $workflow.input[0].n }'}}
  - twice: {call: double}
  - each: {for: {each: x, in: '${ [range(3)] }'}, do: [{say: {emit: {event: {with: {type: h.counted, data: {x: '${ $x }'}}}}}}]}
  - halves: {fork: {branches: [{a: {wait: PT2S}}, {b: {do: [{c: {set: {b: 1}}}]}}]}}
  - which: {switch: [{some: {when: '$workflow.input[0].n > 5', then: fail}}, {else: {then: end}}]}
  - fail: {raise: {error: {type: 'https://h.example/e', status: 400}}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: fetch, version: '1.0.0'}
schedule: {on: {one: {with: {type: h.fetch}}}}
do:
  - guarded:
      try: [{fetch: {call: http, with: {method: post, endpoint: 'https://h.example/x', body: {a: 1}}}}]
      catch: {retry: {delay: PT2S, limit: {attempt: {count: 2}}}, do: [{none: {set: {n: none}}}]}
  - told: {emit: {event: {with: {type: h.fetched, data: {n: '${ .n }'}}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: listen, version: '1.0.0', metadata: {lifecycle: workflow, instance: {key: .data.key, onDuplicate: ignore}}}
schedule: {on: {one: {with: {type: h.listen}}}}
do:
  - before: {wait: PT15S}
  - go:
      listen: {to: {one: {with: {type: h.go}, correlate: {key: {from: .data.key, expect: '${ $workflow.input[0].key }'}}}}}
      timeout: {after: PT1M}
  - told: {emit: {event: {with: {type: h.heard, data: {key: '${ $workflow.input[0].key }', go: '${ . }'}}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: chain, version: '1.0.0'}
schedule: {on: {any: [{with: {type: h.heard}}, {with: {type: h.asked}}]}}
do: [{told: {emit: {event: {with: {type: h.chained, data: '${ $workflow.input[0] }'}}}}}]
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: outer, version: '1.0.0', metadata: {lifecycle: workflow, instance: {key: .data.key, onDuplicate: restart}}}
schedule: {on: {one: {with: {type: h.outer}}}}
do:
  - before: {if: '$workflow.input[0].n > 4', wait: PT4S}
  - aside: {run: {workflow: {namespace: h, name: leaf, version: '1.0.0', input: {key: '${ $workflow.input[0].key }'}}, await: false}}
  - guarded:
      try:
        - inner:
            run: {workflow: {namespace: h, name: inner, version: latest, input: '${ $workflow.input[0] }'}}
            timeout: {after: PT90S}
      catch: {do: [{failed: {set: {how: '${ $error.title }'}}}]}
  - told: {emit: {event: {with: {type: h.inner-ended, data: {key: '${ $workflow.input[0].key }', how: '${ .how }'}}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: inner, version: '1.0.0'}
do:
  - race:
      fork:
        compete: true
        branches:
          - ask: {call: voice.ask, with: {to: '${ $workflow.input.first }', say: 'May I?', choices: [{id: approve, digits: '1', phrases: [approve]}, {id: dismiss, digits: '2'}]}, output: {as: '${ {how: .choice} }'}}
          - go: {listen: {to: {one: {with: {type: h.go}, correlate: {key: {from: .data.key, expect: '${ $workflow.input.key }'}}}}}, output: {as: '${ {how: "gone"} }'}}
  - leaf: {run: {workflow: {namespace: h, name: leaf, version: latest, input: {key: '${ $workflow.input.key }', how: '${ .how }'}}}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: leaf, version: '1.0.0'}
input: {schema: {document: {type: object, required: [key]}}}
do:
  - told: {emit: {event: {with: {type: h.leaf, data: '${ $workflow.input }'}}}}
  - after: {wait: PT3S}
  - give: {set: {how: '${ $workflow.input.how }'}}
)",
    R"(document: {dsl: '1.0.3', namespace: h, name: acts, version: '1.0.0'}
schedule: {on: {one: {with: {type: h.acts}}}}
do:
  - act: {emit: {event: {with: {type: tocsin.action.requested, data: {action_id: '${ "act-" + $workflow.input[0].key }', alert_id: '${ $workflow.input[0].key }', action: restart}}}}}
)"};

constexpr const char* kWays[] = {
    "{turns: [{press: '1'}, {press: '1'}]}",
    "{answer_after: 4s, turns: [{say: approve}, {say: 'yes'}]}",
    "{turns: [{press: '2'}, {silent: 4s, press: '1'}]}",
    "{turns: [{press: '9'}]}",
    "{turns: [{say: what happened}, {say: approve}, {say: 'no'}], hang_up_after: 70s}",
    "{turns: [{silent: 100s}]}",
    "{detected_as: machine_start, turns: [{silent: 2s}, {press: '1'}]}",
    "{voicemail: {after: 3s, greeting: please leave a message}}",
    "{busy: true}",
    "{reject: true}",
    "{no_answer: true}",
    "{failed: true}",
    "{fails: refused}",
    "{fails: outcome_unknown}",
    "{fails: carrier_unreachable}",
    "{fails: limit}",
    "{fails: kill_switch}",
    "{fails: country}",
    "{fails: no_carrier}",
    "{turns: [{hang_up: true}]}"};

std::string Person(int number) { return "p" + std::to_string(number); }

/// One of a world's given steps: time goes by, then an event comes.
struct HistoryStep {
  Duration after;
  Event event;
};

/// Takes it, is busy, does not answer, or is gone: by attempt, whoever makes it.
HttpOutcome ReceiveHook(const HttpCall& call) {
  const Uuid attempt = Uuid::Derive(
      {HeaderValue(call.headers, "webhook-id"), HeaderValue(call.headers, "webhook-timestamp")});
  switch (attempt.Bytes()[0] % 6) {
    case 0:
      return HttpResponse{.status = 503, .headers = {{"Retry-After", "7"}}, .body = ""};
    case 1:
      return tl::unexpected(HttpFailure{{ErrorKind::kTransient, "connecting: refused"}, false});
    case 2:
      return HttpResponse{
          .status = attempt.Bytes()[1] % 4 == 0 ? 410 : 500, .headers = {}, .body = ""};
    default:
      return HttpResponse{.status = 200, .headers = {}, .body = R"({"taken":true})"};
  }
}

class Histories {
 public:
  explicit Histories(unsigned seed) : random_(seed) {
    std::string contacts = "contacts:\n";
    std::string callees;
    for (int i = 0; i < kPeople; ++i) {
      contacts += "  " + Person(i) + ": {phone: '+15559870" + std::to_string(100 + i) + "'}\n";
      callees += Person(i) + ": [" + AnyWay() + ", " + AnyWay() + ", " + AnyWay() + "]\n";
    }
    resources = workflow::ParseResources({{"people", contacts}}, "").resources;
    std::vector<Finding> findings;
    people = rehearsal::ReadCallees(*ParseYaml(callees, "callees"), "callees", findings);
    mocks = rehearsal::HttpMocks::Read(
        *ParseYaml("fetch: [{body: {n: 1}}, {status: 503}, {error: gone}, {body: {n: 2}}]",
                   "mocks"),
        "mocks", findings);
    for (const auto& finding : findings) ADD_FAILURE() << FormatFinding(finding);
    for (int i = 0; i < kAtOnce; ++i)
      AddHistory("s" + std::to_string(seed) + "-" + std::to_string(i));
  }

  std::shared_ptr<const workflow::Resources> resources;
  rehearsal::Callees people;
  rehearsal::HttpMocks mocks;
  std::vector<HistoryStep> steps;

 private:
  /// A history is one tenant's or another's.
  static std::string_view TenantOfKey(std::string_view key) {
    return key.back() % 3 == 0 ? "acme" : kDefaultTenant;
  }
  int Below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
  std::string AnyWay() { return kWays[Below(static_cast<int>(std::size(kWays)))]; }

  void Add(std::string type, const std::string& key) {
    Event event;
    event.id = "e" + std::to_string(steps.size());
    event.source = "/histories/" + key;
    event.type = std::move(type);
    event.subject = key;
    SetTenant(event, TenantOfKey(key));
    event.data = json::serialize(json::object{{"key", key},
                                              {"n", Below(10)},
                                              {"first", Person(Below(kPeople))},
                                              {"second", Person(Below(kPeople))}});
    steps.push_back({std::chrono::milliseconds(Below(20'000)), std::move(event)});
  }
  void AddHistory(const std::string& key) {
    constexpr const char* kStarts[] = {"h.ask",    "h.both", "h.steps", "h.fetch",
                                       "h.listen", "h.acts", "h.outer"};
    const std::string start = kStarts[Below(static_cast<int>(std::size(kStarts)))];
    const bool listens = start == "h.listen" || start == "h.outer";
    if (listens && Below(3) == 0) Add("h.go", key);
    Add(start, key);
    const std::string started = steps.back().event.id;
    if (listens && Below(2) == 0) Add("h.go", key);
    if (Below(4) == 0) Add(start, key);
    if (Below(4) == 0) AddControls(start.substr(2), key, started);
  }
  /// Somebody pauses the run, and lets it go on or ends it; or ends it at once.
  void AddControls(const std::string& workflow, const std::string& key, const std::string& event) {
    const auto run =
        RunId::Derive({"run", TenantOfKey(key), "h", workflow, "/histories/" + key, event});
    const auto add = [&](const char* control) {
      steps.push_back({std::chrono::milliseconds(Below(20'000)),
                       workflow::RunControlEvent(run, key, static_cast<int>(steps.size()), control,
                                                 "by chance", kStartOfHistories)});
    };
    if (Below(3) > 0) add(events::kSuspendRun);
    add(Below(2) == 0 ? events::kCancelRun : events::kResumeRun);
  }

  std::mt19937 random_;
};

/// A worker that is not what it should be: it forgets the first event of a type.
class ForgetfulHandler final : public runtime::RoleHandler {
 public:
  ForgetfulHandler(std::unique_ptr<runtime::RoleHandler> handler, std::string type)
      : handler_(std::move(handler)), type_(std::move(type)) {}

  bool Ignores(std::string_view type, bool of_a_run) const override {
    return handler_->Ignores(type, of_a_run);
  }
  std::vector<std::string> TimerKinds() const override { return handler_->TimerKinds(); }
  runtime::DatabaseJob Prepare(std::span<const runtime::ShardInput> inputs) override {
    return handler_->Prepare(inputs);
  }
  tl::expected<void, Blame> Decide(std::span<const runtime::ShardInput> inputs,
                                   runtime::BatchWriter& out) override {
    auto decided = handler_->Decide(inputs, out);
    for (auto& write : out.Out().outbox) {
      const auto forgotten =
          std::ranges::find_if(write.records, [this](const OutgoingRecord& record) {
            return std::ranges::find(record.headers, std::pair<std::string, std::string>(
                                                         "ce_type", type_)) != record.headers.end();
          });
      if (forgotten == write.records.end()) continue;
      write.records.erase(forgotten);
      type_.clear();
    }
    return decided;
  }
  void OnCommitted(const Batch& batch, const CommitOutcome& outcome) override {
    handler_->OnCommitted(batch, outcome);
  }
  void OnRejected(const CommitOutcome& outcome) override { handler_->OnRejected(outcome); }
  void OnTaken(const std::vector<int>& partitions, const TakeOver& taken) override {
    handler_->OnTaken(partitions, taken);
  }
  void OnEffects(const std::vector<EffectRow>& effects) override { handler_->OnEffects(effects); }
  std::vector<EffectId> Effects() const override { return handler_->Effects(); }
  void OnLost(const std::vector<int>& partitions) override { handler_->OnLost(partitions); }

 private:
  std::unique_ptr<runtime::RoleHandler> handler_;
  std::string type_;
};

/// Where and what the worker that stands in for a role forgets; empty: nothing.
struct PlantedFault {
  std::string role = {};
  std::string forgets = {};
};

class HistoriesTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto resources = Histories(0).resources;
    for (const char* text : kWorkflows) {
      const auto parsed =
          workflow::ParseDefinition(text, "h.yaml", *engine_, functions_, resources.get());
      for (const auto& finding : parsed.findings)
        if (finding.level == Finding::Level::kError) ADD_FAILURE() << FormatFinding(finding);
      definitions_.push_back(parsed.definition);
    }
    // That a receiver rests is known to one process: who comes after a crash asks it at once.
    constexpr int kNeverRests = 1'000'000;
    auto deliveries = bridge::Deliveries::Create({{.name = "hook",
                                                   .types = {"tocsin.action.requested", "h.heard"},
                                                   .url = "https://h.example/hook",
                                                   .attempts = 3,
                                                   .breaker_failures = kNeverRests}},
                                                 *engine_);
    ASSERT_TRUE(deliveries) << deliveries.error().message;
    deliveries_ = *deliveries;
  }

  /// Everything that came out, a line each.
  std::vector<std::string> Play(const Histories& histories, const rehearsal::MakeStore& make_store,
                                Crashes crashes = Crashes::kNever, const PlantedFault& fault = {}) {
    const auto wrap = [&fault](std::string_view role, std::unique_ptr<runtime::RoleHandler> handler)
        -> std::unique_ptr<runtime::RoleHandler> {
      if (role != fault.role) return handler;
      return std::make_unique<ForgetfulHandler>(std::move(handler), fault.forgets);
    };
    auto made = World::Make({.definitions = definitions_,
                             .resources = histories.resources,
                             .engine = *engine_,
                             .functions = functions_,
                             .make_store = make_store,
                             .callees = histories.people,
                             .mocks = histories.mocks,
                             .deliveries = deliveries_,
                             .receiver = ReceiveHook,
                             .wrap = wrap},
                            kStartOfHistories, crashes);
    if (!made) return {made.error().message};
    World& world = **made;
    Status status;
    for (const auto& step : histories.steps) {
      if (status) status = world.AdvanceTo(world.Now() + step.after);
      if (status) status = world.Publish(step.event);
    }
    if (status) status = world.Settle(std::chrono::hours(3));
    std::vector<std::string> lines;
    for (const auto& occurrence : world.Occurrences())
      lines.push_back(FormatTime(occurrence.at) + json::serialize(ToStructured(occurrence.event)));
    for (const auto& spoken : world.Conversations()) lines.push_back(spoken.who + spoken.text);
    for (const auto& run : world.Runs())
      lines.push_back(run.workflow + std::string(ToString(run.status)) +
                      json::serialize(run.output));
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
  std::shared_ptr<const bridge::Deliveries> deliveries_;
};

int HistoriesWanted() {
  const char* wanted = std::getenv("TOCSIN_HISTORIES");
  return wanted == nullptr ? 100 : std::atoi(wanted);
}

/// Two stories, told by their first difference; "" for none.
std::string DifferenceOf(const std::vector<std::string>& one,
                         const std::vector<std::string>& other) {
  const auto [here, there] = std::ranges::mismatch(one, other);
  if (here == one.end() && there == other.end()) return "";
  return "line " + std::to_string(here - one.begin()) + ": " +
         (here == one.end() ? "nothing more" : *here) + "\ninstead of\n" +
         (there == other.end() ? "nothing more" : *there);
}
void ExpectSame(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  EXPECT_EQ(DifferenceOf(one, other), "");
  EXPECT_GT(one.size(), 200U) << one.back();
}

// The comparison sees what it is there for.
TEST_F(HistoriesTest, TellAWorkerThatForgetsAnEvent) {
  const Histories histories(1);
  const auto right = Play(histories, fakes::MakeScratchStore);
  ASSERT_EQ(DifferenceOf(right, Play(histories, fakes::MakeScratchStore)), "");
  for (const PlantedFault& fault :
       {PlantedFault{"workflow", "h.counted"}, PlantedFault{"workflow", "tocsin.call.requested"},
        PlantedFault{"bridge", "tocsin.action.completed"}, PlantedFault{"workflow", "h.leaf"},
        PlantedFault{"voice", "tocsin.call.initiated"}, PlantedFault{"voice", "tocsin.call.failed"},
        PlantedFault{"workflow", "io.serverlessworkflow.workflow.suspended.v1"},
        PlantedFault{"workflow", "io.serverlessworkflow.workflow.resumed.v1"}}) {
    const auto wrong = Play(histories, fakes::MakeScratchStore, Crashes::kNever, fault);
    EXPECT_NE(DifferenceOf(right, wrong), "") << fault.role << " forgot " << fault.forgets;
  }
}

TEST_F(HistoriesTest, GiveTheSameEventsOnBothStores) {
  if (!TestDatabaseUrl()) GTEST_SKIP() << "PostgreSQL is not installed";
  std::size_t events = 0;
  for (int done = 0; done < HistoriesWanted(); done += kAtOnce) {
    const auto seed = static_cast<unsigned>(done + 1);
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Histories histories(seed);
    const auto in_memory = Play(histories, fakes::MakeScratchStore);
    const auto options = FreshSchema();
    const auto in_database = Play(histories, [&options](const Clock&) {
      auto store = MakePostgresStore(options);
      Check(store->Migrate().has_value(), "the database must migrate");
      return store;
    });
    RunSql(options, "drop schema " + options.schema + " cascade");
    events += in_memory.size();
    ExpectSame(in_memory, in_database);
    if (HasFailure()) return;
  }
  RecordProperty("events", static_cast<int>(events));
}

TEST_F(HistoriesTest, GiveTheSameEventsWithCrashesAtEveryCommit) {
  for (int done = 0; done < HistoriesWanted(); done += kAtOnce) {
    const auto seed = static_cast<unsigned>(done + 1);
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Histories histories(seed);
    ExpectSame(Play(histories, fakes::MakeScratchStore),
               Play(histories, fakes::MakeScratchStore, Crashes::kEverywhere));
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace tocsin
