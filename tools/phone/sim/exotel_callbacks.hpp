#pragma once

#include <functional>
#include <string>

#include "adapters/http.hpp"
#include "tools/phone/sim/exchange.hpp"

namespace tocsin::phone {

/// What a call's order says of its callbacks.
struct ExotelCallbackOrder {
  std::string url;  ///< user information becomes Basic credentials; empty: none
  bool answered = false;
  bool terminal = false;
  bool json = false;  ///< else multipart/form-data
  std::string custom_field;
};

/// For CallOrder::on_change: sends what was asked for, and twice more where it is not answered with
/// 2xx. The fault lost_callbacks keeps it from being sent. `exchange` and `client` outlive the
/// call.
std::function<void(const CallRecord&)> SendExotelCallbacks(ExotelCallbackOrder order,
                                                           Exchange& exchange, HttpClient& client);

/// "2026-03-07 10:15:00", of India, as Exotel writes times.
std::string ExotelTime(TimePoint time);

/// User information of an address, taken out of it: "user:password"; empty: it has none.
std::string TakeUserInformation(std::string& url);

}  // namespace tocsin::phone
