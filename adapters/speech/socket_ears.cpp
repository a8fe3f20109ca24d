#include "adapters/speech/socket_ears.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "schemas/language_tag.hpp"

namespace tocsin::speech {
namespace {

using Heard = std::function<void(Result<RecognizedSpeech>)>;

/// A sentence with a stream of its own; on the loop.
struct OwnSentence {
  std::unique_ptr<SpeechStream> stream;
  Heard done;  ///< none: dropped, or it was told
};

class OwnSentenceJob final : public SpeechJob {
 public:
  OwnSentenceJob(Loop& loop, std::shared_ptr<OwnSentence> sentence,
                 std::shared_ptr<std::atomic<bool>> dropped)
      : loop_(loop), sentence_(std::move(sentence)), dropped_(std::move(dropped)) {}
  ~OwnSentenceJob() override {
    *dropped_ = true;
    loop_.Post([sentence = std::move(sentence_)] {
      sentence->done = nullptr;
      sentence->stream = nullptr;
    });
  }

 private:
  Loop& loop_;
  std::shared_ptr<OwnSentence> sentence_;
  std::shared_ptr<std::atomic<bool>> dropped_;
};

class SocketEars final : public SpeechToText {
 public:
  SocketEars(SocketEarsOptions options, WebSocketClient& client, Loop& loop)
      : options_(std::move(options)), client_(client), loop_(loop) {}

  std::string Name() const override { return options_.service.name; }
  SpeechTrust Trust() const override { return SpeechTrust::kText; }
  bool Speaks(std::string_view language) const override {
    const auto* spoken = FindSpokenLanguage(language);
    return spoken != nullptr &&
           std::ranges::find(options_.languages, spoken->code) != options_.languages.end();
  }

  std::unique_ptr<SpeechStream> Listen(Loop& loop, ListenTo what, SpeechEvents to) override {
    HearingService service = options_.service;
    if (options_.url) service.url = options_.url(what.language);
    if (options_.dialect) service.dialect = options_.dialect(what.language);
    return ListenOverSocket(loop, std::move(service), client_, std::move(to));
  }

  std::unique_ptr<SpeechJob> Recognize(RecognizeSpeech what, Heard done) override {
    auto sentence = std::make_shared<OwnSentence>();
    auto dropped = std::make_shared<std::atomic<bool>>(false);
    sentence->done = [dropped, done = std::move(done)](Result<RecognizedSpeech> heard) {
      if (!*dropped) done(std::move(heard));
    };
    const bool posted = loop_.Post([this, sentence, what = std::move(what)]() mutable {
      if (sentence->done == nullptr) return;
      sentence->stream = Listen(loop_, {.language = what.language},
                                [weak = std::weak_ptr(sentence)](Result<SpeechEvent> event) {
                                  if (const auto self = weak.lock()) Take(*self, std::move(event));
                                });
      sentence->stream->Begin();
      sentence->stream->Hear(what.sound);
      sentence->stream->Finish(std::move(what));
    });
    if (!posted)
      sentence->done(Fail(ErrorKind::kCancelled, "hearing with " + Name() + ": stopping"));
    return std::make_unique<OwnSentenceJob>(loop_, std::move(sentence), std::move(dropped));
  }

 private:
  static void Take(OwnSentence& sentence, Result<SpeechEvent> event) {
    if (event && event->kind != SpeechEvent::Kind::kFinal) return;
    const auto stream = std::move(sentence.stream);
    const auto done = std::exchange(sentence.done, nullptr);
    if (done == nullptr) return;
    if (!event) return done(Fail(std::move(event).error()));
    done(std::move(event->speech));
  }

  const SocketEarsOptions options_;
  WebSocketClient& client_;
  Loop& loop_;
};

}  // namespace

std::unique_ptr<SpeechToText> MakeSocketEars(SocketEarsOptions options, WebSocketClient& client,
                                             Loop& loop) {
  return std::make_unique<SocketEars>(std::move(options), client, loop);
}

}  // namespace tocsin::speech
