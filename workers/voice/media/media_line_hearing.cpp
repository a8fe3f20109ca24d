// What is heard, and what that does to what we say.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "adapters/log_line.hpp"
#include "workers/voice/media/back_channel.hpp"
#include "workers/voice/media/media_line.hpp"

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
  if (MayBeInterrupted() && session_.service == nullptr) ++interruptions_;
}

void MediaLine::OnFaded() {
  given_up_ = false;
  if (std::exchange(streaming_, false)) hearing_->Abandon();
  // What is being recognised says whether we go on.
  if (doing_ == Doing::kSpeaking && !recognising_) GoOn();
}

/// It was nobody, or nothing that needs an answer: on at the exact sample.
void MediaLine::GoOn() {
  if (!heard_next_.empty() && session_.service == nullptr)
    return Recognize(std::exchange(heard_next_, {}));
  if (ear_.Busy()) return;  // somebody speaks again: its end says
  if (playback_.Held()) ++false_alarms_;
  playback_.Resume();
  if (doing_ == Doing::kListening) listening_since_ = loop_.Now();
}

/// Whether what is said now is wanted. Said into a step that may not be interrupted, nobody listens
/// to it.
bool MediaLine::Listens() const {
  if (!task_.listen || !keys_.empty()) return false;
  return doing_ == Doing::kListening ||
         (doing_ == Doing::kSpeaking && task_.listen->taking.barge_in);
}

/// Kept from one task to the next, so that its connection is there when somebody speaks.
void MediaLine::OpenEars() {
  if (engines_.activity == nullptr || engines_.recognizer == nullptr) return;
  if (hearing_ != nullptr && hearing_language_ == task_.language) return;
  hearing_language_ = task_.language;
  hearing_ = engines_.recognizer->Listen(loop_, {.language = task_.language},
                                         [this](Result<SpeechEvent> event) {
                                           const auto self = shared_from_this();
                                           OnSpeech(std::move(event));
                                         });
}

void MediaLine::LetGoOfSpeech() {
  if (streaming_ || recognising_) hearing_->Abandon();
  streaming_ = recognising_ = given_up_ = false;
  heard_next_ = {};
}

/// What is said while a sentence before it is being recognised is kept, and follows it.
void MediaLine::OnKept(SoundView window) {
  if (recognising_ || given_up_ || !Listens() || session_.service != nullptr) return;
  if (streaming_) return hearing_->Hear(window);
  streaming_ = true;
  hearing_->Begin();
  hearing_->Hear(ear_.Kept());
}

