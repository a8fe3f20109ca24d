#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "workers/voice/languages/language.hpp"

namespace tocsin::voice {

/// The name by which somebody introduces themselves: "my name is sarah", "this is Sarah Miller",
/// "Sarah here", with capitals. Only what says so plainly is one: a recogniser writes what it
/// likes, and "this is urgent" and "still here" are none. What it gives is a guess, to be confirmed
/// before it is used. Pure.
std::optional<std::string> SpokenName(std::string_view said, const Language& language);

}  // namespace tocsin::voice
