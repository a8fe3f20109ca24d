// What is made to be said.
#include <spdlog/spdlog.h>

#include <utility>

#include "adapters/log_line.hpp"
#include "workers/voice/media/media_line.hpp"
#include "workers/voice/media/on_loop_of.hpp"

namespace tocsin::voice {
namespace {

/// An engine that has given nothing for so long gives nothing.
constexpr Duration kSpeechPatience = std::chrono::seconds(3);
/// A person takes longer silence for a line that is dead.
constexpr Duration kQuietBeforeFiller = std::chrono::milliseconds(800);
/// From the beginning of one filler to the next.
constexpr Duration kQuietAfterFiller = std::chrono::seconds(4);
/// Between two sentences that are written one after another.
constexpr Duration kBreath = std::chrono::milliseconds(100);

}  // namespace

void MediaLine::Perform(LineTask task) {
  if (doing_ == Doing::kOver || doing_ == Doing::kOpening) return;
  const bool heard_out = doing_ == Doing::kListening && (ear_.Busy() || hearing_ != nullptr);
  if (task.follows && (doing_ == Doing::kSpeaking || heard_out)) return Follow(std::move(task));
  ++task_number_;
  speech_ = nullptr;
  LetGoOfSpeech();
  making_.reset();
  keys_.clear();
  cut_in_ = false;
  task_ = std::move(task);
  OpenEars();
  text_.clear();
  sentences_.clear();
  told_ = filler_ = fillers_ = begins_ = 0;
  playback_.Begin(0, loop_.Now());
  AddSentences(task_.say);
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
  told_ = text_.empty() ? 0 : text_.size() + 1;
  begins_ = sentences_.size();
  filler_ = fillers_ = 0;
  AddSentences(task_.say);
  if (task_.listen) ear_.SetEndAfter(task_.listen->taking.end_after);
  // Whoever speaks into it is heard first.
  if (std::exchange(doing_, Doing::kSpeaking) == Doing::kListening) playback_.Hold();
  MakeSpeech();
}

void MediaLine::AddSentences(const std::vector<std::string>& lines) {
  const std::string more = JoinedLines(lines);
  if (!more.empty()) {
    const std::size_t at = text_.empty() ? 0 : text_.size() + 1;
    if (at > 0) text_ += ' ';
    text_ += more;
    for (const auto& place : SentencesOf(lines))
      sentences_.push_back({.begin = at + place.begin, .end = at + place.end});
    playback_.Extend(sentences_.size() - playback_.Sentences());
  }
  quiet_since_.reset();
  if (task_.open && more.empty()) quiet_since_ = loop_.Now();
}

void MediaLine::Append(std::string sentence, bool last) {
  if (doing_ != Doing::kSpeaking || !task_.open) return;
  task_.open = !last;
  AddSentences({std::move(sentence)});
  if (!task_.open) quiet_since_.reset();
  MakeSpeech();
}

/// Nothing of an answer is there yet: something is said meanwhile, never behind its beginning.
void MediaLine::Bridge(SteadyTime now) {
  if (!task_.open || !quiet_since_ || fillers_ >= task_.fillers.size()) return;
  if (text_.size() > told_ + filler_ || playback_.Held() || ear_.Busy()) return;
  if (now - *quiet_since_ < (fillers_ == 0 ? kQuietBeforeFiller : kQuietAfterFiller)) return;
  AddSentences({task_.fillers[fillers_++]});
  filler_ = text_.size() - std::min(told_, text_.size());
  quiet_since_ = now;
  MakeSpeech();
}

/// One sentence after the other, not far ahead of what is heard.
void MediaLine::MakeSpeech() {
  if (making_) {
    if (loop_.Now() - made_since_ < kSpeechPatience) return;
    Tell(spdlog::level::warn,
         fmt::format("media line: {} has given no sound for {} s; the carrier speaks from here on",
                     engines_.voice->Name(), kSpeechPatience.count() / 1'000));
    return Finish(LineListener::End::kLost, "the voice gives no sound");
  }
  const std::size_t next = playback_.Wanted();
  if (next >= sentences_.size()) return;
  making_ = next;
  made_since_ = loop_.Now();
  if (next == begins_ + fillers_) {
    voice_asked_at_ = made_since_;
    voice_took_ = {};
  }
  const auto place = sentences_[next];
  const int task = task_number_;
  speech_ = engines_.voice->Synthesize(
      {.text = text_.substr(place.begin, place.end - place.begin), .language = task_.language},
      {.piece = OnLoopOf(
           loop_, weak_from_this(),
           [task, next](MediaLine& line, Sound piece) { line.TakePiece(task, next, piece); }),
       .end = OnLoopOf(loop_, weak_from_this(), [task, next](MediaLine& line, Status status) {
         line.TakeSpeechEnd(task, next, status);
       })});
}

void MediaLine::TakePiece(int task, std::size_t sentence, const Sound& piece) {
  if (task != task_number_) return;
  made_since_ = loop_.Now();
  if (sentence == begins_ + fillers_ && voice_took_ == Duration(0))
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
  if (task_.open) playback_.Add(sentence, Sound(kBreath.count() * kLineRate / 1'000));
  playback_.Complete(sentence);
  making_.reset();
  if (doing_ != Doing::kSpeaking) return;
  playback_.Tick(loop_.Now());
  MakeSpeech();
}

}  // namespace tocsin::voice
