#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "adapters/store.hpp"
#include "workers/runtime/outbox_door.hpp"
#include "workers/runtime/span_book.hpp"
#include "workers/voice/call/call_batch.hpp"
#include "workers/voice/leg/decide_call.hpp"
#include "workers/voice/worker/doorkeeper.hpp"
#include "workers/voice/worker/pin_counts.hpp"
#include "workers/voice/worker/waiting_input.hpp"

namespace tocsin::voice {

/// What becomes of the webhooks of one commit.
struct GroupOutcome {
  TimePoint now;
  runtime::SpanBook spans;
  std::vector<Transition> transitions;  ///< in the order of the webhooks
  Batch batch;
  std::vector<std::pair<Call, EndCall>> ringing;  ///< other calls of questions that were decided

  bool Empty() const { return batch.voice.Empty() && batch.timers.empty() && batch.outbox.empty(); }
  bool Decided() const { return std::ranges::any_of(transitions, &Transition::decided); }
};

/// Decides the webhooks of one commit in their order, each on what those before it have left. Load,
/// then Decide for each, then Write.
class GroupDecision {
 public:
  /// All of them outlive it.
  GroupDecision(runtime::Courier& courier, Doorkeeper& doorkeeper, GroupOutcome& outcome)
      : courier_(courier), doorkeeper_(doorkeeper), outcome_(outcome) {}

  /// What is stored of their calls, and what was counted that bounds them.
  Status Load(StoreSession& session, std::span<const WaitingInput> webhooks,
              const VoiceSettings& settings);
  /// Adds a transition to the outcome; what was counted is put into the input.
  void Decide(WaitingInput& webhook);
  /// All that changed and was told, into the outcome's batch.
  void Write();

 private:
  Status Count(StoreSession& session, std::span<const WaitingInput> webhooks,
               const VoiceSettings& settings);
  void DecideWriting(const WaitingInput& webhook, const Wrote& wrote);
  void DecidePlaced(const WaitingInput& webhook);
  std::optional<CallId> CallOf(WaitingInput& webhook);
  void DecideOfLeg(WaitingInput& webhook, CallId call);
  void Tell();

  runtime::Courier& courier_;
  Doorkeeper& doorkeeper_;
  GroupOutcome& outcome_;
  StoredConversation rows_;
  PinCounts::CallOfToken call_of_;  ///< tokens of rows_, and of webhooks that came in
  CallBatch calls_;
  CountedCallers before_;
  AttemptTally money_;
  PinCounts pins_;
  std::map<int, OutboxWrite> outbox_;
};

}  // namespace tocsin::voice
