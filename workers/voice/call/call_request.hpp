#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "schemas/event.hpp"
#include "workers/voice/call/call.hpp"

namespace tocsin::voice {

/// Reads `tocsin.call.requested` into a planned call (revision 0). kInvalid names the field at
/// fault. A phone number that is none is not an error here: the call then fails with a reason. A
/// language that is not spoken is replaced by `language`, which is: an alert is not lost for it.
Result<Call> ReadCallRequest(const Event& event, int partition, TimePoint now,
                             std::string_view language = "en-US");

/// The language that the request wants and that is not spoken; empty: there is none such.
std::string UnspokenLanguage(const Event& event);

/// Reason of the tocsin.call.failed that answers a request which cannot be read.
inline constexpr std::string_view kInvalidRequest = "invalid_request";
/// That answer, so that nobody waits for a call that there will not be. Nothing: the request names
/// no call, so nobody could know it.
std::optional<Event> RefuseCallRequest(const Event& event, const Error& why, TimePoint now);

/// The question of a call, as it is when nobody asked it before.
Question NewQuestion(const Call& call);

/// `tocsin.call.cancel_requested`.
struct CancelRequest {
  QuestionId question;
  std::optional<CallId> call;  ///< absent: every call of the question, and the question
  std::string reason;          ///< resolved, decided, cancelled, expired
  std::string alert_id;
};
Result<CancelRequest> ReadCancelRequest(const Event& event);

}  // namespace tocsin::voice
