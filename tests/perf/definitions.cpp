// links: workflow expression
//
// What it takes to read, check and index 1,000 workflow files, and to compile each of their
// expressions.
//   perf_definitions [WORKFLOW.yaml...]   (default: those of the repository)
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "adapters/expression/jq.hpp"
#include "workers/workflow/language/definition_set.hpp"
#include "workers/workflow/language/function_registry.hpp"

namespace tocsin::workflow {
namespace {

namespace fs = std::filesystem;
using LoadClock = std::chrono::steady_clock;

constexpr std::size_t kFiles = 1'000;

double MicrosOf(LoadClock::time_point begin) {
  return std::chrono::duration<double, std::micro>(LoadClock::now() - begin).count();
}

std::string TextOfFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

double PercentileOf(std::vector<double> values, double share) {
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

/// Copies of the workflows under names of their own, in a folder of their own.
std::vector<fs::path> WriteCopies(const std::vector<fs::path>& workflows, const fs::path& folder,
                                  ExpressionEngine& engine, const Functions& functions) {
  std::vector<fs::path> copies;
  for (std::size_t i = 0; i < kFiles; ++i) {
    std::string text = TextOfFile(workflows[i % workflows.size()]);
    const auto parsed = ParseDefinition(text, "workflow", engine, functions, nullptr);
    const std::string name = parsed.definition ? parsed.definition->Name() : "";
    const auto at = text.find("name: " + name);
    if (name.empty() || at == std::string::npos) {
      std::printf("%s is no workflow\n", workflows[i % workflows.size()].c_str());
      return {};
    }
    text.insert(at + 6 + name.size(), "-" + std::to_string(i));
    copies.push_back(folder / (std::to_string(i) + ".yaml"));
    std::ofstream(copies.back()) << text;
  }
  return copies;
}

bool MeasureLoad(const std::vector<fs::path>& workflows, ExpressionEngine& engine,
                 const Functions& functions) {
  const fs::path folder = fs::temp_directory_path() / "tocsin-perf-definitions";
  fs::create_directories(folder);
  const auto copies = WriteCopies(workflows, folder, engine, functions);
  if (copies.empty()) return false;
  for (int round = 0; round < 3; ++round) {
    const auto begin = LoadClock::now();
    const std::clock_t busy = std::clock();
    std::vector<KnownDefinition> known;
    for (const auto& file : copies) {
      auto parsed = ParseDefinition(TextOfFile(file), file.string(), engine, functions, nullptr);
      known.push_back({static_cast<std::int64_t>(known.size()), std::move(parsed.definition)});
    }
    const DefinitionSet set(std::move(known), {}, nullptr);
    std::printf("%zu definitions loaded in %.0f ms, %.0f ms of processor time\n",
                set.Active().size(), MicrosOf(begin) / 1000,
                1000.0 * static_cast<double>(std::clock() - busy) / CLOCKS_PER_SEC);
  }
  fs::remove_all(folder);
  return true;
}

void MeasureCompiles(const std::vector<fs::path>& workflows, ExpressionEngine& engine,
                     const Functions& functions) {
  constexpr std::size_t kRounds = 100;
  std::vector<double> times;
  for (std::size_t round = 0; round < kRounds; ++round)
    for (const auto& file : workflows) {
      const auto parsed =
          ParseDefinition(TextOfFile(file), file.string(), engine, functions, nullptr);
      for (const auto& source : parsed.definition->Expressions()) {
        const auto begin = LoadClock::now();
        const bool fine = engine.Check(source).has_value();
        times.push_back(MicrosOf(begin));
        if (!fine) std::printf("does not compile: %s\n", source.text.c_str());
      }
    }
  std::printf("%zu expressions compiled, each: p50 %.1f us, p99 %.1f us, longest %.1f us\n",
              times.size() / kRounds, PercentileOf(times, 0.5), PercentileOf(times, 0.99),
              PercentileOf(times, 1));
}

int MeasureDefinitions(const std::vector<fs::path>& workflows) {
  const auto engine = MakeJqEngine();
  FunctionRegistry registry;
  RegisterFunctionAll(registry);
  const Functions functions(std::move(registry));
  if (!MeasureLoad(workflows, *engine, functions)) return 1;
  MeasureCompiles(workflows, *engine, functions);
  return 0;
}

}  // namespace
}  // namespace tocsin::workflow

int main(int count, char** arguments) {
  std::vector<std::filesystem::path> workflows(arguments + 1, arguments + count);
  if (workflows.empty())
    workflows = {"workflows/ops/alert-router.yaml", "workflows/ops/manual-call.yaml",
                 "docs/first-workflow/workflows/ops/backup-failed.yaml",
                 "tests/perf/workflows/approve.yaml", "tests/perf/workflows/notify.yaml"};
  return tocsin::workflow::MeasureDefinitions(workflows);
}
