#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/http.hpp"
#include "adapters/telephony.hpp"

namespace tocsin {

struct ExotelOptions {
  std::string sid;
  std::string api_key;
  std::string api_token;
  std::string from;  ///< our number there (ExoPhone), E.164
  std::string api_url = "https://api.exotel.com";
  /// Stands in the path of our addresses and is the password of user "tocsin"; empty: made of
  /// `api_token`.
  std::string webhook_secret = {};
  std::vector<std::string> allow = {};  ///< who may come in: addresses and networks; empty: all
  int calls_per_minute = 200;           ///< requests that the account allows
  /// A flow of the account that takes keys (applets.hpp): for calls that no media socket leads.
  std::string key_flow = {};
  Duration timeout = std::chrono::seconds(30);
};

/// Exotel over its REST API v1 (developer.exotel.com/api): calls are led over a bidirectional media
/// socket, and, where there is none, by a flow of the account that speaks our words and takes keys;
/// there is no way to hang up or to redirect a call but the socket's end. `client` must outlive the
/// provider and every callback. Makes no request by itself.
std::unique_ptr<TelephonyProvider> MakeExotel(ExotelOptions options, HttpClient& client);

}  // namespace tocsin
