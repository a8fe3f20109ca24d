#pragma once

#include <string>
#include <string_view>

#include "schemas/ids.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// A place in a list ordered by time and id, newest first, as text: "1772845800250.<uuid>".
struct PageCursor {
  TimePoint at;
  Uuid id;

  static Result<PageCursor> Parse(std::string_view text);  ///< kInvalid
  std::string ToString() const;
};

inline constexpr std::size_t kMaxPageSize = 500;

}  // namespace tocsin
