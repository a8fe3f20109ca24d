#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/time.hpp"
#include "schemas/yaml_fields.hpp"

namespace date {
class time_zone;
}

namespace tocsin::workflow {

// What the files in `workflows/resources` hold, as they are written. Their tables give the reading,
// the JSON Schema and the reference page.

struct ContactEntry {
  std::string name;
  std::string phone;
  std::string language;
  std::string zone;
  std::vector<std::string> severities;
  int priority = 100;
  bool active = true;
  static const FieldTable& Spec();
};

struct RungEntry {
  Located<std::string> contact;
  int retries = 0;
  Duration delay = std::chrono::seconds(45);
  static const FieldTable& Spec();
};

struct PolicyEntry {
  Located<std::vector<RungEntry>> rungs;
  Located<std::string> by;
  int retries = 0;
  Duration delay = std::chrono::seconds(45);
  static const FieldTable& Spec();
};

/// "07:00" to "24:00".
struct TimeOfDay {
  static constexpr std::string_view kWord = "time of day";
  std::chrono::minutes since_midnight{0};
  std::string Read(std::string_view text);
  std::string Text() const;
};

/// "mon", or "mon-fri" (also "fri-mon"). Monday first.
struct Weekdays {
  static constexpr std::string_view kWord = "day or days";
  std::array<bool, 7> days{};
  std::string Read(std::string_view text);
  std::string Text() const;
};

struct HoursEntry {
  OneOrMany<Weekdays> days;
  Located<TimeOfDay> from;
  Located<TimeOfDay> to;
  static const FieldTable& Spec();
};

struct CalendarEntry {
  std::string zone;
  std::vector<HoursEntry> hours;
  std::vector<std::string> holidays;
  static const FieldTable& Spec();
};

struct ActionEntry {
  Raw<RawKind::kText> name;
  Raw<RawKind::kMap> parameters;
  static const FieldTable& Spec();
};

/// A whole file, or the `resources` of a test file.
struct ResourceEntries {
  NamedList<ContactEntry> contacts;
  NamedList<PolicyEntry> policies;
  NamedList<CalendarEntry> calendars;
  NamedList<Brief<ActionEntry>> actions;
  static const FieldTable& Spec();
};

/// Of the process-wide database; nullptr when the name is no zone.
const date::time_zone* LocateZone(const std::string& name);

}  // namespace tocsin::workflow
