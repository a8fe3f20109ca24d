#pragma once

#include <string>
#include <vector>

#include "adapters/store.hpp"

namespace tocsin::postgres {

/// A batch as the parameters of `commit_batch_v2`, in the order of its arguments but the last.
struct CommitParameters {
  std::vector<std::string> values;
  /// InboxWrite::event of each element of `inbox_id`: the database names duplicates by their place.
  std::vector<std::size_t> inbox_events;
};
CommitParameters MakeCommitParameters(const Batch& batch);

/// The voice part as the parameters of `commit_voice_v1`. Its timers are in the batch's.
std::vector<std::string> MakeVoiceParameters(const VoiceWrites& voice);

/// Numbers of arguments, for "$1, $2, ...".
inline constexpr int kBatchArguments = 79;
inline constexpr int kVoiceArguments = 38;

}  // namespace tocsin::postgres
