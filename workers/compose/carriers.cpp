#include "workers/compose/carriers.hpp"

#include "adapters/carrier_kind.hpp"

namespace tocsin::compose {

std::string CarrierRemedy() {
  std::string remedy;
  for (const auto& kind : CarrierKinds())
    remedy += remedy.empty() ? "set " + kind->Setting() + " or " + kind->Variables()
                             : ", or " + kind->Setting();
  return remedy;
}

std::vector<voice::CarrierDoor> CarrierDoors() {
  std::vector<voice::CarrierDoor> doors;
  for (const auto& kind : CarrierKinds()) {
    const auto& paths = kind->Facts().paths;
    doors.push_back({.carrier = kind->Name(),
                     .path = std::string(paths.webhooks),
                     .socket_path = std::string(paths.sockets),
                     .inbound = paths.inbound,
                     .own = paths.own,
                     .texts = std::string(paths.texts),
                     .relay_path = std::string(paths.relay),
                     .fetches = paths.fetches});
    if (paths.secret)
      doors.push_back({.carrier = kind->Name(),
                       .path = std::string(paths.webhooks) + "/{secret}",
                       .own = paths.own,
                       .fetches = paths.fetches});
  }
  return doors;
}

std::vector<std::shared_ptr<TelephonyProvider>> MakeCarriers(const Settings& settings,
                                                             HttpClient& client) {
  std::vector<std::shared_ptr<TelephonyProvider>> carriers;
  for (const auto& account : settings.telephony.carriers)
    if (account.Complete()) carriers.push_back(account.Kind().Make(account, client));
  return carriers;
}

std::vector<voice::CarrierRoute> CarrierRoutes(const Settings& settings) {
  std::vector<voice::CarrierRoute> routes;
  for (const auto& route : settings.telephony.routes)
    routes.push_back({.prefix = route.prefix, .carrier = route.provider, .then = route.then});
  return routes;
}

}  // namespace tocsin::compose
