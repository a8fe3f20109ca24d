#include <gtest/gtest.h>

#include "adapters/speech/ears_order.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/scripted_engines.hpp"
#include "fakes/virtual_loop.hpp"

namespace tocsin::speech {
namespace {

using Kind = SpeechEvent::Kind;

/// Ears that only hear over a stream, and fail when a test says so.
class FailingEars final : public SpeechToText {
 public:
  std::string Name() const override { return "service"; }
  SpeechTrust Trust() const override { return SpeechTrust::kText; }
  bool Speaks(std::string_view language) const override { return language == "en-US"; }
  std::unique_ptr<SpeechJob> Recognize(
      RecognizeSpeech, std::function<void(Result<RecognizedSpeech>)> done) override {
    done(Fail(ErrorKind::kTransient, "hearing with service: away", "speech"));
    return nullptr;
  }
  std::unique_ptr<SpeechStream> Listen(Loop&, ListenTo, SpeechEvents events) override {
    class Stream final : public SpeechStream {
     public:
      explicit Stream(FailingEars& ears) : ears_(ears) {}
      void Begin() override { ++ears_.begun; }
      void Hear(SoundView) override {}
      void Finish(RecognizeSpeech) override { ++ears_.finished; }
      void Abandon() override {}

     private:
      FailingEars& ears_;
    };
    to = std::move(events);
    return std::make_unique<Stream>(*this);
  }
  void Break(ErrorKind kind = ErrorKind::kTransient) const {
    to(Fail(kind, "hearing with service: cut", "speech"));
  }

  SpeechEvents to;
  int begun = 0, finished = 0;
};

class EarsOrderTest : public testing::Test {
 protected:
  EarsOrderTest() {
    auto service = std::make_unique<FailingEars>();
    auto own = std::make_unique<fakes::ScriptedEars>();
    service_ = service.get();
    own_ = own.get();
    std::vector<OrderedEars> order;
    order.push_back({.ears = std::move(service),
                     .breaker = engine::CircuitBreaker::Make("service", "speech_to_text",
                                                             {.failures = 2}, metrics_)});
    order.push_back({.ears = std::move(own)});
    order_ = MakeEarsOrder(std::move(order), loop_, metrics_);
  }
  std::unique_ptr<SpeechStream> Listen(std::string language = "en-US") {
    return order_->Listen(loop_, {.language = std::move(language)},
                          [this](Result<SpeechEvent> event) { told_.push_back(std::move(event)); });
  }
  /// What the last sentence came to.
  RecognizedSpeech Heard() {
    loop_.Work();
    EXPECT_FALSE(told_.empty());
    if (told_.empty() || !told_.back()) return {};
    EXPECT_EQ(told_.back()->kind, Kind::kFinal);
    return told_.back()->speech;
  }

