#pragma once

#include <string>

#include "schemas/json.hpp"

namespace tocsin {

/// JSON as people write it, on one line: a fraction is 0.93 and not 9.3E-1. Whatever leaves the
/// process or is read by somebody goes through this.
std::string JsonText(const json::value& value);
std::string JsonText(const json::object& object);
std::string JsonText(const json::array& array);
/// A number alone, the shortest text that reads back as it; 20 for 20.0.
std::string JsonNumber(double number);

}  // namespace tocsin
