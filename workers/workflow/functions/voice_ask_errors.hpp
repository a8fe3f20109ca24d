#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "schemas/topics.hpp"
#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/function_registry.hpp"

/// What `voice.ask` raises.
namespace tocsin::workflow::ask_error {

inline constexpr ErrorMeaning kNotReached = {
    "https://tocsin.dev/voice/errors/not-reached", 503, "nobody was reached",
    "The phone was dialled and nobody decided. `detail`: busy, no-answer, voicemail, hung_up, "
    "line_lost (its media socket broke and the carrier did not come back), screened (a device "
    "asked who calls and no person came), no_input, not_understood, wrong_pin (three times), "
    "time_limit, or what the carrier called it.",
    "Yes: it is a definite end, so the same person may be rung again after a pause."};
inline constexpr ErrorMeaning kSuperseded = {
    "https://tocsin.dev/voice/errors/superseded", 409, "the question was settled elsewhere",
    "The call ended because the question was closed, and no decision followed within 30 s.",
    "No: it is over for this question."};
inline constexpr ErrorMeaning kCarrier = {
    "https://tocsin.dev/voice/errors/carrier", 502, "the carrier refused or failed the call",
    "Nothing rang. `detail`: refused, carrier_unreachable, no_carrier (none is set up), lost (it "
    "was found that the call never rang), and what the carrier said.",
    "After a pause, where the carrier or the network was the cause; a number that is refused stays "
    "refused."};
inline constexpr ErrorMeaning kLimit = {
    "https://tocsin.dev/voice/errors/limit", 429, "a guard of the phone stopped the call",
    "A guard forbade the dial. `detail`: limit (too many calls), budget (see "
    "`tocsin.budget.refused`), kill_switch, country, invalid_number.",
    "No: ring somebody else, or change the setting `limits` or `cost`."};
inline constexpr ErrorMeaning kUnknown = {
    "https://tocsin.dev/voice/errors/outcome-unknown", 504,
    "it is not known whether the call was placed",
    "The carrier's answer to the dial was lost and for 20 s nothing showed whether it rings. With "
    "`unknown: wait`: for three minutes more.",
    "Ring somebody else: this number is not dialled again for this question until it is known."};
/// Reasons, as call.failed says them: the second of a request that could not be read.
inline constexpr std::string_view kUnknownReason = "outcome_unknown";
inline constexpr std::string_view kRefusedReason = "invalid_request";
inline constexpr std::string_view kGuards[] = {"limit", "budget", "kill_switch", "country",
                                               "invalid_number"};

inline RaisedError Raise(const ErrorMeaning& meaning, std::string detail) {
  return {std::string(meaning.type), meaning.status, std::string(meaning.title), std::move(detail)};
}

/// Of a call that ended so, by an event of this type, and nobody decided on it.
inline RaisedError OfEnd(std::string_view event, std::string reason, const std::string& detail) {
  if (reason == kRefusedReason)
    return ValidationError("the voice role refused the request: " + detail);
  const bool guarded = std::ranges::find(kGuards, reason) != std::end(kGuards);
  const ErrorMeaning& meaning = reason == kUnknownReason     ? kUnknown
                                : guarded                    ? kLimit
                                : event == type::kCallFailed ? kCarrier
                                                             : kNotReached;
  if (reason == "no_answer") reason = "no-answer";
  if (reason.empty()) reason = meaning.type == kNotReached.type ? "hung_up" : "no reason given";
  if (!detail.empty()) reason.append(": ").append(detail);
  return Raise(meaning, std::move(reason));
}

}  // namespace tocsin::workflow::ask_error
