#include "tools/phone/sim/person.hpp"

#include <cstdint>
#include <utility>

#include "tools/phone/sim/speech.hpp"

namespace tocsin::phone {
namespace {

constexpr Duration kThinking{500};
constexpr Duration kListensBefore{1000};  // talking over somebody who has just begun
constexpr Duration kBetweenKeys{250};
constexpr std::size_t kMaxHeard = 16 * 1024;  // what one remembers
constexpr double kGreetingConfidence = 0.88;

}  // namespace

Person::Person(Loop& loop, Line& line, Behaviour behaviour)
    : line_(line), behaviour_(std::move(behaviour)), timers_(loop) {
  if (const auto* answering = std::get_if<Answering>(&behaviour_)) turns_ = answering->turns;
}

void Person::Join() {
  joined_ = true;
  if (const auto* answering = std::get_if<Answering>(&behaviour_)) {
    if (answering->hang_up_after)
      timers_.After(*answering->hang_up_after, [this] { line_.HangUp("the person hung up"); });
  } else if (const auto* voicemail = std::get_if<Voicemail>(&behaviour_)) {
    timers_.After(voicemail->hang_up_after,
                  [this] { line_.HangUp("the voicemail's tape is full"); });
    if (!voicemail->greeting.empty()) {
      Speech greeting;
      greeting.text = voicemail->greeting;
      greeting.confidence = kGreetingConfidence;
      greeting.beep = true;
      const auto length = line_.StartSpeech(greeting);
      if (length) timers_.After(*length, [this] { line_.EndSpeech(); });
      return;
    }
  }
  Advance();
}

void Person::Hear(std::string_view text) {
  if (!heard_.empty()) heard_ += ' ';
  heard_ += text;
  if (heard_.size() > kMaxHeard) {
    std::size_t forgotten = heard_.size() - kMaxHeard;
    while (forgotten < heard_.size() && (heard_[forgotten] & 0xC0) == 0x80) ++forgotten;
    heard_.erase(0, forgotten);
  }
  if (!ready_) Advance();
}

void Person::HearWordless() {
  wordless_ = true;
  if (!ready_) Advance();
}

void Person::HearPart(std::string_view text) {
  if (!WantsParts()) return;
  const std::string before = heard_;
  Hear(text);
  if (!matched_) heard_ = before;  // it comes again, whole
}

void Person::SpeechOver() {
  if (!std::exchange(speaking_, false) || !joined_) return;
  acting_ = false;
  NextTurn();
  line_.EndSpeech();
  Advance();
}

bool Person::WantsParts() const {
  return joined_ && !matched_ && turn_ < turns_.size() && turns_[turn_].over &&
         turns_[turn_].hear.has_value();
}

void Person::Notice() { Advance(); }

void Person::Leave() {
  joined_ = false;
  timers_.CancelAll();
}

void Person::Advance() {
  if (!joined_ || acting_ || turn_ >= turns_.size()) return;
  if (ready_) return Act();
  const Turn& turn = turns_[turn_];
  if (matched_) return;
  std::int64_t steps = Regex::kMaxSteps;
  if (turn.hear && !wordless_ && turn.hear->Search(heard_, steps) != Pattern::Outcome::kFound)
    return;
  if (turn.over && !turn.hear && line_.CurrentPrompt() != Line::Prompt::kPlaying) return;
  if (turn.act == Turn::Act::kSilent) {
    if (line_.CurrentPrompt() != Line::Prompt::kWaiting) return;
    matched_ = true;
    timers_.After(turn.silence, [this] {
      NextTurn();
      Advance();
    });
    return;
  }
  matched_ = true;
  timers_.After(turn.over && !turn.hear ? kListensBefore : kThinking, [this] {
    ready_ = true;
    Advance();
  });
}

void Person::Act() {
  const Turn& turn = turns_[turn_];
  if (turn.act == Turn::Act::kHangUp) return line_.HangUp("the person hung up");
  const auto ear = line_.CurrentEar();
  if (ear == Line::Ear::kClosed) return;
  acting_ = true;
  if (turn.act == Turn::Act::kPress) return PressNext(0);
  if (ear == Line::Ear::kPromptOnly && !turn.over) {
    acting_ = false;
    return;
  }
  speaking_ = true;
  const auto length = line_.StartSpeech(turn.speech);
  heard_.clear();
  wordless_ = false;
  if (length) timers_.After(*length, [this] { SpeechOver(); });
}

void Person::PressNext(std::size_t index) {
  const Turn& turn = turns_[turn_];
  const char key = turn.keys[index];
  const bool last = index + 1 == turn.keys.size();
  if (!last) timers_.After(kBetweenKeys, [this, index] { PressNext(index + 1); });
  line_.Press(key);
  heard_.clear();
  wordless_ = false;
  if (!last) return;
  acting_ = false;
  NextTurn();
  Advance();
}

void Person::NextTurn() {
  ++turn_;
  matched_ = false;
  ready_ = false;
}

}  // namespace tocsin::phone
