#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/bus.hpp"
#include "adapters/http.hpp"
#include "schemas/event.hpp"
#include "workers/bridge/dead_letters.hpp"
#include "workers/bridge/hooks/hook_mapper.hpp"

namespace tocsin::bridge {

/// Why a request did not wholly become events.
struct HookFault {
  std::string_view reason;
  std::string error;
  std::vector<std::size_t> items = {};  ///< that failed; none: the body as a whole is at fault
};

/// The dead letter of a request, sent `now`: the body as it came, and beside it what the mapping
/// sees of the request, so that it can be mapped again. Its place of origin is "/hooks/NAME" at -1,
/// for it never lay on a topic.
OutgoingRecord HookLetter(const std::string& hook, HttpRequest request, const HookFault& fault,
                          const std::string& prefix, TimePoint now);

/// The hook whose letter it is, by DeadLetter::from; nothing when it is of a topic.
std::optional<std::string> HookOfLetter(const DeadLetter& letter);

/// The events that are missing, as the hook maps the request now: under the ids, and with the time,
/// that they would have had when it came. kInvalid: it still cannot be mapped.
Result<std::vector<Event>> MapAgain(const DeadLetter& letter, HookMapper& mapper);

}  // namespace tocsin::bridge
