#pragma once

#include <memory>
#include <string>

#include "schemas/lexicon.hpp"

namespace tocsin::compose {

/// The lexicons of the folder; null: there are none. kInvalid: the first thing that is wrong with
/// them, with its place.
Result<std::shared_ptr<const Pronunciations>> LoadLexicon(const std::string& folder);
/// Whether the folder says something else by now than `read` (null: nothing), or is at fault.
bool LexiconDiffers(const std::string& folder, const Pronunciations* read);

}  // namespace tocsin::compose
