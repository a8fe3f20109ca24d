#include "adapters/speech/prepared_speech.hpp"

#include <chrono>
#include <list>
#include <mutex>
#include <unordered_map>

namespace tocsin::speech {
namespace {

/// Shared with sentences under way, which may end after the voice's owner is gone.
class Shelf {
 public:
  explicit Shelf(std::size_t most) : most_(most) {}
  std::shared_ptr<const Sound> Find(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    order_.splice(order_.begin(), order_, found->second);
    return found->second->sound;
  }
  void Keep(const std::string& key, Sound sound) {
    const std::lock_guard lock(mutex_);
    if (places_.contains(key)) return;
    const std::size_t bytes = key.size() + sound.size() * sizeof(std::int16_t);
    if (bytes > most_ / 4) return;
    order_.push_front({key, std::make_shared<const Sound>(std::move(sound)), bytes});
    places_.emplace(key, order_.begin());
    held_ += bytes;
    while (held_ > most_) {
      held_ -= order_.back().bytes;
      places_.erase(order_.back().key);
      order_.pop_back();
    }
  }

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const Sound> sound;
    std::size_t bytes;
  };
  const std::size_t most_;
  std::mutex mutex_;
  std::list<Entry> order_;  ///< the last used first
  std::unordered_map<std::string, std::list<Entry>::iterator> places_;
  std::size_t held_ = 0;
};

class NoJob final : public SpeechJob {};

class PreparedSpeech final : public TextToSpeech {
 public:
  PreparedSpeech(std::unique_ptr<TextToSpeech> voice, std::size_t most, Metrics& metrics)
      : shelf_(std::make_shared<Shelf>(most)), metrics_(metrics), voice_(std::move(voice)) {}
  std::string Name() const override { return voice_->Name(); }
  bool Speaks(std::string_view language) const override { return voice_->Speaks(language); }

  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override {
    std::string key = what.language + '\n' + what.text;
    if (const auto kept = shelf_->Find(key)) {
      metrics_.Add("tocsin_speech_prepared_total", 1, {{"found", "yes"}});
      to.piece(*kept);
      to.end({});
      return std::make_unique<NoJob>();
    }
    metrics_.Add("tocsin_speech_prepared_total", 1, {{"found", "no"}});
    auto whole = std::make_shared<Sound>();
    auto measured = [&metrics = metrics_, provider = voice_->Name(),
                     began = std::chrono::steady_clock::now()](const Status& status) {
      const auto took = std::chrono::steady_clock::now() - began;
      metrics.Observe("voice_synthesis_duration_seconds",
                      std::chrono::duration<double>(took).count(), {{"provider", provider}});
      if (!status)
        metrics.Add("tocsin_provider_errors_total", 1,
                    {{"provider", provider}, {"part", "text_to_speech"}});
    };
    return voice_->Synthesize(std::move(what),
                              {.piece =
                                   [whole, piece = std::move(to.piece)](Sound part) {
                                     whole->insert(whole->end(), part.begin(), part.end());
                                     piece(std::move(part));
                                   },
                               .end =
                                   [whole, measured = std::move(measured), shelf = shelf_,
                                    key = std::move(key), end = std::move(to.end)](Status status) {
                                     measured(status);
                                     if (status) shelf->Keep(key, std::move(*whole));
                                     end(std::move(status));
                                   }});
  }

 private:
  std::shared_ptr<Shelf> shelf_;
  Metrics& metrics_;
  std::unique_ptr<TextToSpeech> voice_;
};

}  // namespace

std::unique_ptr<TextToSpeech> MakePreparedSpeech(std::unique_ptr<TextToSpeech> voice,
                                                 std::size_t most_bytes, Metrics& metrics) {
  return std::make_unique<PreparedSpeech>(std::move(voice), most_bytes, metrics);
}

}  // namespace tocsin::speech
