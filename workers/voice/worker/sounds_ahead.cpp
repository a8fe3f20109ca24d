#include "workers/voice/worker/sounds_ahead.hpp"

#include <spdlog/spdlog.h>

#include <deque>
#include <mutex>
#include <set>
#include <tuple>
#include <utility>

#include "workers/voice/media/spoken_text.hpp"

namespace tocsin::voice {

struct SoundsAhead::Background : std::enable_shared_from_this<Background> {
  Background(TextToSpeech& voice, Loop& loop) : voice(voice), loop(loop) {}

  void Begin(std::deque<SynthesizeSpeech> texts) {
    {
      const std::lock_guard lock(mutex);
      waiting.swap(texts);
      made = failed = 0;
      if (waiting.empty() || std::exchange(making, true)) return;
    }
    loop.Post([self = shared_from_this()] { self->Next(); });
  }

  /// On the loop: not within a callback of the voice.
  void Next() {
    job.reset();
    SynthesizeSpeech what;
    {
      const std::lock_guard lock(mutex);
      if (waiting.empty()) {
        making = false;
        spdlog::info("{} sentences of workflows are ready to be said{}", made,
                     failed == 0 ? "" : fmt::format("; {} could not be made", failed));
        return;
      }
      what = std::move(waiting.front());
      waiting.pop_front();
    }
    job = voice.Synthesize(
        std::move(what),
        {.piece = [](const Sound&) {},
         .end = [self = shared_from_this()](const Status& status) { self->Ended(status); }});
  }

  void Ended(const Status& status) {
    {
      const std::lock_guard lock(mutex);
      ++(status ? made : failed);
    }
    loop.Post([self = shared_from_this()] { self->Next(); });
  }

  TextToSpeech& voice;
  Loop& loop;
  std::mutex mutex;
  std::deque<SynthesizeSpeech> waiting;
  bool making = false;
  std::size_t made = 0, failed = 0;
  std::unique_ptr<SpeechJob> job;  ///< the loop's
};

SoundsAhead::SoundsAhead(TextToSpeech& voice, Cut cut, Loop& loop)
    : voice_(voice), cut_(cut), background_(std::make_shared<Background>(voice, loop)) {}

SoundsAhead::~SoundsAhead() { background_->job.reset(); }

std::vector<std::string> SoundsAhead::TextsOf(const LinesAhead& ahead) const {
  if (!voice_.Speaks(ahead.language)) return {};
  if (cut_ == Cut::kLines) return ahead.lines;
  const auto text = JoinedLines(ahead.lines);
  std::vector<std::string> sentences;
  for (const auto& place : SentencesOf(ahead.lines))
    sentences.push_back(text.substr(place.begin, place.end - place.begin));
  return sentences;
}

void SoundsAhead::MakeNow(const LinesAhead& ahead) {
  for (auto& text : TextsOf(ahead)) {
    const auto over = now_.Open();
    if (over == nullptr) return;
    now_.Hold(over, voice_.Synthesize({.text = std::move(text),
                                       .language = ahead.language,
                                       .tenant = ahead.tenant,
                                       .ahead = true},
                                      {.piece = [](const Sound&) {},
                                       .end = [over](const Status&) { *over = true; }}));
  }
}

void SoundsAhead::MakeLater(const std::vector<LinesAhead>& all) {
  std::set<std::tuple<std::string, std::string, std::string>> known;
  std::deque<SynthesizeSpeech> texts;
  for (const auto& ahead : all)
    for (auto& text : TextsOf(ahead))
      if (texts.size() < kMostWaiting && known.emplace(ahead.tenant, ahead.language, text).second)
        texts.push_back({.text = std::move(text),
                         .language = ahead.language,
                         .tenant = ahead.tenant,
                         .ahead = true});
  background_->Begin(std::move(texts));
}

}  // namespace tocsin::voice