void MediaLine::OnEnded(Sound utterance) {
  given_up_ = false;
  if (session_.service != nullptr) {
    // Kept for the case that the service is lost with it. To what the service takes for no speech,
    // we go on.
    heard_next_ = {};
    if (session_.person_speaks || session_.exchanges.Waiting()) heard_next_ = std::move(utterance);
    if (!session_.person_speaks && doing_ == Doing::kSpeaking) playback_.Resume();
    return;
  }
  if (!Listens()) {
    if (std::exchange(streaming_, false)) hearing_->Abandon();
    return;
  }
  if (recognising_) {
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
  const Duration end_after = task_.listen->taking.end_after;
  hearing_since_ = loop_.Now();
  spoken_until_ = hearing_since_ - end_after;  // the ear waited for so long
  hearing_length_ = Ear::SpokenIn(utterance, end_after);
  recognising_ = true;
  if (!std::exchange(streaming_, false)) {
    hearing_->Begin();
    hearing_->Hear(utterance);
  }
  hearing_->Finish({.sound = std::move(utterance),
                    .language = task_.language,
                    .phrases = task_.listen->phrases});
}

void MediaLine::OnSpeech(Result<SpeechEvent> event) {
  if (!event) {
    given_up_ = std::exchange(streaming_, false);
    if (recognising_) Unrecognised(event.error().message);
    return;
  }
  if (const auto& cost = event->speech.cost) cost_.ears = cost_.ears.value_or(0) + *cost;
  if (event->kind == SpeechEvent::Kind::kFinal && recognising_)
    return TakeRecognized(event->speech);
  if (!streaming_ || !Listens() || !task_.listen->free_speech) return;
  if (event->kind == SpeechEvent::Kind::kResumed) return owner_->OnLineResumed();
  const bool perhaps = event->kind == SpeechEvent::Kind::kEagerEnd;
  if (!perhaps && event->kind != SpeechEvent::Kind::kEndOfTurn) return;
  NoteSpokenSoFar();
  if (perhaps) {
    if (!NeedsNoAnswer(event->speech))
      owner_->OnLineEagerEnd(task_.listen->turn, HeardFrom(event->speech), HeardSoFar());
    return;
  }
  streaming_ = false;
  hearing_->Abandon();
  ear_.Restart();
  TakeRecognized(event->speech);
}

/// Where the recogniser holds it for ended.
void MediaLine::NoteSpokenSoFar() {
  hearing_since_ = loop_.Now();
  spoken_until_ = hearing_since_ - ear_.Silent();
  hearing_length_ = Ear::SpokenIn(ear_.Kept(), ear_.Silent());
}

bool MediaLine::NeedsNoAnswer(const RecognizedSpeech& speech) const {
  const bool only_listens = !task_.listen->unproven && cut_in_ && !speech.phrase &&
                            doing_ == Doing::kSpeaking &&
                            OnlyListens(speech.text, task_.listen->phrases);
  return only_listens || (speech.text.empty() && !speech.phrase);
}

void MediaLine::TakeRecognized(const RecognizedSpeech& speech) {
  recognising_ = false;
  engines_.metrics->Observe(
      "voice_recognition_duration_seconds",
      std::chrono::duration<double>(loop_.Now() - hearing_since_).count(),
      {{"provider",
        EngineWord(speech.engine.empty() ? engines_.recognizer->Name() : speech.engine)}},
      task_.trace);
  if (NeedsNoAnswer(speech)) return GoOn();
  GiveTurn(HeardFrom(speech));
}

/// The person has to say it again.
void MediaLine::Unrecognised(std::string_view why) {
  const std::string recognizer = engines_.recognizer->Name();
  Tell(spdlog::level::warn, fmt::format("media line: {}: {}; taken for silence", recognizer, why));
  engines_.metrics->Add("tocsin_media_unrecognised_total");
  // Of an order those before the last are counted where it passes on.
  const auto last = recognizer.rfind(", ");
  const auto failed = last == std::string::npos ? recognizer : recognizer.substr(last + 2);
  engines_.metrics->Add("tocsin_provider_errors_total", 1,
                        {{"provider", EngineWord(failed)}, {"part", "speech_to_text"}});
  GiveTurn({});
}

Heard MediaLine::HeardFrom(const RecognizedSpeech& speech) const {
  Heard heard{.speech = speech.text,
              .confidence = speech.confidence,
              .trust = speech.trust.value_or(engines_.recognizer->Trust()),
              .engine = speech.engine.empty() ? engines_.recognizer->Name() : speech.engine,
              .score = speech.score,
              .language = speech.language,
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
  LetGoOfSpeech();
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
  else if (!heard.speech.empty())
    answering_since_ = spoken_until_;
  if (!heard.Silent())
    heard.ended_ago = std::chrono::duration_cast<Duration>(now - *answering_since_);
  if (session_.service != nullptr) return GiveUnheard(std::move(heard));
  HeardOfUs of_us = ToldOfUs();
  if (doing_ == Doing::kSpeaking) playback_.Clear(now);
  speech_ = nullptr;
  LetGoOfSpeech();
  making_.reset();
  keys_.clear();
  ++task_number_;  // nothing of this task is said any more
  doing_ = Doing::kWaiting;
  owner_->OnLineTurn(task_.listen->turn, std::move(heard), std::move(of_us));
}

}  // namespace tocsin::voice
