// links: workflow expression
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "fakes/described_event.hpp"
#include "workflows.hpp"

namespace tocsin::workflow {
namespace {

using namespace std::chrono_literals;

std::string DocumentWith(std::string_view lifecycle, std::string_view body) {
  return "document: {dsl: '1.0.3', namespace: ops, name: test, version: '1.2.0'" +
         (lifecycle.empty() ? std::string()
                            : ", metadata: {lifecycle: " + std::string(lifecycle) + "}") +
         "}\n" + std::string(body);
}

/// "started", "task.created /do/0/a", ...
std::vector<std::string> ToldBy(const fakes::MemoryRunner& runner) {
  std::vector<std::string> told;
  for (const auto& event : runner.lifecycle) {
    constexpr std::string_view kStart = "io.serverlessworkflow.";
    auto type = event.type.substr(kStart.size());
    type.resize(type.size() - 3);  // .v1
    const auto data = EventData(event).value();
    if (type.starts_with("workflow.")) type = type.substr(9);
    if (const auto* task = Find(data, "task")) type += ' ' + std::string(task->as_string());
    if (const auto* status = Find(data, "status")) type += ' ' + std::string(status->as_string());
    told.push_back(std::move(type));
  }
  return told;
}

std::vector<std::string> Told(std::string_view lifecycle, std::string_view body,
                              std::string_view input = "{}") {
  fakes::MemoryRunner runner(DocumentWith(lifecycle, body));
  runner.Run(Json(input));
  return ToldBy(runner);
}

using List = std::vector<std::string>;

TEST(Lifecycle, OfRunsUnlessSaidOtherwise) {
  const auto* body = "do: [{a: {set: {x: 1}}}]";
  EXPECT_EQ(Told("", body), (List{"started", "completed"}));
  EXPECT_EQ(Told("workflow", body), (List{"started", "completed"}));
  EXPECT_EQ(Told("none", body), List{});
}

TEST(Lifecycle, AllTellsOfTasksToo) {
  EXPECT_EQ(Told("all", "do: [{a: {if: 'false', set: {x: 1}}}, {b: {do: [{c: {wait: PT1S}}]}}]"),
            (List{"started", "status-changed running", "task.created /do/0/a",
                  "task.completed /do/0/a", "task.created /do/1/b", "task.started /do/1/b",
                  "task.created /do/1/b/do/0/c", "task.started /do/1/b/do/0/c",
                  "status-changed waiting", "task.completed /do/1/b/do/0/c",
                  "task.completed /do/1/b", "completed", "status-changed completed"}));
}

TEST(Lifecycle, TellsOfRetriesAndFaults) {
  EXPECT_EQ(Told("all",
                 "do: [{t: {try: [{r: {raise: {error: {type: 'https://e', status: 1}}}}], catch: "
                 "{retry: {limit: {attempt: {count: 1}}}, then: continue}}}, {d: {do: [{r: {raise: "
                 "{error: {type: "
                 "'https://e', status: 2}}}}]}}]"),
            (List{"started",
                  "status-changed running",
                  "task.created /do/0/t",
                  "task.started /do/0/t",
                  "task.created /do/0/t/try/0/r",
                  "task.started /do/0/t/try/0/r",
                  "task.faulted /do/0/t/try/0/r",
                  "task.retried /do/0/t",
                  "task.created /do/0/t/try/0/r",
                  "task.started /do/0/t/try/0/r",
                  "task.faulted /do/0/t/try/0/r",
                  "task.completed /do/0/t",
                  "task.created /do/1/d",
                  "task.started /do/1/d",
                  "task.created /do/1/d/do/0/r",
                  "task.started /do/1/d/do/0/r",
                  "task.faulted /do/1/d/do/0/r",
                  "task.faulted /do/1/d",
                  "faulted",
                  "status-changed faulted"}));
}

TEST(Lifecycle, TellsOfCorrelations) {
  fakes::MemoryRunner runner(
      DocumentWith("workflow",
                   "do: [{l: {listen: {to: {one: {with: {type: x}, correlate: {alert: {from: "
                   ".data.id, expect: '${ .id }'}, by: {from: .data.by}}}}}}}]"));
  runner.Start(Json(R"({"id":"a1"})"));
  EXPECT_EQ(ToldBy(runner), (List{"started", "correlation-started"}));
  runner.Publish(EventOf("x", R"({"id":"a1","by":7})"));
  EXPECT_EQ(ToldBy(runner),
            (List{"started", "correlation-started", "correlation-completed", "completed"}));
  EXPECT_EQ(CanonicalJson(EventData(runner.lifecycle[2])->at("correlationKeys")),
            R"({"alert":"a1","by":7})");
}

TEST(Lifecycle, TellsOfACancelledRun) {
  fakes::MemoryRunner runner(DocumentWith("all", "do: [{a: {wait: PT1H}}]"));
  runner.Start(nullptr);
  runner.Give(Control{Control::Kind::kCancel, "restarted"});
  const auto told = ToldBy(runner);
  EXPECT_EQ(List(told.end() - 3, told.end()),
            (List{"task.cancelled /do/0/a", "cancelled", "status-changed cancelled"}));
}

TEST(Lifecycle, CarriesErrorsOfBoundedSize) {
  fakes::MemoryRunner runner(DocumentWith(
      "workflow",
      "do: [{r: {raise: {error: {type: 'https://e', status: 418, title: T, detail: '${ "
      "\"x\" * 9000 }'}}}}]"));
  runner.Run(nullptr);
  ASSERT_EQ(runner.lifecycle.size(), 2U);
  const auto error = EventData(runner.lifecycle[1])->at("error");
  EXPECT_EQ(error.at("status").as_int64(), 418);
  EXPECT_EQ(error.at("instance").as_string(), "/do/0/r");
  EXPECT_EQ(error.at("detail").as_string().size(), 503U);
}

/// All that a run may tell: each task that was created ends exactly once, ids are unique, data is
/// what the catalog says.
constexpr std::string_view kMuch = R"(
do:
  - ladder:
      for: {in: '[1, 2]'}
      do:
        - odd: {if: '$item == 1', set: {x: '${ $item }'}}
        - risky:
            try: [{r: {raise: {error: {type: 'https://e', status: 503}}}}]
            catch: {retry: {delay: PT1S, limit: {attempt: {count: 1}}}, do: [{c: {set: {y: 1}}}]}
  - race:
      fork:
        compete: true
        branches:
          - slow: {do: [{w: {wait: PT9S}}, {never: {set: {x: 1}}}]}
          - late: {try: [{w: {wait: PT8S, timeout: {after: PT2S}}}], catch: {do: [{c: {wait: PT1S}}]}}
          - heard: {listen: {to: {one: {with: {type: never}}}}}
  - last: {do: [{f: {fork: {branches: [{end: {do: [{e: {set: {z: 1}, then: end}}]}}, {other: {wait: PT1S}}]}}}]}
  - unreached: {set: {x: 1}}
)";

TEST(Lifecycle, EveryCreatedTaskEndsOnce) {
  fakes::MemoryRunner runner(DocumentWith("all", kMuch));
  runner.Run(nullptr);
  ASSERT_TRUE(runner.Over());
  std::set<std::string> ids;
  std::map<std::string, int> created, ended;
  for (const auto& event : runner.lifecycle) {
    EXPECT_TRUE(ids.insert(event.id).second) << event.type;
    EXPECT_NE(events::FindEventType(event.type), nullptr) << event.type;
    fakes::ExpectDescribed(event);
    const auto data = EventData(event).value();
    const auto* task = Find(data, "task");
    if (task == nullptr) continue;
    if (event.type.ends_with("task.created.v1")) ++created[std::string(task->as_string())];
    for (const auto* end : {"completed", "faulted", "cancelled"})
      if (event.type.ends_with(std::string("task.") + end + ".v1"))
        ++ended[std::string(task->as_string())];
  }
  EXPECT_EQ(created, ended);
  EXPECT_EQ(created["/do/0/ladder/do/1/risky/try/0/r"], 4);
  EXPECT_EQ(created["/do/1/race/fork/branches/0/slow/do/0/w"], 1);
  EXPECT_EQ(created.count("/do/3/unreached"), 0U);
}

TEST(Lifecycle, IdsComeFromTheRunAndItsRevision) {
  const auto ids = [] {
    fakes::MemoryRunner runner(DocumentWith("all", kMuch));
    runner.Run(nullptr);
    std::vector<std::string> out;
    for (const auto& event : runner.lifecycle) out.push_back(event.id);
    return out;
  };
  EXPECT_EQ(ids(), ids());
}

TEST(Timeout, NamesItsLengthHoweverLateItIsNoticed) {
  fakes::MemoryRunner runner(Document("do: [{w: {wait: PT1H, timeout: {after: PT5S}}}]"));
  runner.Start(nullptr);
  runner.SetNow(runner.Now() + 60s);
  runner.Give(TimerFired{});
  EXPECT_EQ(runner.output.at("detail").as_string(), "no result within 5s");
}

TEST(Bounds, EventsOfOneDecisionAreBounded) {
  fakes::MemoryRunner runner(
      Document("do: [{f: {for: {in: '[range(40)]'}, do: [{e: {emit: {event: {with: {type: big, "
               "data: '${ \"x\" * 500000 }'}}}, output: {as: '$item'}}}]}}]"));
  runner.Give(workflow::Start{nullptr});
  EXPECT_LT(runner.events.size(), 12U);
  EXPECT_TRUE(runner.More());
  runner.Settle();
  EXPECT_EQ(runner.events.size(), 40U);
  EXPECT_EQ(runner.Status(), RunStatus::kCompleted);
}

TEST(Trace, GoesOnWithAllThatARunEmits) {
  fakes::MemoryRunner runner(DocumentWith(
      "all",
      "schedule: {on: {one: {with: {type: t}}}}\ndo: [{e: {emit: {event: {with: {type: x}}}}}, {c: "
      "{call: http, with: {method: get, endpoint: 'https://h'}}}]"));
  constexpr const char* kTrace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  auto event = EventOf("t", "{}");
  event.traceparent = kTrace;
  event.tracestate = "vendor=1,other=2";
  const auto plan = runner.Definition().PlanStart(event, runner.Program(), runner.Now()).value();
  runner.Begin(NewRun(RunId::Derive({"r"}), *plan, event, runner.Now()), plan->input);

  ASSERT_FALSE(runner.events.empty());
  ASSERT_FALSE(runner.lifecycle.empty());
  for (const auto* emitted : {&runner.events, &runner.lifecycle})
    for (const auto& each : *emitted) {
      EXPECT_EQ(each.tracestate, "vendor=1,other=2") << each.type;
      EXPECT_EQ(each.traceparent.substr(3, 32), "0af7651916cd43dd8448eb211c80319c");
    }
  ASSERT_EQ(runner.Effects().size(), 1U);
  const auto& headers = runner.Effects().front().request.at("headers");
  EXPECT_EQ(headers.at("tracestate").as_string(), "vendor=1,other=2");
  EXPECT_EQ(std::string_view(headers.at("traceparent").as_string()).substr(3, 32),
            "0af7651916cd43dd8448eb211c80319c");
}

TEST(Trace, AStateOfNoTraceIsNotTakenOn) {
  Event event = EventOf("t", "{}");
  event.tracestate = "vendor=1";
  EXPECT_EQ(NewRun(RunId::Derive({"r"}), {}, event, {}).tracestate, "");
  event.traceparent = "00-00000000000000000000000000000000-b7ad6b7169203331-01";
  EXPECT_EQ(NewRun(RunId::Derive({"r"}), {}, event, {}).tracestate, "");
}

TEST(Merge, CountsAndNotesTheEventAndChangesNothingElse) {
  fakes::MemoryRunner runner(DocumentWith("none", "do: [{w: {wait: PT1M}}, {a: {set: {x: 1}}}]"));
  runner.Start(Json("{}"));
  const auto wake = runner.WakeAt();
  runner.Give(Merged{EventOf("t", R"({"n":0.9})", "e2")});
  runner.Give(Merged{EventOf("t", std::string(5000, '1'), "e3")});
  EXPECT_EQ(runner.WakeAt(), wake);
  EXPECT_EQ(runner.Status(), RunStatus::kWaiting);
  ASSERT_EQ(runner.Tasks("merged"), (List{"/", "/"}));
  const auto noted = [&](std::size_t back) {
    return runner.history.at(runner.history.size() - back).as_object();
  };
  EXPECT_EQ(noted(2).at("count"), 1);
  EXPECT_EQ(noted(2).at("event"), "e2");
  EXPECT_EQ(noted(2).at("data").at("n"), 0.9);
  EXPECT_EQ(noted(1).at("count"), 2);
  EXPECT_EQ(noted(1).at("data"), "5000 bytes");
  runner.Settle();
  EXPECT_EQ(json::serialize(runner.output), R"({"x":1})");
}

TEST(Merge, OfAStormIsNotedNowAndThen) {
  fakes::MemoryRunner runner(DocumentWith("none", "do: [{w: {wait: PT1M}}]"));
  runner.Start(Json("{}"));
  for (int i = 0; i < 350; ++i) runner.Give(Merged{EventOf("t", "{}", "e" + std::to_string(i))});
  EXPECT_EQ(runner.Tasks("merged").size(), 102U);
  EXPECT_EQ(runner.history.back().at("count"), 300);
}

}  // namespace
}  // namespace tocsin::workflow
