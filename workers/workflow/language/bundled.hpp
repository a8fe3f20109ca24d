#pragma once

#include <memory>
#include <string>
#include <vector>

#include "workers/workflow/language/definition.hpp"

namespace tocsin::workflow {

/// A workflow that comes with the program and does the work of a function of the catalog.
struct BundledWorkflow {
  std::string file;  ///< its name
  std::string text;
};
/// Generated: the files of workflows/oncall.
std::vector<BundledWorkflow> BundledWorkflows();

/// All of them, read. They are in force where no file has the same namespace and name.
std::vector<std::shared_ptr<const Definition>> ParseBundled(ExpressionEngine& engine,
                                                            const Functions& functions,
                                                            const Resources* resources);

}  // namespace tocsin::workflow
