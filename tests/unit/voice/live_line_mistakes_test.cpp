// Mistakes that other voice programs made on a live line (docs/known-mistakes.md), each once.
#include "fakes/media_world.hpp"

namespace tocsin::voice {
namespace {

using namespace std::chrono_literals;

/// A voice that takes its time: what it makes comes when the test says so, asked for or not.
class SlowVoice final : public TextToSpeech {
 public:
  std::string Name() const override { return "slow voice"; }
  bool Speaks(std::string_view) const override { return true; }
  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override {
    asked.push_back({std::move(what.text), std::move(to)});
    return std::make_unique<fakes::ScriptedJob>([this] { ++dropped; });
  }
  struct Asked {
    std::string text;
    SpeechPieces to;
  };
  void Give(std::size_t which, Duration length, std::int16_t loudness) {
    asked.at(which).to.piece(
        Sound(static_cast<std::size_t>(length.count()) * kLineRate / 1'000, loudness));
  }
  std::vector<Asked> asked;
  int dropped = 0;
};

class MediaWorldOfASlowVoice : public MediaWorld {
 protected:
  LineEngines Engines() override {
    auto engines = MediaWorld::Engines();
    engines.voice = &slow_;
    return engines;
  }
  bool Heard(std::int16_t sample) const {
    return std::ranges::find(side_->heard, sample) != side_->heard.end();
  }
  SlowVoice slow_;
};

/// The speech in the making was kept where all calls share it.
TEST_F(MediaWorld, AnInterruptionOfOneCallLeavesTheOthersAlone) {
  const auto side = std::make_shared<CarrierSide>(loop_);
  const auto keeper = std::make_shared<LineKeeper>();
  const auto other = lines_->Make(loop_, std::make_unique<CodecOf>(*side), keeper);
  other->OnOpen(side);
  other->OnMessage(WebSocketKind::kText, "start");
  const std::string sentence = "A long sentence that nobody interrupts.";
  other->Perform({.say = {sentence}, .listen = Listening{.turn = 7}});
  Ask({"A long sentence that somebody interrupts."});
  for (int frame = 0; frame < 300; ++frame) {
    side->Play();
    for (const auto& mark : std::exchange(side->due_marks, {}))
      other->OnMessage(WebSocketKind::kText, "mark " + mark);
    side->frame = Sound(kFrameSamples);
    side->timestamp += kFrame;
    other->OnMessage(WebSocketKind::kText, "frame");
    if (frame == 50) Tell("key 1");
    Frame(Sound(kFrameSamples, frame > 100 && frame < 120 ? kLoud : std::int16_t{0}));
  }
  EXPECT_EQ(keeper_->turns.size(), 1U) << "this one pressed a key";
  EXPECT_EQ(side_->cleared_at.size(), 1U);
  EXPECT_TRUE(side->cleared_at.empty());
  EXPECT_EQ(side->heard.size(), LengthOf(sentence)) << "and the other heard all of it";
  EXPECT_EQ(side->holes, 0);
  EXPECT_TRUE(keeper->turns.empty());
  other->OnEnd({});
}

/// Each frame that came was taken for speech, and a carrier sends fifty a second, of silence too.
TEST_F(MediaWorld, SilenceInterruptsNothingHoweverManyFramesItTakes) {
  const std::string sentence = "A sentence during which a person who only listens says nothing.";
  Ask({sentence});
  Live(Duration(static_cast<Duration::rep>(sentence.size()) * 100 + 1'000));
  EXPECT_TRUE(side_->cleared_at.empty());
  EXPECT_TRUE(keeper_->turns.empty());
  EXPECT_EQ(side_->heard.size(), LengthOf(sentence));
}

/// What was still in the making was said in the next turn; and who was interrupted before the end
/// of a sentence was known never listened again.
TEST_F(MediaWorldOfASlowVoice, WhatIsMadeTooLateIsNeverSaidAndTheLineListensAgain) {
  constexpr std::int16_t kFirst = 11, kStale = 12, kNext = 13;
  Ask({"The first sentence.", "The second one."});
  ASSERT_GE(slow_.asked.size(), 1U);
  slow_.Give(0, 600ms, kFirst);
  Live(300ms);
  Tell("key 1");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(slow_.dropped, 1) << "it need not be made any more";
  const std::size_t before = slow_.asked.size();
  slow_.Give(0, 2s, kStale);
  slow_.asked[0].to.end({});
  Live(500ms);
  Ask({"Next."});
  ASSERT_EQ(slow_.asked.size(), before + 1);
  EXPECT_EQ(slow_.asked.back().text, "Next.");
  slow_.Give(before, 400ms, kNext);
  slow_.asked[before].to.end({});
  Live(1s);
  EXPECT_TRUE(Heard(kFirst));
  EXPECT_TRUE(Heard(kNext));
  EXPECT_FALSE(Heard(kStale));
  Tell("key 2");
  ASSERT_EQ(keeper_->turns.size(), 2U);
  EXPECT_EQ(keeper_->turns[1].heard.digits, "2");
}

/// Polls and pauses added up to 350 ms of own delay in each turn.
TEST_F(MediaWorld, NothingOfOursWaitsBetweenAKeyAndTheNextSound) {
  Ask({"A question."});
  Live(2s);
  const auto pressed = loop_.Now();
  Tell("key 1");
  ASSERT_EQ(keeper_->turns.size(), 1U) << "the turn is told at once";
  EXPECT_EQ(loop_.Now(), pressed);
  const auto messages = side_->messages.size();
  Ask({"An answer."});
  Live(kFrame);
  EXPECT_GT(side_->messages.size(), messages) << "and the first sound leaves with the next tick";
  EXPECT_EQ(side_->messages.back(), 800U) << "100 ms of it, not a second";
}

}  // namespace
}  // namespace tocsin::voice
