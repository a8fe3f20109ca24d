#include "adapters/speech/voice_order.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cctype>
#include <mutex>
#include <utility>

#include "adapters/engine/deadline.hpp"
#include "adapters/log_line.hpp"
#include "adapters/speech/speaking_pace.hpp"

namespace tocsin::speech {
namespace {

using VoiceList = std::vector<std::unique_ptr<TextToSpeech>>;

/// What its sentences share; outlives them.
struct VoicesInOrder {
  VoiceList voices;
  VoiceOrderOptions options;
  Loop& loop;
  std::vector<SpeakingPace> paces = {};
  LogQuota told{};

  /// The next that speaks it, from this place on; as many as there are: none.
  std::size_t Next(std::size_t from, std::string_view language) const {
    while (from < voices.size() && !voices[from]->Speaks(language)) ++from;
    return from;
  }
};

bool HoldsWords(std::string_view text) {
  return std::ranges::any_of(text,
                             [](unsigned char c) { return c >= 0x80 || std::isalnum(c) != 0; });
}

Error GaveNothing(std::string_view voice) {
  return {ErrorKind::kInvalid, "speaking: " + std::string(voice) + " gave no sound", "speech"};
}

/// A sentence on its way through the voices. Held by its job, and by the callbacks that it gave.
class OrderedSentence : public std::enable_shared_from_this<OrderedSentence> {
 public:
  OrderedSentence(VoicesInOrder& order, SynthesizeSpeech what, SpeechPieces to)
      : order_(order), what_(std::move(what)), to_(std::move(to)), text_(what_.text) {}

  void Begin() {
    turn_ = order_.Next(0, what_.language);
    if (turn_ < order_.voices.size()) return Ask(turn_);
    over_ = true;
    to_.end(Fail(ErrorKind::kInvalid, "speaking: no voice here speaks the language", "speech"));
  }
  void Drop() {
    Jobs jobs;
    std::unique_ptr<engine::Deadline> deadline;
    const std::lock_guard lock(mutex_);
    over_ = true;
    jobs.swap(jobs_);
    deadline.swap(deadline_);
  }

 private:
  using Jobs = std::vector<std::unique_ptr<SpeechJob>>;

  void Ask(std::size_t turn) {
    SynthesizeSpeech what = what_;
    {
      const std::lock_guard lock(mutex_);
      if (over_) return;
      what.text = text_;
      given_ = 0;
      last_at_ = order_.loop.Now();
    }
    if (order_.Next(turn + 1, what_.language) < order_.voices.size())
      Watch(turn, order_.options.patience);
    auto job = order_.voices[turn]->Synthesize(
        std::move(what), {.piece = [self = shared_from_this(),
                                    turn](Sound piece) { self->Take(turn, std::move(piece)); },
                          .end = [self = shared_from_this(),
                                  turn](Status status) { self->End(turn, std::move(status)); },
                          .cost = to_.cost});
    const std::lock_guard lock(mutex_);
    if (!over_ && turn == turn_) jobs_.push_back(std::move(job));
  }

  void Take(std::size_t turn, Sound piece) {
    const std::lock_guard order(delivery_);
    bool first = false;
    {
      const std::lock_guard lock(mutex_);
      if (over_ || turn != turn_) return;
      last_at_ = order_.loop.Now();
      first = given_ == 0 && !piece.empty();
      if (given_ == 0) first_at_ = last_at_;
      given_ += piece.size();
      any_ |= !piece.empty();
    }
    if (first && to_.by) to_.by(order_.voices[turn]->Name());
    to_.piece(std::move(piece));
  }

  void End(std::size_t turn, Status status) {
    bool another = false;
    {
      const std::scoped_lock lock(delivery_, mutex_);
      if (over_ || turn != turn_) return;
      if (status && !any_ && HoldsWords(text_))
        status = Fail(GaveNothing(order_.voices[turn]->Name()));
      if (status) order_.paces[turn].Learn(text_, given_);
      another = !status && PassOn();
      over_ = !another;
    }
    if (!another) return to_.end(std::move(status));
    Tell(turn, status.error().message);
    Ask(turn_);
  }

  /// Within the locks. The next voice's turn, with what is not there yet; false: there is none.
  bool PassOn() {
    const std::size_t next = order_.Next(turn_ + 1, what_.language);
    if (next == order_.voices.size()) return false;
    if (given_ > 0) text_ = order_.paces[turn_].Rest(text_, given_);
    turn_ = next;
    return true;
  }

