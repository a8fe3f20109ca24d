#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/time.hpp"
#include "schemas/yaml_fields.hpp"
#include "workers/workflow/oncall/time_texts.hpp"

namespace tocsin::workflow {

/// What is wrong with an entry of a contact's `channels`; empty: nothing.
std::string FaultOfContactChannel(std::string_view text);

// What the files in `workflows/resources` hold, as they are written. Their tables give the reading,
// the JSON Schema and the reference page.

struct HoursEntry {
  OneOrMany<Weekdays> days;
  Located<TimeOfDay> from;
  Located<TimeOfDay> to;
  static const FieldTable& Spec();
};

/// When a person is not rung.
struct QuietEntry {
  Located<std::vector<HoursEntry>> hours;
  std::vector<std::string> except = {"critical"};
  static const FieldTable& Spec();
};

/// How often a person is rung.
struct ThrottleEntry {
  int calls_per_hour = 0;
  std::vector<std::string> except = {"critical"};
  static const FieldTable& Spec();
};

struct ContactEntry {
  std::string name;
  std::string phone;
  std::string language;
  std::string zone;
  std::vector<std::string> severities;
  int priority = 100;
  bool active = true;
  std::optional<QuietEntry> quiet;
  std::optional<ThrottleEntry> throttle;
  std::string email;
  std::vector<std::string> channels;
  static const FieldTable& Spec();
};

/// One of `contact`, `rotation` and `policy`.
struct RungEntry {
  Located<std::string> contact;
  Located<std::string> rotation;
  Located<std::string> policy;
  int retries = 0;
  Duration delay = std::chrono::seconds(45);
  static const FieldTable& Spec();
};

/// From when on many alerts are told in one call.
struct BundleEntry {
  int after = 0;
  Duration within{0};
  static const FieldTable& Spec();
};

struct PolicyEntry {
  Located<std::vector<RungEntry>> rungs;
  Located<std::string> by;
  int retries = 0;
  Duration delay = std::chrono::seconds(45);
  std::optional<BundleEntry> bundle;
  static const FieldTable& Spec();
};

/// People who take turns: `start`, `people` and so on, or `ical`.
struct LayerEntry {
  Located<LocalDate> start;
  Located<LocalDate> until;
  ShiftLength every;
  HandOver handover;
  Located<std::vector<OneOrMany<Located<std::string>>>> people;
  std::vector<HoursEntry> restrictions;
  Located<std::string> ical;
  static const FieldTable& Spec();
};

/// What is wrong with the name of a calendar's file; empty: nothing.
std::string FaultOfCalendarFile(std::string_view name);

/// The keys of one layer, or `layers`.
struct RotationEntry {
  std::string zone;
  Located<LocalDate> start;
  Located<LocalDate> until;
  ShiftLength every;
  HandOver handover;
  Located<std::vector<OneOrMany<Located<std::string>>>> people;
  std::vector<HoursEntry> restrictions;
  Located<std::string> ical;
  Located<std::vector<LayerEntry>> layers;
  static const FieldTable& Spec();
};

struct OverrideEntry {
  Located<std::string> rotation;
  Located<std::string> policy;
  Located<Moment> from;
  Located<Moment> to;
  std::string zone;
  OneOrMany<Located<std::string>> contact;
  static const FieldTable& Spec();
};

struct MaintenanceEntry {
  Located<Moment> from;
  Located<Moment> to;
  Located<std::vector<HoursEntry>> hours;
  std::string zone;
  OneOrMany<std::string> resource;
  Raw<RawKind::kText> when;
  static const FieldTable& Spec();
};

struct CalendarEntry {
  std::string zone;
  std::vector<HoursEntry> hours;
  std::vector<Holiday> holidays;
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
  NamedList<RotationEntry> rotations;
  std::vector<OverrideEntry> overrides;
  NamedList<CalendarEntry> calendars;
  NamedList<MaintenanceEntry> maintenance;
  NamedList<Brief<ActionEntry>> actions;
  static const FieldTable& Spec();
};

}  // namespace tocsin::workflow
