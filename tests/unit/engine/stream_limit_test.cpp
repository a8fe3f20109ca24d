#include "adapters/engine/stream_limit.hpp"

#include <gmock/gmock.h>

#include "fakes/virtual_loop.hpp"

namespace tocsin::engine {
namespace {

using std::chrono::milliseconds;

struct Guest {
  std::optional<Result<StreamLimit::Place>> told;
  std::unique_ptr<StreamLimit::Wish> wish;
  void Enter(StreamLimit& limit) {
    wish = limit.Enter([this](Result<StreamLimit::Place> place) { told = std::move(place); });
  }
  bool In() const { return told && *told; }
  bool Out() const { return told && !*told; }
};

class StreamLimitTest : public testing::Test {
 protected:
  fakes::VirtualLoop loop_;
  std::shared_ptr<StreamLimit> limit_ =
      StreamLimit::Make("speech.acme.streams", 2, loop_, milliseconds(300));
};

TEST_F(StreamLimitTest, GivesPlacesAtOnceWhileThereAreSome) {
  Guest one, two, three;
  one.Enter(*limit_);
  two.Enter(*limit_);
  three.Enter(*limit_);
  EXPECT_TRUE(one.In());
  EXPECT_TRUE(two.In());
  EXPECT_FALSE(three.told);
  EXPECT_EQ(limit_->Taken(), 2);
}

TEST_F(StreamLimitTest, WhoWaitsLongestGetsThePlaceThatBecomesFree) {
  Guest one, two, three, four;
  for (auto* guest : {&one, &two, &three, &four}) guest->Enter(*limit_);
  loop_.Advance(milliseconds(299));
  one.told.reset();
  loop_.Work();
  EXPECT_TRUE(three.In());
  EXPECT_FALSE(four.told);
  loop_.Advance(milliseconds(1));
  ASSERT_TRUE(four.Out());
  EXPECT_EQ(four.told->error().kind, ErrorKind::kTransient);
  EXPECT_THAT(four.told->error().message, testing::HasSubstr("speech.acme.streams"));
  EXPECT_EQ(limit_->Taken(), 2);
}

TEST_F(StreamLimitTest, AWishThatIsTakenBackIsToldNothingAndLosesNoPlace) {
  Guest one, two, three;
  for (auto* guest : {&one, &two, &three}) guest->Enter(*limit_);
  one.told.reset();  // the place is on its way to the third
  three.wish.reset();
  loop_.Advance(milliseconds(500));
  EXPECT_FALSE(three.told);
  EXPECT_EQ(limit_->Taken(), 1);
  two.told.reset();
  EXPECT_EQ(limit_->Taken(), 0);
}

TEST_F(StreamLimitTest, WithoutABoundNobodyWaits) {
  const auto open = StreamLimit::Make("", 0, loop_);
  std::vector<Guest> guests(100);
  for (auto& guest : guests) guest.Enter(*open);
  EXPECT_TRUE(std::ranges::all_of(guests, &Guest::In));
}

}  // namespace
}  // namespace tocsin::engine
