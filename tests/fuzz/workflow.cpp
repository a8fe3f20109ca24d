// links: workflow expression
// The text of a workflow file: lint says what is wrong with it, each time the same.
#include "adapters/expression/jq.hpp"
#include "tests/fuzz/promise.hpp"
#include "workers/workflow/language/definition.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/language/lint.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  static const auto engine = MakeJqEngine();
  static const workflow::Functions catalog = [] {
    workflow::FunctionRegistry registry;
    workflow::RegisterFunctionAll(registry);
    return workflow::Functions(std::move(registry));
  }();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto once = workflow::ParseDefinition(text, "fuzz.yaml", *engine, catalog, nullptr);
  const auto again = workflow::ParseDefinition(text, "fuzz.yaml", *engine, catalog, nullptr);
  fuzz::Promise((once.definition == nullptr) == HasErrors(once.findings),
                "no definition when there are errors, and only then");
  fuzz::Promise(workflow::FormatText(once.findings) == workflow::FormatText(again.findings),
                "the same findings again");
  fuzz::Promise(ParseJson(workflow::FormatJson(once.findings)).has_value(), "findings as JSON");
  return 0;
}
