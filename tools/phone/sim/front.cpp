#include "tools/phone/sim/front.hpp"

#include <utility>

namespace tocsin::phone {

void Front::Handle(HttpRequest request, HttpRespond respond) {
  loop_.Post([this, request = std::move(request), respond = std::move(respond)]() mutable {
    Serve(request, std::move(respond));
  });
}

void Front::Serve(const HttpRequest& request, HttpRespond respond) {
  if (Rest::Serves(request.path)) return rest_.Handle(request, std::move(respond));
  if (ExotelRest::Serves(request.path)) return exotel_.Handle(request, std::move(respond));
  if (SimApi::Serves(request.path)) return respond(sim_.Handle(request));
  if (request.path == "/" && request.method == "GET") {
    return respond(JsonResponse(
        200,
        R"({"service":"tocsin-phone","rest":["/2010-04-01/","/v1/Accounts/"],"sim":["GET /sim/calls","GET /sim/messages","POST /sim/inbound",)"
        R"("PUT /sim/script","POST /sim/reset","GET /sim/health"]})"));
  }
  respond(Problem(404, "Not Found", "known are /2010-04-01/…, /v1/Accounts/… and /sim/…"));
}

}  // namespace tocsin::phone
