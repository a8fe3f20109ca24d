#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http.hpp"
#include "schemas/result.hpp"

namespace tocsin::exotel {

/// Addresses and networks, IPv4 and IPv6: "52.203.14.206", "103.1.2.0/23", "2001:db8::/32".
/// Thread-safe.
class AllowList {
 public:
  /// What is neither address nor network lets nobody in (settings refuse it before).
  explicit AllowList(const std::vector<std::string>& entries);
  /// Everybody, when it was made of no entries. `address`: as HttpRequest::peer.
  bool Admits(std::string_view address) const;

 private:
  struct Network {
    std::string bytes;  ///< 16; IPv4 as its IPv6 form
    int bits = 128;
  };
  std::vector<Network> networks_;
  bool everybody_;
};

/// Who may knock: nothing from Exotel is signed, so it is an address on the list, if there is one,
/// and a secret: in the path, or as Basic credentials. Thread-safe.
class Doors {
 public:
  Doors(const std::vector<std::string>& allow, std::string secret, std::string account_credentials);

  const std::string& Secret() const { return secret_; }
  /// kRejected says which of them is wrong, without a secret.
  Status Admit(const HttpRequest& request, std::string_view doing) const;

 private:
  bool HasCredentials(const HttpRequest& request) const;

  AllowList allow_;
  std::string secret_;
  std::vector<std::string> basics_;  ///< "user:password"
};

/// The user of our own credentials.
inline constexpr std::string_view kSocketUser = "tocsin";
/// Where our addresses for Exotel begin; behind it comes the secret or the door's name.
inline constexpr std::string_view kExotelPath = "/api/voice/exotel";

/// A secret for the doors made of the account's token, the same in every process.
std::string SecretOf(std::string_view api_token);

}  // namespace tocsin::exotel
