#include "workers/main/bus_access.hpp"

#include <chrono>
#include <fstream>
#include <thread>

#include "workers/compose/outside.hpp"

namespace tocsin::commands {
namespace {

constexpr auto kBusPatience = std::chrono::seconds(10);
constexpr auto kHealthPause = std::chrono::milliseconds(20);

}  // namespace

Result<std::unique_ptr<Bus>> BusOf(const compose::LoadedSettings& loaded, const Common& common) {
  auto settings = loaded.settings;
  if (settings.bus.brokers.empty()) {
    std::ifstream file(common.data / "gateway");
    if (!(file >> settings.bus.brokers))
      return Fail(ErrorKind::kInvalid,
                  "no bus: set bus.brokers in tocsin.yaml or KAFKA_BROKERS; and no `tocsin run "
                  "--embedded` with a gateway runs on the data folder " +
                      common.data.string() + " (another one: --data)",
                  "settings");
    settings.bus.client.clear();
  }
  TRY_ASSIGN(auto bus, compose::OpenBus(settings, settings.store.url, false, ""));
  const auto end = std::chrono::steady_clock::now() + kBusPatience;
  Status health = bus->Health();
  while (!health && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(kHealthPause);
    health = bus->Health();
  }
  if (!health) return Fail(std::move(health).error());
  return bus;
}

}  // namespace tocsin::commands