  fakes::VirtualLoop loop_;
  fakes::FakeMetrics metrics_;
  FailingEars* service_ = nullptr;
  fakes::ScriptedEars* own_ = nullptr;
  std::unique_ptr<SpeechToText> order_;
  std::vector<Result<SpeechEvent>> told_;
};

TEST_F(EarsOrderTest, TheFirstHearsAndIsNamed) {
  const auto stream = Listen();
  stream->Begin();
  stream->Finish({});
  service_->to(SpeechEvent{.kind = Kind::kFinal, .speech = {.text = "approve"}});
  const auto heard = Heard();
  EXPECT_EQ(heard.text, "approve");
  EXPECT_EQ(heard.engine, "service");
  EXPECT_EQ(heard.trust, SpeechTrust::kText);
  EXPECT_EQ(order_->Trust(), SpeechTrust::kText);
  EXPECT_TRUE(own_->asked.empty());
}

TEST_F(EarsOrderTest, WhoFollowsIsGivenTheWholeOfWhatWasLostInTheMiddle) {
  own_->WillHear("dismiss");
  const auto stream = Listen();
  stream->Begin();
  stream->Hear(Sound(800));
  service_->Break();
  EXPECT_TRUE(told_.empty()) << "the person goes on speaking";
  stream->Hear(Sound(800));
  stream->Finish({.sound = Sound(1'600), .phrases = {"dismiss"}});
  const auto heard = Heard();
  EXPECT_EQ(heard.text, "dismiss");
  EXPECT_EQ(heard.engine, "scripted");
  EXPECT_EQ(heard.trust, SpeechTrust::kNone) << "so that a key confirms";
  ASSERT_EQ(own_->asked.size(), 1U);
  EXPECT_EQ(own_->asked[0].sound.size(), 1'600U);
  EXPECT_EQ(own_->asked[0].phrases, std::vector<std::string>{"dismiss"});
  EXPECT_EQ(service_->finished, 0);
}

TEST_F(EarsOrderTest, WhatIsNotAnsweredAtItsEndGoesToWhoFollowsToo) {
  own_->WillHear("approve");
  const auto stream = Listen();
  stream->Begin();
  stream->Finish({.sound = Sound(1'600)});
  EXPECT_EQ(service_->finished, 1);
  service_->Break(ErrorKind::kTimeout);
  EXPECT_EQ(Heard().engine, "scripted");
}

TEST_F(EarsOrderTest, WhoFailsAgainAndAgainRests) {
  const auto stream = Listen();
  for (int i = 0; i < 2; ++i) {
    own_->WillHear("approve");
    stream->Begin();
    service_->Break();
    stream->Finish({});
    EXPECT_EQ(Heard().text, "approve");
  }
  const int begun = service_->begun;
  own_->WillHear("dismiss");
  stream->Begin();
  stream->Finish({});
  EXPECT_EQ(Heard().text, "dismiss");
  EXPECT_EQ(service_->begun, begun) << "it is left alone";
}

TEST_F(EarsOrderTest, ARefusedAccountRestsAtOnceThoughNobodySpoke) {
  const auto stream = Listen();
  service_->Break(ErrorKind::kRejected);
  own_->WillHear("approve");
  stream->Begin();
  stream->Finish({});
  EXPECT_EQ(Heard().engine, "scripted");
  EXPECT_EQ(service_->begun, 0);
}

TEST_F(EarsOrderTest, ALineThatIsLostWhileNobodySpeaksSaysNothing) {
  const auto stream = Listen();
  service_->Break();
  loop_.Work();
  EXPECT_TRUE(told_.empty());
  stream->Begin();
  EXPECT_EQ(service_->begun, 1);
}

TEST_F(EarsOrderTest, ALanguageIsHeardByWhoSpeaksIt) {
  own_->WillHear("genehmigen");
  const auto stream = Listen("de-DE");
  stream->Begin();
  stream->Finish({.language = "de-DE"});
  EXPECT_EQ(Heard().engine, "scripted");
  EXPECT_EQ(service_->begun, 0);
}

TEST_F(EarsOrderTest, WhereNobodyHearsTheLastOneSaysWhy) {
  own_->next.emplace_back(Fail(ErrorKind::kTransient, "hearing: busy", "test"));
  const auto stream = Listen();
  stream->Begin();
  service_->Break();
  stream->Finish({});
  loop_.Work();
  ASSERT_FALSE(told_.empty());
  ASSERT_FALSE(told_.back());
  EXPECT_EQ(told_.back().error().message, "hearing: busy");
}

TEST_F(EarsOrderTest, WhatIsAbandonedOrDroppedSaysNothing) {
  own_->hold = true;
  auto stream = Listen();
  stream->Begin();
  service_->Break();
  stream->Finish({});
  stream->Abandon();
  own_->held.at(0)(RecognizedSpeech{.text = "stale"});
  loop_.Work();
  EXPECT_TRUE(told_.empty());
  stream->Begin();
  service_->Break();
  stream->Finish({});
  stream = nullptr;
  own_->held.at(1)(RecognizedSpeech{.text = "stale"});
  loop_.Work();
  EXPECT_TRUE(told_.empty());
}

TEST_F(EarsOrderTest, AWholeSentenceGoesThroughTheOrderToo) {
  own_->WillHear("approve");
  std::optional<Result<RecognizedSpeech>> heard;
  const auto job = order_->Recognize({}, [&](auto result) { heard = std::move(result); });
  ASSERT_TRUE(heard && *heard);
  EXPECT_EQ((*heard)->text, "approve");
  EXPECT_EQ((*heard)->engine, "scripted");
}

}  // namespace
}  // namespace tocsin::speech
