#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workflows.hpp"

namespace tocsin::workflow {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

struct NoKeys final : KeyTable {};

/// Asks a question named by its place; a reply `asker.decided` settles it, any other is an error.
class Asker final : public Function {
 public:
  std::string_view Name() const override { return "asker"; }
  std::string_view Description() const override { return "asks"; }
  const FieldTable& Fields() const override { return KeysOf<NoKeys>(); }
  const FieldTable& Output() const override { return Fields(); }
  const std::vector<Example>& Examples() const override {
    static const std::vector<Example> none;
    return none;
  }
  FunctionOutcome Begin(FunctionCall& call) const override {
    const auto place = call.Question();
    call.State()["question"] = place.reference + '#' + std::to_string(place.round);
    call.Asked(StringAt(call.State(), "question"), "resolved");
    call.Emit("asked", "", {});
    return StillWaiting{};
  }
  FunctionOutcome OnEvent(FunctionCall& call, const Event& event) const override {
    if (event.type != "asker.decided") return RaisedError{"https://asker/missed", 503};
    call.Settled(StringAt(call.State(), "question"));
    return json::value("decided");
  }
};

fakes::MemoryRunner Asking(std::string_view body) {
  FunctionRegistry registry;
  registry.Add(std::make_unique<Asker>());
  fakes::MemoryRunner runner(Document(body), std::move(registry));
  runner.Start(nullptr);
  return runner;
}

/// "QUESTION REASON" of each withdrawal.
std::vector<std::string> Withdrawn(const fakes::MemoryRunner& runner) {
  std::vector<std::string> out;
  for (const auto& event : runner.events) {
    if (event.type != "tocsin.call.cancel_requested") continue;
    const auto data = EventData(event).value();
    out.push_back(std::string(StringAt(data.as_object(), "question_id")) + ' ' +
                  std::string(StringAt(data.as_object(), "reason")));
    EXPECT_EQ(event.subject, "subject-1");
  }
  return out;
}

constexpr std::string_view kAskedLadder =
    "do: [{l: {for: {each: p, in: '${ [1, 2] }'}, do: [{t: {try: [{a: {call: asker}}], catch: {do: "
    "[{c: {set: {x: 1}}}]}}}]}}, {w: {wait: PT1H}}]";

TEST(OpenQuestions, AreUnansweredWithTheEndOfTheRun) {
  auto runner = Asking(kAskedLadder);
  runner.Reply(0, "asker.missed", nullptr).Reply(1, "asker.missed", nullptr);
  EXPECT_THAT(Withdrawn(runner), IsEmpty()) << "the run may ask on";
  runner.Advance(1h);
  EXPECT_EQ(runner.Status(), RunStatus::kCompleted);
  EXPECT_THAT(Withdrawn(runner), ElementsAre("/do/0/l#0 unanswered"));
}

TEST(OpenQuestions, AreUnansweredWhereTheRunFails) {
  auto runner = Asking("do: [{a: {call: asker}}]");
  runner.Reply(0, "asker.missed", nullptr);
  EXPECT_EQ(runner.Status(), RunStatus::kFaulted);
  EXPECT_THAT(Withdrawn(runner), ElementsAre("/do/0/a#0 unanswered"));
}

TEST(OpenQuestions, AreNoMoreOnceAnswered) {
  auto runner = Asking("do: [{a: {call: asker}}, {b: {call: asker}}]");
  runner.Reply(0, "asker.decided", nullptr);
  runner.Reply(1, "asker.decided", nullptr);
  EXPECT_TRUE(runner.Over());
  EXPECT_THAT(Withdrawn(runner), IsEmpty());
}

TEST(OpenQuestions, ExpireWithWhateverTimesOutAroundThem) {
  for (const char* body : {"do: [{a: {call: asker, timeout: {after: PT1S}}}]",
                           "timeout: {after: PT1S}\ndo: [{a: {call: asker}}]",
                           "do: [{d: {timeout: {after: PT1S}, do: [{a: {call: asker}}]}}]"}) {
    SCOPED_TRACE(body);
    auto runner = Asking(body);
    runner.Advance(1s);
    EXPECT_TRUE(runner.Over());
    ASSERT_EQ(Withdrawn(runner).size(), 1U);
    EXPECT_TRUE(Withdrawn(runner)[0].ends_with(" expired")) << Withdrawn(runner)[0];
  }
}

TEST(OpenQuestions, ExpireBetweenTwoCallsToo) {
  auto runner = Asking(
      "do: [{l: {for: {each: p, in: '${ [1, 2] }'}, timeout: {after: PT5S}, do: [{t: {try: [{a: "
      "{call: "
      "asker}}], catch: {do: [{w: {wait: PT1H}}]}}}]}}]");
  runner.Reply(0, "asker.missed", nullptr);
  runner.Advance(5s);
  EXPECT_TRUE(runner.Over());
  EXPECT_THAT(Withdrawn(runner), ElementsAre("/do/0/l#0 expired"));
}

TEST(OpenQuestions, AreWithdrawnAsTheCallSaysWhereAnotherBranchWins) {
  auto runner = Asking(
      "do: [{f: {fork: {compete: true, branches: [{l: {for: {each: p, in: '${ [1] }'}, do: [{t: "
      "{try: [{a: "
      "{call: asker}}], catch: {do: [{w: {wait: PT1H}}]}}}]}}, {w: {wait: PT1S}}]}}}]");
  runner.Reply(0, "asker.missed", nullptr);
  runner.Advance(1s);
  EXPECT_TRUE(runner.Over());
  ASSERT_EQ(Withdrawn(runner).size(), 1U);
  EXPECT_TRUE(Withdrawn(runner)[0].ends_with("/l#0 resolved")) << Withdrawn(runner)[0];
}

TEST(OpenQuestions, AskedAgainByRetryAreOpenAgain) {
  auto runner = Asking(
      "do: [{t: {try: [{a: {call: asker, timeout: {after: PT1S}}}], catch: {retry: {delay: PT1S, "
      "limit: "
      "{attempt: {count: 3}}}}}}]");
  runner.Advance(2s);
  ASSERT_EQ(runner.events.size(), 2U) << "asked twice";
  EXPECT_THAT(Withdrawn(runner), IsEmpty());
  runner.Reply(1, "asker.decided", nullptr);
  EXPECT_TRUE(runner.Over());
  EXPECT_THAT(Withdrawn(runner), IsEmpty());
}

TEST(OpenQuestions, AreBoundedInNumber) {
  auto runner =
      Asking("do: [{t: {try: [{a: {call: asker}}], catch: {do: [{n: {set: {x: 1}}}]}, then: t}}]");
  for (std::size_t i = 0; i < 205; ++i) {
    std::size_t at = runner.events.size() - 1;
    while (runner.events[at].type != "asked") --at;
    runner.Reply(at, "asker.missed", nullptr);
  }
  EXPECT_FALSE(runner.Over());
  ASSERT_EQ(Withdrawn(runner).size(), 6U);
  EXPECT_TRUE(Withdrawn(runner)[0].ends_with("#0 unanswered")) << Withdrawn(runner)[0];
}

}  // namespace
}  // namespace tocsin::workflow
