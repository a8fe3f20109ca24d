#pragma once

#include <memory>

#include "adapters/clock.hpp"
#include "adapters/expression.hpp"
#include "adapters/http.hpp"
#include "adapters/store.hpp"
#include "workers/workflow/language/function_registry.hpp"

namespace tocsin::compose {

/// What reads and runs workflow files outside of a worker.
struct Toolbox {
  std::unique_ptr<ExpressionEngine> engine;
  workflow::Functions functions;
};
Toolbox MakeToolbox();

/// For calls to the outside.
std::unique_ptr<HttpClient> MakeOutsideClient();

/// An empty store in memory, ready for use; `clock` outlives it.
std::unique_ptr<Store> MakeScratchStore(const Clock& clock);

/// The log of a command, on stderr: it says itself what went wrong with its work.
void LogOnlyErrors();

}  // namespace tocsin::compose
