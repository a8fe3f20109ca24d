#pragma once

#include <string_view>

#include "schemas/time.hpp"

namespace tocsin::phone {

/// How long it takes to say a text: about 15 characters a second, at least 300 ms.
Duration SpeakingTime(std::string_view text);
/// Words of `text` begun before `elapsed` of its `length`; and the words from there on.
std::string_view SpokenPart(std::string_view text, Duration elapsed, Duration length);
std::string_view UnspokenPart(std::string_view text, Duration elapsed, Duration length);

}  // namespace tocsin::phone
