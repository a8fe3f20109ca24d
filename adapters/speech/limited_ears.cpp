#include "adapters/speech/limited_ears.hpp"

#include <mutex>
#include <optional>
#include <utility>

namespace tocsin::speech {
namespace {

using engine::StreamLimit;
using Heard = std::function<void(Result<RecognizedSpeech>)>;

Error AllTaken(const SpeechToText& ears, const Error& why) {
  return {.kind = ErrorKind::kConflict,
          .message = "hearing with " + ears.Name() + ": " + why.message,
          .where = "speech"};
}

/// A sentence that has a place of its own. Held by its job, and by the callbacks that it gave.
class LimitedSentence : public std::enable_shared_from_this<LimitedSentence> {
 public:
  LimitedSentence(SpeechToText& ears, RecognizeSpeech what, Heard done)
      : ears_(ears), what_(std::move(what)), done_(std::move(done)) {}

  void Ask(StreamLimit& limit) {
    auto wish = limit.Enter([self = shared_from_this()](Result<StreamLimit::Place> place) {
      self->Take(std::move(place));
    });
    const std::lock_guard lock(mutex_);
    if (!over_) wish_ = std::move(wish);
  }
  void Drop() {
    Over();
    std::unique_ptr<SpeechJob> job;  // let go of without the lock
    const std::lock_guard lock(mutex_);
    job.swap(job_);
  }

 private:
  void Take(Result<StreamLimit::Place> place) {
    if (!place) {
      if (Over()) done_(Fail(AllTaken(ears_, place.error())));
      return;
    }
    {
      const std::lock_guard lock(mutex_);
      if (over_) return;
      place_.emplace(*std::move(place));
    }
    auto job = ears_.Recognize(std::move(what_),
                               [self = shared_from_this()](Result<RecognizedSpeech> heard) {
                                 if (self->Over()) self->done_(std::move(heard));
                               });
    const std::lock_guard lock(mutex_);
    if (!over_) job_ = std::move(job);
  }
  /// Gives the place back, once; true: it was not over yet.
  bool Over() {
    std::unique_ptr<StreamLimit::Wish> wish;
    std::optional<StreamLimit::Place> place;
    const std::lock_guard lock(mutex_);
    wish.swap(wish_);
    place.swap(place_);
    return !std::exchange(over_, true);
  }

  SpeechToText& ears_;
  RecognizeSpeech what_;
  const Heard done_;
  std::mutex mutex_;
  std::unique_ptr<StreamLimit::Wish> wish_;
  std::optional<StreamLimit::Place> place_;
  std::unique_ptr<SpeechJob> job_;
  bool over_ = false;
};

class LimitedJob final : public SpeechJob {
 public:
  explicit LimitedJob(std::shared_ptr<LimitedSentence> sentence) : sentence_(std::move(sentence)) {}
  ~LimitedJob() override { sentence_->Drop(); }

 private:
  std::shared_ptr<LimitedSentence> sentence_;
};

/// A line's ears, on its loop. Until there is a place, what is said is kept: less than half a
/// second of it.
class LimitedStream : public std::enable_shared_from_this<LimitedStream> {
 public:
  LimitedStream(SpeechToText& ears, StreamLimit& limit, Loop& loop, ListenTo what, SpeechEvents to)
      : ears_(ears), limit_(limit), loop_(loop), what_(std::move(what)), to_(std::move(to)) {}

  void Ask() {
    asked_ = true;
    wish_ = limit_.Enter(
        [&loop = loop_, weak = weak_from_this()](Result<StreamLimit::Place> place) mutable {
          loop.Post([weak, place = std::move(place)]() mutable {
            if (const auto self = weak.lock()) self->Take(std::move(place));
          });
        });
  }
  void Begin() {
    if (stream_ != nullptr) return stream_->Begin();
    Abandon();
    under_way_ = true;
    if (!asked_) Ask();
  }
  void Hear(SoundView sound) {
    if (stream_ != nullptr) return stream_->Hear(sound);
    if (under_way_) sound_.insert(sound_.end(), sound.begin(), sound.end());
  }
  void Finish(RecognizeSpeech what) {
    if (stream_ != nullptr) return stream_->Finish(std::move(what));
    if (under_way_) whole_ = std::move(what);
  }
  void Abandon() {
    if (stream_ != nullptr) return stream_->Abandon();
    under_way_ = false;
    sound_.clear();
    whole_.reset();
  }
  void Drop() {
    dropped_ = true;
    wish_ = nullptr;
    stream_ = nullptr;
    place_.reset();
  }

