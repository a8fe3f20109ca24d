#include "workers/bridge/bridge_handler.hpp"
#include "workers/rehearsal/world.hpp"

namespace tocsin::rehearsal {

Status World::BuildBridge() {
  delivers_ = parts_.deliveries != nullptr;
  if (!delivers_) {
    TRY_ASSIGN(parts_.deliveries, bridge::Deliveries::Create({}, parts_.engine));
  }
  TRY_ASSIGN(const Secret tokens, store_->InstallationSecret(kCallTokenSecret));
  const auto make = [this, tokens](runtime::ShardServices& services) {
    auto handler = std::make_unique<bridge::BridgeHandler>(parts_.deliveries, parts_.engine,
                                                           receivers_, services, 1 /* partition */);
    const std::shared_ptr<Receivers> receivers(std::shared_ptr<void>(), &receivers_);
    handler->UseChannels(bridge::Channels::Imagined(
        {.http = &receivers_,
         .mail = receivers,
         .texts = receivers,
         .links = {.public_url = SettingsOfRehearsal().public_bases[0], .secret = tokens}}));
    return Wrapped("bridge", std::move(handler));
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
