// The tables of what depends on the time: turns, who stands in, hours, maintenance.
#include "workers/workflow/oncall/resource_tables.hpp"

#include "schemas/events/alerts.hpp"

namespace tocsin::workflow {
namespace {

template <class T>
Field StartField() {
  return FieldOf<&T::start>(
      "start",
      "The first day: from its hand-over on the first of `people` is on duty, "
      "before it nobody.",
      {.example = "2026-11-30"});
}
template <class T>
Field UntilField() {
  return FieldOf<&T::until>("until", "The day at whose hand-over it ends for good.",
                            {.example = "2027-03-01", .default_text = "never"});
}
template <class T>
Field EveryField() {
  return FieldOf<&T::every>(
      "every", "How long a turn is: `hour`, `day`, `week`, `month`, or some of them, `12 hours`.",
      {.example = "week"});
}
template <class T>
Field HandoverField() {
  return FieldOf<&T::handover>(
      "handover",
      "The wall time at which the next one takes over, `09:00`; with a weekday, `mon 09:00`, weeks "
      "are counted from the last such day before `start`.",
      {.example = "mon 09:00"});
}
template <class T>
Field PeopleField() {
  return FieldOf<&T::people>("people",
                             "Names of contacts, in the order of their turns; a list within the "
                             "list is several at once.",
                             {.example = R"(["alice","bob"])"});
}
template <class T>
Field RestrictionsField() {
  return FieldOf<&T::restrictions>("restrictions",
                                   "On duty only within these hours; turns go on behind them.");
}

template <class T>
Field IcalField() {
  return FieldOf<&T::ical>(
      "ical",
      "Instead of the turns above: an iCalendar file in the folder of this one. Whom the SUMMARY "
      "(a contact's own name, or its `name`) or else an ATTENDEE (its `email`) of an event names "
      "is on duty while it lasts; several events at once are several people. Times without a zone "
      "are the rotation's.",
      {.example = "team.ics", .check = FaultOfCalendarFile});
}

}  // namespace

std::string FaultOfCalendarFile(std::string_view name) {
  if (name.ends_with(".ics") && name.size() > 4 && name.find('/') == std::string_view::npos)
    return {};
  return "must be a file NAME.ics in the folder of this one, without a path or an address";
}

const FieldTable& LayerEntry::Spec() {
  static const FieldTable table = TableOf<LayerEntry>(
      "layer", "People who take turns.",
      {StartField<LayerEntry>(), UntilField<LayerEntry>(), EveryField<LayerEntry>(),
       HandoverField<LayerEntry>(), PeopleField<LayerEntry>(), RestrictionsField<LayerEntry>(),
       IcalField<LayerEntry>()});
  return table;
}

const FieldTable& RotationEntry::Spec() {
  static const FieldTable table = TableOf<RotationEntry>(
      "rotation", "Who takes turns on duty. All times are wall time of its zone.",
      {FieldOf<&RotationEntry::zone>(
           "zone", "Time zone.",
           {.required = true, .example = "Europe/Berlin", .check = FaultOfZone}),
       StartField<RotationEntry>(), UntilField<RotationEntry>(), EveryField<RotationEntry>(),
       HandoverField<RotationEntry>(), PeopleField<RotationEntry>(),
       RestrictionsField<RotationEntry>(), IcalField<RotationEntry>(),
       FieldOf<&RotationEntry::layers>(
           "layers",
           "Instead of the keys above, several of them: a later one goes before an earlier one "
           "wherever it has somebody.")});
  return table;
}

const FieldTable& OverrideEntry::Spec() {
  static const FieldTable table = TableOf<OverrideEntry>(
      "override",
      "Somebody stands in for who is on duty in a rotation, or takes the place of a policy's first "
      "rung.",
      {FieldOf<&OverrideEntry::rotation>("rotation", "In which rotation.", {.example = "primary"}),
       FieldOf<&OverrideEntry::policy>("policy", "Or on which policy.", {.example = "default"}),
       FieldOf<&OverrideEntry::from>("from", "From when on.",
                                     {.required = true, .example = "2026-12-24T18:00"}),
       FieldOf<&OverrideEntry::to>("to", "Until when.",
                                   {.required = true, .example = "2026-12-27T09:00"}),
       FieldOf<&OverrideEntry::zone>("zone", "Zone of times without an offset.",
                                     {.example = "Europe/Berlin",
                                      .default_text = "the rotation's, or the calendar's",
                                      .check = FaultOfZone}),
       FieldOf<&OverrideEntry::contact>("contact", "Who.",
                                        {.required = true, .example = "carol"})});
  return table;
}

const FieldTable& HoursEntry::Spec() {
  static const FieldTable table = TableOf<HoursEntry>(
      "hours",
      "Hours of the week, in local wall time. Where `to` is not after `from` they go over midnight "
      "and belong to the day they begin on.",
      {FieldOf<&HoursEntry::days>("days", "`mon`, `mon-fri`, `[sat, sun]`.",
                                  {.required = true, .example = "mon-fri"}),
       FieldOf<&HoursEntry::from>("from", "When they begin.",
                                  {.required = true, .example = "07:00"}),
       FieldOf<&HoursEntry::to>("to", "When they end, up to `24:00`.",
                                {.required = true, .example = "16:00"})});
  return table;
}

const FieldTable& QuietEntry::Spec() {
  static const FieldTable table = TableOf<QuietEntry>(
      "quiet", "Hours in which a person is not rung.",
      {FieldOf<&QuietEntry::hours>("hours", "In the person's `zone`, else that of the calendar.",
                                   {.required = true}),
       FieldOf<&QuietEntry::except>(
           "except", "Alerts of these severities ring nevertheless; `[]`: none.",
           {.allowed = {std::begin(events::kSeverities), std::end(events::kSeverities)},
            .example = R"(["critical"])"})});
  return table;
}

const FieldTable& MaintenanceEntry::Spec() {
  static const FieldTable table = TableOf<MaintenanceEntry>(
      "maintenance",
      "A window in which alerts ring nobody. It is about the alerts that `resource` names, or "
      "`when` "
      "is true for; with both, either will do.",
      {FieldOf<&MaintenanceEntry::from>("from", "From when on.",
                                        {.example = "2026-12-01T22:00", .default_text = "always"}),
       FieldOf<&MaintenanceEntry::to>("to", "Until when.",
                                      {.example = "2026-12-02T02:00", .default_text = "always"}),
       FieldOf<&MaintenanceEntry::hours>("hours", "Only within these hours of the week."),
       FieldOf<&MaintenanceEntry::zone>(
           "zone", "Zone of hours, and of times without an offset.",
           {.example = "Europe/Berlin", .default_text = "the calendar's", .check = FaultOfZone}),
       FieldOf<&MaintenanceEntry::resource>(
           "resource", "The alert's `resource_id`, `resource_name` or `node_name`.",
           {.example = "pve1", .check = FaultOfEmpty}),
       FieldOf<&MaintenanceEntry::when>("when", "jq over the alert's data.",
                                        {.example = "${ .labels.team == \"web\" }"})});
  return table;
}

}  // namespace tocsin::workflow
