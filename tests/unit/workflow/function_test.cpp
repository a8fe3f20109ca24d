// links: workflow expression
#include <gtest/gtest.h>

#include "workflows.hpp"

namespace tocsin::workflow {
namespace {

using namespace std::chrono_literals;

struct ProbeKeys final : KeyTable {
  Key say{*this, "say", Shape::kText, "anything"};
  Key within{*this, "within", Shape::kDuration, "gives up after"};
  Key at_once{*this, "at_once", Shape::kAny, "the output, without asking"};
};

/// Emits a request that tells all it knows of its identity, and ends as the reply says.
class Probe final : public Function {
 public:
  std::string_view Name() const override { return "probe"; }
  std::string_view Description() const override { return "asks the test"; }
  const FieldTable& Output() const override { return Fields(); }
  const std::vector<Example>& Examples() const override {
    static const std::vector<Example> none;
    return none;
  }
  const FieldTable& Fields() const override { return KeysOf<ProbeKeys>(); }
  FunctionOutcome Begin(FunctionCall& call) const override {
    if (const auto* output = call.Arguments().if_contains("at_once")) return *output;
    const auto place = call.Question();
    json::object data;
    data["place"] = place.reference;
    data["round"] = place.round;
    data["retry"] = call.Retry();
    data["iteration"] = call.Iteration();
    data["visit"] = call.Visit();
    data["task"] = call.Task();
    call.State()["events"] = 0;
    call.Emit("probe.asked", "", Payload::Of(data));
    if (const auto within = StringAt(call.Arguments(), "within"); !within.empty())
      call.SetTimer("patience", call.Now() + *ParseDuration(within));
    return StillWaiting{};
  }
  FunctionOutcome OnEvent(FunctionCall& call, const Event& event) const override {
    const auto count = call.State()["events"].as_int64() + 1;
    call.State()["events"] = count;
    if (event.type == "probe.progress") return StillWaiting{};
    if (event.type == "probe.failed")
      return RaisedError{"https://probe/failed", 502, "Failed", event.data.Text()};
    return json::object{{"events", count}, {"data", EventData(event).value()}};
  }
  FunctionOutcome OnTimer(FunctionCall&, std::string_view name) const override {
    return RaisedError{"https://probe/late", 408, std::string(name)};
  }
  void OnCancel(FunctionCall& call) const override {
    call.Emit("probe.cancelled", "", Payload::Of(nullptr));
  }
  void Check(const FunctionCheck& check) const override {
    if (const auto* say = check.Literal("say"); say != nullptr && say->text == "bad")
      check.error(say->mark, "bad word");
  }
};

FunctionRegistry Catalog() {
  FunctionRegistry registry;
  registry.Add(std::make_unique<Probe>());
  return registry;
}

fakes::MemoryRunner Runner(std::string_view body) {
  return fakes::MemoryRunner(Document(body), Catalog());
}

/// "place round retry iteration visit" of the n-th request.
std::string Identity(const fakes::MemoryRunner& runner, std::size_t n) {
  const auto data = EventData(runner.events.at(n)).value();
  return std::string(data.at("place").as_string()) + ' ' + CanonicalJson(data.at("round")) + ' ' +
         CanonicalJson(data.at("retry")) + " [" + std::string(data.at("iteration").as_string()) +
         "] " + CanonicalJson(data.at("visit"));
}

TEST(FunctionCalls, AnswerAtOnceOrByReplies) {
  auto at_once =
      Runner("do: [{p: {call: probe, with: {at_once: {x: '${ .n }'}}, output: {as: .x}}}]");
  at_once.Run(Json(R"({"n":3})"));
  EXPECT_EQ(json::serialize(at_once.output), "3");

  auto runner = Runner("do: [{p: {call: probe}}]");
  runner.Start(nullptr);
  ASSERT_EQ(runner.events.size(), 1U);
  EXPECT_EQ(runner.events[0].subject, "subject-1");
  runner.Reply(0, "probe.progress", nullptr);
  EXPECT_FALSE(runner.Over());
  runner.Reply(0, "probe.done", json::object{{"y", 1}});
  EXPECT_EQ(json::serialize(runner.output), R"({"events":2,"data":{"y":1}})");
}

TEST(FunctionCalls, RaiseErrors) {
  auto runner = Runner(
      "do: [{t: {try: [{p: {call: probe}}], catch: {errors: {with: {type: "
      "'https://probe/failed'}}, do: [{c: {set: '${ $error }'}}]}}}]");
  runner.Start(nullptr);
  runner.Reply(0, "probe.failed", 1);
  EXPECT_EQ(
      CanonicalJson(runner.output),
      R"({"detail":"1","instance":"/do/0/t/try/0/p","status":502,"title":"Failed","type":"https://probe/failed"})");
  EXPECT_EQ(runner.events.size(), 1U) << "a function that ended by itself is not cancelled";
}

TEST(FunctionCalls, HaveTimers) {
  auto runner = Runner("do: [{p: {call: probe, with: {within: 7s}}}]");
  runner.Start(nullptr);
  runner.Advance(7s);
  EXPECT_EQ(runner.Status(), RunStatus::kFaulted);
  EXPECT_EQ(runner.output.at("title").as_string(), "patience");
}

struct Ending {
  const char* name;
  const char* body;
};

TEST(FunctionCalls, AreCancelledWithTheirBranchTimeoutAndRun) {
  const Ending endings[] = {
      {"loser",
       "do: [{f: {fork: {compete: true, branches: [{p: {call: probe}}, {w: {wait: PT1S}}]}}}]"},
      {"failing sibling",
       "do: [{f: {fork: {branches: [{p: {call: probe}}, {d: {do: [{w: {wait: PT1S}}, {r: {raise: "
       "{error: {type: 'https://e', status: 1}}}}]}}]}}}]"},
      {"timeout", "do: [{p: {call: probe, timeout: {after: PT1S}}}]"},
      {"timeout around", "do: [{d: {do: [{p: {call: probe}}], timeout: {after: PT1S}}}]"},
      {"timeout of the workflow", "timeout: {after: PT1S}\ndo: [{d: {do: [{p: {call: probe}}]}}]"},
      {"end elsewhere",
       "do: [{f: {fork: {branches: [{p: {call: probe}}, {w: {wait: PT1S, then: end}}]}}}]"},
  };
  for (const auto& ending : endings) {
    SCOPED_TRACE(ending.name);
    auto runner = Runner(ending.body);
    runner.Start(nullptr);
    EXPECT_EQ(runner.events.size(), 1U);
    runner.Advance(1s);
    EXPECT_TRUE(runner.Over());
    ASSERT_EQ(runner.events.size(), 2U);
    EXPECT_EQ(runner.events[1].type, "probe.cancelled");
    EXPECT_FALSE(runner.WakeAt());
  }
  auto runner = Runner("do: [{p: {call: probe}}]");
  runner.Start(nullptr);
  runner.Give(Control{Control::Kind::kCancel, "enough"});
  EXPECT_EQ(runner.Status(), RunStatus::kCancelled);
  ASSERT_EQ(runner.events.size(), 2U);
  EXPECT_EQ(json::serialize(runner.output), R"({"reason":"enough"})");
}

TEST(FunctionCalls, CheckTheirArguments) {
  Functions functions{Catalog()};
  const auto parsed =
      ParseDefinition(Document("do: [{p: {call: probe, with: {say: bad, within: soon}}}]"), "f",
                      fakes::TestEngine(), functions, nullptr);
  ASSERT_EQ(parsed.findings.size(), 2U);
  EXPECT_EQ(FormatFinding(parsed.findings[0]), "f:2:36: error: bad word");
  EXPECT_TRUE(
      FormatFinding(parsed.findings[1]).starts_with("f:2:49: error: 'within': not a duration"));
  auto runner = Runner("do: [{p: {call: probe, with: {say: '${ 5 }'}}}]");
  runner.Start(nullptr);
  EXPECT_EQ(runner.output.at("detail").as_string(), "probe: 'say' must be text, not 5");
}

TEST(QuestionIdentity, OfATaskAloneRisesWithEachRound) {
  auto runner = Runner(
      "do: [{p: {call: probe}}, {again: {switch: [{more: {when: '.data == 1', then: p}}]}}]");
  runner.Start(nullptr);
  runner.Reply(0, "probe.done", 1);
  runner.Reply(1, "probe.done", 2);
  EXPECT_TRUE(runner.Over());
  EXPECT_EQ(Identity(runner, 0), "/do/0/p 0 0 [] 0");
  EXPECT_EQ(Identity(runner, 1), "/do/0/p 1 0 [] 1");
}

constexpr std::string_view kProbeLadder =
    "do: [{climb: {for: {each: rung, in: '[1,2]'}, do: [{ring: {try: [{ask: {call: probe}}], "
    "catch: {retry: {limit: {attempt: {count: 1}}}, then: continue}}}]}}, "
    "{again: {switch: [{more: {when: '.data == \"again\"', then: climb}}]}}]";

TEST(QuestionIdentity, OfALadderIsOneForAllRungsAndRetries) {
  auto runner = Runner(kProbeLadder);
  runner.Start(nullptr);
  runner.Reply(0, "probe.failed", 0);
  runner.Reply(1, "probe.failed", 0);
  runner.Reply(2, "probe.done", "again");
  runner.Reply(3, "probe.done", "enough");
  EXPECT_EQ(Identity(runner, 0), "/do/0/climb 0 0 [0] 0");
  EXPECT_EQ(Identity(runner, 1), "/do/0/climb 0 1 [0] 1");
  EXPECT_EQ(Identity(runner, 2), "/do/0/climb 0 0 [1] 2");
  EXPECT_EQ(Identity(runner, 3), "/do/0/climb 1 0 [0] 3");
}

TEST(QuestionIdentity, IsTheSameAfterARetryAroundTheLadder) {
  auto runner = Runner(
      "do: [{t: {try: [{climb: {for: {in: '[1]'}, do: [{ask: {call: probe}}]}}], catch: {retry: "
      "{limit: {attempt: {count: 2}}}}}}]");
  runner.Start(nullptr);
  runner.Reply(0, "probe.failed", 0);
  runner.Reply(1, "probe.failed", 0);
  EXPECT_EQ(Identity(runner, 0), "/do/0/t/try/0/climb 0 0 [0] 0");
  EXPECT_EQ(Identity(runner, 1), "/do/0/t/try/0/climb 0 1 [0] 1");
  EXPECT_EQ(Identity(runner, 2), "/do/0/t/try/0/climb 0 2 [0] 2");
}

TEST(QuestionIdentity, OfNestedLaddersIsTheOutermost) {
  auto runner = Runner(
      "do: [{o: {for: {in: '[1,2]'}, do: [{i: {for: {in: '[1,2]'}, do: [{ask: {call: "
      "probe}}]}}]}}]");
  runner.Start(nullptr);
  for (std::size_t i = 0; i < 3; ++i) runner.Reply(i, "probe.done", 0);
  EXPECT_EQ(Identity(runner, 0), "/do/0/o 0 0 [0/0] 0");
  EXPECT_EQ(Identity(runner, 3), "/do/0/o 0 0 [1/1] 3");
}

TEST(QuestionIdentity, OfAFunctionOfUseIsTheCallingTask) {
  auto runner =
      Runner("use: {functions: {ask: {call: probe}}}\ndo: [{a: {call: ask}}, {b: {call: ask}}]");
  runner.Start(nullptr);
  runner.Reply(0, "probe.done", 0);
  EXPECT_EQ(Identity(runner, 0), "/do/0/a 0 0 [] 0");
  EXPECT_EQ(Identity(runner, 1), "/do/1/b 0 0 [] 1");
}

TEST(FunctionCalls, RepliesAfterTheEndAreForNobody) {
  auto runner = Runner("do: [{f: {fork: {branches: [{p: {call: probe}}, {q: {call: probe}}]}}}]");
  runner.Start(nullptr);
  runner.Reply(0, "probe.done", 1);
  runner.Reply(0, "probe.done", 2);
  EXPECT_FALSE(runner.Over());
  runner.Reply(1, "probe.done", 3);
  EXPECT_EQ(json::serialize(runner.output), R"([{"events":1,"data":1},{"events":1,"data":3}])");
}

TEST(FunctionCall, RefusesArgumentsThatNoEventCanCarry) {
  const auto given = [](int levels) {
    auto runner = Runner("do: [{ask: {call: probe, with: {at_once: '${ reduce range(" +
                         std::to_string(levels) + ") as $i (1; [.]) }'}}}]");
    runner.Start(nullptr);
    return CanonicalJson(runner.output);
  };
  EXPECT_TRUE(given(63).starts_with("[[")) << given(63);
  const auto refused = given(64);
  EXPECT_NE(refused.find("'with' of probe is nested deeper than 64 levels"), std::string::npos)
      << refused;
  EXPECT_NE(refused.find(R"("instance":"/do/0/ask")"), std::string::npos) << refused;
}

}  // namespace
}  // namespace tocsin::workflow
