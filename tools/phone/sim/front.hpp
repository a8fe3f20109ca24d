#pragma once

#include "adapters/http.hpp"
#include "tools/phone/sim/exotel_rest.hpp"
#include "tools/phone/sim/loop.hpp"
#include "tools/phone/sim/rest.hpp"
#include "tools/phone/sim/sim_api.hpp"

namespace tocsin::phone {

/// What the HTTP server calls: brings each request onto the loop and to the API that serves it.
class Front final : public HttpHandler {
 public:
  Front(Loop& loop, Exchange& exchange)
      : loop_(loop), rest_(exchange), exotel_(exchange, exchange.Client()), sim_(exchange) {}
  void Handle(HttpRequest request, HttpRespond respond) override;

 private:
  void Serve(const HttpRequest& request, HttpRespond respond);

  Loop& loop_;
  Rest rest_;
  ExotelRest exotel_;
  SimApi sim_;
};

}  // namespace tocsin::phone
