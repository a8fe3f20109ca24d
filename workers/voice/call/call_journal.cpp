#include "workers/voice/call/call_journal.hpp"

#include <spdlog/spdlog.h>

#include "schemas/masking.hpp"
#include "schemas/topics.hpp"

namespace tocsin::voice {
namespace {

std::string ReasonOf(const json::object& data) {
  std::string text(StringAt(data, "reason"));
  if (const auto detail = StringAt(data, "detail"); !detail.empty())
    text.append(": ").append(detail);
  return text;
}

/// What the operator may do about it; empty: nothing.
std::string_view RemedyFor(std::string_view reason) {
  if (reason == "no_carrier")
    return "; no carrier is configured: set telephony.twilio (TWILIO_ACCOUNT_SID, "
           "TWILIO_AUTH_TOKEN, TWILIO_PHONE_NUMBER)";
  if (reason == "kill_switch") return "; limits.kill_switch is on";
  if (reason == "limit") return "; more calls in an hour than limits allow";
  if (reason == "country") return "; limits.countries does not allow this number";
  return {};
}

}  // namespace

std::string NameForLog(const Call& call) {
  std::string text = "call " + call.id_text + " to ";
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
    const auto& data = EventData(event);
    if (!data || !data->is_object()) continue;
    const auto& object = data->get_object();
    if (failed) {
      lines_.push_back({Kind::kFailed, NameForLog(call) + " failed: " + ReasonOf(object) +
                                           std::string(RemedyFor(StringAt(object, "reason")))});
    } else if (ended) {
      lines_.push_back({Kind::kEnded, NameForLog(call) + " ended: " + ReasonOf(object)});
    } else {
      lines_.push_back({Kind::kDecided, NameForLog(call) + ": decided " +
                                            std::string(StringAt(object, "choice")) + " by " +
                                            std::string(StringAt(object, "method"))});
    }
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
