#include "workers/workflow/oncall/duty.hpp"

#include <date/tz.h>

namespace tocsin::workflow {
namespace {

/// Whether hours that begin on `day` hold the moment `since_midnight` after the day's start.
bool Covers(const Calendar& calendar, date::local_days day,
            std::chrono::milliseconds since_midnight) {
  if (calendar.holidays.contains(date::format("%F", day))) return false;
  const auto weekday = date::weekday(day).iso_encoding() - 1;
  for (const auto& hours : calendar.hours) {
    if (!hours.days[weekday]) continue;
    const auto end = hours.to > hours.from ? hours.to : hours.to + std::chrono::hours(24);
    if (since_midnight >= hours.from && since_midnight < end) return true;
  }
  return false;
}

}  // namespace

bool IsOpen(const Calendar& calendar, TimePoint at) {
  const auto local = calendar.zone->to_local(at);
  const auto today = date::floor<date::days>(local);
  // A holiday is closed from midnight to midnight: the hours of the evening before end there.
  if (calendar.holidays.contains(date::format("%F", today))) return false;
  const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(local - today);
  return Covers(calendar, today, time) ||
         Covers(calendar, today - date::days(1), time + std::chrono::hours(24));
}

Duty Resolve(const Resources& resources, const Policy* policy, const Calendar* calendar,
             TimePoint at) {
  Duty duty;
  duty.open = calendar != nullptr && IsOpen(*calendar, at);
  if (policy == nullptr) return duty;
  for (const auto& rung : policy->rungs)
    if (const Contact* contact = resources.FindContact(rung.contact))
      duty.rungs.push_back(
          {contact->id, contact->phone, contact->language, rung.retries, rung.delay});
  return duty;
}

const FieldTable& DutyRung::Spec() {
  static const FieldTable table = TableOf<DutyRung>(
      "duty_rung", "A contact to be called.",
      {FieldOf<&DutyRung::contact>("contact", "Name of the contact.", {.required = true}),
       FieldOf<&DutyRung::phone>("phone", "Its number.",
                                 {.required = true, .shown = Shown::kPhone}),
       FieldOf<&DutyRung::language>("language", "Its language; empty: the default.",
                                    {.required = true}),
       FieldOf<&DutyRung::retries>("retries", "How often to ring again.", {.required = true}),
       FieldOf<&DutyRung::delay>("delay", "Pause before that.", {.required = true})});
  return table;
}

const FieldTable& Duty::Spec() {
  static const FieldTable table = TableOf<Duty>(
      "duty", "Who is on duty.",
      {FieldOf<&Duty::open>("open", "Within business hours.", {.required = true}),
       FieldOf<&Duty::rungs>("rungs", "Whom to ring, in this order.", {.required = true})});
  return table;
}

}  // namespace tocsin::workflow
