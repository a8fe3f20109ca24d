#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "adapters/http.hpp"
#include "tools/phone/sim/exchange.hpp"

namespace tocsin::phone {

/// Exotel's REST interface v1: …/Calls/connect(.json), …/Calls/{sid}(.json), …/Calls(.json), which
/// leaves out calls in progress, and its status callbacks. Calls are media sockets (StreamUrl) and
/// nothing else. Loop thread only.
class ExotelRest {
 public:
  /// `client` sends callbacks; both outlive it and every call.
  ExotelRest(Exchange& exchange, HttpClient& client);

  static bool Serves(std::string_view path) { return path.starts_with("/v1/Accounts/"); }
  void Handle(const HttpRequest& request, HttpRespond respond);

 private:
  void Connect(const HttpRequest& request, const HttpRespond& respond);
  HttpResponse One(std::string_view sid) const;
  HttpResponse List(const HttpRequest& request) const;

  Exchange& exchange_;
  HttpClient& client_;
  std::string authorization_;
  std::string base_;  ///< "/v1/Accounts/SID"
};

}  // namespace tocsin::phone
