#include "workers/voice/worker/pin_counts.hpp"

#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "workers/voice/call/identifying.hpp"

namespace tocsin::voice {
namespace {

/// nullptr: it is no PIN.
const TurnHeard* KeyedTurn(const Input& input) {
  const auto* turn = std::get_if<TurnHeard>(&input);
  return turn != nullptr && !turn->heard.digits.empty() ? turn : nullptr;
}

}  // namespace

Status PinCounts::Load(StoreSession& session, std::span<const WaitingInput> inputs,
                       const CallBatch& calls, const CallOfToken& call_of, TimePoint now) {
  std::set<std::string> callers;
  PinLimits limits;
  for (const auto& input : inputs) {
    const auto* turn = KeyedTurn(input.came);
    const auto found = turn == nullptr ? call_of.end() : call_of.find(turn->leg.token_hash);
    const auto* call = found == call_of.end() ? nullptr : calls.FindCall(found->second);
    if (call == nullptr || !MayIdentify(*call)) continue;
    callers.insert(call->phone);
    limits = input.settings->pin_limits;
  }
  if (callers.empty()) return {};
  TRY_ASSIGN(tally_, session.CountWrongPins({callers.begin(), callers.end()},
                                            now - limits.caller_within, now - limits.all_within));
  return {};
}

void PinCounts::Tell(Input& input, const Call& call) const {
  auto* turn = std::get_if<TurnHeard>(&input);
  if (turn == nullptr || !MayIdentify(call)) return;
  const auto found = tally_.of.find(call.phone);
  turn->pin_tries = {.of_caller = found == tally_.of.end() ? 0 : found->second,
                     .of_all = tally_.all};
}

void PinCounts::Add(const Transition& transition) {
  for (const auto& row : transition.pin_tries) {
    if (!row.wrong) continue;
    ++tally_.of[row.caller];
    ++tally_.all;
  }
}

}  // namespace tocsin::voice
