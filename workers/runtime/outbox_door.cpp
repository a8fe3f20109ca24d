#include "workers/runtime/outbox_door.hpp"

#include <utility>

namespace tocsin::runtime {

Status PublishByOutbox(Committer& committer, std::string role, std::string bus_id, int partition,
                       std::vector<OutgoingRecord> records) {
  Batch batch;
  batch.role = std::move(role);
  batch.bus_id = std::move(bus_id);
  batch.outbox.push_back({partition, std::move(records)});
  TRY_ASSIGN(const auto outcome, committer.Commit(batch));
  if (outcome.kind != CommitOutcome::Kind::kCommitted)
    return Fail(ErrorKind::kConflict, "the records could not be stored", "runtime");
  committer.TellOfOutbox();
  return {};
}

}  // namespace tocsin::runtime
