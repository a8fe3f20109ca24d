#include "adapters/speech/limited_ears.hpp"

#include <gmock/gmock.h>

#include "adapters/speech/ears_order.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/scripted_engines.hpp"
#include "fakes/virtual_loop.hpp"

namespace tocsin::speech {
namespace {

using std::chrono::milliseconds;
using Kind = SpeechEvent::Kind;

/// Ears that hear over a stream; what each stream was given is kept.
class CountedEars final : public SpeechToText {
 public:
  std::string Name() const override { return "counted"; }
  SpeechTrust Trust() const override { return SpeechTrust::kText; }
  bool Speaks(std::string_view) const override { return true; }
  std::unique_ptr<SpeechJob> Recognize(
      RecognizeSpeech, std::function<void(Result<RecognizedSpeech>)> done) override {
    held.push_back(std::move(done));
    return nullptr;
  }
  std::unique_ptr<SpeechStream> Listen(Loop&, ListenTo, SpeechEvents to) override {
    class Stream final : public SpeechStream {
     public:
      Stream(CountedEars& ears, SpeechEvents to) : ears_(ears), to_(std::move(to)) { ++ears_.open; }
      ~Stream() override { --ears_.open; }
      void Begin() override { heard_ = 0; }
      void Hear(SoundView sound) override { heard_ += sound.size(); }
      void Finish(RecognizeSpeech) override {
        to_(SpeechEvent{.kind = Kind::kFinal,
                        .speech = {.text = std::to_string(heard_) + " samples"}});
      }
      void Abandon() override {}

     private:
      CountedEars& ears_;
      const SpeechEvents to_;
      std::size_t heard_ = 0;
    };
    return std::make_unique<Stream>(*this, std::move(to));
  }
  std::vector<std::function<void(Result<RecognizedSpeech>)>> held;
  int open = 0;
};

class LimitedEarsTest : public testing::Test {
 protected:
  /// Behind an order whose second ears are the scripted ones.
  void Make(bool streams) {
    auto counted = std::make_unique<CountedEars>();
    auto own = std::make_unique<fakes::ScriptedEars>();
    counted_ = counted.get();
    own_ = own.get();
    std::vector<OrderedEars> order;
    order.push_back({.ears = MakeLimitedEars(std::move(counted), streams, limit_),
                     .breaker = engine::CircuitBreaker::Make("counted", "speech_to_text",
                                                             {.failures = 1}, metrics_)});
    order.push_back({.ears = std::move(own)});
    ears_ = MakeEarsOrder(std::move(order), loop_, metrics_);
  }
  struct Line {
    std::unique_ptr<SpeechStream> stream;
    std::shared_ptr<std::vector<Result<SpeechEvent>>> told =
        std::make_shared<std::vector<Result<SpeechEvent>>>();
    std::string Last() const {
      if (told->empty()) return "nothing";
      return told->back() ? told->back()->speech.engine + ": " + told->back()->speech.text
                          : told->back().error().message;
    }
  };
  Line Listen() {
    Line line;
    line.stream =
        ears_->Listen(loop_, {}, [told = line.told](auto event) { told->push_back(event); });
    loop_.Work();
    return line;
  }

