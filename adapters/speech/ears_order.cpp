#include "adapters/speech/ears_order.hpp"

#include <spdlog/spdlog.h>

#include <mutex>
#include <optional>
#include <utility>

namespace tocsin::speech {
namespace {

using Heard = std::function<void(Result<RecognizedSpeech>)>;
using Pass = std::optional<engine::CircuitBreaker::Pass>;

/// The ears, and what is counted of them.
struct EarsInOrder {
  std::vector<OrderedEars> list;
  const SteadyClock& clock;
  Metrics& metrics;

  struct Chosen {
    std::size_t at = 0;  ///< list.size(): nobody
    Pass pass = {};
    std::optional<Error> why = {};  ///< nobody
  };
  /// The first from there on that may be asked.
  Chosen Choose(std::size_t from, std::string_view language, SteadyTime now) const {
    Chosen chosen;
    for (chosen.at = from; chosen.at < list.size(); ++chosen.at) {
      const auto& [ears, breaker] = list[chosen.at];
      if (!ears->Speaks(language)) continue;
      if (breaker == nullptr) return chosen;
      auto pass = breaker->Admit(now);
      if (pass) {
        chosen.pass.emplace(*std::move(pass));
        return chosen;
      }
      chosen.why = std::move(pass).error();
    }
    return chosen;
  }
  void Took(std::size_t at, Pass& pass, RecognizedSpeech& speech, SteadyTime now) const {
    if (pass) pass->Succeeded(now);
    pass.reset();
    speech.engine = list[at].ears->Name();
    speech.trust = list[at].ears->Trust();
  }
  void Refused(std::size_t at, const Error& error) const {
    if (list[at].breaker == nullptr) return;
    if (auto pass = list[at].breaker->Admit(clock.Now())) pass->Refused(error.message, clock.Now());
  }
  void Failed(std::size_t at, Pass& pass, const Error& error, SteadyTime now) const {
    if (pass && error.kind == ErrorKind::kRejected) {
      pass->Refused(error.message, now);
    } else if (pass && error.kind != ErrorKind::kConflict) {
      pass->Failed(error.message, now);
    }
    pass.reset();
    const bool more = at + 1 < list.size();
    if (!more) return;  // whoever asked tells it
    spdlog::warn("ears: {}; {} takes over", error.message, list[at + 1].ears->Name());
    metrics.Add("tocsin_provider_errors_total", 1,
                {{"provider", EngineWord(list[at].ears->Name())}, {"part", "speech_to_text"}});
  }
};

/// A whole sentence on its way through the ears. Held by its job, and by the callbacks that it
/// gave.
class SentenceInOrder : public std::enable_shared_from_this<SentenceInOrder> {
 public:
  SentenceInOrder(const EarsInOrder& ears, RecognizeSpeech what, Heard done)
      : ears_(ears), what_(std::move(what)), done_(std::move(done)) {}

  void Ask(std::size_t from, std::optional<Error> last) {
    auto chosen = ears_.Choose(from, what_.language, ears_.clock.Now());
    if (chosen.at == ears_.list.size()) {
      if (!last) last = std::move(chosen.why);
      if (!last) last = Error{ErrorKind::kInvalid, "nobody hears " + what_.language, "speech"};
      return done_(Fail(*std::move(last)));
    }
    pass_ = std::move(chosen.pass);
    auto job = ears_.list[chosen.at].ears->Recognize(
        what_, [self = shared_from_this(), at = chosen.at](Result<RecognizedSpeech> heard) {
          self->Take(at, std::move(heard));
        });
    const std::lock_guard lock(mutex_);
    if (!dropped_) jobs_.push_back(std::move(job));
  }
  void Drop() {
    std::vector<std::unique_ptr<SpeechJob>> jobs;
    const std::lock_guard lock(mutex_);
    dropped_ = true;
    jobs.swap(jobs_);
  }

