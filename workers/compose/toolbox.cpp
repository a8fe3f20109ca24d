#include "workers/compose/toolbox.hpp"

#include "adapters/expression/jq.hpp"
#include "adapters/net/http_client.hpp"
#include "adapters/store/memory/memory_store.hpp"
#include "adapters/telemetry/logging.hpp"

namespace tocsin::compose {

Toolbox MakeToolbox() {
  workflow::FunctionRegistry registry;
  workflow::RegisterFunctionAll(registry);
  return {MakeJqEngine(), workflow::Functions(std::move(registry))};
}

std::unique_ptr<HttpClient> MakeOutsideClient() { return MakeHttpClient(); }

std::unique_ptr<Store> MakeScratchStore(const Clock& clock) {
  auto store = std::make_unique<MemoryStore>(clock);
  Check(store->Migrate().has_value(), "the store in memory must migrate");
  return store;
}

void LogOnlyErrors() {
  const auto done = SetUpLogging("text", "error");
  Check(done.has_value(), "setting up the log of a command");
}

}  // namespace tocsin::compose
