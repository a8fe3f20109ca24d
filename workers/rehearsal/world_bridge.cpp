#include "workers/bridge/bridge_handler.hpp"
#include "workers/rehearsal/world.hpp"

namespace tocsin::rehearsal {

Status World::BuildBridge() {
  const auto make = [this](runtime::ShardServices& services) {
    return Wrapped("bridge",
                   std::make_unique<bridge::BridgeHandler>(parts_.deliveries, parts_.engine,
                                                           receiver_, services, 1 /* partition */));
  };
  bridge_ = std::make_unique<InlineShard>(ShardParts{
      .role = "bridge",
      .session = *session_,
      .clock = clock_,
      .metrics = metrics_,
      .make_handler = make,
      .publish = [this](const OutgoingRecord& record) { Transport(Origin::kBridge, record); },
      .crashes = crashes_});
  return bridge_->Start();
}

}  // namespace tocsin::rehearsal
