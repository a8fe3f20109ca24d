#include "adapters/telephony/exotel/doors.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "schemas/authentication_code.hpp"
#include "schemas/base64.hpp"
#include "schemas/hex.hpp"

namespace tocsin::exotel {
namespace {

constexpr std::string_view kBasic = "Basic ";
constexpr std::string_view kMappedPrefix("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
constexpr unsigned kMappedBits = 96;

/// 16 bytes in network order; an IPv4 address as ::ffff:a.b.c.d.
std::optional<std::string> AddressBytes(std::string_view text) {
  const std::string address(text);
  std::array<char, 16> bytes{};
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1)
    return std::string(bytes.data(), bytes.size());
  if (inet_pton(AF_INET, address.c_str(), bytes.data()) == 1)
    return std::string(kMappedPrefix) + std::string(bytes.data(), 4);
  return std::nullopt;
}

bool SameBits(std::string_view a, std::string_view b, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (a.substr(0, whole) != b.substr(0, whole)) return false;
  if (bits % 8 == 0) return true;
  const int mask = 0xff << (8 - bits % 8) & 0xff;
  return (a[whole] & mask) == (b[whole] & mask);
}

}  // namespace

AllowList::AllowList(const std::vector<std::string>& entries) : everybody_(entries.empty()) {
  for (const std::string_view entry : entries) {
    const auto slash = entry.find('/');
    const auto bytes = AddressBytes(entry.substr(0, slash));
    if (!bytes) continue;
    unsigned bits = 128;
    if (slash != std::string_view::npos) {
      const auto length = entry.substr(slash + 1);
      const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
      const bool short_one = entry.find(':') == std::string_view::npos;
      if (error != std::errc{} || end != length.data() + length.size() ||
          bits > (short_one ? 128U - kMappedBits : 128U))
        continue;
      if (short_one) bits += kMappedBits;
    }
    networks_.push_back({*bytes, static_cast<int>(bits)});
  }
}

bool AllowList::Admits(std::string_view address) const {
  if (everybody_) return true;
  const auto bytes = AddressBytes(address);
  return bytes && std::ranges::any_of(networks_, [&](const Network& network) {
           return SameBits(network.bytes, *bytes, network.bits);
         });
}

Doors::Doors(const std::vector<std::string>& allow, std::string secret,
             std::string account_credentials)
    : allow_(allow),
      secret_(std::move(secret)),
      basics_{std::string(kSocketUser) + ':' + secret_, std::move(account_credentials)} {}

Status Doors::Admit(const HttpRequest& request, std::string_view doing) const {
  const auto refused = [&](std::string_view why) {
    return Fail(ErrorKind::kRejected, std::string(doing).append(": ").append(why),
                "telephony.exotel");
  };
  if (!allow_.Admits(request.peer))
    return refused("the sender's address is not in telephony.exotel.allow");
  if (!HasCredentials(request))
    return refused(
        "no or wrong secret in the path (telephony.exotel.webhook_secret), and no right Basic "
        "credentials");
  return {};
}

bool Doors::HasCredentials(const HttpRequest& request) const {
  std::string_view path = request.path;
  if (path.starts_with(kExotelPath) && path.size() > kExotelPath.size()) {
    path.remove_prefix(kExotelPath.size() + 1);
    const auto slash = path.find('/');
    if (slash != std::string_view::npos && SameSecret(path.substr(0, slash), secret_)) return true;
  }
  const std::string_view header = HeaderValue(request.headers, "Authorization");
  if (!header.starts_with(kBasic)) return false;
  const auto given = DecodeBase64(header.substr(kBasic.size()));
  if (!given) return false;
  return std::ranges::any_of(basics_, [&](const auto& basic) { return SameSecret(*given, basic); });
}

std::string SecretOf(std::string_view api_token) {
  const std::string digest = HmacSha256(api_token, "tocsin: addresses for Exotel");
  return Hex(std::string_view(digest).substr(0, 16));
}

}  // namespace tocsin::exotel
