// Starting events that come while a run of their key is live, by `onDuplicate: collect`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/workflow/workflows.hpp"
#include "workers/workflow/engine/collected.hpp"

namespace tocsin::workflow {

void RegisterFunction_events_collected(FunctionRegistry& registry);

namespace {

using testing::ElementsAre;

constexpr std::string_view kGathering =
    "do:\n"
    "  - first: {call: events.collected, with: {for: 10m, most: 2}, export: {as: .}}\n"
    "  - pause: {wait: {seconds: 60}}\n"
    "  - second: {call: events.collected, with: {most: 2}}\n";

FunctionRegistry Gatherers() {
  FunctionRegistry registry;
  RegisterFunction_events_collected(registry);
  return registry;
}

Merged Go(int number) {
  auto event = EventOf("go", R"({"n":)" + std::to_string(number) + "}");
  event.subject = "s" + std::to_string(number);
  return {.event = std::move(event), .collected = true};
}

std::vector<std::string> Emitted(const fakes::MemoryRunner& runner) {
  std::vector<std::string> all;
  for (const auto& event : runner.events)
    all.push_back(event.type + ' ' + event.subject + ' ' + std::string(event.data.Text()));
  return all;
}

TEST(Collected, WhoWaitsIsToldAndTheRestStaysForTheNextTime) {
  fakes::MemoryRunner runner(Document(kGathering), Gatherers());
  runner.Start(Json("[]"));
  EXPECT_FALSE(runner.Over());
  runner.Give(Go(1)).Work();
  EXPECT_THAT(runner.Tasks("completed"), ElementsAre("/do/0/first"));
  runner.Give(Go(2)).Give(Go(3)).Give(Go(4));
  runner.Advance(std::chrono::seconds(60));
  ASSERT_EQ(runner.Status(), RunStatus::kCompleted);
  EXPECT_EQ(CanonicalJson(runner.output), R"({"events":[{"n":2},{"n":3}],"left":1})");
  // Nobody has taken the fourth: it starts the next run.
  EXPECT_THAT(Emitted(runner), ElementsAre(R"(go s4 {"n":4})"));
}

TEST(Collected, WithoutAnyTheTimeRunsOut) {
  fakes::MemoryRunner runner(Document(kGathering), Gatherers());
  runner.Start(Json("[]")).Advance(std::chrono::minutes(10));
  EXPECT_THAT(runner.Tasks("completed"), ElementsAre("/do/0/first"));
}

TEST(Collected, HoweverTheRunEndsNothingIsLost) {
  using Kind = Control::Kind;
  for (const auto kind : {Kind::kCancel, Kind::kFault}) {
    fakes::MemoryRunner runner(Document(kGathering), Gatherers());
    runner.Start(Json("[]")).Give(Go(1)).Give(Go(2)).Give(Go(3));
    runner.Give(Control{kind, "by hand"});
    ASSERT_TRUE(runner.Over());
    EXPECT_THAT(Emitted(runner), ElementsAre(R"(go s2 {"n":2})", R"(go s3 {"n":3})"));
  }
}

TEST(Collected, ThereIsABoundToWhatIsKept) {
  fakes::MemoryRunner runner(Document(kGathering), Gatherers());
  runner.Start(Json("[]")).Give(Go(1));
  const auto large = EventOf("go", '"' + std::string(kMostCollectedBytes / 2, 'x') + '"');
  ASSERT_TRUE(HasRoomFor(runner.State(), large));
  runner.Give(Merged{.event = large, .collected = true});
  EXPECT_FALSE(HasRoomFor(runner.State(), large));
  EXPECT_TRUE(HasRoomFor(runner.State(), EventOf("go", "{}")));
}

}  // namespace
}  // namespace tocsin::workflow