  /// Looks after so long whether the voice still gives.
  void Watch(std::size_t turn, Duration after) {
    auto deadline =
        std::make_unique<engine::Deadline>(order_.loop, after, [weak = weak_from_this(), turn] {
          if (const auto self = weak.lock()) self->Look(turn);
        });
    const std::lock_guard lock(mutex_);
    if (!over_ && turn == turn_) deadline_.swap(deadline);
  }
  /// On the loop: not within a callback of the voice that is given up.
  void Look(std::size_t turn) {
    Duration more{};
    Jobs jobs;
    {
      const std::scoped_lock lock(delivery_, mutex_);
      if (over_ || turn != turn_) return;
      more = std::chrono::ceil<Duration>(Due() - order_.loop.Now());
      if (more <= Duration(0)) {
        PassOn();  // there is one, else nobody looks
        jobs.swap(jobs_);
      }
    }
    if (more > Duration(0)) return Watch(turn, more);
    jobs.clear();
    Tell(turn, "no sound for " + FormatDuration(order_.options.patience));
    Ask(turn_);
  }
  SteadyTime Due() const {
    const auto& [patience, longest] = order_.options;
    if (given_ == 0) return last_at_ + patience;
    const auto heard_until =
        first_at_ + std::chrono::milliseconds(given_ * 1'000 / static_cast<std::size_t>(kLineRate));
    return std::min(std::max(heard_until, last_at_) + patience, last_at_ + longest);
  }

  void Tell(std::size_t turn, const std::string& why) {
    WriteLog({.level = spdlog::level::warn,
              .text = "speaking: " + order_.voices[turn]->Name() + ": " + why + "; " +
                      order_.voices[turn_]->Name() + (any_ ? " goes on" : " speaks"),
              .fields = {{"provider", EngineWord(order_.voices[turn]->Name())},
                         {"part", "text_to_speech"}}},
             order_.told);
  }

  VoicesInOrder& order_;
  const SynthesizeSpeech what_;
  const SpeechPieces to_;
  std::mutex delivery_;  ///< first: a voice's last piece comes before the next one's first
  std::mutex mutex_;
  std::string text_;       ///< what is to be said from here on
  std::size_t turn_ = 0;   ///< whose pieces count
  std::size_t given_ = 0;  ///< samples of that voice
  SteadyTime first_at_{}, last_at_{};
  bool any_ = false, over_ = false;
  std::unique_ptr<engine::Deadline> deadline_;
  Jobs jobs_;
};

class OrderedJob final : public SpeechJob {
 public:
  explicit OrderedJob(std::shared_ptr<OrderedSentence> sentence) : sentence_(std::move(sentence)) {}
  ~OrderedJob() override { sentence_->Drop(); }

 private:
  std::shared_ptr<OrderedSentence> sentence_;
};

class VoiceOrder final : public TextToSpeech {
 public:
  VoiceOrder(VoiceList voices, VoiceOrderOptions options, Loop& loop)
      : order_{.voices = std::move(voices), .options = options, .loop = loop, .paces = {}} {
    order_.paces = std::vector<SpeakingPace>(order_.voices.size());
  }
  std::string Name() const override {
    return Joined(", ", [](const TextToSpeech& voice) { return voice.Name(); });
  }
  std::string Variant() const override {
    return Joined("; ", [](const TextToSpeech& voice) { return voice.Variant(); });
  }
  bool Speaks(std::string_view language) const override {
    return order_.Next(0, language) < order_.voices.size();
  }
  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override {
    auto sentence = std::make_shared<OrderedSentence>(order_, std::move(what), std::move(to));
    sentence->Begin();
    return std::make_unique<OrderedJob>(std::move(sentence));
  }

 private:
  template <class TextOf>
  std::string Joined(std::string_view between, TextOf text_of) const {
    std::string out;
    for (const auto& voice : order_.voices) {
      if (!out.empty()) out += between;
      out += text_of(*voice);
    }
    return out;
  }

  VoicesInOrder order_;
};

}  // namespace

std::unique_ptr<TextToSpeech> MakeVoiceOrder(VoiceList voices, VoiceOrderOptions options,
                                             Loop& loop) {
  return std::make_unique<VoiceOrder>(std::move(voices), options, loop);
}

}  // namespace tocsin::speech
