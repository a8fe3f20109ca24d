#include "workers/bridge/webhook_signature.hpp"

#include <algorithm>
#include <charconv>

#include "schemas/authentication_code.hpp"
#include "schemas/base64.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::string_view kSecretPrefix = "whsec_";
constexpr std::string_view kVersion = "v1,";

}  // namespace

Result<WebhookKey> WebhookKey::Parse(std::string_view secret) {
  std::string bytes(secret);
  if (secret.starts_with(kSecretPrefix)) {
    auto decoded = DecodeBase64(secret.substr(kSecretPrefix.size()));
    if (!decoded) {
      return Fail(ErrorKind::kInvalid,
                  "reading webhook secret: what follows 'whsec_' is not base64", "webhook");
    }
    bytes = std::move(*decoded);
  } else if (secret.size() % 4 == 0) {
    // The standard's libraries read base64 with and without the prefix; what is none is a text.
    if (auto decoded = DecodeBase64(secret)) bytes = std::move(*decoded);
  }
  if (bytes.empty())
    return Fail(ErrorKind::kInvalid, "reading webhook secret: it is empty", "webhook");
  return WebhookKey(std::move(bytes));
}

std::string WebhookKey::Sign(std::string_view id, std::string_view timestamp,
                             std::string_view body) const {
  std::string signed_text;
  signed_text.reserve(id.size() + timestamp.size() + body.size() + 2);
  signed_text.append(id).append(1, '.').append(timestamp).append(1, '.').append(body);
  return std::string(kVersion) + EncodeBase64(HmacSha256(bytes_, signed_text));
}

Status WebhookKey::Verify(std::string_view id, std::string_view timestamp,
                          std::string_view signatures, std::string_view body, TimePoint now) const {
  if (!IsNearWebhookTime(timestamp, now, kWebhookTolerance)) {
    return Fail(ErrorKind::kRejected,
                "verifying webhook: the timestamp is missing or not of these five minutes",
                "webhook");
  }
  const std::string expected = Sign(id, timestamp, body);
  while (!signatures.empty()) {
    const auto candidate = signatures.substr(0, signatures.find(' '));
    if (SameSecret(candidate, expected)) return {};
    signatures.remove_prefix(std::min(signatures.size(), candidate.size() + 1));
  }
  return Fail(ErrorKind::kRejected, "verifying webhook: no signature fits", "webhook");
}

std::string WebhookTimestamp(TimePoint time) {
  return std::to_string(
      std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
}

std::optional<TimePoint> ReadWebhookTimestamp(std::string_view text) {
  std::int64_t seconds = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, seconds);
  constexpr std::int64_t kLatest = 253'402'300'799;  // the end of the year 9999
  if (error != std::errc() || stop != end || seconds < 0 || seconds > kLatest) return std::nullopt;
  return TimePoint(std::chrono::seconds(seconds));
}

bool IsNearWebhookTime(std::string_view timestamp, TimePoint now, Duration tolerance) {
  const auto at = ReadWebhookTimestamp(timestamp);
  const auto whole = std::chrono::time_point_cast<std::chrono::seconds>(now);
  return at && *at >= whole - tolerance && *at <= whole + tolerance;
}

}  // namespace tocsin::bridge
