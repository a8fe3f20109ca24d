#include "workers/voice/worker/free_turns.hpp"

#include <algorithm>

namespace tocsin::voice {

void FreeTurns::Note(const Reply& reply) {
  if (!reply.ask || !reply.ask->free_speech) {
    first_ = newest_ = 0;
    return;
  }
  newest_ = reply.ask->turn;
  if (first_ == 0) first_ = newest_;
}

bool FreeTurns::SpokenSince(const std::deque<Input>& waiting, const Reply& reply) const {
  const bool free = first_ != 0 && reply.ask && reply.ask->free_speech;
  // Words of the workflow are said in any case.
  if (!free || !reply.say.empty()) return false;
  return std::any_of(waiting.begin() + 1, waiting.end(), [this](const Input& input) {
    const auto* turn = std::get_if<TurnHeard>(&input);
    return turn != nullptr && turn->turn >= first_ && !turn->heard.Silent();
  });
}

bool FreeTurns::CatchUp(Input& input) const {
  auto* turn = std::get_if<TurnHeard>(&input);
  if (turn == nullptr || turn->heard.Silent()) return false;
  if (first_ == 0 || turn->turn < first_ || turn->turn >= newest_) return false;
  turn->turn = newest_;
  return true;
}

}  // namespace tocsin::voice
