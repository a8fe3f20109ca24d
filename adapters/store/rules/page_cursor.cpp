#include "adapters/store/rules/page_cursor.hpp"

#include <charconv>

namespace tocsin {

Result<PageCursor> PageCursor::Parse(std::string_view text) {
  const std::size_t dot = text.find('.');
  std::int64_t millis = 0;
  if (dot != std::string_view::npos) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + dot, millis);
    const auto id = Uuid::Parse(text.substr(dot + 1));
    const bool in_range = millis >= 0 && millis < 253'402'300'800'000;  // the year 10000
    if (error == std::errc() && end == text.data() + dot && id && in_range) {
      return PageCursor{TimePoint(Duration(millis)), *id};
    }
  }
  return Fail(ErrorKind::kInvalid,
              "reading the cursor: use next_cursor of a former answer as it is", "store");
}

std::string PageCursor::ToString() const {
  return std::to_string(at.time_since_epoch().count()) + "." + id.ToString();
}

}  // namespace tocsin
