#pragma once

#include <string>

#include "schemas/ids.hpp"

namespace tocsin {

/// The text of a new API key: its beginning says whose it is wherever one is found.
inline std::string NewApiKey() { return "tocsin_" + RandomToken(32); }

}  // namespace tocsin
