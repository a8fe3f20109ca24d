#pragma once

#include <string>
#include <string_view>

#include "schemas/time.hpp"

namespace tocsin::postgres {

/// The password of "postgresql://user:password@host/db" or "host=… password=…" (also as URL
/// parameter), or empty.
std::string PasswordOf(std::string_view url);
/// `text` with every occurrence of the URL's password, and the URL's own form of it, replaced by
/// "***".
std::string Masked(std::string_view text, std::string_view url);
/// The URL with a connect time-out and quick detection of a dead peer, unless it says so itself.
std::string WithTimeouts(std::string_view url, Duration connect_timeout, Duration answer_timeout);

}  // namespace tocsin::postgres
