#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin::bridge {

/// How far the time of a webhook may be from ours.
inline constexpr Duration kWebhookTolerance = std::chrono::minutes(5);

/// The shared secret of a webhook (Standard Webhooks 1.0, symmetric). Never printed.
class WebhookKey {
 public:
  /// "whsec_" and base64, or base64 alone, as the libraries of the standard read it; the bytes of
  /// any other text are the key. kInvalid: empty, or base64 after "whsec_" that is broken.
  static Result<WebhookKey> Parse(std::string_view secret);
  /// "v1," and base64 of HMAC-SHA256 over "id.timestamp.body"; `timestamp` in whole seconds since
  /// 1970.
  std::string Sign(std::string_view id, std::string_view timestamp, std::string_view body) const;
  /// Whether one of the space-separated signatures of the header `webhook-signature` is ours and
  /// the timestamp lies within five minutes of `now`. kRejected says which of the two failed.
  Status Verify(std::string_view id, std::string_view timestamp, std::string_view signatures,
                std::string_view body, TimePoint now) const;

 private:
  explicit WebhookKey(std::string bytes) : bytes_(std::move(bytes)) {}
  std::string bytes_;
};

/// Seconds since 1970, as the header `webhook-timestamp` has them.
std::string WebhookTimestamp(TimePoint time);
/// The same read; nothing: it is no time from 1970 to 9999.
std::optional<TimePoint> ReadWebhookTimestamp(std::string_view text);
/// Whether it is a time, and in whole seconds no further from ours; else it may be a replay.
bool IsNearWebhookTime(std::string_view timestamp, TimePoint now, Duration tolerance);

}  // namespace tocsin::bridge
