#pragma once

#include <ostream>

#include "adapters/clock.hpp"
#include "adapters/http.hpp"
#include "workers/workflow/definition.hpp"
#include "workers/workflow/function_registry.hpp"
#include "workers/workflow/oncall/resources.hpp"
#include "workers/workflow/secrets.hpp"

namespace tocsin::rehearsal {

/// What `tocsin exec` runs with; borrowed for the length of the call.
struct ExecServices {
  ExpressionEngine& engine;
  const workflow::Functions& functions;
  const workflow::Resources& resources;
  HttpClient& http;
  const Clock& clock;
  workflow::SecretLookup secrets;
  std::ostream& log;  ///< one line of JSON for each event emitted; phone numbers masked
};

struct ExecOutcome {
  bool completed = false;
  json::value result;  ///< the workflow's output, or the error object {type, status, title, detail,
                       ///< instance}
};

/// Runs one workflow to its end in memory and in real time; HTTP calls are made, there is no bus: a
/// run that can go on only by an event ends with an error object that says so. Blocks the calling
/// thread. Errors are faults of ours only.
Result<ExecOutcome> ExecWorkflow(const workflow::Definition& definition, const json::value& input,
                                 const ExecServices& services);

}  // namespace tocsin::rehearsal
