#include "adapters/speech.hpp"

#include <algorithm>
#include <utility>

#include "schemas/letter_case.hpp"

namespace tocsin {
namespace {

/// Ears that hear a sentence when it is over.
class WholeSentences final : public SpeechStream {
 public:
  WholeSentences(SpeechToText& engine, Loop& loop, SpeechEvents to)
      : engine_(engine), loop_(loop), told_(std::make_shared<Told>(Told{std::move(to)})) {}
  ~WholeSentences() override { Abandon(); }

  void Begin() override { Abandon(); }
  void Hear(SoundView) override {}
  void Abandon() override {
    ++told_->sentence;
    job_ = nullptr;
  }
  void Finish(RecognizeSpeech what) override {
    Abandon();
    job_ = engine_.Recognize(std::move(what), [&loop = loop_, weak = std::weak_ptr(told_),
                                               sentence = told_->sentence](auto heard) {
      loop.Post([weak, sentence, heard = std::move(heard)]() mutable {
        const auto told = weak.lock();
        if (told == nullptr || told->sentence != sentence) return;
        ++told->sentence;
        if (!heard) return told->to(Fail(std::move(heard).error()));
        told->to(SpeechEvent{.kind = SpeechEvent::Kind::kFinal, .speech = *std::move(heard)});
      });
    });
  }

 private:
  struct Told {
    SpeechEvents to;
    std::uint64_t sentence = 0;  ///< what belongs to another one is stale
  };
  SpeechToText& engine_;
  Loop& loop_;
  const std::shared_ptr<Told> told_;
  std::unique_ptr<SpeechJob> job_;
};

}  // namespace

std::string EngineWord(std::string_view name) {
  std::string word = LowerCase(name);
  word.resize(std::min(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), word.size()));
  return word;
}

std::string_view ToString(SpeechTrust trust) {
  switch (trust) {
    case SpeechTrust::kNone:
      return "none";
    case SpeechTrust::kText:
      return "text";
    case SpeechTrust::kCalibrated:
      return "calibrated";
  }
  return "none";
}

std::string_view ToString(SpeechEvent::Kind kind) {
  switch (kind) {
    case SpeechEvent::Kind::kStarted:
      return "started";
    case SpeechEvent::Kind::kPartial:
      return "partial";
    case SpeechEvent::Kind::kEagerEnd:
      return "eager_end";
    case SpeechEvent::Kind::kResumed:
      return "resumed";
    case SpeechEvent::Kind::kEndOfTurn:
      return "end_of_turn";
    case SpeechEvent::Kind::kFinal:
      return "final";
  }
  return "partial";
}

std::unique_ptr<SpeechStream> SpeechToText::Listen(Loop& loop, ListenTo, SpeechEvents to) {
  return std::make_unique<WholeSentences>(*this, loop, std::move(to));
}

}  // namespace tocsin