 private:
  void Take(std::size_t at, Result<RecognizedSpeech> heard) {
    {
      const std::lock_guard lock(mutex_);
      if (dropped_) return;
    }
    if (heard) {
      ears_.Took(at, pass_, *heard, ears_.clock.Now());
      return done_(std::move(heard));
    }
    ears_.Failed(at, pass_, heard.error(), ears_.clock.Now());
    Ask(at + 1, std::move(heard).error());
  }

  const EarsInOrder& ears_;
  const RecognizeSpeech what_;
  const Heard done_;
  Pass pass_;
  std::mutex mutex_;
  bool dropped_ = false;
  std::vector<std::unique_ptr<SpeechJob>> jobs_;
};

class OrderJob final : public SpeechJob {
 public:
  explicit OrderJob(std::shared_ptr<SentenceInOrder> sentence) : sentence_(std::move(sentence)) {}
  ~OrderJob() override { sentence_->Drop(); }

 private:
  std::shared_ptr<SentenceInOrder> sentence_;
};

/// A line's ears. The stream of each engine is opened when it is its turn, the first one's at once.
class StreamInOrder : public std::enable_shared_from_this<StreamInOrder> {
 public:
  StreamInOrder(const EarsInOrder& ears, Loop& loop, ListenTo what, SpeechEvents to)
      : ears_(ears),
        loop_(loop),
        what_(std::move(what)),
        to_(std::move(to)),
        streams_(ears.list.size()) {}

  void Open() {
    const auto chosen = ears_.Choose(0, what_.language, ears_.clock.Now());
    if (chosen.at < streams_.size()) StreamOf(chosen.at);
  }
  void Begin() {
    Abandon();
    ++sentence_;
    auto chosen = ears_.Choose(0, what_.language, ears_.clock.Now());
    at_ = chosen.at;
    pass_ = std::move(chosen.pass);
    under_way_ = true;
    failed_ = std::move(chosen.why);
    if (at_ == streams_.size()) return;
    failed_.reset();
    StreamOf(at_).Begin();
  }
  void Hear(SoundView sound) {
    if (under_way_ && !failed_ && at_ < streams_.size()) streams_[at_]->Hear(sound);
  }
  void Finish(RecognizeSpeech what) {
    if (!under_way_) return;
    whole_ = std::move(what);
    if (failed_ || at_ == streams_.size()) return AskNext();
    streams_[at_]->Finish(*whole_);
  }
  void Abandon() {
    ++sentence_;
    if (std::exchange(under_way_, false) && !failed_ && at_ < streams_.size())
      streams_[at_]->Abandon();
    pass_.reset();
    failed_.reset();
    whole_.reset();
    next_ = nullptr;
  }
  void Drop() {
    ++sentence_;
    under_way_ = false;
    next_ = nullptr;
    streams_.clear();
  }

 private:
  SpeechStream& StreamOf(std::size_t at) {
    if (streams_[at] == nullptr)
      streams_[at] = ears_.list[at].ears->Listen(
          loop_, what_, [weak = weak_from_this(), at](Result<SpeechEvent> event) {
            if (const auto self = weak.lock()) self->Take(at, std::move(event));
          });
    return *streams_[at];
  }

  void Take(std::size_t at, Result<SpeechEvent> event) {
    if (!event) return TakeError(at, std::move(event).error());
    if (!under_way_ || failed_ || at != at_) return;
    if (event->kind == SpeechEvent::Kind::kFinal || event->kind == SpeechEvent::Kind::kEndOfTurn)
      ears_.Took(at, pass_, event->speech, ears_.clock.Now());
    if (event->kind == SpeechEvent::Kind::kFinal) under_way_ = false;
    to_(std::move(event));
  }

  /// The rest of the sentence is not heard by this one. Who follows is asked when it has ended.
  void TakeError(std::size_t at, Error error) {
    const bool of_sentence = under_way_ && !failed_ && at == at_;
    if (!of_sentence) {
      // A connection that is lost while nobody speaks is made again when somebody does.
      if (error.kind == ErrorKind::kRejected) ears_.Refused(at, error);
      return;
    }
    ears_.Failed(at, pass_, error, ears_.clock.Now());
    if (at + 1 == streams_.size()) {
      under_way_ = false;
      return to_(Fail(std::move(error)));
    }
    failed_ = std::move(error);
    if (whole_) AskNext();
  }

