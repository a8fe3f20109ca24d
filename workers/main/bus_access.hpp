#pragma once

#include <memory>

#include "adapters/bus.hpp"
#include "workers/main/commands.hpp"

namespace tocsin::commands {

/// The bus of the running worker: Kafka's brokers, or the gateway of a `tocsin run --embedded` on
/// the data folder, which has what came since its start. Answers by now; kInvalid says how to name
/// one, kTransient that it does not answer.
Result<std::unique_ptr<Bus>> BusOf(const compose::LoadedSettings& loaded, const Common& common);

}  // namespace tocsin::commands
