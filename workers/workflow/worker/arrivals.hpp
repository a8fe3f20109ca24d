#pragma once

#include <optional>

#include "schemas/event.hpp"
#include "schemas/time.hpp"

namespace tocsin::workflow {

/// The event as workflows see it: a raised alert in its normal form (events::NormaliseAlert) with
/// its id as subject; nothing for an event that stays as it came. kInvalid: an alert that cannot be
/// one, for the dead letters.
Result<std::optional<Event>> NormalForm(const Event& event);

/// What closes an alert for which every workflow is too late (maxAge, expirytime); nothing for
/// other events. The id derives from the event's.
std::optional<Event> ClosingOfExpired(const Event& event, TimePoint now);

}  // namespace tocsin::workflow