  void AskNext() {
    const std::size_t from = at_ == streams_.size() ? at_ : at_ + 1;
    const auto next = std::make_shared<SentenceInOrder>(
        ears_, *std::exchange(whole_, {}),
        [&loop = loop_, weak = weak_from_this(), sentence = sentence_](auto heard) {
          loop.Post([weak, sentence, heard = std::move(heard)]() mutable {
            const auto self = weak.lock();
            if (self == nullptr || self->sentence_ != sentence) return;
            self->under_way_ = false;
            if (!heard) return self->to_(Fail(std::move(heard).error()));
            self->to_(SpeechEvent{.kind = SpeechEvent::Kind::kFinal, .speech = *std::move(heard)});
          });
        });
    next_ = std::make_unique<OrderJob>(next);
    next->Ask(from, failed_);
  }

  const EarsInOrder& ears_;
  Loop& loop_;
  const ListenTo what_;
  const SpeechEvents to_;
  std::vector<std::unique_ptr<SpeechStream>> streams_;
  std::size_t at_ = 0;  ///< who hears the sentence; streams_.size(): nobody
  Pass pass_;
  bool under_way_ = false;
  std::optional<Error> failed_;           ///< who heard it does not any more
  std::optional<RecognizeSpeech> whole_;  ///< it has ended
  std::uint64_t sentence_ = 0;
  std::unique_ptr<SpeechJob> next_;
};

class HeldStream final : public SpeechStream {
 public:
  explicit HeldStream(std::shared_ptr<StreamInOrder> stream) : stream_(std::move(stream)) {}
  ~HeldStream() override { stream_->Drop(); }
  void Begin() override { stream_->Begin(); }
  void Hear(SoundView sound) override { stream_->Hear(sound); }
  void Finish(RecognizeSpeech what) override { stream_->Finish(std::move(what)); }
  void Abandon() override { stream_->Abandon(); }

 private:
  std::shared_ptr<StreamInOrder> stream_;
};

class EarsOrder final : public SpeechToText {
 public:
  EarsOrder(std::vector<OrderedEars> order, const SteadyClock& clock, Metrics& metrics)
      : ears_{.list = std::move(order), .clock = clock, .metrics = metrics} {}

  std::string Name() const override {
    std::string names;
    for (const auto& one : ears_.list) names += (names.empty() ? "" : ", else ") + one.ears->Name();
    return names;
  }
  SpeechTrust Trust() const override { return ears_.list.front().ears->Trust(); }
  bool Speaks(std::string_view language) const override {
    for (const auto& one : ears_.list)
      if (one.ears->Speaks(language)) return true;
    return false;
  }
  std::unique_ptr<SpeechJob> Recognize(RecognizeSpeech what, Heard done) override {
    auto sentence = std::make_shared<SentenceInOrder>(ears_, std::move(what), std::move(done));
    sentence->Ask(0, std::nullopt);
    return std::make_unique<OrderJob>(std::move(sentence));
  }
  std::unique_ptr<SpeechStream> Listen(Loop& loop, ListenTo what, SpeechEvents to) override {
    auto stream = std::make_shared<StreamInOrder>(ears_, loop, std::move(what), std::move(to));
    stream->Open();
    return std::make_unique<HeldStream>(std::move(stream));
  }

 private:
  const EarsInOrder ears_;
};

}  // namespace

std::unique_ptr<SpeechToText> MakeEarsOrder(std::vector<OrderedEars> order,
                                            const SteadyClock& clock, Metrics& metrics) {
  Check(!order.empty(), "an order of ears has at least one");
  return std::make_unique<EarsOrder>(std::move(order), clock, metrics);
}

}  // namespace tocsin::speech
