#pragma once

#include "adapters/net/beast.hpp"

#include <boost/asio/ip/address.hpp>
#include <string>
#include <vector>

#include "adapters/http.hpp"
#include "schemas/ip_network.hpp"
#include "schemas/result.hpp"

namespace tocsin::net {

/// Whose X-Forwarded-For is believed. Immutable, thread-safe.
class ProxyTrust {
 public:
  /// Addresses ("10.0.0.1", "::1") or networks ("10.0.0.0/8"); kInvalid names the one that is
  /// neither.
  static Result<ProxyTrust> Parse(const std::vector<std::string>& entries);
  /// The client's address: the peer, or behind trusted proxies the last forwarded address that is
  /// not one of them.
  std::string ClientOf(boost::asio::ip::address peer, const HttpHeaders& headers) const;
  /// Whether the request says that it was forwarded, and for whom is not believed.
  bool HidesClient(boost::asio::ip::address peer, const HttpHeaders& headers) const;
  /// Whether what this peer sends without TLS has not been open to others: it is this machine, or a
  /// trusted proxy.
  bool Guards(boost::asio::ip::address peer) const;

 private:
  bool Trusts(const boost::asio::ip::address& address) const;

  std::vector<IpNetwork> networks_;
};

}  // namespace tocsin::net
