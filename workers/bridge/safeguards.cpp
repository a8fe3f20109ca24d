#include "workers/bridge/safeguards.hpp"

#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/letter_case.hpp"
#include "schemas/trimmed.hpp"

namespace tocsin::bridge {
namespace {

/// When the action was decided, or asked for where nobody decided.
std::optional<TimePoint> DecidedAt(const events::ActionRequested& asked, const Event& event) {
  if (asked.decided && asked.decided->evidence)
    if (const auto at = ParseTime(asked.decided->evidence->at)) return *at;
  if (const auto at = ParseTime(event.time)) return *at;
  return std::nullopt;
}

std::string ApproverOf(const events::ActionRequested& asked) {
  if (!asked.decided || !asked.decided->by) return {};
  const auto& by = *asked.decided->by;
  return by.contact.empty() ? by.phone : by.contact;
}

}  // namespace

const ActionLimits& Safeguards::LimitsOf(std::string_view action) const {
  const auto own = rules_.of.find(action);
  return own == rules_.of.end() ? rules_.all : own->second;
}

std::string Safeguards::Objection(const Event& event, std::string_view released_by,
                                  TimePoint now) const {
  if (rules_.kill_switch) return "the kill switch of actions is on";
  const auto asked = events::Read<events::ActionRequested>(event);
  const ActionLimits& limits = LimitsOf(asked.action);
  const auto approver = ApproverOf(asked);
  if (limits.quorum > 1 && !released_by.empty()) {
    if (Trimmed(released_by, " \t").empty()) return "a second person has to approve, by name";
    if (approver.empty())
      return "two people have to approve, and nobody did before " + std::string(released_by) +
             ": let the workflow ask somebody (voice.ask), or set quorum of this action to 1";
    if (EqualsIgnoringCase(Trimmed(released_by, " \t"), Trimmed(approver, " \t")))
      return "a second person has to approve: " + std::string(released_by) + " is the first";
  }
  if (!released_by.empty()) return {};
  if (rules_.allow && !rules_.allow->contains(asked.action))
    return "not permitted: '" + asked.action + "' is not in bridge.safeguards.allow";
  if (limits.max_age > Duration(0)) {
    const auto at = DecidedAt(asked, event);
    if (!at || now - *at > limits.max_age)
      return "too old: it was decided " +
             (at ? FormatDuration(now - *at) + " ago" : std::string("at no known time")) +
             ", and max_age is " + FormatDuration(limits.max_age);
  }
  if (limits.quorum > 1)
    return approver.empty() ? "two people have to approve, and nobody did"
                            : "a second person has to approve, beside " + approver;
  if (limits.dry_run) return std::string(kDryRun);
  return {};
}

std::string ResourceOf(const Event& event) {
  const auto asked = events::Read<events::ActionRequested>(event);
  if (!asked.resource) return {};
  const auto& of = *asked.resource;
  if (of.id.empty() && of.name.empty()) return {};
  std::string text;
  for (const auto* part : {&of.type, &of.id, &of.name, &of.node}) text += *part + '\n';
  return text;
}

}  // namespace tocsin::bridge
