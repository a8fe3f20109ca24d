#include "adapters/telephony/exotel/doors.hpp"

#include <algorithm>
#include <utility>

#include "adapters/telephony/exotel/paths.hpp"
#include "schemas/authentication_code.hpp"
#include "schemas/base64.hpp"
#include "schemas/hex.hpp"

namespace tocsin::exotel {
namespace {

constexpr std::string_view kBasic = "Basic ";

}  // namespace

Doors::Doors(const std::vector<std::string>& allow, std::string secret,
             std::string account_credentials)
    : everybody_(allow.empty()),
      secret_(std::move(secret)),
      basics_{std::string(kSocketUser) + ':' + secret_, std::move(account_credentials)} {
  for (const auto& entry : allow)
    if (const auto network = IpNetwork::Parse(entry)) allow_.push_back(*network);
}

bool Doors::IsAllowed(std::string_view peer) const {
  if (everybody_) return true;
  const auto address = ParseIpAddress(peer);
  return address && std::ranges::any_of(allow_, [&](const IpNetwork& network) {
           return network.Contains(*address);
         });
}

Status Doors::Admit(const HttpRequest& request, std::string_view doing) const {
  const auto refused = [&](std::string_view why) {
    return Fail(ErrorKind::kRejected, std::string(doing).append(": ").append(why),
                "telephony.exotel");
  };
  if (!IsAllowed(request.peer))
    return refused("the sender's address is not in telephony.exotel.allow");
  if (!HasCredentials(request))
    return refused(
        "no or wrong secret in the path (telephony.exotel.webhook_secret), and no right Basic "
        "credentials");
  return {};
}

bool Doors::HasCredentials(const HttpRequest& request) const {
  std::string_view path = request.path;
  if (path.starts_with(kWebhookPath) && path.size() > kWebhookPath.size()) {
    path.remove_prefix(kWebhookPath.size() + 1);
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
