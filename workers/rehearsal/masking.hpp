#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "schemas/json.hpp"

namespace tocsin::rehearsal {

/// "+1*******543": what a rehearsal shows of a phone number.
std::string MaskedPhone(std::string_view phone);
/// Masks the string at a path, if it is there.
void MaskPhone(json::value& value, std::initializer_list<std::string_view> path);

}  // namespace tocsin::rehearsal
