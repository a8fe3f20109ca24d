#include "workers/workflow/oncall/duty.hpp"

#include <algorithm>

namespace tocsin::workflow {
namespace {

constexpr int kLastResortRetries = 1;

bool IsFor(const Contact& contact, std::string_view severity) {
  return severity.empty() || contact.severities.empty() ||
         std::ranges::find(contact.severities, severity) != contact.severities.end();
}

const Override* StandsIn(const Resources& resources, Override::Of of, std::string_view name,
                         TimePoint at) {
  for (const auto& one : resources.Overrides())
    if (one.Holds(of, name, at)) return &one;
  return nullptr;
}

/// Puts the ladder together.
class DutyBuilder {
 public:
  DutyBuilder(const Resources& resources, const DutyQuery& query)
      : resources_(resources), query_(query) {
    duty_.open = query.calendar != nullptr && IsOpen(*query.calendar, query.at);
  }

  /// The ladder of the policy that is asked for; who stands in for it comes first.
  void Begin(const Policy& policy) {
    const Override* stands_in = StandsIn(resources_, Override::Of::kPolicy, policy.name, query_.at);
    if (stands_in == nullptr) return Climb(policy, 0);
    const Rung first = policy.rungs.empty() ? Rung() : policy.rungs.front();
    for (const auto& contact : stands_in->contacts)
      Add(contact, first.retries, first.delay, "override of policy " + policy.name);
    Climb(policy, 1);
  }

  Duty Finish() {
    if (duty_.rungs.empty())
      if (const Contact* last = resources_.LastResort())
        Ring(*last, kLastResortRetries, Rung().delay, "nobody else is on duty");
    return std::move(duty_);
  }

 private:
  /// From rung `from` on.
  void Climb(const Policy& policy, std::size_t from) {
    if (policy.rungs.empty()) return ChooseBySeverity(policy);
    // Lint refuses policies that lead back to themselves.
    for (std::size_t i = from; i < policy.rungs.size(); ++i) {
      const Rung& rung = policy.rungs[i];
      if (rung.of == Rung::Of::kContact)
        Add(rung.name, rung.retries, rung.delay, "policy " + policy.name);
      else if (rung.of == Rung::Of::kRotation)
        AddTurn(rung);
      else if (const Policy* next = resources_.FindPolicy(rung.name))
        Climb(*next, 0);
    }
  }

  void AddTurn(const Rung& rung) {
    const std::string what = "rotation " + rung.name;
    const Rotation* rotation = resources_.FindRotation(rung.name);
    if (rotation == nullptr) return Skip(what, "", "in no resource file");
    const auto turn = TurnIn(resources_, *rotation, query_.at);
    if (!turn) return Skip(what, "", "nobody is on duty in it");
    for (const auto& contact : *turn->people)
      Add(contact, rung.retries, rung.delay,
          (turn->stands_in ? "override of " : "") + what + " until " +
              LocalText(*rotation->zone, turn->until));
  }

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
    if (IsQuiet(*contact)) return Skip(id, contact->name, why + ": quiet hours");
    Ring(*contact, retries, delay, why);
  }

  bool IsQuiet(const Contact& contact) const {
    if (!contact.quiet) return false;
    const auto& [hours, zone, except] = *contact.quiet;
    return !IsExcepted(except) && IsWithin(hours, {}, *zone, query_.at);
  }
  std::optional<int> CallsPerHour(const Contact& contact) const {
    if (!contact.throttle || IsExcepted(contact.throttle->except)) return std::nullopt;
    return contact.throttle->calls_per_hour;
  }
  bool IsExcepted(const std::vector<std::string>& severities) const {
    return std::ranges::find(severities, query_.severity) != severities.end();
  }

  void Ring(const Contact& contact, int retries, Duration delay, std::string why) {
    duty_.rungs.push_back(
        {contact.id, contact.phone, contact.language, retries, delay, CallsPerHour(contact)});
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

std::optional<DutyTurn> TurnIn(const Resources& resources, const Rotation& rotation, TimePoint at) {
  if (const auto* one = StandsIn(resources, Override::Of::kRotation, rotation.name, at))
    return DutyTurn{&one->contacts, one->to, true};
  const auto turn = OnDuty(rotation, at);
  if (!turn) return std::nullopt;
  return DutyTurn{turn->people, turn->to};
}

bool IsOpen(const Calendar& calendar, TimePoint at) {
  return IsWithin(calendar.hours, calendar.holidays, *calendar.zone, at);
}

Duty Resolve(const Resources& resources, const DutyQuery& query) {
  DutyBuilder builder(resources, query);
  if (query.policy != nullptr) builder.Begin(*query.policy);
  Duty duty = builder.Finish();
  if (query.policy == nullptr) return duty;
  duty.policy = query.policy->name;
  if (const auto& bundle = query.policy->bundle)
    duty.bundle = {
        bundle->after,
        static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(bundle->within).count())};
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
       FieldOf<&DutyRung::delay>("delay", "Pause before that.", {.required = true}),
       FieldOf<&DutyRung::calls_per_hour>(
           "calls_per_hour", "Their `throttle`, for `to` of `voice.ask`; absent: none holds.",
           {.example = "6"})});
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

const FieldTable& DutyBundle::Spec() {
  static const FieldTable table = TableOf<DutyBundle>(
      "duty_bundle", "From when on alerts of the policy are told in one call.",
      {FieldOf<&DutyBundle::after>("after", "So many alerts ring each by itself ...",
                                   {.required = true, .example = "5"}),
       FieldOf<&DutyBundle::seconds>("seconds", "... within so many seconds.",
                                     {.required = true, .example = "600"})});
  return table;
}

const FieldTable& Duty::Spec() {
  static const FieldTable table = TableOf<Duty>(
      "duty", "Who is on duty.",
      {FieldOf<&Duty::open>("open", "Within business hours.", {.required = true}),
       FieldOf<&Duty::rungs>("rungs", "Whom to ring, in this order.", {.required = true}),
       FieldOf<&Duty::reasons>("reasons", "Why: one for each rung.", {.required = true}),
       FieldOf<&Duty::skipped>("skipped", "Who is not rung, and why.", {.required = true}),
       FieldOf<&Duty::suppressed>(
           "suppressed",
           "Name of the window of `maintenance` in which this alert is to ring nobody; absent: "
           "none.",
           {.example = "pve1-upgrade"}),
       FieldOf<&Duty::policy>("policy", "Whose ladder it is; absent: there is no policy.",
                              {.example = "default"}),
       FieldOf<&Duty::bundle>("bundle",
                              "The policy's `bundle`; absent: each alert rings by itself.")});
  return table;
}

}  // namespace tocsin::workflow
