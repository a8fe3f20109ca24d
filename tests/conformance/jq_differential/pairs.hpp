#pragma once

#include <string>
#include <vector>

namespace tocsin::differential {

/// An expression and its input, and what both engines say: up to kMostOutputs outputs, each as
/// `[TEXT]` or, for the error that ends them, `{"e": TEXT}`.
struct Pair {
  std::string expression;
  std::string input;
  std::string ours = {};  ///< JSON text; empty: see `problem`
  std::string jqs = {};
  std::string problem = {};      ///< ours: why there is no text
  std::string jqs_problem = {};  ///< of jq's
  bool refused = false;          ///< ours does not compile
  bool jq_refused = false;
  bool jq_died = false;
};

inline constexpr int kMostOutputs = 50;

/// The expression so that one output tells all of its outputs and its error.
std::string Told(const std::string& expression);

/// Fills in what our engine says, on a stack for values of every depth.
void AskOurs(std::vector<Pair>& pairs);
/// Fills in what jq says. False, with the reason, when it cannot be asked.
bool AskJq(std::vector<Pair>& pairs, std::string& why);

}  // namespace tocsin::differential
