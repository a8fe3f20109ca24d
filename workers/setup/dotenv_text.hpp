#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tocsin::compose {

/// The text of a .env file with these values, by name: each in the place of the line that sets it,
/// else of the one that has it as a comment (`#NAME=`), else at the end. All other lines stay as
/// they are. Values with other characters than those of words, numbers and addresses are quoted.
std::string WithValues(std::string_view text,
                       const std::map<std::string, std::string, std::less<>>& values);

}  // namespace tocsin::compose
