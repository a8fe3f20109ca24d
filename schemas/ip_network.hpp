#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace tocsin {

/// An IP address in network order; an IPv4 address as the IPv6 form that it is mapped to (RFC 4291,
/// section 2.5.5.2).
using IpBytes = std::array<unsigned char, 16>;

/// "52.203.14.206" or "2001:db8::1"; nullopt: no address.
std::optional<IpBytes> ParseIpAddress(std::string_view text);

/// Addresses that share their first bits (RFC 4632): "103.1.2.0/23", "2001:db8::/32"; of an address
/// alone, itself. Bits behind the prefix do not count.
class IpNetwork {
 public:
  /// nullopt: neither an address nor a network.
  static std::optional<IpNetwork> Parse(std::string_view text);
  /// An IPv4 address is in IPv4 networks only: not in "::/0".
  bool Contains(const IpBytes& address) const;

 private:
  IpNetwork(const IpBytes& address, unsigned bits) : address_(address), bits_(bits) {}

  IpBytes address_;
  unsigned bits_;  ///< of 128
};

}  // namespace tocsin
