#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::voice {

/// Whether all that was said only shows that somebody listens ("uh-huh, okay"), and none of the
/// step's phrases. Of the languages of talks, together: such a word in another language is no
/// answer either.
bool OnlyListens(std::string_view said, const std::vector<std::string>& phrases);

}  // namespace tocsin::voice
