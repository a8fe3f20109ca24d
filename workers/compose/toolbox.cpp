#include "workers/compose/toolbox.hpp"

#include "adapters/expression/jq.hpp"
#include "adapters/net/http_client.hpp"

namespace tocsin::compose {

Toolbox MakeToolbox() {
  workflow::FunctionRegistry registry;
  workflow::RegisterFunctionAll(registry);
  return {MakeJqEngine(), workflow::Functions(std::move(registry))};
}

std::unique_ptr<HttpClient> MakeOutsideClient() { return MakeHttpClient(); }

}  // namespace tocsin::compose
