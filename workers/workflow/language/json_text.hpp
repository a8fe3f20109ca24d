#pragma once

#include <string>

#include "schemas/json.hpp"

namespace tocsin::workflow {

/// A value where text is wanted (headers, URLs, event attributes, titles): a string as it is, a
/// number as people write it ("1.5"), nothing for null, JSON for the rest.
std::string TextOf(const json::value& value);
/// The beginning of a value's JSON, for messages.
std::string Shown(const json::value& value);

}  // namespace tocsin::workflow
