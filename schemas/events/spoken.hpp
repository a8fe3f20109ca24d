#pragma once

#include <cstddef>
#include <string_view>

/// What requests of calls have in common that say something.
namespace tocsin::events {

/// Bytes of `say`: what fits into one answer to the carrier beside the choices, and is as long as
/// anyone listens.
inline constexpr std::size_t kMostSayBytes = 4'000;

/// The words of CallRequested::voicemail.
inline constexpr std::string_view kVoicemailHangUp = "hang-up";
inline constexpr std::string_view kVoicemailMessage = "message";

/// The words of CallCancelRequested::reason.
namespace cancel_reason {
inline constexpr std::string_view kResolved = "resolved";
inline constexpr std::string_view kDecided = "decided";
inline constexpr std::string_view kCancelled = "cancelled";
inline constexpr std::string_view kExpired = "expired";
inline constexpr std::string_view kUnanswered = "unanswered";
}  // namespace cancel_reason

}  // namespace tocsin::events
