#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/http.hpp"
#include "schemas/ip_network.hpp"
#include "schemas/result.hpp"

namespace tocsin::exotel {

/// Who may knock: nothing from Exotel is signed, so it is an address on the list, if there is one,
/// and a secret: in the path, or as Basic credentials. Thread-safe.
class Doors {
 public:
  /// `allow`: addresses and networks; none: everybody. What is neither lets nobody in (settings
  /// refuse it before).
  Doors(const std::vector<std::string>& allow, std::string secret, std::string account_credentials);

  const std::string& Secret() const { return secret_; }
  /// kRejected says which of them is wrong, without a secret.
  Status Admit(const HttpRequest& request, std::string_view doing) const;

 private:
  bool IsAllowed(std::string_view peer) const;
  bool HasCredentials(const HttpRequest& request) const;

  bool everybody_;
  std::vector<IpNetwork> allow_;
  std::string secret_;
  std::vector<std::string> basics_;  ///< "user:password"
};

/// The user of our own credentials.
inline constexpr std::string_view kSocketUser = "tocsin";

/// A secret for the doors made of the account's token, the same in every process.
std::string SecretOf(std::string_view api_token);

}  // namespace tocsin::exotel
