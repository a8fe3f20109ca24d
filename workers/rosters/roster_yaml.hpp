#pragma once

#include <string>

#include "schemas/json.hpp"

namespace tocsin::rosters {

/// An object as YAML for people: what fits is on one line, in braces; sections never are.
std::string YamlText(const json::object& sections);

}  // namespace tocsin::rosters
