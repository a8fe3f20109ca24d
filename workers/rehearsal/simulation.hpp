#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/expression.hpp"
#include "workers/rehearsal/callees.hpp"
#include "workers/rehearsal/make_store.hpp"
#include "workers/workflow/language/definition.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/oncall/duty.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::rehearsal {

/// Who was asked for: an answer of `oncall.resolve` during the rehearsal.
struct AskedDuty {
  TimePoint at;
  json::value answer;
};

/// The catalog with an `oncall.resolve` that also tells what it gave; all else is the function's
/// own. Not thread-safe; must outlive the functions that it makes.
class DutyWitness {
 public:
  /// To parse and to run the workflows with.
  workflow::Functions Watching(const workflow::Functions& functions);
  const std::vector<AskedDuty>& Seen() const { return seen_; }
  void Forget() { seen_.clear(); }

 private:
  class Resolve;
  std::vector<AskedDuty> seen_;
};

/// What is to be tried, and with whom. Borrowed for the length of a call.
struct SimulationParts {
  /// The workflow first, then those that it runs; parsed with the witness's functions.
  std::vector<std::shared_ptr<const workflow::Definition>> definitions;
  std::shared_ptr<const workflow::Resources> resources;
  ExpressionEngine& engine;
  const workflow::Functions& functions;  ///< the witness's
  DutyWitness& witness;
  const MakeStore& make_store;
  Callees people;  ///< who is not in it does not answer
};

struct SimulatedStep {
  enum class Kind { kAlert, kDuty, kRing, kEnd, kDecision, kAction, kClosed };
  TimePoint at;
  Kind kind = Kind::kAlert;
  std::string who;  ///< the contact, or the masked number; empty: nobody in particular
  std::string what;
  std::string why;
};

struct Simulation {
  std::string zone;  ///< in which its times are shown
  std::vector<SimulatedStep> steps;
};

/// What becomes of an alert (of the workflow's own starting event, where it takes none) that comes
/// at a moment: the worker's own handlers in virtual time,
/// until nothing more happens, at most a week. kInvalid when the alert or the workflow is refused.
Result<Simulation> Simulate(const json::object& alert, TimePoint at, SimulationParts parts);

/// As a table; as a Mermaid sequence diagram; as {zone, steps: [{at, after, kind, who, what,
/// why}]}.
std::string SimulationTable(const Simulation& simulation);
std::string SimulationMermaid(const Simulation& simulation);
json::value SimulationJson(const Simulation& simulation);

}  // namespace tocsin::rehearsal
