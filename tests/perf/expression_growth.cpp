// links: expression -ljq
//
// How the cost of expressions grows with their input (1 KB, 100 KB, 10 MB) and with their steps,
// beside libjq 1.6 of Debian (libjq-dev; nothing else in the project needs it): bare, and with the
// conversion of the input that it needs.
//   perf_expression_growth
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "adapters/expression/jq.hpp"

extern "C" {  // its headers do not say so
#include <jq.h>
}

namespace tocsin {
namespace {

using GrowthClock = std::chrono::steady_clock;

json::value AlertsOfBytes(std::size_t bytes) {
  json::array items;
  for (std::size_t i = 0, size = 0; size < bytes; ++i) {
    json::value item = {{"id", static_cast<std::int64_t>(i * 7919 % 100'003)},
                        {"severity", static_cast<std::int64_t>(i % 5)},
                        {"text", i % 3 == 0 ? "Disk almost full" : "Service is slow to answer"},
                        {"labels", {{"host", "node-" + std::to_string(i % 20)}, {"zone", "b"}}}};
    size += JsonText(item).size() + 1;
    items.push_back(std::move(item));
  }
  return {{"items", std::move(items)}};
}

/// As libjq was given its input.
jv JvOf(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return jv_null();
    case json::kind::bool_:
      return jv_bool(value.get_bool() ? 1 : 0);
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_:
      return jv_number(value.to_number<double>());
    case json::kind::string:
      return jv_string_sized(value.get_string().data(),
                             static_cast<int>(value.get_string().size()));
    case json::kind::array: {
      jv items = jv_array();
      for (const auto& item : value.get_array()) items = jv_array_append(items, JvOf(item));
      return items;
    }
    case json::kind::object: {
      jv members = jv_object();
      for (const auto& [key, member] : value.get_object())
        members = jv_object_set(members, jv_string_sized(key.data(), static_cast<int>(key.size())),
                                JvOf(member));
      return members;
    }
  }
  return jv_null();
}

/// The shortest of several times that `work` took, in microseconds.
double ShortestOf(const std::function<void()>& work) {
  double shortest = 0;
  double all = 0;
  for (int round = 0; round < 1000 && (round < 3 || all < 100'000); ++round) {
    const auto begin = GrowthClock::now();
    work();
    const double took =
        std::chrono::duration<double, std::micro>(GrowthClock::now() - begin).count();
    shortest = round == 0 ? took : std::min(shortest, took);
    all += took;
  }
  return shortest;
}

struct Costs {
  double ours = 0;
  double bare = 0;       ///< libjq, its input converted before
  double converted = 0;  ///< libjq and the conversion
};

/// False, with the reason in `fault`, when the expression passes a bound.
bool MeasureCosts(const std::string& text, const json::value& input, Costs& costs,
                  std::string& fault) {
  const auto program = MakeJqEngine()->Load({{text, {}}});
  const auto scope = program->NewScope();
  if (const auto first = program->Evaluate(0, input, *scope); !first) {
    fault = first.error().message;
    return false;
  }
  costs.ours = ShortestOf([&] { (void)program->Evaluate(0, input, *scope); });
  jq_state* state = jq_init();
  if (jq_compile(state, text.c_str()) == 0) {
    fault = "libjq does not compile it";
    return false;
  }
  const jv prepared = JvOf(input);
  const auto run = [&](jv value) {
    jq_start(state, value, 0);
    jv_free(jq_next(state));
  };
  costs.bare = ShortestOf([&] { run(jv_copy(prepared)); });
  costs.converted = ShortestOf([&] { run(JvOf(input)); });
  jv_free(prepared);
  jq_teardown(&state);
  return true;
}

void PrintGrowth(const std::string& text, const std::string& name, const json::value& input,
                 double size, const char* unit) {
  Costs costs;
  std::string fault;
  if (MeasureCosts(text, input, costs, fault))
    std::printf("| `%s` | %s | %.1f | %.1f | %.1f | %.2f ns/%s |\n", text.c_str(), name.c_str(),
                costs.ours, costs.bare, costs.converted, 1000 * costs.ours / size, unit);
  else
    std::printf("| `%s` | %s | %s | | | |\n", text.c_str(), name.c_str(), fault.c_str());
  std::fflush(stdout);
}

void PrintAllGrowth() {
  std::printf("| expression | input | ours us | libjq us | with conversion us | ours |\n");
  std::printf("|---|---|---|---|---|---|\n");
  const std::pair<const char*, std::size_t> sizes[] = {
      {"1 KB", 1'000}, {"100 KB", 100'000}, {"10 MB", 10'000'000}};
  for (const std::string text :
       {".items[3].labels.host", "[.items[] | select(.severity >= 3) | .id] | length",
        "[.items[].text | ascii_downcase] | unique | length", ".items | sort_by(.id) | length",
        ".items | group_by(.labels.host) | map({host: .[0].labels.host, count: length})",
        "tojson | length"})
    for (const auto& [name, bytes] : sizes)
      PrintGrowth(text, name, AlertsOfBytes(bytes), static_cast<double>(bytes), "B");
  for (const int steps : {1'000, 10'000, 100'000})
    PrintGrowth("reduce range(.) as $i (0; . + $i)", std::to_string(steps), steps, steps, "round");
}

}  // namespace
}  // namespace tocsin

int main() { tocsin::PrintAllGrowth(); }
