#include "adapters/engine/guard.hpp"

#include <gmock/gmock.h>

#include "adapters/language/guarded_model.hpp"
#include "adapters/speech/guarded_voice.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/held_engines.hpp"
#include "fakes/log_lines.hpp"
#include "fakes/virtual_loop.hpp"

namespace tocsin::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using State = CircuitBreaker::State;

class GuardedVoiceTest : public testing::Test {
 protected:
  void Make(GuardOptions options = {}) {
    options.provider = "acme";
    options.part = "text_to_speech";
    options.breaker.failures = 3;
    guard_ = std::make_shared<Guard>(std::move(options), loop_, metrics_);
    auto voice = std::make_unique<fakes::HeldVoice>();
    engine_ = voice.get();
    voice_ = speech::MakeGuardedVoice(std::move(voice), guard_);
  }
  void SetUp() override { Make(); }
  fakes::HeardVoice& Say(const std::string& text = "hello") {
    return *said_.emplace_back(std::make_unique<fakes::HeardVoice>(*voice_, text));
  }
  State Breaker() const { return guard_->breaker->GetState(loop_.Now()); }
  static Status Away() { return Fail(ErrorKind::kTransient, "speaking: 503"); }

  fakes::VirtualLoop loop_;
  fakes::FakeMetrics metrics_;
  fakes::LogLines log_;
  std::shared_ptr<Guard> guard_;
  fakes::HeldVoice* engine_ = nullptr;
  std::unique_ptr<TextToSpeech> voice_;
  std::vector<std::unique_ptr<fakes::HeardVoice>> said_;
};

TEST_F(GuardedVoiceTest, WhatPassesByItselfIsTriedAgainBeforeTheFirstSoundOnly) {
  auto& first = Say();
  engine_->asked[0].to.end(Away());
  ASSERT_EQ(engine_->asked.size(), 2U);
  EXPECT_FALSE(first.end);
  engine_->asked[1].to.piece(Sound(10, 1));
  engine_->asked[0].to.piece(Sound(5, 9));  // what the first attempt still brings is nobody's
  engine_->asked[1].to.end({});
  EXPECT_TRUE(*first.end);
  EXPECT_EQ(first.sound, Sound(10, 1));

  auto& second = Say();
  engine_->asked[2].to.piece(Sound(10, 1));
  engine_->asked[2].to.end(Away());
  ASSERT_TRUE(second.end);
  EXPECT_FALSE(*second.end) << "never after it";
  EXPECT_EQ(engine_->asked.size(), 3U);
}

TEST_F(GuardedVoiceTest, AnEngineThatFailsIsLeftAlone) {
  auto& first = Say();
  engine_->asked[0].to.end(Away());
  engine_->asked[1].to.end(Away());
  ASSERT_TRUE(first.end);
  EXPECT_FALSE(*first.end);
  Say();
  engine_->asked[2].to.end(Away());
  EXPECT_EQ(Breaker(), State::kOpen);
  ASSERT_TRUE(said_[1]->end) << "its second attempt is not made any more";
  auto& third = Say();
  EXPECT_EQ(engine_->asked.size(), 3U);
  ASSERT_TRUE(third.end);
  EXPECT_EQ(third.end->error().kind, ErrorKind::kTransient);
  EXPECT_THAT(third.end->error().message, testing::HasSubstr("is left alone"));
  loop_.Advance(seconds(20));
  Say();
  engine_->asked[3].to.end({});
  EXPECT_EQ(Breaker(), State::kClosed);
}

TEST_F(GuardedVoiceTest, ARefusedAccountIsNotAskedAgainSoon) {
  auto& said = Say();
  engine_->asked[0].to.end(Fail(ErrorKind::kRejected, "speaking: 401"));
  EXPECT_EQ(said.end->error().kind, ErrorKind::kRejected);
  EXPECT_EQ(engine_->asked.size(), 1U);
  loop_.Advance(std::chrono::minutes(9));
  Say();
  EXPECT_EQ(engine_->asked.size(), 1U);
  EXPECT_EQ(log_.All().size(), 1U);
}

