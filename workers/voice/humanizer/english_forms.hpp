#pragma once

#include <span>
#include <string_view>

#include "workers/voice/humanizer/spoken_forms.hpp"

namespace tocsin::voice {

/// What English alone has a rule for; words are found whole and by their case.
std::span<const SpokenForm> EnglishPronunciations();   ///< "nginx": respelled for engines' ears
std::span<const SpokenForm> EnglishContractions();     ///< lower case: "do not"
std::span<const std::string_view> EnglishFillers();    ///< may open an answer
std::span<const std::string_view> EnglishGreetings();  ///< a name may follow: "thanks"

}  // namespace tocsin::voice
