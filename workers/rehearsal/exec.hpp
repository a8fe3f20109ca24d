#pragma once

#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/http.hpp"
#include "workers/rehearsal/callees.hpp"
#include "workers/rehearsal/make_store.hpp"
#include "workers/workflow/language/definition.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::rehearsal {

/// What `tocsin exec` runs with; borrowed for the length of the call.
struct ExecServices {
  ExpressionEngine& engine;
  const workflow::Functions& functions;
  std::shared_ptr<const workflow::Resources> resources;  ///< shared with the set in force
  HttpClient& http;
  const Clock& clock;
  const MakeStore& make_store;
  std::map<std::string, std::string> secrets;
  /// One line of JSON for each event emitted; phone numbers masked. A line of text before the first
  /// call and the first message: nobody is rung, nothing is sent.
  std::ostream& log;
  /// Workflows that it may run, and those that they run.
  std::vector<std::shared_ptr<const workflow::Definition>> beside = {};
  Callees people = {};  ///< how somebody takes a call; who is not there does not answer
  std::map<std::string, Secret, std::less<>> pins = {};  ///< of contacts
};

struct ExecOutcome {
  bool completed = false;
  json::value result;  ///< the workflow's output, or the error object {type, status, title, detail,
                       ///< instance}
};

/// Runs one workflow to its end by the real workers, in memory and in real time; HTTP calls are
/// made. People are played at a carrier that does not exist, and messages count as sent: the time
/// in which only they have something to do passes at once. There is no bus: a run that can go on
/// only by another event ends with an error object that says so. Blocks the calling thread. Errors
/// are faults of ours only, and requests that a worker refuses.
Result<ExecOutcome> ExecWorkflow(std::shared_ptr<const workflow::Definition> definition,
                                 const json::value& input, const ExecServices& services);

}  // namespace tocsin::rehearsal