TEST_F(GuardedVoiceTest, APauseThatTheEngineAsksForIsKept) {
  auto& said = Say();
  engine_->asked[0].to.wait(seconds(45));
  engine_->asked[0].to.end(Fail(ErrorKind::kTransient, "speaking: 429"));
  EXPECT_FALSE(*said.end);
  EXPECT_EQ(engine_->asked.size(), 1U) << "not tried again";
  loop_.Advance(seconds(44));
  Say();
  EXPECT_EQ(engine_->asked.size(), 1U);
  loop_.Advance(seconds(1));
  Say();
  EXPECT_EQ(engine_->asked.size(), 2U);
}

TEST_F(GuardedVoiceTest, WhatWasAskedWronglyIsNoFailureOfTheEngine) {
  for (int i = 0; i < 10; ++i) {
    Say();
    engine_->asked.back().to.end(Fail(ErrorKind::kInvalid, "speaking: 400"));
  }
  EXPECT_EQ(Breaker(), State::kClosed);
  EXPECT_EQ(engine_->asked.size(), 10U);
}

TEST_F(GuardedVoiceTest, GivenUpAfterALongSilenceIsAFailureAndBeforeItIsNone) {
  for (int i = 0; i < 3; ++i) {
    Say();
    loop_.Advance(milliseconds(1'499));
    said_.clear();
  }
  EXPECT_EQ(Breaker(), State::kClosed);
  for (int i = 0; i < 3; ++i) {
    Say();
    loop_.Advance(milliseconds(1'000));
    engine_->asked.back().to.piece(Sound(10, 1));
    loop_.Advance(milliseconds(1'500));
    said_.clear();
  }
  EXPECT_EQ(Breaker(), State::kOpen);
  EXPECT_EQ(engine_->dropped, 6);
}

TEST_F(GuardedVoiceTest, OverItsStreamsTheNextEngineIsAskedAfterAMoment) {
  Make({.most_streams = 1, .streams_setting = "speech.acme.streams"});
  Say();
  auto& second = Say();
  loop_.Advance(milliseconds(299));
  EXPECT_FALSE(second.end);
  loop_.Advance(milliseconds(1));
  ASSERT_TRUE(second.end);
  EXPECT_EQ(second.end->error().kind, ErrorKind::kTransient);
  EXPECT_EQ(engine_->asked.size(), 1U);
  Say();
  engine_->asked[0].to.end({});
  loop_.Work();
  EXPECT_EQ(engine_->asked.size(), 2U) << "the place became free in time";
  EXPECT_EQ(Breaker(), State::kClosed);
}

TEST_F(GuardedVoiceTest, NobodyWaitsAnyMore) {
  Make({.most_streams = 1});
  Say();
  Say();
  said_.pop_back();
  said_.clear();
  loop_.Advance(seconds(1));
  EXPECT_EQ(engine_->asked.size(), 1U);
  EXPECT_EQ(guard_->limit->Taken(), 0);
  engine_->asked[0].to.end(Away());
  EXPECT_EQ(engine_->asked.size(), 1U) << "it is not tried again for nobody";
}

TEST(GuardedModelTest, IsAskedAgainBeforeItsAnswerHasBegunOnly) {
  fakes::VirtualLoop loop;
  fakes::FakeMetrics metrics;
  const auto guard = std::make_shared<Guard>(
      GuardOptions{.provider = "acme", .part = "language_model"}, loop, metrics);
  auto held = std::make_unique<fakes::HeldModel>();
  auto& engine = *held;
  const auto model = language::MakeGuardedModel(std::move(held), guard);
  const auto away = [] { return Fail(ErrorKind::kTransient, "asking: 503"); };

  fakes::HeardModel first(*model);
  engine.asked[0].to.end(away());
  ASSERT_EQ(engine.asked.size(), 2U);
  engine.asked[1].to.text("Yes.");
  engine.asked[1].to.end(LanguageAnswer{.text = "Yes."});
  ASSERT_TRUE(first.end && *first.end);
  EXPECT_EQ(first.text, "Yes.");

  fakes::HeardModel second(*model);
  engine.asked[2].to.begun();  // a tool's call
  engine.asked[2].to.end(away());
  ASSERT_TRUE(second.end);
  EXPECT_FALSE(*second.end);
  EXPECT_TRUE(second.begun);
  EXPECT_EQ(engine.asked.size(), 3U);
}

}  // namespace
}  // namespace tocsin::engine
