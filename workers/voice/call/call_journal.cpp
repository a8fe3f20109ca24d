#include "workers/voice/call/call_journal.hpp"

#include <spdlog/spdlog.h>

#include "schemas/events/calls.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/masking.hpp"
#include "schemas/topics.hpp"

namespace tocsin::voice {
namespace {

std::string HowItEnded(const events::CallProgress& data) {
  std::string text = data.reason.value_or("");
  if (data.detail && !data.detail->empty()) text.append(": ").append(*data.detail);
  return text;
}

/// What the operator may do about it; empty: nothing.
std::string_view RemedyFor(std::string_view reason) {
  if (reason == "no_carrier")
    return "; no carrier is configured: set up one under telephony ('tocsin config check')";
  if (reason == "kill_switch") return "; limits.kill_switch is on";
  if (reason == "limit") return "; see docs/guides/limits.md";
  if (reason == "budget") return "; see docs/guides/limits.md#money";
  if (reason == "country") return "; limits.countries does not allow this number";
  return {};
}

}  // namespace

std::string NameForLog(const Call& call) {
  std::string text =
      "call " + call.id_text + (call.direction == CallDirection::kInbound ? " from " : " to ");
  if (!call.contact.empty()) text += call.contact + ' ';
  text += MaskPhone(call.phone);
  if (!call.alert_id.empty()) text += " about alert " + call.alert_id;
  return text;
}

void CallJournal::Note(const Transition& transition) {
  const auto& call = transition.next.call;
  for (const auto& event : transition.events) {
    const bool failed = event.type == type::kCallFailed;
    const bool ended = event.type == type::kCallEnded;
    const bool decided = event.type == type::kDecisionMade;
    if (!failed && !ended && !decided) continue;
    if (decided) {
      const auto made = events::Read<events::DecisionMade>(event);
      lines_.push_back(
          {Kind::kDecided, NameForLog(call) + ": decided " + made.choice + " by " + made.method});
      continue;
    }
    const auto how = events::Read<events::CallProgress>(event);
    std::string text = NameForLog(call) + (failed ? " failed: " : " ended: ") + HowItEnded(how);
    if (how.next_provider) text += "; next over " + *how.next_provider;
    if (failed) text += RemedyFor(how.reason.value_or(""));
    lines_.push_back({failed ? Kind::kFailed : Kind::kEnded, std::move(text)});
  }
}

void CallJournal::Flush() {
  for (const auto& line : lines_) {
    auto& quota = line.kind == Kind::kFailed  ? failed_
                  : line.kind == Kind::kEnded ? ended_
                                              : decided_;
    const auto more = quota.Admit();
    if (!more) continue;
    const auto level = line.kind == Kind::kFailed ? spdlog::level::warn : spdlog::level::info;
    spdlog::log(level, "{}{}", line.text, *more);
  }
  lines_.clear();
}

}  // namespace tocsin::voice
