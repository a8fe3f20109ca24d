#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/expression.hpp"
#include "workers/bridge/hooks/hook.hpp"
#include "workers/rehearsal/expectation.hpp"

namespace tocsin::rehearsal {

/// The request that an example stands for.
HttpRequest RequestOf(const bridge::Hook& hook, const bridge::HookExample& example);

/// What a hook's example came to.
struct HookExampleOutcome {
  const bridge::HookExample* example = nullptr;  ///< of the hook
  std::vector<Mismatch> mismatches;              ///< none: it is as it says
};

/// Tries the examples of a hook with the mapping that the worker uses.
std::vector<HookExampleOutcome> TryExamples(const std::shared_ptr<const bridge::Hook>& hook,
                                            ExpressionEngine& engine);

}  // namespace tocsin::rehearsal
