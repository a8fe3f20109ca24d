#pragma once

#include <string_view>

#include "adapters/telephony.hpp"
#include "schemas/json.hpp"
#include "workers/voice/leg/decide_call.hpp"

/// Answers of the carrier on their way back into the shard (runtime::Signal).
namespace tocsin::voice::signals {

inline constexpr std::string_view kPlaced = "voice.placed";
inline constexpr std::string_view kListed = "voice.listed";
inline constexpr std::string_view kRead = "voice.read";

json::value WritePlaced(int attempt, const PlaceResult& result);
json::value WriteListed(int attempt, const Result<std::vector<ListedCall>>& calls);
json::value WriteRead(const std::string& provider_call_id, const Result<ListedCall>& call);

/// The input of a signal; `bound_elsewhere` is left to the caller. kInternal: not one of ours.
Result<Input> ReadSignal(std::string_view kind, const json::value& data);
/// The carrier's ids that a signal names.
std::vector<std::string> ProviderIds(std::string_view kind, const json::value& data);

}  // namespace tocsin::voice::signals
