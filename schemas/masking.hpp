#pragma once

#include <string>
#include <string_view>

namespace tocsin {

/// A phone number as logs, APIs and most events show it: sign, first digit and the last three
/// digits stay ("+1*******543"); shorter than 7 digits, nothing does. An empty text stays empty.
std::string MaskPhone(std::string_view phone);

/// A URL or PostgreSQL connection string without its password: "postgresql://app:****@host/db",
/// "host=a password=****"; of an HTTP address without the values of its query too.
std::string MaskUrl(std::string_view url);

}  // namespace tocsin
