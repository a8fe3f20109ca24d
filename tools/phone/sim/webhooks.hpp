#pragma once

#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "adapters/http.hpp"
#include "tools/phone/sim/call_record.hpp"
#include "tools/phone/sim/loop.hpp"

namespace tocsin::phone {

struct Account {
  std::string sid;
  std::string token;
};

/// Carrier's error code (11200, 11205, 21205) and text.
struct WebhookFault {
  int code = 0;
  std::string text;
};
/// A 2xx response, or why there is none.
using WebhookAnswer = tl::expected<HttpResponse, WebhookFault>;

struct Webhook {
  /// `kTwice`: sent again after an answer that counts as lost; the second answer is used.
  enum class Sending { kOnce, kTwice };
  std::string kind;
  WebhookTarget target;
  Params params;
  Sending sending = Sending::kOnce;
};

/// Sends signed webhooks, with the retries that their URL's fragment asks for, and records every
/// try in the call. Loop thread only; answers come on it.
class Webhooks {
 public:
  Webhooks(Loop& loop, HttpClient& client, Account account)
      : loop_(loop), client_(client), account_(std::move(account)) {}

  /// The record is shared with the call: a webhook may outlive it in the list of calls.
  void Send(std::shared_ptr<CallRecord> record, Webhook webhook,
            std::function<void(WebhookAnswer)> done);
  const Account& Owner() const { return account_; }

 private:
  struct Delivery;
  void Try(std::shared_ptr<Delivery> delivery);
  void Finish(std::shared_ptr<Delivery> delivery, std::size_t entry, HttpOutcome outcome);
  HttpCall BuildCall(const Delivery& delivery) const;

  Loop& loop_;
  HttpClient& client_;
  const Account account_;
};

}  // namespace tocsin::phone
