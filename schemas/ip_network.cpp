#include "schemas/ip_network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace tocsin {
namespace {

constexpr unsigned kAllBits = 128;
constexpr unsigned kMappedBits = 96;
constexpr IpBytes kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool SameBits(const IpBytes& a, const IpBytes& b, unsigned bits) {
  const unsigned whole = bits / 8;
  if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
  if (bits % 8 == 0) return true;
  const unsigned mask = 0xffU << (8 - bits % 8) & 0xffU;
  return (a[whole] & mask) == (b[whole] & mask);
}

}  // namespace

std::optional<IpBytes> ParseIpAddress(std::string_view text) {
  const std::string address(text);
  IpBytes bytes{};
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1) return bytes;
  bytes = kMapped;
  if (inet_pton(AF_INET, address.c_str(), bytes.data() + kMappedBits / 8) == 1) return bytes;
  return std::nullopt;
}

std::optional<IpNetwork> IpNetwork::Parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = ParseIpAddress(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return IpNetwork(*address, kAllBits);
  const auto length = text.substr(slash + 1);
  const unsigned implied = text.find(':') == std::string_view::npos ? kMappedBits : 0;
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
  if (error != std::errc{} || end != length.data() + length.size() || bits > kAllBits - implied)
    return std::nullopt;
  return IpNetwork(*address, bits + implied);
}

bool IpNetwork::Contains(const IpBytes& address) const {
  if (bits_ < kMappedBits && SameBits(address, kMapped, kMappedBits)) return false;
  return SameBits(address, address_, bits_);
}

}  // namespace tocsin
