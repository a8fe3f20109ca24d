#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tocsin::phone {

/// The NAME=VALUE lines of a .env file, `export` and quotes taken off; other lines are left out.
std::map<std::string, std::string, std::less<>> ReadEnvFile(std::string_view text);

}  // namespace tocsin::phone
