// What is made to be said.
#include <spdlog/spdlog.h>

#include <utility>

#include "adapters/log_line.hpp"
#include "workers/voice/languages/text_language.hpp"
#include "workers/voice/media/media_line.hpp"
#include "workers/voice/media/on_loop_of.hpp"

namespace tocsin::voice {
namespace {

/// An engine that has given nothing for so long gives nothing.
constexpr Duration kSpeechPatience = std::chrono::seconds(3);
/// Between two sentences that are written one after another.
constexpr Duration kBreath = std::chrono::milliseconds(100);

}  // namespace

void MediaLine::Perform(LineTask task) {
  if (doing_ == Doing::kOver || doing_ == Doing::kOpening) return;
  if (session_.service != nullptr) {
    if (task.listen && task.listen->converses) return GoOnConversing(std::move(task));
    EndSession();
  }
  const bool heard_out = doing_ == Doing::kListening && (ear_.Busy() || recognising_);
  if (task.follows && (doing_ == Doing::kSpeaking || heard_out)) return Follow(std::move(task));
  ++task_number_;
  speech_ = nullptr;
  LetGoOfSpeech();
  making_.reset();
  keys_.clear();
  cut_in_ = false;
  task_ = std::move(task);
  OpenEars();
  words_.Begin(task_, loop_.Now());
  playback_.Begin(words_.Sentences(), loop_.Now());
  ear_.Restart();
  beep_.Reset();
  if (task_.listen) ear_.SetEndAfter(task_.listen->taking.end_after);
  doing_ = Doing::kSpeaking;
  // As if they were pressed at its first word.
  for (const char key : std::exchange(early_keys_, {}))
    if (doing_ == Doing::kSpeaking) OnKey(key);
  if (doing_ == Doing::kSpeaking) MakeSpeech();
}

/// What is under way goes on: its sound, and whoever speaks into it.
void MediaLine::Follow(LineTask task) {
  task_ = std::move(task);
  words_.Follow(task_, loop_.Now());
  if (task_.listen) ear_.SetEndAfter(task_.listen->taking.end_after);
  // Whoever speaks into it is heard first.
  if (std::exchange(doing_, Doing::kSpeaking) == Doing::kListening) playback_.Hold();
  MakeSpeech();
}

void MediaLine::Append(std::string sentence, bool last) {
  if (doing_ != Doing::kSpeaking || !words_.Open()) return;
  words_.Append(sentence, last, loop_.Now());
  MakeSpeech();
}

/// Never into what somebody says.
void MediaLine::Bridge(SteadyTime now) {
  if (!playback_.Held() && !ear_.Busy() && words_.Bridge(now)) MakeSpeech();
}

/// What a model writes may be of another language than it was told to speak: it is said by that
/// language's voice, where there is one.
std::string MediaLine::SpokenIn(std::string_view sentence) const {
  if (!task_.open) return task_.language;
  const auto written = LanguageOfText(sentence, task_.language);
  return engines_.voice->Speaks(written) ? std::string(written) : task_.language;
}

/// One sentence after the other, not far ahead of what is heard.
void MediaLine::MakeSpeech() {
  playback_.Extend(words_.Sentences() - playback_.Sentences());
  if (making_) {
    if (loop_.Now() - made_since_ < kSpeechPatience) return;
    Tell(spdlog::level::warn,
         fmt::format("media line: {} has given no sound for {} s; the carrier speaks from here on",
                     engines_.voice->Name(), kSpeechPatience.count() / 1'000));
    return Finish(LineListener::End::kLost, "the voice gives no sound");
  }
  const std::size_t next = playback_.Wanted();
  if (next >= words_.Sentences() || words_.Sounded(next)) return;
  making_ = next;
  made_since_ = loop_.Now();
  if (next == words_.FirstOfAnswer()) {
    voice_asked_at_ = made_since_;
    voice_took_ = {};
    voice_by_.clear();
  }
  const int task = task_number_;
  speech_ = engines_.voice->Synthesize(
      {.text = std::string(words_.Sentence(next)),
       .language = SpokenIn(words_.Sentence(next)),
       .tenant = task_.tenant},
      {.piece = OnLoopOf(
           loop_, weak_from_this(),
           [task, next](MediaLine& line, Sound piece) { line.TakePiece(task, next, piece); }),
       .end = OnLoopOf(loop_, weak_from_this(),
                       [task, next](MediaLine& line, Status status) {
                         line.TakeSpeechEnd(task, next, status);
                       }),
       .cost = OnLoopOf(loop_, weak_from_this(),
                        [](MediaLine& line, double cost) {
                          line.cost_.voice = line.cost_.voice.value_or(0) + cost;
                        }),
       .by = OnLoopOf(loop_, weak_from_this(), [task, next](MediaLine& line, std::string name) {
         if (task == line.task_number_ && next == line.words_.FirstOfAnswer())
           line.voice_by_ = std::move(name);
       })});
}

void MediaLine::TakePiece(int task, std::size_t sentence, const Sound& piece) {
  if (task != task_number_) return;
  made_since_ = loop_.Now();
  if (sentence == words_.FirstOfAnswer() && voice_took_ == Duration(0))
    voice_took_ = std::chrono::duration_cast<Duration>(made_since_ - voice_asked_at_);
  playback_.Add(sentence, piece);
  if (doing_ == Doing::kSpeaking) playback_.Tick(loop_.Now());
}

void MediaLine::TakeSpeechEnd(int task, std::size_t sentence, const Status& status) {
  if (task != task_number_) return;
  if (!status) {
    Tell(spdlog::level::warn, fmt::format("media line: {}: {}; the carrier speaks from here on",
                                          engines_.voice->Name(), status.error().message));
    return Finish(LineListener::End::kLost, "the voice failed");
  }
  if (words_.Open()) playback_.Add(sentence, Sound(kBreath.count() * kLineRate / 1'000));
  playback_.Complete(sentence);
  making_.reset();
  if (doing_ != Doing::kSpeaking) return;
  playback_.Tick(loop_.Now());
  MakeSpeech();
}

}  // namespace tocsin::voice