 private:
  void Take(Result<StreamLimit::Place> place) {
    if (dropped_) return;
    asked_ = false;
    wish_ = nullptr;
    const bool begun = under_way_;
    const Sound sound = std::move(sound_);
    auto whole = std::exchange(whole_, {});
    Abandon();
    if (!place) {
      if (begun) to_(Fail(AllTaken(ears_, place.error())));
      return;
    }
    place_.emplace(*std::move(place));
    stream_ = ears_.Listen(loop_, what_, to_);
    if (!begun) return;
    stream_->Begin();
    stream_->Hear(sound);
    if (whole) stream_->Finish(*std::move(whole));
  }

  SpeechToText& ears_;
  StreamLimit& limit_;
  Loop& loop_;
  const ListenTo what_;
  const SpeechEvents to_;
  std::unique_ptr<StreamLimit::Wish> wish_;
  std::optional<StreamLimit::Place> place_;
  std::unique_ptr<SpeechStream> stream_;  ///< none: there is no place
  bool asked_ = false, under_way_ = false, dropped_ = false;
  Sound sound_;
  std::optional<RecognizeSpeech> whole_;
};

class HeldLimitedStream final : public SpeechStream {
 public:
  explicit HeldLimitedStream(std::shared_ptr<LimitedStream> stream) : stream_(std::move(stream)) {}
  ~HeldLimitedStream() override { stream_->Drop(); }
  void Begin() override { stream_->Begin(); }
  void Hear(SoundView sound) override { stream_->Hear(sound); }
  void Finish(RecognizeSpeech what) override { stream_->Finish(std::move(what)); }
  void Abandon() override { stream_->Abandon(); }

 private:
  std::shared_ptr<LimitedStream> stream_;
};

class LimitedEars final : public SpeechToText {
 public:
  LimitedEars(std::unique_ptr<SpeechToText> ears, bool streams, std::shared_ptr<StreamLimit> limit)
      : ears_(std::move(ears)), streams_(streams), limit_(std::move(limit)) {}

  std::string Name() const override { return ears_->Name(); }
  SpeechTrust Trust() const override { return ears_->Trust(); }
  bool Speaks(std::string_view language) const override { return ears_->Speaks(language); }

  std::unique_ptr<SpeechJob> Recognize(RecognizeSpeech what, Heard done) override {
    auto sentence = std::make_shared<LimitedSentence>(*ears_, std::move(what), std::move(done));
    sentence->Ask(*limit_);
    return std::make_unique<LimitedJob>(std::move(sentence));
  }
  std::unique_ptr<SpeechStream> Listen(Loop& loop, ListenTo what, SpeechEvents to) override {
    if (!streams_) return SpeechToText::Listen(loop, std::move(what), std::move(to));
    auto stream =
        std::make_shared<LimitedStream>(*ears_, *limit_, loop, std::move(what), std::move(to));
    stream->Ask();
    return std::make_unique<HeldLimitedStream>(std::move(stream));
  }

 private:
  const std::unique_ptr<SpeechToText> ears_;
  const bool streams_;
  const std::shared_ptr<StreamLimit> limit_;
};

}  // namespace

std::unique_ptr<SpeechToText> MakeLimitedEars(std::unique_ptr<SpeechToText> ears, bool streams,
                                              std::shared_ptr<StreamLimit> limit) {
  return std::make_unique<LimitedEars>(std::move(ears), streams, std::move(limit));
}

}  // namespace tocsin::speech
