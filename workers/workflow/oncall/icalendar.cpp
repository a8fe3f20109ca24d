#include "workers/workflow/oncall/icalendar.hpp"

#include <date/tz.h>
#include <libical/ical.h>

#include <algorithm>
#include <memory>
#include <set>

#include "schemas/ids.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::size_t kMostCalendarBytes = 4UL * 1024 * 1024;
constexpr std::size_t kMostEvents = 2'000;
constexpr int kMostOccurrences = 10'000;
constexpr const char* kWeekdayCodes[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};  // as libical
constexpr std::string_view kBeginEvent = "BEGIN:VEVENT";

struct FreeComponent {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using ComponentPtr = std::unique_ptr<icalcomponent, FreeComponent>;

std::string IcalText(const char* text) { return text == nullptr ? std::string() : text; }

/// The lines at which events begin, in order.
std::vector<int> LinesOfEvents(std::string_view text) {
  std::vector<int> lines;
  int line = 1;
  for (std::size_t begin = 0; begin < text.size(); ++line) {
    if (text.substr(begin, kBeginEvent.size()) == kBeginEvent) lines.push_back(line);
    begin = std::min(text.find('\n', begin), text.size() - 1) + 1;
  }
  return lines;
}

/// Wall time as it is written.
LocalMinutes WallOf(const icaltimetype& said) {
  const auto time = icaltime_normalize(said);
  return date::local_days(date::year(time.year) / time.month / time.day) +
         std::chrono::hours(time.hour) + std::chrono::minutes(time.minute);
}

icaltimetype TimeOf(LocalMinutes wall) {
  const auto day = date::floor<date::days>(wall);
  const date::year_month_day date(day);
  const auto minutes = (wall - day).count();
  auto time = icaltime_null_time();
  time.year = static_cast<int>(date.year());
  time.month = static_cast<int>(static_cast<unsigned>(date.month()));
  time.day = static_cast<int>(static_cast<unsigned>(date.day()));
  time.hour = static_cast<int>(minutes / 60);
  time.minute = static_cast<int>(minutes % 60);
  return time;
}

/// "/freeassociation.sourceforge.net/Europe/Berlin" as "Europe/Berlin".
std::string PlainZoneName(std::string name) {
  while (LocateZone(name) == nullptr) {
    const std::size_t slash = name.find('/', 1);
    if (!name.starts_with('/') || slash == std::string::npos) break;
    name.erase(0, slash);
    if (LocateZone(name.substr(1)) != nullptr) return name.substr(1);
  }
  return name;
}

/// Of a DTSTART or DTEND.
std::string ZoneSaid(icalproperty* property, const icaltimetype& time) {
  if (icaltime_is_utc(time)) return "UTC";
  auto* parameter = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
  return parameter == nullptr ? std::string()
                              : PlainZoneName(IcalText(icalparameter_get_tzid(parameter)));
}

/// A time in another zone, as wall time of `zone`.
LocalMinutes InZone(LocalMinutes wall, const std::string& own, const std::string& zone) {
  const auto* from = LocateZone(own.empty() ? zone : own);
  const auto* to = LocateZone(zone);
  if (from == to || from == nullptr || to == nullptr) return wall;
  return date::floor<std::chrono::minutes>(to->to_local(InstantOf(*from, wall)));
}

bool IsSaid(const short* list) { return list[0] != ICAL_RECURRENCE_ARRAY_MAX; }

std::string FrequencyOf(icalrecurrencetype_frequency frequency) {
  std::string word = IcalText(icalrecur_freq_to_string(frequency));
  std::ranges::transform(word, word.begin(), [](char one) {
    return one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one;
  });
  return word;
}

/// The last occurrence of a rule that counts them.
LocalMinutes LastOf(const icalrecurrencetype& rule, const icaltimetype& start) {
  LocalMinutes last = WallOf(start);
  auto* walk = icalrecur_iterator_new(rule, start);
  for (int number = 0; walk != nullptr && number < std::min(rule.count, kMostOccurrences);
       ++number) {
    const auto next = icalrecur_iterator_next(walk);
    if (icaltime_is_null_time(next)) break;
    last = WallOf(next);
  }
  if (walk != nullptr) icalrecur_iterator_free(walk);
  return last;
}

Recurrence RecurrenceOf(icalproperty* property, const icaltimetype& start,
                        const std::string& zone) {
  const auto rule = icalproperty_get_rrule(property);
  Recurrence out;
  if (auto copy = rule; char* text = icalrecurrencetype_as_string_r(&copy)) {
    out.rule = text;
    icalmemory_free_buffer(text);
  }
  out.frequency = FrequencyOf(rule.freq);
  out.interval = std::max<int>(rule.interval, 1);
  if (rule.week_start >= ICAL_SUNDAY_WEEKDAY)
    out.week_start = kWeekdayCodes[rule.week_start - ICAL_SUNDAY_WEEKDAY];
  for (std::size_t i = 0; i < ICAL_BY_DAY_SIZE && rule.by_day[i] != ICAL_RECURRENCE_ARRAY_MAX;
       ++i) {
    const auto day = icalrecurrencetype_day_day_of_week(rule.by_day[i]);
    if (icalrecurrencetype_day_position(rule.by_day[i]) != 0 || day < ICAL_SUNDAY_WEEKDAY)
      out.by_date = true;
    else
      out.by_day.emplace_back(kWeekdayCodes[day - ICAL_SUNDAY_WEEKDAY]);
  }
  out.by_date = out.by_date || IsSaid(rule.by_month) || IsSaid(rule.by_month_day) ||
                IsSaid(rule.by_year_day) || IsSaid(rule.by_week_no) || IsSaid(rule.by_set_pos) ||
                IsSaid(rule.by_hour) || IsSaid(rule.by_minute);
  if (rule.count > 0)
    out.until = LastOf(rule, start);
  else if (!icaltime_is_null_time(rule.until))
    out.until = icaltime_is_utc(rule.until) ? InZone(WallOf(rule.until), "UTC", zone)
                : rule.until.is_date
                    ? WallOf(rule.until) + std::chrono::hours(24) - std::chrono::minutes(1)
                    : WallOf(rule.until);
  return out;
}

/// How long it lasts, on the clock of its zone; nothing: neither DTEND nor DURATION is there.
std::optional<std::chrono::minutes> LengthOf(icalcomponent* event, const icaltimetype& start,
                                             const std::string& zone) {
  if (auto* end = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY)) {
    const auto time = icalproperty_get_dtend(end);
    return InZone(WallOf(time), ZoneSaid(end, time), zone) - WallOf(start);
  }
  if (auto* duration = icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY))
    return std::chrono::minutes(icaldurationtype_as_int(icalproperty_get_duration(duration)) / 60);
  if (start.is_date) return std::chrono::hours(24);
  return std::nullopt;
}

