#pragma once

#include <string>
#include <string_view>

#include "schemas/ids.hpp"
#include "schemas/tenant.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// States of an action that was sent on.
namespace action {
inline constexpr std::string_view kOpen = "open";
inline constexpr std::string_view kCompleted = "completed";
inline constexpr std::string_view kFailed = "failed";
}  // namespace action

/// An action is sent on; one that is known already stays as it is.
struct ActionOpen {
  std::string id;
  int partition = 0;
  std::string about;   ///< JSON, opaque to the store
  bool again = false;  ///< it is open again, if it had failed
  /// At most `rate` on `resource` (a hash) since `since`, this one included, or it is a conflict
  /// (limited_actions); zero: any number.
  Uuid resource = {};
  int rate = 0;
  TimePoint since = {};
  std::string tenant{kDefaultTenant};
};

/// What became of an action. One that has ended already is a conflict (stale_actions).
struct ActionEnd {
  std::string id;
  std::string state;   ///< action::kCompleted or kFailed
  std::string result;  ///< JSON
};

struct ActionRow {
  std::string id;
  int partition = 0;
  std::string state, about, result;
  TimePoint updated;
  Uuid resource = {};
  TimePoint created = {};
};

}  // namespace tocsin
