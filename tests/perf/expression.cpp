// links: expression
//
// What expressions cost through their port: to check one (compile), and to evaluate one over 1 KB
// of input with the making of its result. How it grows: perf_expression_growth.
//   perf_expression [ROUNDS]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "adapters/expression/jq.hpp"

namespace tocsin {
namespace {

using Steady = std::chrono::steady_clock;

double MicrosSince(Steady::time_point begin) {
  return std::chrono::duration<double, std::micro>(Steady::now() - begin).count();
}

double At(std::vector<double>& values, double share) {
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

const std::vector<std::string> kTexts = {
    "$context.alert.alert_id",
    ".data.alert_id // .subject | tostring",
    "\"act-\" + $workflow.id",
    "$error.title + (if $error.detail then \" (\" + $error.detail + \")\" else \"\" end)",
    "$context.decided | {choice, by, method, evidence}",
    "$context.alert.alert_id // $workflow.input[0].subject",
    "$context + .",
    "{reason: (.[0].reason // \"failed\")}",
    "{contact: $rung.contact, phone: $rung.phone, language: $rung.language}",
    "if $step + 1 == ($context.rungs | length) then \"wait\" else \"raise\" end",
    "[range($rung.retries + 1)]",
    "[.items[] | select(.severity >= 3) | {id, host: .labels.host}] | sort_by(.id)",
    ".items | group_by(.labels.host) | map({host: .[0].labels.host, count: length})",
    "[.items[].text | select(test(\"disk|memory\"; \"i\")) | ascii_downcase] | unique | length",
};

json::value Items(std::size_t count) {
  json::array items;
  for (std::size_t i = 0; i < count; ++i)
    items.push_back({{"id", static_cast<std::int64_t>(i * 7919 % 10007)},
                     {"severity", static_cast<std::int64_t>(i % 5)},
                     {"text", i % 3 == 0 ? "Disk almost full" : "Service is slow to answer"},
                     {"labels", {{"host", "node-" + std::to_string(i % 20)}, {"zone", "b"}}}});
  return {{"items", items}, {"data", {{"alert_id", "alert-1"}}}, {"subject", "s"}};
}

void Fill(ExpressionScope& scope) {
  scope.Set("context", {{"alert", {{"alert_id", "alert-1"}}},
                        {"rungs", json::array{1, 2}},
                        {"decided", {{"choice", "yes"}, {"by", "anna"}, {"method", "speech"}}}});
  scope.Set("workflow", {{"id", "run-1"}, {"input", json::array{{{"subject", "s"}}}}});
  scope.Set("error", {{"title", "t"}, {"detail", "d"}});
  scope.Set("rung", {{"contact", "anna"}, {"phone", "+49"}, {"language", "de"}, {"retries", 2}});
  scope.Set("step", 1);
}

int Measure(int rounds) {
  const auto engine = MakeJqEngine();
  const std::vector<std::string> variables = {"error", "rung", "step"};
  std::vector<ExpressionSource> sources;
  for (const auto& text : kTexts) sources.push_back({text, variables});
  std::vector<double> checks;
  for (int round = 0; round < rounds / 100 + 1; ++round)
    for (const auto& source : sources) {
      // A text of its own each time, so that nothing remembers it.
      const ExpressionSource fresh{source.text + " # " + std::to_string(round), variables};
      const auto begin = Steady::now();
      if (const auto checked = engine->Check(fresh); !checked) {
        std::printf("%s: %s\n", fresh.text.c_str(), checked.error().message.c_str());
        return 1;
      }
      checks.push_back(MicrosSince(begin));
    }
  std::printf("compile: p50 %.1f us, p99 %.1f us\n", At(checks, 0.5), At(checks, 0.99));

  const auto program = engine->Load(sources);
  const auto scope = program->NewScope();
  Fill(*scope);
  const json::value small = Items(8);
  std::printf("evaluate (1 KB of input):\n");
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const json::value list = json::array{{{"reason", "r"}}};
    const json::value& input = sources[i].text.find(".[0]") != std::string::npos &&
                                       sources[i].text.find("items") == std::string::npos
                                   ? list
                                   : small;
    if (const auto first = program->Evaluate(i, input, *scope); !first) {
      std::printf("%s: %s\n", sources[i].text.c_str(), first.error().message.c_str());
      return 1;
    }
    const auto begin = Steady::now();
    for (int round = 0; round < rounds; ++round) (void)program->Evaluate(i, input, *scope);
    std::printf("  %8.2f us  %s\n", MicrosSince(begin) / rounds, sources[i].text.c_str());
  }
  return 0;
}

}  // namespace
}  // namespace tocsin

int main(int count, char** arguments) {
  return tocsin::Measure(count > 1 ? std::atoi(arguments[1]) : 20000);
}
