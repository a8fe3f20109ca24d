#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "adapters/http.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// One text message (SMS).
struct TextMessage {
  std::string to;    ///< E.164
  std::string from;  ///< E.164; empty: the account's own number
  std::string text;
  std::string report_url;  ///< where the carrier reports to; empty: nowhere
  Duration timeout = std::chrono::seconds(10);
};

struct TextFailure {
  Error error;
  bool refused = false;  ///< no further try will do better
  bool reached = false;  ///< the carrier is there and well
};
/// The carrier's id of a message that it has accepted.
using TextOutcome = tl::expected<std::string, TextFailure>;

/// What the carrier reports later.
struct TextReport {
  enum class State { kUnderWay, kDelivered, kLost };
  State state = State::kUnderWay;
  std::string reason = {};  ///< of kLost, in words that may be logged
};

/// Sends text messages over one account of a carrier. Thread-safe.
class TextMessages {
 public:
  virtual ~TextMessages() = default;
  /// `done` is called once, on another thread; it must not block.
  virtual void Send(TextMessage message, std::function<void(TextOutcome)> done) = 0;
  /// kRejected: the signature does not hold; kInvalid: it cannot be read.
  virtual Result<TextReport> ParseReport(const HttpRequest& request,
                                         std::string_view public_base) const = 0;
};

}  // namespace tocsin
