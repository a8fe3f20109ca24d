#pragma once

#include <initializer_list>
#include <string_view>

#include "schemas/json.hpp"

namespace tocsin::rehearsal {

/// Masks the phone number at a path, if it is there; of a list each text that is one.
void MaskPhoneAt(json::value& value, std::initializer_list<std::string_view> path);

}  // namespace tocsin::rehearsal
