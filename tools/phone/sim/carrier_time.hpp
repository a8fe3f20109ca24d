#pragma once

#include <string>

#include "schemas/time.hpp"

namespace tocsin::phone {

/// "Tue, 31 Aug 2010 20:36:28 +0000": how the carrier writes times.
std::string FormatRfc2822(TimePoint time);

}  // namespace tocsin::phone
