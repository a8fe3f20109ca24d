#include "harness.hpp"

namespace tocsin {
namespace {

using Stage = InHand::Stage;

const Uuid kFirstLife = Uuid::Derive({"first life"});
const Uuid kSecondLife = Uuid::Derive({"second life"});
const Uuid kThirdLife = Uuid::Derive({"third life"});

const SuspectInput* Find(const Tenure& tenure, std::string_view input) {
  for (const auto& suspect : tenure.suspects)
    if (suspect.input == input) return &suspect;
  return nullptr;
}

TEST_P(StoreContract, AHolderThatGivesPartitionsBackLeavesNoSuspicion) {
  EXPECT_FALSE(Session().BeginTenure("workflow", {1, 2}, kFirstLife)->unclean);
  EXPECT_FALSE(Session().BeginTenure("workflow", {1, 2}, kFirstLife)->unclean) << "itself";
  ASSERT_TRUE(
      Session().NoteInHand("workflow", {1, 2}, kFirstLife, {{{1, "a"}}, Stage::kTogether, {}}));
  ASSERT_TRUE(Session().EndTenure("workflow", {1, 2}, kFirstLife));

  const auto next = Session().BeginTenure("workflow", {1, 2}, kSecondLife);
  EXPECT_FALSE(next->unclean);
  EXPECT_TRUE(next->suspects.empty());
  EXPECT_FALSE(Session().BeginTenure("voice", {1}, kFirstLife)->unclean) << "another role";
}

TEST_P(StoreContract, WhatWasInHandAtAnUncleanEndIsSuspectOfItsPartition) {
  ASSERT_TRUE(Session().BeginTenure("workflow", {1, 2}, kFirstLife));
  ASSERT_TRUE(Session().NoteInHand("workflow", {1, 2}, kFirstLife,
                                   {{{1, "old"}, {2, "old"}}, Stage::kTogether, {}}));
  ASSERT_TRUE(Session().NoteInHand("workflow", {1, 2}, kFirstLife,
                                   {{{1, "a"}, {1, NastyText()}, {2, "c"}}, Stage::kTogether, {}}));

  const auto next = Session().BeginTenure("workflow", {1}, kSecondLife);
  EXPECT_TRUE(next->unclean);
  ASSERT_EQ(next->suspects.size(), 2U);
  ASSERT_NE(Find(*next, NastyText()), nullptr);
  EXPECT_EQ(Find(*next, "a")->partition, 1);
  EXPECT_EQ(Find(*next, "a")->decided, 0);
  // The first life still lives: what it says of partitions that are no longer its is nothing.
  ASSERT_TRUE(
      Session().NoteInHand("workflow", {1}, kFirstLife, {{{1, "z"}}, Stage::kTogether, {}}));
  ASSERT_TRUE(Session().EndTenure("workflow", {1}, kFirstLife));
  const auto third = Session().BeginTenure("workflow", {1, 2}, kThirdLife);
  EXPECT_TRUE(third->unclean);
  EXPECT_EQ(Find(*third, "z"), nullptr);
  EXPECT_EQ(third->suspects.size(), 3U);
}

TEST_P(StoreContract, CountsEndsOfWhatWasAloneInARow) {
  const auto die = [&](const Uuid& holder, Stage stage, std::vector<std::string> cleared = {}) {
    EXPECT_TRUE(Session().NoteInHand("workflow", {1}, holder, {{{1, "a"}}, stage, cleared}));
  };
  ASSERT_TRUE(Session().BeginTenure("workflow", {1}, kFirstLife));
  die(kFirstLife, Stage::kDecidedAlone);
  auto tenure = Session().BeginTenure("workflow", {1}, kSecondLife);
  EXPECT_EQ(Find(*tenure, "a")->decided, 1);
  die(kSecondLife, Stage::kDecidedAlone);
  die(kSecondLife, Stage::kStoredAlone);
  tenure = Session().BeginTenure("workflow", {1}, kFirstLife);
  EXPECT_EQ(Find(*tenure, "a")->decided, 1) << "it was decided already";
  EXPECT_EQ(Find(*tenure, "a")->stored, 1);
  die(kFirstLife, Stage::kDecidedAlone);
  tenure = Session().BeginTenure("workflow", {1}, kSecondLife);
  EXPECT_EQ(Find(*tenure, "a")->decided, 2);
  die(kSecondLife, Stage::kTogether);
  tenure = Session().BeginTenure("workflow", {1}, kFirstLife);
  EXPECT_EQ(Find(*tenure, "a")->decided, 0) << "others were in hand too";

  ASSERT_TRUE(Session().NoteInHand("workflow", {1}, kFirstLife, {{}, Stage::kTogether, {"a"}}));
  tenure = Session().BeginTenure("workflow", {1}, kSecondLife);
  EXPECT_TRUE(tenure->unclean);
  EXPECT_TRUE(tenure->suspects.empty());
}

}  // namespace
}  // namespace tocsin
