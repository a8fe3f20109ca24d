#include "workers/rehearsal/scripted_person.hpp"

#include <algorithm>

namespace tocsin::rehearsal {
namespace {

constexpr Duration kThinking{500};
constexpr std::size_t kMaxHeard = 16 * 1024;  // what one remembers
constexpr Duration::rep kMillisecondsPerCharacter = 66;

}  // namespace

Duration SpeakingTime(std::string_view text) {
  const auto characters = std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
  return std::max(Duration(300), Duration(characters * kMillisecondsPerCharacter));
}

void ScriptedPerson::Hear(std::string_view text) {
  if (!heard_.empty()) heard_ += ' ';
  heard_ += text;
  if (heard_.size() <= kMaxHeard) return;
  std::size_t forgotten = heard_.size() - kMaxHeard;
  while (forgotten < heard_.size() && (heard_[forgotten] & 0xC0) == 0x80) ++forgotten;
  heard_.erase(0, forgotten);
}

std::optional<ScriptedPerson::Act> ScriptedPerson::Next(TimePoint from, TimePoint until) {
  while (turn_ < turns_.size()) {
    CalleeTurn& turn = turns_[turn_];
    if (turn.hear && !turn.hear->IsIn(heard_)) return std::nullopt;
    if (turn.silent.count() > 0) {
      if (!silent_until_) silent_until_ = from + turn.silent;
      if (*silent_until_ > until) return std::nullopt;
      from = std::max(from, *silent_until_);
      silent_until_.reset();
      turn.silent = Duration(0);
    }
    if (turn.OnlySilent()) {
      ++turn_;
      continue;
    }
    if (from + kThinking > until) return std::nullopt;
    return Take(turn, from + kThinking);
  }
  return std::nullopt;
}

ScriptedPerson::Act ScriptedPerson::Take(const CalleeTurn& turn, TimePoint begin) {
  ++turn_;
  heard_.clear();
  if (turn.hang_up) return {.kind = Act::Kind::kHangUp, .at = begin};
  if (!turn.press.empty()) return {.kind = Act::Kind::kPress, .at = begin, .text = turn.press};
  return {.kind = Act::Kind::kSay,
          .at = begin + SpeakingTime(turn.say),
          .text = turn.say,
          .confidence = turn.confidence};
}

}  // namespace tocsin::rehearsal