  fakes::VirtualLoop loop_;
  fakes::FakeMetrics metrics_;
  std::shared_ptr<engine::StreamLimit> limit_ =
      engine::StreamLimit::Make("speech.counted.streams", 1, loop_, milliseconds(300));
  CountedEars* counted_ = nullptr;
  fakes::ScriptedEars* own_ = nullptr;
  std::unique_ptr<SpeechToText> ears_;
};

TEST_F(LimitedEarsTest, ALineHoldsAPlaceAndTheNextOneIsHeardByWhoFollows) {
  Make(true);
  const auto first = Listen();
  const auto second = Listen();
  EXPECT_EQ(counted_->open, 1);
  own_->WillHear("approve");
  second.stream->Begin();
  second.stream->Hear(Sound(800));
  loop_.Advance(milliseconds(300));
  second.stream->Hear(Sound(800));
  second.stream->Finish({.sound = Sound(1'600)});
  loop_.Work();
  EXPECT_EQ(second.Last(), "scripted: approve");
  ASSERT_EQ(own_->asked.size(), 1U);
  EXPECT_EQ(own_->asked[0].sound.size(), 1'600U);
  first.stream->Begin();
  first.stream->Hear(Sound(800));
  first.stream->Finish({});
  loop_.Work();
  EXPECT_EQ(first.Last(), "counted: 800 samples") << "a place that is taken is no failure of it";
}

TEST_F(LimitedEarsTest, WhoWaitsLosesNothingOfTheSentence) {
  Make(true);
  auto first = Listen();
  const auto second = Listen();
  second.stream->Begin();
  second.stream->Hear(Sound(800));
  second.stream->Finish({});
  loop_.Advance(milliseconds(200));
  EXPECT_EQ(second.Last(), "nothing");
  first.stream = nullptr;
  loop_.Work();
  EXPECT_EQ(second.Last(), "counted: 800 samples");
  EXPECT_EQ(counted_->open, 1);
}

TEST_F(LimitedEarsTest, ALineThatFoundNoneAsksAgainWithTheNextSentence) {
  Make(true);
  auto first = Listen();
  const auto second = Listen();
  loop_.Advance(milliseconds(400));
  EXPECT_EQ(second.Last(), "nothing") << "nobody speaks";
  first.stream = nullptr;
  loop_.Work();
  second.stream->Begin();
  loop_.Work();
  second.stream->Hear(Sound(80));
  second.stream->Finish({});
  loop_.Work();
  EXPECT_EQ(second.Last(), "counted: 80 samples");
}

TEST_F(LimitedEarsTest, WhatIsAbandonedWhileItWaitsIsNotHeard) {
  Make(true);
  auto first = Listen();
  const auto second = Listen();
  second.stream->Begin();
  second.stream->Hear(Sound(800));
  second.stream->Abandon();
  first.stream = nullptr;
  loop_.Work();
  second.stream->Begin();
  second.stream->Hear(Sound(80));
  second.stream->Finish({});
  loop_.Work();
  EXPECT_EQ(second.Last(), "counted: 80 samples");
}

TEST_F(LimitedEarsTest, ALineThatEndsWhileItWaitsTakesNoPlace) {
  Make(true);
  auto first = Listen();
  auto second = Listen();
  second.stream = nullptr;
  first.stream = nullptr;
  loop_.Work();
  EXPECT_EQ(limit_->Taken(), 0);
  EXPECT_EQ(counted_->open, 0);
}

TEST_F(LimitedEarsTest, EarsOfWholeSentencesHoldAPlaceForASentence) {
  Make(false);
  const auto first = Listen();
  const auto second = Listen();
  EXPECT_EQ(limit_->Taken(), 0);
  first.stream->Begin();
  first.stream->Finish({});
  ASSERT_EQ(counted_->held.size(), 1U);
  own_->WillHear("dismiss");
  second.stream->Begin();
  second.stream->Finish({});
  loop_.Advance(milliseconds(300));
  loop_.Work();
  EXPECT_EQ(second.Last(), "scripted: dismiss");
  counted_->held[0](RecognizedSpeech{.text = "approve"});
  loop_.Work();
  EXPECT_EQ(first.Last(), "counted: approve");
  EXPECT_EQ(limit_->Taken(), 0);
}

TEST_F(LimitedEarsTest, ASentenceThatIsDroppedGivesItsPlaceBack) {
  Make(false);
  auto first = Listen();
  first.stream->Begin();
  first.stream->Finish({});
  EXPECT_EQ(limit_->Taken(), 1);
  first.stream->Abandon();
  EXPECT_EQ(limit_->Taken(), 0);
}

}  // namespace
}  // namespace tocsin::speech
