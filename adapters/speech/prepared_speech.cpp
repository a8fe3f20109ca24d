#include "adapters/speech/prepared_speech.hpp"

#include <chrono>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "adapters/speech/prepared_making.hpp"

namespace tocsin::speech {
namespace {

/// What is being made now, by key.
class Makings {
 public:
  using Making = std::shared_ptr<PreparedMaking>;
  struct Place {
    PreparedShelf::Kept kept;  ///< else
    Making making = {};
    std::shared_ptr<PreparedMaking::Guest> guest = {};
    bool first = false;  ///< it is to be made by who asked
  };

  /// One look: what is kept, who joins, or who makes it.
  Place Enter(PreparedShelf& shelf, const std::string& key, SpeechPieces to) {
    const std::lock_guard lock(mutex_);
    if (auto kept = shelf.Find(key)) return {std::move(kept)};
    auto& making = now_[key];
    auto guest = making ? making->Join(to) : nullptr;
    const bool first = guest == nullptr;
    if (first) {
      making = std::make_shared<PreparedMaking>();
      guest = making->Join(std::move(to));
    }
    return {nullptr, making, std::move(guest), first};
  }
  void Leave(const std::string& key, const PreparedMaking* making) {
    const std::lock_guard lock(mutex_);
    const auto found = now_.find(key);
    if (found != now_.end() && found->second.get() == making) now_.erase(found);
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, Making> now_;
};

class NothingUnderWay final : public SpeechJob {};

class JoinedSentence final : public SpeechJob {
 public:
  JoinedSentence(std::shared_ptr<Makings> makings, std::string key, Makings::Place place)
      : makings_(std::move(makings)), key_(std::move(key)), place_(std::move(place)) {}
  ~JoinedSentence() override {
    if (place_.making->Leave(place_.guest)) makings_->Leave(key_, place_.making.get());
  }

 private:
  std::shared_ptr<Makings> makings_;
  std::string key_;
  Makings::Place place_;
};

/// What sentences under way share; they may end after the voice's owner is gone.
struct Kitchen {
  std::shared_ptr<PreparedShelf> shelf;
  std::shared_ptr<Makings> makings;
  Metrics& metrics;
  std::string provider;
};

void Finish(const Kitchen& kitchen, const std::string& key,
            const std::shared_ptr<PreparedMaking>& making, Status status) {
  if (status) kitchen.shelf->Keep(key, std::make_shared<const Sound>(making->Whole()));
  kitchen.makings->Leave(key, making.get());
  making->End(std::move(status));
}

void Measure(const Kitchen& kitchen, std::chrono::steady_clock::time_point began,
             const Status& status) {
  const auto took = std::chrono::steady_clock::now() - began;
  kitchen.metrics.Observe("voice_synthesis_duration_seconds",
                          std::chrono::duration<double>(took).count(),
                          {{"provider", kitchen.provider}});
  if (!status)
    kitchen.metrics.Add("tocsin_provider_errors_total", 1,
                        {{"provider", kitchen.provider}, {"part", "text_to_speech"}});
}

class PreparedSpeech final : public TextToSpeech {
 public:
  PreparedSpeech(std::unique_ptr<TextToSpeech> voice, std::shared_ptr<PreparedShelf> shelf,
                 Metrics& metrics)
      : voice_(std::move(voice)),
        kitchen_{std::move(shelf), std::make_shared<Makings>(), metrics,
                 EngineWord(voice_->Name())} {}
  std::string Name() const override { return voice_->Name(); }
  std::string Variant() const override { return voice_->Variant(); }
  bool Speaks(std::string_view language) const override { return voice_->Speaks(language); }

  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override {
    std::string key = kitchen_.shelf->PlaceOf(what, voice_->Variant());
    auto place = kitchen_.makings->Enter(*kitchen_.shelf, key, to);
    if (place.kept) {
      Found("yes");
      to.piece(*place.kept);
      to.end({});
      return std::make_unique<NothingUnderWay>();
    }
    auto job = std::make_unique<JoinedSentence>(kitchen_.makings, key, place);
    if (!place.first) {
      Found("making");
      place.making->Serve(place.guest);
    } else if (!kitchen_.shelf->OnDisk(key)) {
      MakeNow(key, place.making, std::move(what));
    } else {
      Fetch(std::move(key), place.making, std::move(what));
    }
    return job;
  }

 private:
  void Found(std::string_view word) const {
    kitchen_.metrics.Add("tocsin_speech_prepared_total", 1, {{"found", word}});
  }

  void Fetch(std::string key, const std::shared_ptr<PreparedMaking>& making,
             SynthesizeSpeech what) {
    auto& shelf = *kitchen_.shelf;
    shelf.Fetch(key, [this, key, making, what = std::move(what)](PreparedShelf::Kept kept) mutable {
      if (!kept) return MakeNow(key, making, std::move(what));
      Found("yes");
      making->Add(*kept);
      kitchen_.makings->Leave(key, making.get());
      making->End({});
    });
  }

  void MakeNow(const std::string& key, const std::shared_ptr<PreparedMaking>& making,
               SynthesizeSpeech what) {
    Found("no");
    making->Own(voice_->Synthesize(
        std::move(what), {.piece = [making](Sound piece) { making->Add(std::move(piece)); },
                          .end =
                              [kitchen = kitchen_, key, making,
                               began = std::chrono::steady_clock::now()](Status status) {
                                Measure(kitchen, began, status);
                                Finish(kitchen, key, making, std::move(status));
                              },
                          .wait = [making](Duration wait) { making->Wait(wait); },
                          .cost = [making](double cost) { making->Cost(cost); }}));
  }

  const std::unique_ptr<TextToSpeech> voice_;
  const Kitchen kitchen_;
};

}  // namespace

std::unique_ptr<TextToSpeech> MakePreparedSpeech(std::unique_ptr<TextToSpeech> voice,
                                                 std::shared_ptr<PreparedShelf> shelf,
                                                 Metrics& metrics) {
  return std::make_unique<PreparedSpeech>(std::move(voice), std::move(shelf), metrics);
}

}  // namespace tocsin::speech
