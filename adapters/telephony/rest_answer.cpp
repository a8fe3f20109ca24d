#include "adapters/telephony/rest_answer.hpp"

#include <utility>

#include "adapters/telephony/rest_text.hpp"

namespace tocsin {
namespace {

ErrorKind KindOfRestStatus(int status) {
  if (status == 404) return ErrorKind::kNotFound;
  if (status == 408) return ErrorKind::kTimeout;
  if (status == 429 || status >= 500) return ErrorKind::kTransient;
  return ErrorKind::kRejected;
}

}  // namespace

bool Succeeded(const HttpOutcome& outcome) {
  return outcome && outcome->status >= 200 && outcome->status < 300;
}

PlaceResult ReadPlaceStatus(const HttpOutcome& outcome, std::string_view secret, RestWords words) {
  PlaceResult result;
  if (!outcome) {
    const auto& failure = outcome.error();
    result.outcome = failure.request_sent ? PlaceOutcome::kUnknown : PlaceOutcome::kNotSent;
    result.reason = MaskCarrierText(failure.error.message, secret);
    return result;
  }
  const int status = outcome->status;
  result.reason = words(*outcome, secret);
  if (status == 429) {
    result.outcome = PlaceOutcome::kNotSent;
  } else if (status >= 300 && status < 500 && status != 408) {
    result.outcome = PlaceOutcome::kRefused;
  }
  return result;
}

Error ReadRestError(const HttpOutcome& outcome, std::string_view secret, RestWords words,
                    std::string_view unauthorised, std::string_view where) {
  Error error{.kind = ErrorKind::kTransient, .message = {}, .where = std::string(where)};
  if (!outcome) {
    error.kind = outcome.error().error.kind;
    error.message = MaskCarrierText(outcome.error().error.message, secret);
    return error;
  }
  error.kind = KindOfRestStatus(outcome->status);
  error.message = words(*outcome, secret);
  if (outcome->status == 401) error.message += unauthorised;
  return error;
}

std::optional<CallStatus> ReadCallStatus(std::string_view text) {
  static constexpr std::pair<std::string_view, CallStatus> kWords[] = {
      {"queued", CallStatus::kQueued},       {"initiated", CallStatus::kQueued},
      {"ringing", CallStatus::kRinging},     {"in-progress", CallStatus::kInProgress},
      {"answered", CallStatus::kInProgress}, {"completed", CallStatus::kCompleted},
      {"busy", CallStatus::kBusy},           {"no-answer", CallStatus::kNoAnswer},
      {"failed", CallStatus::kFailed},       {"canceled", CallStatus::kCanceled},
  };
  for (const auto& [word, status] : kWords)
    if (word == text) return status;
  return std::nullopt;
}

}  // namespace tocsin
