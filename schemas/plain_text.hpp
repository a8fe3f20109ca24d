#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tocsin {

/// Text as it may be spoken, stored in a text column and put into XML: valid UTF-8 without control
/// characters. Tabs and line ends become spaces; what is not allowed (NUL, broken sequences,
/// surrogates) is left out. At most `max_bytes`, cut between characters.
std::string PlainText(std::string_view text, std::size_t max_bytes = std::string_view::npos);

/// Text as one line of a log or a terminal may show it: line ends as `\n`, other control characters
/// as `\x1b`, so that what somebody sent moves no cursor. The rest stays as it is, valid or not.
std::string OneLine(std::string_view text);

}  // namespace tocsin
