#include "workers/compose/toolbox.hpp"

#include "adapters/expression/jq.hpp"
#include "adapters/net/http_client.hpp"
#include "adapters/telemetry/logging.hpp"

namespace tocsin::compose {

Toolbox MakeToolbox() {
  workflow::FunctionRegistry registry;
  workflow::RegisterFunctionAll(registry);
  return {MakeJqEngine(), workflow::Functions(std::move(registry))};
}

std::unique_ptr<HttpClient> MakeOutsideClient() { return MakeHttpClient(); }

void LogOnlyErrors() {
  const auto done = SetUpLogging("text", "error");
  Check(done.has_value(), "setting up the log of a command");
}

}  // namespace tocsin::compose
