#pragma once

#include <string_view>

#include "adapters/http.hpp"
#include "tools/phone/sim/exchange.hpp"

namespace tocsin::phone {

/// The simulator's own API: /sim/calls, /sim/calls/{sid}, /sim/messages, /sim/inbound, /sim/script,
/// /sim/reset, /sim/health. Loop thread only.
class SimApi {
 public:
  explicit SimApi(Exchange& exchange) : exchange_(exchange) {}
  static bool Serves(std::string_view path) { return path.starts_with("/sim/"); }
  HttpResponse Handle(const HttpRequest& request);

 private:
  HttpResponse ListCalls(const HttpRequest& request) const;
  HttpResponse OneCall(std::string_view sid) const;
  /// What the person heard, as WAV: `side` (heard, said, both); `format=levels`: per 20 ms.
  HttpResponse Audio(std::string_view sid, const HttpRequest& request) const;
  HttpResponse Inbound(const HttpRequest& request);
  HttpResponse SendText(const HttpRequest& request);
  /// Its `url` is the media socket's, or says where that is.
  HttpResponse InboundByExotel(CallOrder order);
  HttpResponse ReplaceScript(const HttpRequest& request);
  HttpResponse Reset();
  HttpResponse Health() const;

  Exchange& exchange_;
};

}  // namespace tocsin::phone
