#include "harness.hpp"

namespace tocsin {
namespace {

TEST_P(StoreContract, TellsWhatWaits) {
  const auto directory = Directory();
  const auto nothing = directory->ReadBacklog();
  ASSERT_TRUE(nothing) << nothing.error().message;
  EXPECT_EQ(nothing->outbox_rows, 0);
  EXPECT_EQ(nothing->outbox_age, Duration(0));
  EXPECT_TRUE(nothing->timers.empty());
  EXPECT_TRUE(nothing->calls.empty());
  EXPECT_TRUE(nothing->runs.empty());

  const auto question = NewQuestion("q");
  Batch batch = VoiceBatch();
  batch.voice.questions = {question};
  batch.timers = {};
  const std::pair<const char*, const char*> calls[] = {
      {"ringing", "twilio"}, {"in_progress", "twilio"}, {"completed", "twilio"}, {"dialling", ""}};
  for (const auto& [status, provider] : calls) {
    auto call = NewCall(std::string("c ") + status, question.id);
    call.status = status;
    call.provider = provider;
    // One that is over has a timer too, when its price is asked for.
    batch.timers.push_back({"call", call.id, 2, At(30)});
    batch.voice.calls.push_back(std::move(call));
  }
  batch.timers.back().due_at = At(0) + std::chrono::years(50);
  batch.outbox = {{2, {{"tocsin.calls", "k", "v", {}}}}, {3, {{"tocsin.calls", "k", "v", {}}}}};
  Commit(batch);

  Batch runs = WorkflowBatch();
  runs.runs = {NewRun("a"), NewRun("b"), NewRun("c")};
  runs.runs[0].status = runs.runs[1].status = RunStatus::kWaiting;
  runs.runs[2].status = RunStatus::kCompleted;
  Commit(runs);

  const auto found = directory->ReadBacklog();
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->outbox_rows, 2);
  EXPECT_LT(found->outbox_age, std::chrono::minutes(5));
  ASSERT_EQ(found->timers.size(), 1U);
  EXPECT_EQ(found->timers[0].role, batch.role);
  EXPECT_EQ(found->timers[0].overdue, 3);
  EXPECT_GE(found->timers[0].most, StoreDirectory::kTimerGrace);
  EXPECT_EQ(found->runs,
            (std::vector<std::pair<RunStatus, std::int64_t>>{{RunStatus::kWaiting, 2}}));
  EXPECT_EQ(found->calls,
            (std::vector<std::pair<std::string, std::int64_t>>{{"", 1}, {"twilio", 2}}));
}

}  // namespace
}  // namespace tocsin
