#pragma once

#include <map>
#include <span>
#include <string_view>

#include "adapters/store.hpp"
#include "workers/voice/call/call_batch.hpp"
#include "workers/voice/worker/waiting_input.hpp"

namespace tocsin::voice {

/// How many wrong PINs there were lately, for the inputs of one commit that may hold another.
class PinCounts {
 public:
  /// By the hash of an attempt's token.
  using CallOfToken = std::map<std::string_view, CallId>;

  /// Asks the store only where one of the inputs may be a PIN.
  Status Load(StoreSession& session, std::span<const WaitingInput> inputs, const CallBatch& calls,
              const CallOfToken& call_of, TimePoint now);
  /// Puts them into the input where it may be a PIN.
  void Tell(Input& input, const Call& call) const;
  /// Counts those of a decision of the same commit.
  void Add(const Transition& transition);

 private:
  WrongPinTally tally_;
};

}  // namespace tocsin::voice
