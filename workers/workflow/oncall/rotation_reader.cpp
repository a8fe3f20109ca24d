#include "workers/workflow/oncall/rotation_reader.hpp"

#include <algorithm>

#include "workers/workflow/oncall/calendar_reader.hpp"

namespace tocsin::workflow {
namespace {

/// Reads the entries of one file.
class Reading {
 public:
  Reading(const std::string& file, std::vector<Finding>& findings)
      : file_(file), findings_(findings), before_(findings.size()) {}

  void Error(Mark mark, std::string text) {
    findings_.push_back({file_, mark, Finding::Level::kError, std::move(text)});
  }
  bool Good() const { return findings_.size() == before_; }
  std::vector<Hours> Read(const std::vector<HoursEntry>& entries) {
    return HoursOf(entries, file_, findings_);
  }

  /// The instants of a window; a mistake where it ends before it begins, or its zone is not known.
  struct Window {
    std::optional<TimePoint> from;
    std::optional<TimePoint> to;
  };
  Window Between(const Located<Moment>& from, const Located<Moment>& to,
                 const date::time_zone* zone) {
    Window window;
    window.from = At(from, zone);
    window.to = At(to, zone);
    if (window.from && window.to && *window.to <= *window.from)
      Error(to.mark, "'to' must be after 'from'");
    return window;
  }

 private:
  std::optional<TimePoint> At(const Located<Moment>& moment, const date::time_zone* zone) {
    if (moment.mark.line == 0) return std::nullopt;
    if (zone != nullptr) return moment.value.In(*zone);
    if (!moment.value.NeedsZone()) return std::get<TimePoint>(moment.value.at);
    Error(moment.mark, "in which zone? Give 'zone', or an offset: '2026-12-24T18:00:00+01:00'");
    return std::nullopt;
  }

