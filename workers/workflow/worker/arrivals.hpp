#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "schemas/event.hpp"
#include "schemas/time.hpp"

namespace tocsin::workflow {

/// The event as workflows see it: a raised alert in its normal form (events::NormaliseAlert) with
/// its id as subject; nothing for an event that stays as it came. kInvalid: an alert that cannot be
/// one, for the dead letters.
Result<std::optional<Event>> NormalForm(const Event& event);

/// How an alert ends that no workflow takes up.
struct AlertEnding {
  std::string_view outcome;  ///< static
  std::string reason;
};
/// Every workflow is too late (maxAge, expirytime).
AlertEnding EndingOfExpired();
/// Its key is that of a run about another alert.
AlertEnding EndingOfDuplicate(std::string_view other);

/// What closes such an alert; nothing for other events. The id derives from the event's.
std::optional<Event> ClosingOf(const Event& event, const AlertEnding& ending, TimePoint now);

}  // namespace tocsin::workflow
