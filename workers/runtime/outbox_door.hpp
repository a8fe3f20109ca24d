#pragma once

#include <string>
#include <vector>

#include "adapters/commit.hpp"

namespace tocsin::runtime {

/// Publishes records from outside of any worker: they are stored as an outbox row of a partition,
/// and whoever owns that partition for `role` is told and publishes them: in a second or two, at
/// its second sweep (ShardOptions::sweep) where the word does not arrive, or when it starts.
/// kConflict: the log is not the one of the database.
Status PublishByOutbox(Committer& committer, std::string role, std::string bus_id, int partition,
                       std::vector<OutgoingRecord> records);

}  // namespace tocsin::runtime
