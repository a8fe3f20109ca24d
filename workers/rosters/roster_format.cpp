#include "workers/rosters/roster_format.hpp"

#include <algorithm>
#include <tuple>

#include "workers/rosters/roster_resources.hpp"
#include "workers/rosters/roster_yaml.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::rosters {
namespace {

void SortFindings(std::vector<Finding>& findings) {
  std::ranges::stable_sort(findings, {}, [](const Finding& finding) {
    return std::tuple(finding.level == Finding::Level::kWarning, finding.mark.line,
                      finding.mark.column);
  });
}

std::string Header(const RosterFormat& format, const RosterResources& made) {
  std::string text =
      "# Made by `tocsin oncall import --from " + std::string(format.Name()) + "`.\n";
  if (made.numbers_missing > 0)
    text += "# Put the right phone numbers where one begins with " + std::string(kMissingNumber) +
            ": those reach nobody.\n";
  return text;
}

}  // namespace

std::vector<std::string> RosterFormatRegistry::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, format] : formats_) names.push_back(name);
  return names;
}

const RosterFormatRegistry& RosterFormats() {
  static const RosterFormatRegistry registry = [] {
    RosterFormatRegistry all;
    RegisterRosterFormatAll(all);
    return all;
  }();
  return registry;
}

ImportedRoster ImportRoster(const RosterFormat& format, std::string_view text,
                            const std::string& file) {
  ExportReader reader(file);
  People people(reader);
  Roster roster = format.Read(text, reader, people);
  ImportedRoster imported;
  if (reader.Good() && roster.schedules.empty() && roster.ladders.empty())
    reader.Error({1, 1}, "no schedule and no escalation is in it: is it an export of " +
                             std::string(format.Description()) + "?");
  if (reader.Good()) {
    roster.people = people.Take();
    const auto made = ResourcesOf(roster, reader);
    imported.yaml = Header(format, made) + YamlText(made.sections);
    imported.rotations = made.rotations;
    const auto parsed = workflow::ParseResources({{"resources", imported.yaml}}, "");
    for (const auto& finding : parsed.findings)
      if (finding.level == Finding::Level::kError)
        reader.Error({}, "what it became is refused: " + finding.text);
  }
  imported.findings = reader.Findings();
  if (!reader.Good()) imported.yaml.clear();
  SortFindings(imported.findings);
  return imported;
}

}  // namespace tocsin::rosters
