#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "tools/phone/sim/call_record.hpp"
#include "tools/phone/sim/twiml.hpp"

namespace tocsin::phone {

/// An error as the REST API answers it.
struct RestError {
  int status = 400;
  int code = 20001;
  std::string message;
};

/// The form of "create call", checked as the carrier checks it. `ignored` says what was passed
/// over.
struct ReadOrder {
  CallOrder order;
  std::vector<std::string> ignored;
};
tl::expected<ReadOrder, RestError> ReadCallOrder(const Params& form);

/// The form of "update call".
struct CallUpdate {
  enum class End { kNone, kCanceled, kCompleted };
  End end = End::kNone;
  std::optional<WebhookTarget> answer;
  std::optional<TwimlDocument> document;
  std::optional<WebhookTarget> fallback;
  std::optional<WebhookTarget> status;
};
tl::expected<CallUpdate, RestError> ReadCallUpdate(const Params& form);

}  // namespace tocsin::phone