std::vector<std::string> AttendeesOf(icalcomponent* event) {
  constexpr std::string_view kMailTo = "mailto:";
  std::vector<std::string> emails;
  for (auto* one = icalcomponent_get_first_property(event, ICAL_ATTENDEE_PROPERTY); one != nullptr;
       one = icalcomponent_get_next_property(event, ICAL_ATTENDEE_PROPERTY)) {
    const std::string address = IcalText(icalproperty_get_attendee(one));
    std::string small = address.substr(0, kMailTo.size());
    std::ranges::transform(small, small.begin(), [](char letter) {
      return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    if (small == kMailTo) emails.push_back(address.substr(kMailTo.size()));
  }
  return emails;
}

/// RDATE, EXDATE and RECURRENCE-ID, as wall time of the event's zone.
void ReadExceptions(icalcomponent* event, CalendarEvent& out) {
  const auto each = [&](icalproperty_kind kind, auto use) {
    for (auto* one = icalcomponent_get_first_property(event, kind); one != nullptr;
         one = icalcomponent_get_next_property(event, kind))
      use(one);
  };
  const auto wall = [&](icalproperty* property, const icaltimetype& time) {
    return InZone(WallOf(time), ZoneSaid(property, time), out.zone);
  };
  each(ICAL_RDATE_PROPERTY, [&](icalproperty* one) {
    const auto date = icalproperty_get_rdate(one);
    const auto& time = icaltime_is_null_time(date.time) ? date.period.start : date.time;
    if (!icaltime_is_null_time(time)) out.added.push_back(wall(one, time));
  });
  each(ICAL_EXDATE_PROPERTY, [&](icalproperty* one) {
    const auto time = icalproperty_get_exdate(one);
    if (!icaltime_is_null_time(time)) out.left_out.push_back(wall(one, time));
  });
  each(ICAL_RECURRENCEID_PROPERTY, [&](icalproperty* one) {
    const auto time = icalproperty_get_recurrenceid(one);
    if (!icaltime_is_null_time(time)) out.replaced = wall(one, time);
    out.and_future = icalproperty_get_first_parameter(one, ICAL_RANGE_PARAMETER) != nullptr;
  });
}

/// The event, or what is wrong with it.
tl::expected<CalendarEvent, std::string> EventOf(icalcomponent* event, const std::string& zone) {
  auto* begin = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
  if (begin == nullptr) return tl::unexpected<std::string>("the event has no DTSTART");
  const auto start = icalproperty_get_dtstart(begin);
  if (icaltime_is_null_time(start) || !icaltime_is_valid_time(start))
    return tl::unexpected<std::string>("DTSTART is no time");
  CalendarEvent out;
  out.summary = IcalText(icalcomponent_get_summary(event));
  out.uid = IcalText(icalcomponent_get_uid(event));
  out.attendees = AttendeesOf(event);
  if (!out.attendees.empty()) out.email = out.attendees.front();
  out.start = WallOf(start);
  out.zone = ZoneSaid(begin, start);
  if (out.zone.empty()) out.zone = zone;
  const auto length = LengthOf(event, start, out.zone);
  if (!length || *length <= std::chrono::minutes(0))
    return tl::unexpected<std::string>("the event has no DTEND or DURATION after its DTSTART");
  out.length = *length;
  if (auto* rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY))
    out.recurrence = RecurrenceOf(rule, start, out.zone);
  if (out.recurrence)
    out.recurrence->has_exceptions =
        icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY) != nullptr ||
        icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY) != nullptr;
  ReadExceptions(event, out);
  out.cancelled = icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED;
  out.replaces = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY) != nullptr;
  return out;
}

