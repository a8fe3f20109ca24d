// links: workflow expression
#include <gtest/gtest.h>

#include "schemas/topics.hpp"
#include "workers/runtime/event_codec.hpp"
#include "workers/workflow/worker/arrivals.hpp"
#include "workers/workflow/worker/run_journal.hpp"
#include "workflows.hpp"

namespace tocsin::workflow {
namespace {

using namespace std::chrono_literals;

TEST(Emit, GivesTheEventAndMakesItsIdentity) {
  fakes::MemoryRunner runner(
      Document("do: [{e: {emit: {event: {with: {type: t.x, subject: '${ .s }', priority: 5, data: "
               "{a: '${ .s }', b: lit}}}}}}]"));
  runner.Run(Json(R"({"s":"alert-7"})"));
  ASSERT_EQ(runner.events.size(), 1U);
  const Event& event = runner.events[0];
  EXPECT_EQ(event.type, "t.x");
  EXPECT_EQ(event.source, "/ops/test/1.0.0");
  EXPECT_EQ(event.subject, "alert-7");
  EXPECT_EQ(event.time, "2026-03-07T01:10:00.000Z");
  EXPECT_EQ(event.data, R"({"a":"alert-7","b":"lit"})");
  EXPECT_EQ(event.Extension("priority"), "5");
  EXPECT_EQ(event.Extension("runid"), runner.State().id.ToString());
  EXPECT_EQ(event.Extension("causationid"), "cause-1");
  EXPECT_EQ(event.traceparent, ChildTraceparent("", event.id));
  EXPECT_EQ(event.id, Uuid::Derive({runner.State().id.ToString(), "event", "1", "0"}).ToString());
  EXPECT_EQ(CanonicalJson(runner.output), CanonicalJson(ToStructured(event)));
}

TEST(Emit, DefaultsToTheRunsSubjectAndKeepsWhatIsGiven) {
  fakes::MemoryRunner runner(
      Document("do: [{e: {emit: {event: {with: {id: my-id, source: 'https://s', type: t, time: "
               "'2026-01-01T00:00:00Z', "
               "datacontenttype: text/plain, data: hello}}}}}]"));
  runner.Run(nullptr);
  const Event& event = runner.events.at(0);
  EXPECT_EQ(event.id, "my-id");
  EXPECT_EQ(event.source, "https://s");
  EXPECT_EQ(event.subject, "subject-1");
  EXPECT_EQ(event.time, "2026-01-01T00:00:00Z");
  EXPECT_EQ(event.data, "hello");
}

TEST(Emit, BadAttributesAreFaults) {
  EXPECT_TRUE(OutputOf("do: [{e: {emit: {event: {with: {type: '${ .none }'}}}}}]")
                  .starts_with(R"(fault {"detail":"the event's 'type' is empty")"));
  EXPECT_TRUE(OutputOf("do: [{e: {emit: {event: {with: {type: t, subject: '${ {} }'}}}}}]")
                  .find("'subject' must be text") != std::string::npos);
  EXPECT_TRUE(OutputOf("do: [{e: {emit: {event: {with: {type: t, time: '${ \"now\" }'}}}}}]")
                  .find("not RFC 3339") != std::string::npos);
}

TEST(Emit, IdsDifferAndAreTheSameEachTime) {
  const auto ids = [] {
    fakes::MemoryRunner runner(
        Document("do: [{f: {for: {in: '[1,2,3]'}, do: [{e: {emit: {event: {with: {type: t}}}}}, "
                 "{w: {wait: PT1S}}]}}]"));
    runner.Run(nullptr);
    std::set<std::string> all;
    for (const auto& event : runner.events) all.insert(event.id);
    return all;
  };
  EXPECT_EQ(ids().size(), 3U);
  EXPECT_EQ(ids(), ids());
}

constexpr std::string_view kListen =
    "do: [{l: {listen: {to: {one: {with: {type: resolved}, correlate: {alert: {from: '${ "
    ".data.alert_id }', "
    "expect: '${ .id }'}}}}}}}]";

TEST(Listen, TakesTheCorrelatedEventOnly) {
  fakes::MemoryRunner runner(Document(kListen));
  runner.Start(Json(R"({"id":"a1"})"));
  ASSERT_EQ(runner.Waits().size(), 1U);
  EXPECT_EQ(runner.Waits().begin()->second.value, R"(["a1"])");
  EXPECT_EQ(runner.Publish(EventOf("resolved", R"({"alert_id":"a2"})")), 0);
  EXPECT_EQ(runner.Publish(EventOf("raised", R"({"alert_id":"a1"})")), 0);
  EXPECT_EQ(runner.Publish(EventOf("resolved", R"({"other":1})")), 0);
  EXPECT_FALSE(runner.Over());
  EXPECT_EQ(runner.Publish(EventOf("resolved", R"({"alert_id":"a1"})")), 1);
  EXPECT_EQ(runner.Status(), RunStatus::kCompleted);
  EXPECT_EQ(json::serialize(runner.output), R"([{"alert_id":"a1"}])");
  EXPECT_TRUE(runner.Waits().empty());
}

TEST(Listen, SeesWhatTheStoreCannot) {
  fakes::MemoryRunner runner(
      Document("do: [{l: {listen: {to: {one: {with: {type: t, data: '${ .n > 3 }'}}}}}}]"));
  runner.Start(nullptr);
  const auto wait = runner.Waits().begin()->first;
  EXPECT_EQ(runner.Waits().begin()->second.value, "null");
  runner.Give(EventArrived{EventOf("t", R"({"n":1})"), wait});
  EXPECT_FALSE(runner.Over());
  EXPECT_EQ(runner.Waits().size(), 1U);
  runner.Give(EventArrived{EventOf("t", R"({"n":{}})"), wait});  // compares as larger: matches
  EXPECT_TRUE(runner.Over());
}

TEST(Listen, EventsForNobodyChangeNothing) {
  fakes::MemoryRunner runner(Document(kListen));
  runner.Start(Json(R"({"id":"a1"})"));
  const auto before = json::serialize(runner.State().state);
  runner.Give(EventArrived{EventOf("resolved", "{}"), Uuid::Derive({"someone else's"})});
  runner.Give(EventArrived{EventOf("resolved", "{}"), std::nullopt});
  runner.Give(EffectResult{EffectId::Derive({"gone"}), HttpAnswer(200, nullptr)});
  runner.Give(TimerFired{});
  EXPECT_EQ(json::serialize(runner.State().state), before);
  EXPECT_EQ(runner.Status(), RunStatus::kWaiting);
}

TEST(Listen, ExpectingNullIsAFault) {
  EXPECT_NE(OutputOf(kListen).find("'expect' of correlation 'alert' gave null"), std::string::npos);
}

TEST(Listen, Reads) {
  const auto read = [](std::string_view how, const Event& event) {
    fakes::MemoryRunner runner(Document(
        "do: [{l: {listen: {to: {one: {with: {type: t}}}, read: " + std::string(how) + "}}}]"));
    runner.Start(nullptr);
    EXPECT_EQ(runner.Publish(event), 1);
    return CanonicalJson(runner.output);
  };
  EXPECT_EQ(read("data", EventOf("t", R"({"a": 1})")), R"([{"a":1}])");
  EXPECT_EQ(read("raw", EventOf("t", R"({"a": 1})")), R"(["{\"a\": 1}"])");
  EXPECT_EQ(read("envelope", EventOf("t", R"({"a": 1})")),
            "[" + CanonicalJson(ToStructured(EventOf("t", R"({"a":1})"))) + "]");
  EXPECT_EQ(read("data", EventOf("t", "no json")), R"(["no json"])");
}

TEST(Listen, OfALosingBranchIsTakenAway) {
  fakes::MemoryRunner runner(
      Document("do: [{f: {fork: {compete: true, branches: [{l: {listen: {to: {one: {with: {type: "
               "t}}}}}}, {w: {wait: PT5S}}]}}}]"));
  runner.Start(nullptr);
  EXPECT_EQ(runner.Waits().size(), 1U);
  runner.Advance(5s);
  EXPECT_TRUE(runner.Over());
  EXPECT_TRUE(runner.Waits().empty());
}

TEST(Signatures, AreTheSameWhateverWorkflowAndSpelling) {
  const auto signature = [](std::string_view filter) {
    fakes::MemoryRunner runner(
        Document("do: [{l: {listen: {to: {one: " + std::string(filter) + "}}}}]"));
    return runner.Definition().Signatures().at(0).id;
  };
  const auto base =
      signature("{with: {type: t}, correlate: {a: {from: '${ .data.id }', expect: x}}}");
  EXPECT_EQ(base, signature("{with: {type: t, source: s}, correlate: {other: {from: ' .data.id ', "
                            "expect: '${ .y }'}}}"));
  EXPECT_NE(base, signature("{with: {type: u}, correlate: {a: {from: .data.id, expect: x}}}"));
  EXPECT_NE(base, signature("{with: {type: t}, correlate: {a: {from: .data.id2, expect: x}}}"));
  EXPECT_NE(base, signature("{with: {type: t}, correlate: {a: {from: .data.id}}}"));
  EXPECT_EQ(signature("{with: {type: t}}"),
            signature("{with: {type: t}, correlate: {a: {from: .data.id}}}"));
}

TEST(Signatures, TakeSeveralCorrelationsInAnyOrder) {
  fakes::MemoryRunner runner(
      Document("do: [{l: {listen: {to: {one: {with: {type: t}, correlate: {a: {from: .data.z, "
               "expect: '${ .one }'}, "
               "b: {from: .subject, expect: two}}}}}}}]"));
  runner.Start(Json(R"({"one":1})"));
  auto event = EventOf("t", R"({"z":1.0})");
  EXPECT_EQ(runner.Publish(event), 0);
  event.subject = "two";
  EXPECT_EQ(runner.Publish(event), 1);
}

TEST(Filter, AttributesByTextPatternAndExpression) {
  const auto matches = [](std::string_view with, const Event& event) {
    fakes::MemoryRunner runner(
        Document("do: [{l: {listen: {to: {one: {with: {type: t, " + std::string(with) + "}}}}}}]"));
    runner.Start(nullptr);
    return runner.Publish(event) == 1;
  };
  auto event = EventOf("t", R"({"n":5})");
  event.source = "https://bus.example.com/pve1";
  event.subject = "a1";
  event.extensions["tenant"] = "acme";
  EXPECT_TRUE(matches("source: 'https://bus.example.com/pve1'", event));
  EXPECT_TRUE(matches("source: 'https://bus.example.com/pve[0-9]+'", event));
  EXPECT_FALSE(matches("source: 'example'", event));
  EXPECT_FALSE(matches("source: 'pve[0-9]'", event));
  EXPECT_TRUE(matches("tenant: acme", event));
  EXPECT_FALSE(matches("region: eu", event));
  EXPECT_TRUE(matches("subject: '${ startswith(\"a\") }'", event));
  EXPECT_FALSE(matches("subject: '${ startswith(\"b\") }'", event));
  EXPECT_TRUE(matches("data: {n: 5}", event));
  EXPECT_FALSE(matches("data: {n: 6}", event));
  EXPECT_TRUE(matches("data: '${ .n == 5 }'", event));
}

constexpr std::string_view kRouter =
    "document: {dsl: '1.0.3', namespace: ops, name: router, version: '1.0.0', metadata: {instance: "
    "{key: '${ .data.alert_id }', "
    "maxAge: PT10M, onDuplicate: merge}}}\n"
    "schedule: {on: {one: {with: {type: raised, data: '${ .severity == \"high\" }'}}}}\n"
    "do: [{a: {set: {x: 1}}}]\n";

TEST(PlanStart, GivesKeySubjectAndInput) {
  fakes::MemoryRunner runner(kRouter);
  const auto now = ParseTime("2026-03-07T01:10:00Z").value();
  auto event = EventOf("raised", R"({"alert_id":"a1","severity":"high"})");
  event.subject = "sub";
  auto plan = runner.Definition().PlanStart(event, runner.Program(), now);
  ASSERT_TRUE(plan && *plan);
  EXPECT_EQ((*plan)->key, "a1");
  EXPECT_EQ((*plan)->subject, "sub");
  EXPECT_FALSE((*plan)->expired);
  EXPECT_EQ(json::serialize((*plan)->input), R"([{"alert_id":"a1","severity":"high"}])");
  EXPECT_EQ(runner.Definition().Duplicates(), OnDuplicate::kMerge);
  EXPECT_EQ(runner.Definition().StartTypes(), std::vector<std::string>{"raised"});
  event.subject.clear();
  EXPECT_EQ((*runner.Definition().PlanStart(event, runner.Program(), now))->subject, "a1");
}

TEST(PlanStart, FiltersAndRefuses) {
  fakes::MemoryRunner runner(kRouter);
  const auto now = ParseTime("2026-03-07T01:10:00Z").value();
  const auto plan = [&](const Event& event) {
    return runner.Definition().PlanStart(event, runner.Program(), now);
  };
  EXPECT_FALSE(plan(EventOf("raised", R"({"alert_id":"a1","severity":"low"})")).value());
  EXPECT_FALSE(plan(EventOf("other", R"({"alert_id":"a1","severity":"high"})")).value());
  const auto no_key = plan(EventOf("raised", R"({"severity":"high"})"));
  ASSERT_FALSE(no_key);
  EXPECT_EQ(no_key.error().kind, ErrorKind::kInvalid);
  const auto no_json = plan(EventOf("raised", "{"));
  ASSERT_FALSE(no_json);
  EXPECT_EQ(no_json.error().kind, ErrorKind::kInvalid);
}

TEST(PlanStart, NamesTheAttributeWhoseFilterFails) {
  fakes::MemoryRunner runner(Document(
      "schedule: {on: {one: {with: {type: t, data: '${ .a.b == 1 }'}}}}\ndo: [{a: {set: {x: "
      "1}}}]\n"));
  const auto plan =
      runner.Definition().PlanStart(EventOf("t", R"({"a":"text"})"), runner.Program(), TimePoint{});
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().message,
            "filtering with schedule.on: 'data': Cannot index string with string (\"b\") at 1:1 "
            "('.a.b')");
}

TEST(PlanStart, KnowsStaleEvents) {
  fakes::MemoryRunner runner(kRouter);
  const auto now = ParseTime("2026-03-07T01:10:00Z").value();
  const auto expired = [&](std::string_view time, std::string_view expiry) {
    auto event = EventOf("raised", R"({"alert_id":"a1","severity":"high"})");
    event.time = time;
    if (!expiry.empty()) event.extensions["expirytime"] = expiry;
    return (*runner.Definition().PlanStart(event, runner.Program(), now))->expired;
  };
  EXPECT_FALSE(expired("2026-03-07T01:00:01Z", ""));
  EXPECT_TRUE(expired("2026-03-07T00:59:59Z", ""));
  EXPECT_FALSE(expired("", ""));
  EXPECT_TRUE(expired("2026-03-07T01:09:00Z", "2026-03-07T01:09:30Z"));
  EXPECT_FALSE(expired("2026-03-07T01:09:00Z", "2026-03-07T01:10:30Z"));
}

/// A worker of the release before, beside this one, finds what is waited for where it looks.
TEST(Listen, StoresWhatItWaitsForAsBefore) {
  fakes::MemoryRunner runner(Document(
      "do: [{l: {listen: {to: {one: {with: {type: t.x}, correlate: {a: {from: .data.id, expect: "
      "'${ .id }'}}}}}}}]"));
  runner.Start(Json(R"({"id":"o1"})"));
  const auto text = JsonText(runner.State().state);
  const auto& signature = runner.Definition().Signatures().at(0).id;
  EXPECT_NE(text.find("\"data\":{\"signature\":\"" + signature + "\",\"value\":\"[\\\"o1\\\"]\"}"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("awaited"), std::string::npos);
}

/// What a record's data is asked for on its way: by the door, the filters, the key, the input, a
/// waiting listen, the mailbox.
TEST(AnAlertsData, IsReadOnceHoweverManyLookAtIt) {
  fakes::MemoryRunner runner(Document(R"(
schedule: {on: {one: {with: {type: tocsin.alert.raised, data: '${ .title == "full" }'}}}}
do: [{l: {listen: {to: {one: {with: {type: tocsin.alert.resolved, data: '${ true }'},
  correlate: {a: {from: .data.alert_id, expect: '${ "a1" }'}}}}}}}]
)"));
  runtime::EventCodec codec("tocsin", {}, fakes::TestEngine());
  const auto record = [&](std::string_view type) {
    auto event = EventOf(type, R"({"alert_id":"a1","title":"full","n":1.0})");
    const auto written = runtime::EventCodec::Encode(event, "tocsin");
    Record out;
    out.at = {written.topic, 0};
    out.value = written.value;
    out.headers = written.headers;
    return out;
  };
  const auto before = Payload::Readings();
  const auto raised = codec.Decode(record(type::kAlertRaised)).value();
  const auto normal = NormalForm(raised).value().value();
  ASSERT_TRUE(runner.Definition().PlanStart(normal, runner.Program(), {}).value());
  EXPECT_EQ(Payload::Readings() - before, 1U);
  const auto resolved = codec.Decode(record(type::kAlertResolved)).value();
  const auto& signature = runner.Definition().Signatures().at(0).id;
  ASSERT_TRUE(runner.Definition().CorrelationValue(signature, resolved, runner.Program()).value());
  EXPECT_FALSE(JsonText(ToStructured(resolved)).empty());
  EXPECT_EQ(Payload::Readings() - before, 2U);
  EXPECT_EQ(runtime::EventCodec::Encode(resolved, "tocsin").value,
            record(type::kAlertResolved).value);
}

TEST(AnEventOfOurs, IsNotReadAgainByWhoTellsOfIt) {
  const auto before = Payload::Readings();
  Event event;
  event.type = type::kAlertClosed;
  event.data = Payload::Of(json::object{{"alert_id", "a1"}, {"outcome", "approved"}});
  ASSERT_TRUE(ToldOf(event));
  EXPECT_EQ(runtime::EventCodec::Encode(event, "tocsin").value,
            R"({"alert_id":"a1","outcome":"approved"})");
  EXPECT_EQ(Payload::Readings(), before);
}

TEST(PlanStart, AnyAndEnvelope) {
  fakes::MemoryRunner runner(
      Document("schedule: {on: {any: [{with: {type: a}}, {with: {type: b}}]}, read: envelope}\ndo: "
               "[{a: {set: {x: 1}}}]"));
  EXPECT_EQ(runner.Definition().StartTypes(), (std::vector<std::string>{"a", "b"}));
  const auto event = EventOf("b", R"({"n":1})");
  const auto plan = runner.Definition().PlanStart(event, runner.Program(), {}).value();
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->key, "");
  EXPECT_EQ(CanonicalJson(plan->input), "[" + CanonicalJson(ToStructured(event)) + "]");
}

}  // namespace
}  // namespace tocsin::workflow
