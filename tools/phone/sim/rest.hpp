#pragma once

#include "adapters/http.hpp"
#include "tools/phone/sim/exchange.hpp"
#include "tools/phone/sim/rest_order.hpp"

namespace tocsin::phone {

/// The carrier's REST API: /2010-04-01/Accounts/{sid}.json, …/Calls.json, …/Calls/{sid}.json,
/// …/Messages.json, …/Messages/{sid}.json. Loop thread only.
class Rest {
 public:
  explicit Rest(Exchange& exchange);

  static bool Serves(std::string_view path) { return path.starts_with("/2010-04-01/"); }
  void Handle(const HttpRequest& request, HttpRespond respond);

 private:
  void Create(const HttpRequest& request, const HttpRespond& respond);
  HttpResponse One(const HttpRequest& request, std::string_view sid);
  HttpResponse Message(const HttpRequest& request, std::string_view below);
  HttpResponse Update(Leg& leg, const Params& form);
  HttpResponse AccountResource() const;

  Exchange& exchange_;
  std::string authorization_;
  std::string base_;  ///< "/2010-04-01/Accounts/AC…"
};

HttpResponse RestErrorResponse(const RestError& error);

}  // namespace tocsin::phone
