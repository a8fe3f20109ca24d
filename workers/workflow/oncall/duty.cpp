#include "workers/workflow/oncall/duty.hpp"

#include <date/tz.h>

#include <algorithm>

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

constexpr int kLastResortRetries = 1;

bool IsFor(const Contact& contact, std::string_view severity) {
  return severity.empty() || contact.severities.empty() ||
         std::ranges::find(contact.severities, severity) != contact.severities.end();
}

/// Puts the ladder together.
class DutyBuilder {
 public:
  DutyBuilder(const Resources& resources, const DutyQuery& query)
      : resources_(resources), query_(query) {
    duty_.open = query.calendar != nullptr && IsOpen(*query.calendar, query.at);
  }

  void Climb(const Policy& policy) {
    if (policy.rungs.empty()) return ChooseBySeverity(policy);
    for (const auto& rung : policy.rungs)
      Add(rung.contact, rung.retries, rung.delay, "policy " + policy.name);
  }

  Duty Finish() {
    if (duty_.rungs.empty())
      if (const Contact* last = resources_.LastResort())
        Ring(*last, kLastResortRetries, Rung().delay, "nobody else is on duty");
    return std::move(duty_);
  }

 private:
  void ChooseBySeverity(const Policy& policy) {
    std::vector<const Contact*> chosen;
    for (const auto& contact : resources_.AllContacts())
      if (IsFor(contact, query_.severity)) chosen.push_back(&contact);
    std::ranges::stable_sort(chosen, {}, &Contact::priority);
    const std::string severity =
        query_.severity.empty() ? "" : "severity " + std::string(query_.severity) + ", ";
    for (const auto* contact : chosen)
      Add(contact->id, policy.retries, policy.delay,
          severity + "priority " + std::to_string(contact->priority));
  }

  void Add(const std::string& id, int retries, Duration delay, const std::string& why) {
    const Contact* contact = resources_.FindContact(id);
    if (contact == nullptr) return Skip(id, "", why + ": in no resource file");
    if (!contact->active) return Skip(id, contact->name, why + ": not active");
    Ring(*contact, retries, delay, why);
  }

  void Ring(const Contact& contact, int retries, Duration delay, std::string why) {
    duty_.rungs.push_back({contact.id, contact.phone, contact.language, retries, delay});
    duty_.reasons.push_back({contact.id, contact.name, std::move(why)});
  }
  void Skip(const std::string& who, const std::string& name, std::string why) {
    duty_.skipped.push_back({who, name, std::move(why)});
  }

  const Resources& resources_;
  const DutyQuery& query_;
  Duty duty_;
};

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

Duty Resolve(const Resources& resources, const DutyQuery& query) {
  DutyBuilder builder(resources, query);
  if (query.policy != nullptr) builder.Climb(*query.policy);
  return builder.Finish();
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

const FieldTable& DutyReason::Spec() {
  static const FieldTable table = TableOf<DutyReason>(
      "duty_reason", "Why somebody is rung, or is not.",
      {FieldOf<&DutyReason::who>(
           "who",
           "The contact, or what stands in its place: a rotation in which nobody is on duty.",
           {.required = true}),
       FieldOf<&DutyReason::name>("name", "How people know them; empty: no contact.",
                                  {.required = true}),
       FieldOf<&DutyReason::why>("why", "In words.", {.required = true})});
  return table;
}

const FieldTable& Duty::Spec() {
  static const FieldTable table = TableOf<Duty>(
      "duty", "Who is on duty.",
      {FieldOf<&Duty::open>("open", "Within business hours.", {.required = true}),
       FieldOf<&Duty::rungs>("rungs", "Whom to ring, in this order.", {.required = true}),
       FieldOf<&Duty::reasons>("reasons", "Why: one for each rung.", {.required = true}),
       FieldOf<&Duty::skipped>("skipped", "Who is not rung, and why.", {.required = true})});
  return table;
}

}  // namespace tocsin::workflow
