#include <gtest/gtest.h>

#include "tests/contract/store/harness.hpp"

namespace tocsin {
namespace {

Batch BridgeBatch() { return {.role = "bridge", .bus_id = "bus-1"}; }

TEST_P(StoreContract, AnActionEndsOnce) {
  Batch open = BridgeBatch();
  open.actions_opened = {{"act-1", 3, R"({"a":1})"}, {"act-1", 3, "{}"}, {"act-2", 4, "{}"}};
  Commit(open);
  const auto directory = Directory();
  ASSERT_TRUE(directory->FindAction("act-1").value());
  EXPECT_EQ(directory->FindAction("act-1").value()->state, action::kOpen);
  EXPECT_EQ(directory->FindAction("act-1").value()->about, R"({"a":1})");
  EXPECT_EQ(directory->FindAction("act-1").value()->partition, 3);
  EXPECT_FALSE(directory->FindAction("act-3").value());

  Batch end = BridgeBatch();
  end.actions_ended = {{"act-1", "completed", R"({"done":true})"}};
  Commit(end);
  EXPECT_EQ(directory->FindAction("act-1").value()->state, "completed");
  EXPECT_EQ(directory->FindAction("act-1").value()->result, R"({"done":true})");

  Batch again = BridgeBatch();
  again.actions_ended = {{"act-1", "failed", "{}"}, {"act-2", "failed", R"({"m":1})"}};
  const auto refused = Commit(again, CommitOutcome::Kind::kConflict);
  EXPECT_EQ(refused.stale_actions, std::vector<std::string>{"act-1"});
  EXPECT_EQ(directory->FindAction("act-2").value()->state, action::kOpen) << "all or nothing";
  again.actions_ended.erase(again.actions_ended.begin());
  Commit(again);
}

TEST_P(StoreContract, AFailedActionIsOpenAgainWhereItIsReplayed) {
  Batch batch = BridgeBatch();
  batch.actions_opened = {{"act-1", 3, "{}"}, {"act-2", 3, "{}"}};
  batch.actions_ended = {{"act-1", "failed", "{}"}, {"act-2", "completed", "{}"}};
  Commit(batch);
  Batch replay = BridgeBatch();
  replay.actions_opened = {{"act-1", 3, "{}", true}, {"act-2", 3, "{}", true}};
  Commit(replay);
  const auto directory = Directory();
  EXPECT_EQ(directory->FindAction("act-1").value()->state, action::kOpen);
  EXPECT_EQ(directory->FindAction("act-2").value()->state, "completed");
}

TEST_P(StoreContract, ActionsOnOneResourceAreCounted) {
  const auto opening = [](std::string id, const Uuid& resource) {
    Batch batch = BridgeBatch();
    batch.actions_opened = {{std::move(id), 3, "{}", false, resource, 2, At(1)}};
    return batch;
  };
  const Uuid nginx = Uuid::Derive({"nginx"});
  Commit(opening("r-1", nginx));
  Commit(opening("r-1", nginx));
  Commit(opening("r-2", nginx));
  EXPECT_EQ(Commit(opening("r-3", nginx), CommitOutcome::Kind::kConflict).limited_actions,
            std::vector<std::string>{"r-3"});
  Commit(opening("r-3", Uuid::Derive({"another"})));
  EXPECT_FALSE(Directory()->FindAction("r-4").value());
  Batch both = opening("s-1", Uuid::Derive({"third"}));
  for (const char* id : {"s-2", "s-3"})
    both.actions_opened.push_back(opening(id, Uuid::Derive({"third"})).actions_opened[0]);
  EXPECT_EQ(Commit(both, CommitOutcome::Kind::kConflict).limited_actions,
            std::vector<std::string>{"s-3"});
}

TEST_P(StoreContract, AnActionThatIsNotKnownCannotEnd) {
  Batch end = BridgeBatch();
  end.actions_ended = {{NastyText() + "x", "completed", "{}"}};
  EXPECT_EQ(Commit(end, CommitOutcome::Kind::kConflict).stale_actions.size(), 1U);
  end.actions_opened = {{NastyText() + "x", 1, NastyText()}};
  Commit(end);
  EXPECT_EQ(Directory()->FindAction(NastyText() + "x").value()->about, NastyText());
}

}  // namespace
}  // namespace tocsin
