#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "workers/voice/humanizer/humanize.hpp"

namespace tocsin::voice {

/// Every digit of the text in words of the language, which has a table (number_words.hpp): money,
/// times, dates, units, codes, addresses, ranges and plain numbers. What was changed is added to
/// `changes`.
std::string NumbersSaid(std::string_view text, std::string_view language,
                        std::vector<HumanizedChange>& changes);

}  // namespace tocsin::voice
