#pragma once

#include <string>
#include <string_view>

#include "adapters/http.hpp"
#include "workers/voice/call/transition.hpp"

/// The page of a link, as HTML: works without scripts and on a phone, and no browser or crawler
/// keeps it. All that is not ours is escaped.
namespace tocsin::voice {

/// What the page says beside the question.
enum class ApprovalNote {
  kNone,
  kDecidedNow,  ///< by this request, and stored
  kWrongPin,
  kPinsUsedUp,
  kNoPin,  ///< what was chosen takes one, and the person has none
};

/// What is there to be chosen, or confirmed (`chosen`), or what became of the question. The status
/// is 200, or says why nothing more can be done: 410 for a question that is over, 409 where the
/// holder was too late, 403 for wrong PINs.
HttpResponse ApprovalPageOf(const Situation& situation, ApprovalNote note, bool posted);

/// A page that has no question.
enum class NoApproval {
  kForeign,   ///< 403: altered, or of another installation
  kExpired,   ///< 410
  kUnknown,   ///< 404: not asked yet, or forgotten
  kTooOften,  ///< 429
  kAway,      ///< 503: the database is; nothing was stored
};
HttpResponse ApprovalPageOf(NoApproval why);

}  // namespace tocsin::voice
