#pragma once

#include <string>

#include "dice.hpp"

namespace tocsin::differential {

/// A JSON text: plain, odd, empty, huge, deep or wide. `kept`: with numbers too whose
/// text jq keeps: decimals, and integers that it rounds when it counts with them.
std::string OddValue(Dice& dice, bool kept);
/// A number as JSON and expressions have it.
std::string OddNumber(Dice& dice, bool kept);
/// A text with its quotes, without "\(".
std::string OddText(Dice& dice);

}  // namespace tocsin::differential
