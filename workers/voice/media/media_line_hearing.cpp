// What is heard, and what that does to what we say.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "adapters/log_line.hpp"
#include "workers/voice/media/back_channel.hpp"
#include "workers/voice/media/media_line.hpp"
#include "workers/voice/media/on_loop_of.hpp"

namespace tocsin::voice {
namespace {

constexpr std::size_t kMostEarlyKeys = 16;

}  // namespace

bool MediaLine::MayBeInterrupted() const {
  return doing_ == Doing::kSpeaking && task_.listen && task_.listen->taking.barge_in;
}

void MediaLine::OnOnset() {
  cut_in_ = doing_ == Doing::kSpeaking;
  if (MayBeInterrupted()) playback_.Hold();
}

void MediaLine::OnVoice() {
  if (!MayBeInterrupted()) return;
  const SteadyTime now = loop_.Now();
  playback_.Clear(now);
  engines_.metrics->Observe("tocsin_media_onset_to_clear_seconds",
                            std::chrono::duration<double>(now - ear_.OnsetAt()).count());
}

void MediaLine::OnSpeaker() {
  if (MayBeInterrupted()) ++interruptions_;
}

void MediaLine::OnFaded() {
  // What is being recognised says whether we go on.
  if (doing_ == Doing::kSpeaking && hearing_ == nullptr) GoOn();
}

/// It was nobody, or nothing that needs an answer: on at the exact sample.
void MediaLine::GoOn() {
  if (!heard_next_.empty()) return Recognize(std::exchange(heard_next_, {}));
  if (ear_.Busy()) return;  // somebody speaks again: its end says
  if (playback_.Held()) ++false_alarms_;
  playback_.Resume();
  if (doing_ == Doing::kListening) listening_since_ = loop_.Now();
}

void MediaLine::OnEnded(Sound utterance) {
  const bool wanted = doing_ == Doing::kListening || doing_ == Doing::kSpeaking;
  if (!wanted || !task_.listen || !keys_.empty()) return;
  // Said into a step that may not be interrupted: nobody is listening.
  if (doing_ == Doing::kSpeaking && !task_.listen->taking.barge_in) return;
  if (hearing_ != nullptr) {
    heard_next_ = std::move(utterance);
    return;
  }
  Recognize(std::move(utterance));
}

/// Somebody who is at the phone does not beep: what was said before it is a machine's greeting.
void MediaLine::HearBeep(SoundView sound) {
  const bool wanted = doing_ == Doing::kListening || doing_ == Doing::kSpeaking;
  if (wanted && task_.listen && task_.listen->unproven && beep_.Hear(sound))
    GiveTurn({.beep = true});
}

void MediaLine::Recognize(Sound utterance) {
  const int task = task_number_;
  hearing_since_ = loop_.Now();
  hearing_length_ = Ear::SpokenIn(utterance, task_.listen->taking.end_after);
  hearing_ = engines_.recognizer->Recognize(
      {.sound = std::move(utterance), .language = task_.language, .phrases = task_.listen->phrases},
      OnLoopOf(loop_, weak_from_this(), [task](MediaLine& line, Result<RecognizedSpeech> heard) {
        line.TakeRecognized(task, std::move(heard));
      }));
}

void MediaLine::TakeRecognized(int task, Result<RecognizedSpeech> result) {
  if (task != task_number_ || hearing_ == nullptr) return;
  hearing_ = nullptr;
  const std::string recognizer = engines_.recognizer->Name();
  engines_.metrics->Observe("voice_recognition_duration_seconds",
                            std::chrono::duration<double>(loop_.Now() - hearing_since_).count(),
                            {{"provider", recognizer}}, task_.trace);
  if (!result) {
    Tell(spdlog::level::warn, fmt::format("media line: {}: {}; taken for silence",
                                          engines_.recognizer->Name(), result.error().message));
    engines_.metrics->Add("tocsin_media_unrecognised_total");
    engines_.metrics->Add("tocsin_provider_errors_total", 1,
                          {{"provider", recognizer}, {"part", "speech_to_text"}});
    return GiveTurn({});
  }
  const bool only_listens = !task_.listen->unproven && cut_in_ && !result->phrase &&
                            doing_ == Doing::kSpeaking &&
                            OnlyListens(result->text, task_.listen->phrases);
  const bool nothing = result->text.empty() && !result->phrase;
  if (nothing || only_listens) return GoOn();
  GiveTurn(HeardFrom(*result));
}

Heard MediaLine::HeardFrom(const RecognizedSpeech& speech) const {
  Heard heard{.speech = speech.text,
              .trust = engines_.recognizer->Trust(),
              .engine = engines_.recognizer->Name(),
              .score = speech.score,
              .length = hearing_length_,
              .recognised_for = std::chrono::duration_cast<Duration>(loop_.Now() - hearing_since_)};
  if (speech.phrase && *speech.phrase < task_.listen->phrases.size())
    heard.speech = task_.listen->phrases[*speech.phrase];
  if (speech.doubtful) heard.confidence = 0;  // below what any step asks for: it chooses nothing
  return heard;
}

void MediaLine::OnKey(char key) {
  if (task_number_ == 0) {
    if (early_keys_.size() < kMostEarlyKeys) early_keys_ += key;
    return;
  }
  const bool wanted = doing_ == Doing::kListening || doing_ == Doing::kSpeaking;
  if (!wanted || !task_.listen || task_.listen->digits == 0) return;
  const SteadyTime now = loop_.Now();
  // A key always interrupts, and nothing goes on after it.
  if (doing_ == Doing::kSpeaking) playback_.Clear(now);
  hearing_ = nullptr;
  key_at_ = now;
  const bool ends = key == '#' && !keys_.empty();
  if (!ends) keys_ += key;
  if (ends || keys_.size() >= static_cast<std::size_t>(std::max(1, task_.listen->digits)))
    GiveTurn({.digits = keys_});
}

void MediaLine::GiveTurn(Heard heard) {
  const SteadyTime now = loop_.Now();
  if (!heard.digits.empty())
    answering_since_ = key_at_;
  else if (!heard.speech.empty())  // the ear waited for so long before it took it for the end
    answering_since_ = hearing_since_ - task_.listen->taking.end_after;
  if (!heard.Silent())
    heard.ended_ago = std::chrono::duration_cast<Duration>(now - *answering_since_);
  HeardOfUs of_us = ToldOfUs();
  if (doing_ == Doing::kSpeaking) playback_.Clear(now);
  speech_ = nullptr;
  hearing_ = nullptr;
  heard_next_ = {};
  making_.reset();
  keys_.clear();
  ++task_number_;  // nothing of this task is said any more
  doing_ = Doing::kWaiting;
  owner_->OnLineTurn(task_.listen->turn, std::move(heard), std::move(of_us));
}

}  // namespace tocsin::voice
