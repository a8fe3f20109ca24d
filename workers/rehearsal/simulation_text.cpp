// A simulation as a table, a diagram and JSON.
#include <algorithm>
#include <array>
#include <map>

#include "workers/rehearsal/simulation.hpp"
#include "workers/workflow/oncall/time_texts.hpp"

namespace tocsin::rehearsal {
namespace {

using StepKind = SimulatedStep::Kind;

constexpr std::string_view kStepWords[] = {"alert",    "duty",   "ring",  "end",
                                           "decision", "action", "closed"};

Duration After(const Simulation& simulation, const SimulatedStep& step) {
  return std::chrono::floor<std::chrono::seconds>(step.at - simulation.steps.front().at);
}

/// Mermaid ends a statement at ';' and begins a comment or an entity at '#'.
std::string Plain(std::string text) {
  std::ranges::replace(text, ';', ',');
  std::ranges::replace(text, '\n', ' ');
  std::erase(text, '#');
  return text;
}

std::string WithReason(const SimulatedStep& step) {
  return step.why.empty() ? step.what : step.what + " (" + step.why + ")";
}

}  // namespace

std::string SimulationTable(const Simulation& simulation) {
  const auto* zone = workflow::LocateZone(simulation.zone);
  std::vector<std::array<std::string, 5>> rows = {
      {"time (" + simulation.zone + ")", "after", "who", "what", "why"}};
  for (const auto& step : simulation.steps)
    rows.push_back({workflow::LocalText(*zone, step.at), FormatDuration(After(simulation, step)),
                    step.who.empty() ? "-" : step.who, step.what, step.why});
  std::array<std::size_t, 5> widths{};
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      line.append(row[i]).append(widths[i] + 2 - row[i].size(), ' ');
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string SimulationMermaid(const Simulation& simulation) {
  std::string text = "sequenceDiagram\n    participant tocsin\n";
  std::map<std::string, std::string> names;
  for (const auto& step : simulation.steps) {
    if (step.who.empty() || names.contains(step.who)) continue;
    const auto name = "p" + std::to_string(names.size() + 1);
    names.emplace(step.who, name);
    text += "    participant " + name + " as " + Plain(step.who) + "\n";
  }
  for (const auto& step : simulation.steps) {
    const auto told = "+" + FormatDuration(After(simulation, step)) + " " + Plain(WithReason(step));
    if (step.who.empty())
      text += "    Note over tocsin: " + told + "\n";
    else if (step.kind == StepKind::kRing)
      text += "    tocsin->>" + names.at(step.who) + ": " + told + "\n";
    else
      text += "    " + names.at(step.who) + "-->>tocsin: " + told + "\n";
  }
  return text;
}

json::value SimulationJson(const Simulation& simulation) {
  const auto* zone = workflow::LocateZone(simulation.zone);
  json::array steps;
  for (const auto& step : simulation.steps)
    steps.push_back({{"at", workflow::LocalText(*zone, step.at)},
                     {"after", FormatDuration(After(simulation, step))},
                     {"kind", kStepWords[static_cast<std::size_t>(step.kind)]},
                     {"who", step.who},
                     {"what", step.what},
                     {"why", step.why}});
  return json::object{{"zone", simulation.zone}, {"steps", std::move(steps)}};
}

}  // namespace tocsin::rehearsal
