#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/yaml.hpp"
#include "workers/rosters/export_reader.hpp"
#include "workers/rosters/people.hpp"
#include "workers/rosters/roster.hpp"

namespace tocsin::rosters {

/// Where exports come from: the code for `--from NAME`. Stateless, thread-safe.
class RosterFormat {
 public:
  virtual ~RosterFormat() = default;
  virtual std::string_view Name() const = 0;
  /// "PagerDuty: users, schedules, escalation_policies".
  virtual std::string_view Description() const = 0;
  /// Reads the text of an export. What is wrong and what is lost goes to the reader; people who
  /// are named are asked of `people`, who adds them to the roster later.
  virtual Roster Read(std::string_view text, ExportReader& reader, People& people) const = 0;
};

/// Where the files of workers/rosters/formats put themselves: void
/// RegisterRosterFormat_<stem>(RosterFormatRegistry&).
class RosterFormatRegistry {
 public:
  void Add(std::unique_ptr<RosterFormat> format) {
    const std::string name(format->Name());
    formats_.emplace(name, std::move(format));
  }
  const RosterFormat* Find(std::string_view name) const {
    const auto found = formats_.find(name);
    return found == formats_.end() ? nullptr : found->second.get();
  }
  std::vector<std::string> Names() const;

 private:
  std::map<std::string, std::unique_ptr<RosterFormat>, std::less<>> formats_;
};
/// Generated: every file of workers/rosters/formats.
void RegisterRosterFormatAll(RosterFormatRegistry& registry);
/// All of them.
const RosterFormatRegistry& RosterFormats();

/// What an export became.
struct ImportedRoster {
  std::string yaml;               ///< a resource file; empty when there are errors
  std::vector<Finding> findings;  ///< errors; as warnings what was not carried over
  /// The rotations that a schedule became, by its name in the export: on duty in it are those of
  /// all of them.
  std::map<std::string, std::vector<std::string>> rotations;
};
/// Pure. `file` names the export in findings. The YAML is read back before it is given: it has no
/// errors.
ImportedRoster ImportRoster(const RosterFormat& format, std::string_view text,
                            const std::string& file);

}  // namespace tocsin::rosters
