#include "adapters/language/language_order.hpp"

#include <gmock/gmock.h>

#include "fakes/held_engines.hpp"
#include "fakes/virtual_loop.hpp"

namespace tocsin::language {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class LanguageOrderTest : public testing::Test {
 protected:
  LanguageOrderTest() {
    std::vector<std::unique_ptr<LanguageModel>> models;
    for (std::size_t i = 0; i < engines_.size(); ++i) {
      auto model = std::make_unique<fakes::HeldModel>("model " + std::to_string(i + 1));
      engines_[i] = model.get();
      models.push_back(std::move(model));
    }
    order_ = MakeLanguageOrder(std::move(models), {}, loop_);
  }
  fakes::HeldModel& Engine(std::size_t at) { return *engines_[at]; }
  static Result<LanguageAnswer> Away() { return Fail(ErrorKind::kTransient, "asking: 503"); }

  fakes::VirtualLoop loop_;
  std::array<fakes::HeldModel*, 3> engines_{};
  std::unique_ptr<LanguageModel> order_;
};

TEST_F(LanguageOrderTest, TheNextAnswersWhenOneFailsBeforeItsText) {
  fakes::HeardModel heard(*order_, {.timeout = seconds(6)});
  EXPECT_EQ(Engine(0).asked.at(0).what.timeout, seconds(6));
  loop_.Advance(milliseconds(500));
  Engine(0).asked[0].to.end(Away());
  ASSERT_EQ(Engine(1).asked.size(), 1U);
  EXPECT_EQ(Engine(1).asked[0].what.timeout, milliseconds(5'500)) << "of the whole";
  Engine(1).asked[0].to.text("It is ");
  Engine(1).asked[0].to.text("fine.");
  Engine(1).asked[0].to.end(LanguageAnswer{.text = "It is fine."});
  ASSERT_TRUE(heard.end && *heard.end);
  EXPECT_EQ(heard.text, "It is fine.");
  EXPECT_EQ((*heard.end)->text, "It is fine.");
  EXPECT_TRUE(Engine(2).asked.empty());
  EXPECT_EQ(order_->Name(), "model 1, then model 2, then model 3");
}

TEST_F(LanguageOrderTest, TheNextAnswersWhenOneGivesNothingInTime) {
  fakes::HeardModel heard(*order_, {.timeout = seconds(9)});
  loop_.Advance(milliseconds(1'999));
  EXPECT_TRUE(Engine(1).asked.empty());
  loop_.Advance(milliseconds(1));
  ASSERT_EQ(Engine(1).asked.size(), 1U);
  EXPECT_EQ(Engine(0).dropped, 1) << "what it costs is not paid on";
  Engine(0).asked[0].to.text("Too late");
  Engine(0).asked[0].to.end(LanguageAnswer{.text = "Too late"});
  loop_.Advance(seconds(2));
  ASSERT_EQ(Engine(2).asked.size(), 1U);
  EXPECT_EQ(Engine(2).asked[0].what.timeout, seconds(5));
  loop_.Advance(seconds(20));  // the last one has its own time
  Engine(2).asked[0].to.end(Fail(ErrorKind::kTimeout, "asking: no answer"));
  ASSERT_TRUE(heard.end);
  EXPECT_EQ(heard.end->error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(heard.text, "");
}

TEST_F(LanguageOrderTest, NoneTakesMoreThanItsShareOfAShortTime) {
  fakes::HeardModel heard(*order_, {.timeout = milliseconds(1'500)});
  loop_.Advance(milliseconds(500));
  EXPECT_EQ(Engine(1).asked.size(), 1U);
  loop_.Advance(milliseconds(500));
  EXPECT_EQ(Engine(2).asked.size(), 1U);
}

TEST_F(LanguageOrderTest, AnAnswerThatHasBegunIsNotBegunAgain) {
  fakes::HeardModel text(*order_), call(*order_);
  Engine(0).asked[0].to.text("It is");
  Engine(0).asked[1].to.begun();
  loop_.Advance(seconds(3));
  Engine(0).asked[0].to.end(Away());
  Engine(0).asked[1].to.end(Away());
  EXPECT_EQ(text.text, "It is");
  ASSERT_TRUE(text.end && call.end);
  EXPECT_EQ(text.end->error().kind, ErrorKind::kTransient);
  EXPECT_THAT(text.end->error().message, testing::HasSubstr("broke off"));
  EXPECT_FALSE(*call.end);
  EXPECT_TRUE(Engine(1).asked.empty());
}

TEST_F(LanguageOrderTest, NobodyIsAskedForWhatIsNotWaitedFor) {
  auto heard = std::make_unique<fakes::HeardModel>(*order_);
  heard.reset();
  EXPECT_EQ(Engine(0).dropped, 1);
  Engine(0).asked[0].to.end(Away());
  loop_.Advance(seconds(5));
  EXPECT_TRUE(Engine(1).asked.empty());
}

TEST_F(LanguageOrderTest, TheLastErrorIsToldWhenAllFail) {
  fakes::HeardModel heard(*order_);
  Engine(0).asked[0].to.end(Fail(ErrorKind::kRejected, "asking: 401"));
  Engine(1).asked[0].to.end(Away());
  Engine(2).asked[0].to.end(Fail(ErrorKind::kInvalid, "asking: 400"));
  ASSERT_TRUE(heard.end);
  EXPECT_EQ(heard.end->error().kind, ErrorKind::kInvalid);
}

}  // namespace
}  // namespace tocsin::language