/// An X- property by its name.
std::string NamedProperty(icalcomponent* root, std::string_view name) {
  for (auto* one = icalcomponent_get_first_property(root, ICAL_X_PROPERTY); one != nullptr;
       one = icalcomponent_get_next_property(root, ICAL_X_PROPERTY))
    if (IcalText(icalproperty_get_x_name(one)) == name) return IcalText(icalproperty_get_x(one));
  return {};
}

/// YYYYMMDDTHHMMSSZ
icaltimetype UtcTime(TimePoint at) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  return icaltime_from_timet_with_zone(seconds, 0, icaltimezone_get_utc_timezone());
}

}  // namespace

tl::expected<CalendarFile, Finding> ReadCalendar(std::string_view text, std::string_view file,
                                                 const std::string& zone) {
  const auto fault = [&](int line, std::string why) {
    return tl::unexpected(
        Finding{std::string(file), {line, 1}, Finding::Level::kError, std::move(why)});
  };
  if (text.size() > kMostCalendarBytes) return fault(1, "file is larger than 4 MiB");
  const ComponentPtr root(icalparser_parse_string(std::string(text).c_str()));
  if (root == nullptr || icalcomponent_isa(root.get()) != ICAL_VCALENDAR_COMPONENT)
    return fault(1, "this is no calendar: it must be BEGIN:VCALENDAR to END:VCALENDAR");
  CalendarFile out;
  out.name = NamedProperty(root.get(), "X-WR-CALNAME");
  out.zone = PlainZoneName(NamedProperty(root.get(), "X-WR-TIMEZONE"));
  if (out.zone.empty()) out.zone = zone;
  const auto lines = LinesOfEvents(text);
  for (auto* one = icalcomponent_get_first_component(root.get(), ICAL_VEVENT_COMPONENT);
       one != nullptr; one = icalcomponent_get_next_component(root.get(), ICAL_VEVENT_COMPONENT)) {
    const int line = out.events.size() < lines.size() ? lines[out.events.size()] : 1;
    if (out.events.size() == kMostEvents)
      return fault(line, "more than " + std::to_string(kMostEvents) + " events");
    auto event = EventOf(one, out.zone);
    if (!event) return fault(line, event.error());
    event->mark = {line, 1};
    out.events.push_back(*std::move(event));
  }
  return out;
}

