// What a line of text says, and what it is told of the person.
#include <algorithm>
#include <utility>

#include "workers/voice/media/back_channel.hpp"
#include "workers/voice/media/relay_line.hpp"

namespace tocsin::voice {
namespace {

constexpr std::size_t kMostKeptKeys = 16;
constexpr Duration kKeysApart = std::chrono::milliseconds(1'500);
/// Interrupted by something that is no words: so long until the rest is said.
constexpr Duration kWordsFollow = std::chrono::seconds(4);
/// Who speaks longer without a word that is recognised is no person.
constexpr Duration kLongestSpeech = std::chrono::seconds(30);

}  // namespace

void RelayLine::Perform(LineTask task) {
  if (doing_ == Doing::kOver || doing_ == Doing::kOpening) return;
  if (task.follows && doing_ == Doing::kSpeaking) return Follow(std::move(task));
  begun_ = true;
  keys_.clear();
  cut_at_.reset();
  task_ = std::move(task);
  words_.Begin(task_, loop_.Now());
  next_ = 0;
  whole_ = true;
  speech_.Begin();
  given_.Begin();
  doing_ = Doing::kSpeaking;
  // As if they were pressed at its first word.
  for (const char key : std::exchange(early_keys_, {}))
    if (doing_ == Doing::kSpeaking) OnKey(key);
  if (doing_ == Doing::kSpeaking) SendDue(loop_.Now());
}

/// What is under way is said to its end; who speaks into it is heard.
void RelayLine::Follow(LineTask task) {
  task_ = std::move(task);
  words_.Follow(task_, loop_.Now());
  SendDue(loop_.Now());
}

void RelayLine::Append(std::string sentence, bool last) {
  if (doing_ != Doing::kSpeaking || !words_.Open()) return;
  words_.Append(sentence, last, loop_.Now());
  SendDue(loop_.Now());
}

/// Gives the carrier what is to be said, and tells it where a turn of ours ends: without that it
/// may wait for more. Behind a whole turn more would cut it off, so that is heard first.
void RelayLine::SendDue(SteadyTime now) {
  if (speech_.Stopped()) return;
  const bool begins = whole_ && next_ > 0;
  if (next_ < words_.Sentences() && begins && !speech_.AllHeard(now)) return;
  if (next_ < words_.Sentences() && task_.language != language_) {
    language_ = task_.language;
    Send(codec_->LanguageMessage(language_));
  }
  const bool interruptible = task_.listen && task_.listen->taking.barge_in;
  while (next_ < words_.Sentences()) {
    const std::string sentence =
        given_.Give(words_.Sentence(next_), language_, words_.PlaceOf(next_).begin, speech_.Next());
    ++next_;
    whole_ = !words_.Open() && next_ == words_.Sentences();
    // Tokens are put together as they come.
    Send(codec_->TextMessage(sentence + (whole_ ? "" : " "), whole_, interruptible));
    speech_.Say(sentence, now);
  }
  if (!whole_ && !words_.Open()) {
    whole_ = true;
    Send(codec_->TextMessage({}, true, interruptible));
  }
}

void RelayLine::Speak(SteadyTime now) {
  if (cut_at_ && !person_at_ && keys_.empty() && now - *cut_at_ >= kWordsFollow) GoOn();
  // Never into what somebody says.
  if (!speech_.Stopped() && !person_at_) words_.Bridge(now);
  SendDue(now);
  if (words_.Open() || next_ < words_.Sentences() || !speech_.AllHeard(now)) return;
  if (!task_.listen) return Finish(LineListener::End::kSpoken, "all was said");
  doing_ = Doing::kListening;
  listening_since_ = now;
}

void RelayLine::Listen(SteadyTime now) {
  if (person_at_ && now - *person_at_ >= kLongestSpeech) person_at_.reset();
  if (!keys_.empty()) {
    if (now - key_at_ >= kKeysApart) GiveKeys();
  } else if (doing_ == Doing::kListening && !person_at_ &&
             now - listening_since_ >= task_.listen->taking.first_words) {
    GiveTurn({});
  }
}

/// It was nobody, or nothing that needs an answer: the rest is said, from the first unheard word.
void RelayLine::GoOn() {
  cut_at_.reset();
  if (!speech_.Stopped()) return;
  ++false_alarms_;
  const auto heard = speech_.GoOn();
  next_ = words_.GoOnFrom(given_.Ours(heard));
  given_.CutAt(heard);
  whole_ = false;  // what was cut off may be followed at once
  doing_ = Doing::kSpeaking;
  SendDue(loop_.Now());
}

bool RelayLine::TakesSpeech() const {
  const bool wanted = doing_ == Doing::kListening || doing_ == Doing::kSpeaking;
  if (!wanted || !task_.listen || !keys_.empty()) return false;
  // Said into a step that may not be interrupted: nobody is listening.
  return doing_ == Doing::kListening || task_.listen->taking.barge_in;
}

void RelayLine::OnPrompt(std::string_view text, bool last) {
  const SteadyTime now = loop_.Now();
  if (!last) {
    if (!person_at_) person_at_ = now;
    return;
  }
  person_at_.reset();
  if (!TakesSpeech()) return;
  const auto begin = std::min(text.find_first_not_of(' '), text.size());
  const auto said = text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
  const bool only_listens = doing_ == Doing::kSpeaking && !task_.listen->unproven &&
                            OnlyListens(said, task_.listen->phrases);
  if (said.empty() || only_listens) {
    listening_since_ = now;
    return GoOn();
  }
  answering_since_ = now;
  GiveTurn({.speech = std::string(said), .trust = SpeechTrust::kText, .engine = codec_->Ears()});
}

void RelayLine::OnKey(char key) {
  if (!begun_) {
    if (early_keys_.size() < kMostKeptKeys) early_keys_ += key;
    return;
  }
  const bool wanted = doing_ == Doing::kListening || doing_ == Doing::kSpeaking;
  if (!wanted || !task_.listen || task_.listen->digits == 0) return;
  // A key always interrupts, and nothing goes on after it.
  if (doing_ == Doing::kSpeaking) speech_.Stop(loop_.Now());
  key_at_ = loop_.Now();
  const bool ends = key == '#' && !keys_.empty();
  if (!ends) keys_ += key;
  if (ends || keys_.size() >= static_cast<std::size_t>(std::max(1, task_.listen->digits)))
    GiveKeys();
}

void RelayLine::GiveKeys() {
  answering_since_ = key_at_;
  GiveTurn({.digits = keys_});
}

void RelayLine::OnInterrupted(std::string_view said, Duration played) {
  if (doing_ != Doing::kSpeaking && doing_ != Doing::kListening) return;
  if (!speech_.OnInterrupted(said, played, loop_.Now())) return;
  ++interruptions_;
  cut_at_ = loop_.Now();
  doing_ = Doing::kSpeaking;  // where it was thought to be over, it was not
}

void RelayLine::OnSpeaking(bool begins) {
  const SteadyTime now = loop_.Now();
  speech_.OnSpeaking(begins, now);
  if (!begins) return;
  // A voice that takes longer than was reckoned.
  if (doing_ == Doing::kListening) doing_ = Doing::kSpeaking;
  if (!answering_since_ || doing_ != Doing::kSpeaking) return;
  if (words_.OnlyBridges()) return;  // what bridges a wait is no answer
  const auto waited =
      std::chrono::duration_cast<Duration>(now - *std::exchange(answering_since_, {}));
  metrics_.Observe("tocsin_turn_seconds", std::chrono::duration<double>(waited).count(), {},
                   task_.trace);
  first_sound_ = {now, {.waited = waited, .engine = codec_->Voice()}};
}

void RelayLine::OnPerson(bool begins) {
  const SteadyTime now = loop_.Now();
  if (begins) {
    if (!person_at_) person_at_ = now;
    return;
  }
  person_at_.reset();
  // What was said is told soon, or was nothing.
  if (cut_at_) cut_at_ = now;
  listening_since_ = now;
}

void RelayLine::OnPlayed(std::string_view text) { speech_.OnPlayed(text); }

void RelayLine::GiveTurn(Heard heard) {
  HeardOfUs of_us = ToldOfUs();
  keys_.clear();
  cut_at_.reset();
  if (!heard.Silent())
    heard.ended_ago =
        std::chrono::duration_cast<Duration>(loop_.Now() - answering_since_.value_or(loop_.Now()));
  doing_ = Doing::kWaiting;  // nothing of this task is said any more
  owner_->OnLineTurn(task_.listen->turn, std::move(heard), std::move(of_us));
}

}  // namespace tocsin::voice
