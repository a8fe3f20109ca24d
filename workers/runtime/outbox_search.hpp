#pragma once

#include <vector>

#include "adapters/bus.hpp"
#include "adapters/store.hpp"

namespace tocsin::runtime {

/// Leaves out of `rows` the records that are on the bus already, after a crash between produce and
/// delete: each output partition is read from the lowest end that the rows noted before they were
/// committed (StoredOutbox::ends) to its present end, however much others have written meanwhile.
/// Rows of a release that noted none are looked for in the last 5,000 records. `partitions`: of
/// each topic. Records without a key are not looked for: the producer chose their place.
///
/// Blocking, at most some 15 s. What could not be read by then, or may not be read at all, counts
/// as not there, with a warning: those records may come a second time, with the same ids.
/// kTransient when the bus is away: nothing is judged, and nothing can be published now anyway.
Status DropPublished(Bus& bus, int partitions, std::vector<StoredOutbox>& rows);

}  // namespace tocsin::runtime
