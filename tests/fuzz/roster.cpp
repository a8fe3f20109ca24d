// links: rosters workflow expression
// An export of another product, or a calendar: what it becomes is a resource file without errors,
// or it is told what is wrong with it, each time the same.
#include "tests/fuzz/promise.hpp"
#include "workers/rosters/roster_format.hpp"
#include "workers/workflow/language/lint.hpp"
#include "workers/workflow/oncall/resources.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& name : rosters::RosterFormats().Names()) {
    const auto& format = *rosters::RosterFormats().Find(name);
    const auto once = rosters::ImportRoster(format, text, "fuzz");
    const auto again = rosters::ImportRoster(format, text, "fuzz");
    fuzz::Promise(once.yaml.empty() == HasErrors(once.findings), "a result, or errors");
    fuzz::Promise(workflow::FormatText(once.findings) == workflow::FormatText(again.findings),
                  "the same findings again");
    fuzz::Promise(once.yaml == again.yaml, "the same result again");
    if (once.yaml.empty()) continue;
    const auto parsed = workflow::ParseResources({{"made.yaml", once.yaml}}, "");
    fuzz::Promise(parsed.resources != nullptr, "the result has no errors");
  }
  return 0;
}
