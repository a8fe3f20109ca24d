#include "adapters/mail.hpp"

#include <algorithm>

namespace tocsin {

std::string MailAddressFault(std::string_view address) {
  constexpr std::string_view kWrong = "must be a mail address such as alice@example.com, of ASCII";
  constexpr std::size_t kMost = 254;  // RFC 5321, 4.5.3.1.3
  const auto at = address.find('@');
  const auto fine = [](char c) {
    return c > ' ' && c < 127 &&
           std::string_view("<>()[]\\,;:\"@").find(c) == std::string_view::npos;
  };
  if (at == std::string_view::npos || at == 0 || at + 1 == address.size() || address.size() > kMost)
    return std::string(kWrong);
  const auto name = address.substr(0, at);
  const auto host = address.substr(at + 1);
  return std::ranges::all_of(name, fine) && std::ranges::all_of(host, fine) ? ""
                                                                            : std::string(kWrong);
}

}  // namespace tocsin
