#include "adapters/net/proxy_trust.hpp"

#include <algorithm>

#include "schemas/letter_case.hpp"
#include "schemas/trimmed.hpp"

namespace tocsin::net {
namespace {

namespace ip = boost::asio::ip;

ip::address Normalised(const ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  }
  return address;
}

std::vector<std::string_view> Forwarded(const HttpHeaders& headers) {
  std::vector<std::string_view> hops;
  for (const auto& [name, value] : headers) {
    if (!EqualsIgnoringCase(name, "X-Forwarded-For")) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::string_view hop = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(rest.size(), hop.size() + 1));
      hops.push_back(Trimmed(hop, " \t"));
    }
  }
  return hops;
}

}  // namespace

Result<ProxyTrust> ProxyTrust::Parse(const std::vector<std::string>& entries) {
  ProxyTrust trust;
  for (const std::string& entry : entries) {
    const auto network = IpNetwork::Parse(entry);
    if (!network) {
      return Fail(ErrorKind::kInvalid,
                  "reading trusted proxies: '" + entry + "' is neither an address nor a network",
                  "http");
    }
    trust.networks_.push_back(*network);
  }
  return trust;
}

bool ProxyTrust::Trusts(const ip::address& address) const {
  const auto bytes = address.is_v4()
                         ? ip::make_address_v6(ip::v4_mapped, address.to_v4()).to_bytes()
                         : address.to_v6().to_bytes();
  return std::ranges::any_of(networks_,
                             [&](const IpNetwork& network) { return network.Contains(bytes); });
}

bool ProxyTrust::Guards(ip::address peer) const {
  const ip::address sender = Normalised(std::move(peer));
  return sender.is_loopback() || Trusts(sender);
}

bool ProxyTrust::HidesClient(ip::address peer, const HttpHeaders& headers) const {
  if (!HeaderValue(headers, "X-Forwarded-For").empty()) return !Trusts(Normalised(peer));
  return !HeaderValue(headers, "Forwarded").empty();  // which is read from nobody
}

std::string ProxyTrust::ClientOf(ip::address peer, const HttpHeaders& headers) const {
  ip::address client = Normalised(peer);
  const auto hops = Forwarded(headers);
  for (auto hop = hops.rbegin(); hop != hops.rend() && Trusts(client); ++hop) {
    boost::system::error_code error;
    const auto next = ip::make_address(*hop, error);
    if (error) break;
    client = Normalised(next);
  }
  return client.to_string();
}

}  // namespace tocsin::net
