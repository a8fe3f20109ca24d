// Webhooks that come while a commit is under way share the next one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/voice_world.hpp"

namespace tocsin {
namespace {

using fakes::VoiceWorld;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Two people are asked one question, both phones ring.
class GroupCommitTest : public testing::Test {
 protected:
  GroupCommitTest() {
    world.PlaceWillGive("CA1");
    world.Call("alice", VoiceWorld::kAlice);
    world.PlaceWillGive("CA2");
    world.Call("bob", VoiceWorld::kBob);
  }

  std::shared_ptr<HttpResponse> Ringing(int dial, const std::string& sid) {
    return world.Post(world.DialField(dial, "StatusCallback"),
                      {{"CallSid", sid}, {"CallStatus", "ringing"}, {"SequenceNumber", "1"}});
  }
  /// The address of the turn in which this person confirms "approve".
  std::string ReadBack(int dial, const std::string& sid) {
    return VoiceWorld::ActionOf(
        world.Turn(world.Answer(dial, sid), sid, "SpeechResult", "approve"));
  }
  static FormParameters Key(const std::string& sid) {
    return {{"CallSid", sid}, {"CallStatus", "in-progress"}, {"Digits", "1"}};
  }
  /// Counts commits; the first `refused` of them are answered with `outcome`.
  void CountCommits(int refused = 0, Result<CommitOutcome> outcome = CommitOutcome{}) {
    world.store.Script([this, refused, outcome](
                           const Batch&, StoreSession&) -> std::optional<Result<CommitOutcome>> {
      if (++commits > refused) return std::nullopt;
      return outcome;
    });
  }

  VoiceWorld world;
  int commits = 0;
};

TEST_F(GroupCommitTest, ThoseThatWaitShareOneCommit) {
  world.pool.hold = true;
  CountCommits();
  const auto one = Ringing(0, "CA1");
  const auto two = Ringing(1, "CA2");
  const auto stranger = world.Post(
      std::string(VoiceWorld::kBase) + "/api/voice/webhook/answer?token=unknown", Key("CA9"));
  EXPECT_EQ(one->status, 0);

  world.pool.Release();
  EXPECT_EQ(commits, 1);
  EXPECT_EQ(one->status, 204);
  EXPECT_EQ(two->status, 204);
  EXPECT_THAT(stranger->body, HasSubstr("not known"));
  EXPECT_EQ(world.Count(type::kCallRinging), 2);
}

TEST_F(GroupCommitTest, TwoConfirmationsInOneCommitAreOneDecision) {
  const auto first = ReadBack(0, "CA1");
  const auto second = ReadBack(1, "CA2");
  world.pool.hold = true;
  const auto one = world.Post(first, Key("CA1"));
  const auto two = world.Post(second, Key("CA2"));
  world.pool.Release();

  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
  EXPECT_THAT(one->body, HasSubstr("Approved."));
  EXPECT_THAT(two->body, AllOf(Not(HasSubstr("Approved.")), HasSubstr("<Hangup/>")));
}

TEST_F(GroupCommitTest, ADecisionEndsAPhoneThatRingsInTheSameCommit) {
  const auto first = ReadBack(0, "CA1");
  world.pool.hold = true;
  const auto one = world.Post(first, Key("CA1"));
  const auto two = Ringing(1, "CA2");
  world.pool.Release();

  EXPECT_THAT(one->body, HasSubstr("Approved."));
  EXPECT_EQ(two->status, 204);
  EXPECT_GE(world.Ends("CA2"), 1);
}

TEST_F(GroupCommitTest, AConflictIsDecidedAgain) {
  world.pool.hold = true;
  CommitOutcome conflict;
  conflict.kind = CommitOutcome::Kind::kConflict;
  CountCommits(1, conflict);
  const auto one = Ringing(0, "CA1");
  const auto two = Ringing(1, "CA2");
  world.pool.Release();

  EXPECT_EQ(commits, 2);
  EXPECT_EQ(one->status, 204);
  EXPECT_EQ(two->status, 204);
  EXPECT_EQ(world.Count(type::kCallRinging), 2);
}

TEST_F(GroupCommitTest, AConflictThatDoesNotEndIsGivenUp) {
  world.pool.hold = true;
  CommitOutcome conflict;
  conflict.kind = CommitOutcome::Kind::kConflict;
  CountCommits(1'000, conflict);
  const auto one = Ringing(0, "CA1");
  const auto two = Ringing(1, "CA2");
  world.pool.Release();

  EXPECT_EQ(one->status, 503);
  EXPECT_EQ(two->status, 503);
}

TEST_F(GroupCommitTest, AValueThatIsRefusedHarmsOnlyItsOwn) {
  world.pool.hold = true;
  world.store.Script(
      [this](const Batch& batch, StoreSession&) -> std::optional<Result<CommitOutcome>> {
        ++commits;
        for (const auto& call : batch.voice.calls)
          if (call.contact == "bob") return Fail(ErrorKind::kInvalid, "refused", "store");
        return std::nullopt;
      });
  const auto one = Ringing(0, "CA1");
  const auto two = Ringing(1, "CA2");
  world.pool.Release();

  EXPECT_EQ(one->status, 204);
  EXPECT_EQ(two->status, 503);
  EXPECT_EQ(world.Count(type::kCallRinging), 1);
}

TEST_F(GroupCommitTest, WithTheDatabaseAwayEachIsAskedToComeBackAtOnce) {
  world.pool.hold = true;
  CountCommits(100, Fail(ErrorKind::kTransient, "away", "store"));
  const auto status = Ringing(0, "CA1");
  const auto answer =
      world.Post(world.DialField(1, "Url"), {{"CallSid", "CA2"}, {"CallStatus", "in-progress"}});
  world.pool.Release();

  EXPECT_EQ(commits, 1);
  EXPECT_EQ(status->status, 503);
  EXPECT_THAT(answer->body, AllOf(HasSubstr("One moment"), HasSubstr("<Redirect")));
}

TEST_F(GroupCommitTest, AFullPoolRefusesAndLaterTakesAgain) {
  world.pool.full = true;
  EXPECT_EQ(Ringing(0, "CA1")->status, 503);
  world.pool.full = false;
  EXPECT_EQ(Ringing(0, "CA1")->status, 204);
  EXPECT_EQ(world.Count(type::kCallRinging), 1);
}

}  // namespace
}  // namespace tocsin