tl::expected<std::vector<LocalMinutes>, std::string> BeginsOf(const CalendarEvent& event,
                                                              LocalMinutes until,
                                                              std::size_t most) {
  std::set<LocalMinutes> begins(event.added.begin(), event.added.end());
  if (!event.recurrence) begins.insert(event.start);
  if (const auto& said = event.recurrence) {
    constexpr std::string_view kUnderstood[] = {"hourly", "daily", "weekly", "monthly", "yearly"};
    if (std::ranges::find(kUnderstood, said->frequency) == std::end(kUnderstood))
      return tl::unexpected("FREQ=" + said->frequency + " is not understood; hourly to yearly are");
    auto rule = icalrecurrencetype_from_string(said->rule.c_str());
    rule.until = icaltime_null_time();  // it may be in UTC: compared below, in the event's zone
    const std::unique_ptr<icalrecur_iterator, decltype(&icalrecur_iterator_free)> walk(
        icalrecur_iterator_new(rule, TimeOf(event.start)), &icalrecur_iterator_free);
    if (walk == nullptr) return tl::unexpected<std::string>("RRULE is not understood");
    const LocalMinutes last = said->until ? std::min(*said->until, until) : until;
    for (auto next = icalrecur_iterator_next(walk.get()); !icaltime_is_null_time(next);
         next = icalrecur_iterator_next(walk.get())) {
      if (WallOf(next) > last) break;
      begins.insert(WallOf(next));
      if (begins.size() > most)
        return tl::unexpected("it recurs more than " + std::to_string(most) +
                              " times; give RRULE an UNTIL");
    }
  }
  for (const auto& one : event.left_out) begins.erase(one);
  return std::vector<LocalMinutes>(begins.begin(), begins.end());
}

std::string CalendarText(std::string_view name, const std::vector<CalendarShift>& shifts,
                         TimePoint made) {
  const ComponentPtr root(icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
  icalcomponent_add_property(root.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(root.get(), icalproperty_new_prodid("-//tocsin//oncall//EN"));
  auto* calendar_name = icalproperty_new_x(std::string(name).c_str());
  icalproperty_set_x_name(calendar_name, "X-WR-CALNAME");
  icalcomponent_add_property(root.get(), calendar_name);
  for (const auto& shift : shifts) {
    auto* event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    const std::string uid =
        Sha256Hex(shift.schedule + '\n' + shift.contact + '\n' + FormatTime(shift.from));
    icalcomponent_add_property(event,
                               icalproperty_new_uid((uid.substr(0, 32) + "@tocsin").c_str()));
    icalcomponent_add_property(event, icalproperty_new_dtstamp(UtcTime(made)));
    icalcomponent_add_property(event, icalproperty_new_dtstart(UtcTime(shift.from)));
    icalcomponent_add_property(event, icalproperty_new_dtend(UtcTime(shift.to)));
    icalcomponent_add_property(event, icalproperty_new_summary(shift.name.c_str()));
    icalcomponent_add_property(event, icalproperty_new_description(shift.schedule.c_str()));
    icalcomponent_add_component(root.get(), event);
  }
  std::unique_ptr<char, decltype(&icalmemory_free_buffer)> text(
      icalcomponent_as_ical_string_r(root.get()), &icalmemory_free_buffer);
  return IcalText(text.get());
}

}  // namespace tocsin::workflow
