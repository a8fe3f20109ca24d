#include "workers/workflow/language/bundled.hpp"

#include "schemas/result.hpp"

namespace tocsin::workflow {

std::vector<std::shared_ptr<const Definition>> ParseBundled(ExpressionEngine& engine,
                                                            const Functions& functions,
                                                            const Resources* resources) {
  std::vector<std::shared_ptr<const Definition>> definitions;
  for (const auto& bundled : BundledWorkflows()) {
    auto parsed = ParseDefinition(bundled.text, bundled.file, engine, functions, resources);
    Check(parsed.definition != nullptr, "a workflow that comes with the program cannot be read");
    definitions.push_back(std::move(parsed.definition));
  }
  return definitions;
}

}  // namespace tocsin::workflow