  const std::string& file_;
  std::vector<Finding>& findings_;
  std::size_t before_;
};

/// The hand-over from which all are counted: that of the first day, or of the last day before it
/// that has the wanted weekday.
LocalMinutes FirstHandOver(const LayerEntry& entry) {
  date::local_days day = entry.start.value.day;
  if (entry.handover.weekday) day -= date::weekday(day) - *entry.handover.weekday;
  return day + entry.handover.time.since_midnight;
}

/// Its turns are read when all contacts are known.
void ReadCalendarLayer(const LayerEntry& entry, Reading& reading, Rotation& rotation) {
  for (const Mark& other : {entry.start.mark, entry.until.mark, entry.people.mark})
    if (other.line > 0) return reading.Error(other, "either 'ical' or the keys of turns, not both");
  Layer layer;
  layer.restrictions = reading.Read(entry.restrictions);
  layer.calendar = entry.ical.value;
  rotation.layers.push_back(std::move(layer));
}

void ReadLayer(const LayerEntry& entry, Mark place, Reading& reading, Rotation& rotation) {
  if (entry.ical.mark.line > 0) return ReadCalendarLayer(entry, reading, rotation);
  if (entry.start.mark.line == 0) return reading.Error(place, "'start' is required: the first day");
  if (entry.people.mark.line == 0 || entry.people.value.empty())
    return reading.Error(place, "'people' is required: at least one contact");
  if (entry.handover.weekday && entry.every.unit != ShiftLength::Unit::kWeek)
    reading.Error(place, "a hand-over on a weekday is for turns of weeks, not of '" +
                             entry.every.Text() + "'");
  Layer layer;
  layer.first = FirstHandOver(entry);
  layer.every = entry.every;
  const auto handover = entry.handover.time.since_midnight;
  layer.begin = InstantOf(*rotation.zone, entry.start.value.day + handover);
  if (entry.until.mark.line > 0) {
    layer.end = InstantOf(*rotation.zone, entry.until.value.day + handover);
    if (*layer.end <= layer.begin) reading.Error(entry.until.mark, "'until' must be after 'start'");
  }
  for (const auto& turn : entry.people.value) {
    auto& people = layer.people.emplace_back();
    for (const auto& person : turn.items) people.push_back(person.value);
  }
  layer.restrictions = reading.Read(entry.restrictions);
  rotation.layers.push_back(std::move(layer));
}

/// Names are checked elsewhere; an empty list of one that could not be read.
std::vector<std::string> NamesOf(const OneOrMany<Located<std::string>>& names) {
  std::vector<std::string> texts;
  for (const auto& name : names.items) texts.push_back(name.value);
  return texts;
}

const date::time_zone* ZoneNamed(const std::string& name, const date::time_zone* otherwise) {
  return name.empty() ? otherwise : LocateZone(name);
}

}  // namespace

Rotation RotationOf(const Named<RotationEntry>& named, const std::string& file,
                    std::vector<Finding>& findings) {
  Reading reading(file, findings);
  const RotationEntry& entry = named.value;
  Rotation rotation{
      .name = named.name, .zone_name = entry.zone, .zone = LocateZone(entry.zone), .layers = {}};
  if (rotation.zone == nullptr) return rotation;  // told already
  if (entry.layers.mark.line == 0) {
    ReadLayer({entry.start, entry.until, entry.every, entry.handover, entry.people,
               entry.restrictions, entry.ical},
              named.mark, reading, rotation);
    return rotation;
  }
  if (entry.start.mark.line > 0 || entry.people.mark.line > 0 || entry.ical.mark.line > 0)
    reading.Error(entry.layers.mark, "either 'layers' or the keys of one layer, not both");
  if (entry.layers.value.empty())
    reading.Error(entry.layers.mark, "'layers' is empty: name at least one");
  for (const auto& layer : entry.layers.value)
    ReadLayer(layer, layer.start.mark.line > 0 ? layer.start.mark : entry.layers.mark, reading,
              rotation);
  return rotation;
}

const date::time_zone* DefaultZone(const Resources& resources) {
  const Calendar* calendar = resources.DefaultCalendar();
  return calendar == nullptr ? nullptr : calendar->zone;
}

std::optional<Override> OverrideOf(const OverrideEntry& entry, const Resources& resources,
                                   const std::string& file, std::vector<Finding>& findings) {
  Reading reading(file, findings);
  const bool of_rotation = entry.rotation.mark.line > 0;
  const auto& whose = of_rotation ? entry.rotation : entry.policy;
  if (of_rotation == (entry.policy.mark.line > 0)) {
    const Mark mark = entry.from.mark.line > 0 ? entry.from.mark : entry.rotation.mark;
    reading.Error(mark, "an override is of one 'rotation' or of one 'policy'");
    return std::nullopt;
  }
  const Rotation* rotation = of_rotation ? resources.FindRotation(whose.value) : nullptr;
  const auto* zone =
      ZoneNamed(entry.zone, rotation != nullptr ? rotation->zone : DefaultZone(resources));
  const auto window = reading.Between(entry.from, entry.to, zone);
  if (!reading.Good() || !window.from || !window.to) return std::nullopt;
  return Override{of_rotation ? Override::Of::kRotation : Override::Of::kPolicy, whose.value,
                  *window.from, *window.to, NamesOf(entry.contact)};
}

std::optional<Maintenance> MaintenanceOf(const Named<MaintenanceEntry>& named,
                                         const Resources& resources, const std::string& file,
                                         std::vector<Finding>& findings) {
  Reading reading(file, findings);
  const MaintenanceEntry& entry = named.value;
  const auto* zone = ZoneNamed(entry.zone, DefaultZone(resources));
  const auto window = reading.Between(entry.from, entry.to, zone);
  Maintenance maintenance{.name = named.name,
                          .from = window.from,
                          .to = window.to,
                          .hours = reading.Read(entry.hours.value),
                          .zone = zone,
                          .resources = entry.resource.items};
  if (!maintenance.hours.empty() && zone == nullptr)
    reading.Error(entry.hours.mark, "in which zone? Give 'zone'");
  if (entry.resource.items.empty() && entry.when.node.kind == YamlNode::Kind::kNull)
    reading.Error(named.mark,
                  "say what it is about: 'resource' or 'when'; for everything: when: '${ true }'");
  if (!reading.Good()) return std::nullopt;
  return maintenance;
}

}  // namespace tocsin::workflow
