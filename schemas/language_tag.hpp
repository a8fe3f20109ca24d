#pragma once

#include <string_view>

namespace tocsin {

/// Has the form of a language tag (BCP 47), at most 35 characters: "de", "en-US", "sr-Latn-RS".
bool IsLanguageTag(std::string_view text);

}  // namespace tocsin
