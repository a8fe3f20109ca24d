#pragma once

#include <optional>
#include <string>

#include "schemas/event.hpp"
#include "workers/voice/call.hpp"

namespace tocsin::voice {

/// Reads `tocsin.call.requested` into a planned call (revision 0). kInvalid names the field at
/// fault. A phone number that is none is not an error here: the call then fails with a reason.
Result<Call> ReadCallRequest(const Event& event, int partition, TimePoint now);

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
