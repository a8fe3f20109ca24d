#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http.hpp"
#include "schemas/json.hpp"
#include "tools/phone/sim/loop.hpp"
#include "tools/phone/sim/rest_order.hpp"
#include "tools/phone/sim/webhooks.hpp"

namespace tocsin::phone {

/// One text message (SMS).
struct TextRecord {
  std::string sid;
  std::string to, from, body;
  WebhookTarget status;  ///< where its callbacks go; may be empty
  bool reaches = false;  ///< the number belongs to somebody
  bool inbound = false;  ///< sent by a person to a number of the account
  std::string state = "queued";
  int error = 0;  ///< the carrier's code
  TimePoint created;
  TimePoint updated;
  /// Its callbacks as they were sent; else a call like any other, that nobody sees.
  std::shared_ptr<CallRecord> callbacks = std::make_shared<CallRecord>();
};

/// The form of "create message", checked as the carrier checks it
/// (https://www.twilio.com/docs/messaging/api/message-resource).
tl::expected<TextRecord, RestError> ReadText(const Params& form);

/// What the answer to an inbound text's webhook (TwiML) sends back: each <Message> of it.
std::vector<std::string> MessagesIn(std::string_view twiml);

/// The carrier's text messages: those to people of the script arrive half a second later, all
/// others are lost ("undelivered", 30003). Keeps the last thousand. Loop thread only.
class Texts {
 public:
  Texts(Loop& loop, Webhooks& webhooks) : loop_(loop), webhooks_(webhooks) {}

  const TextRecord& Take(TextRecord text);
  /// A person sends one. It is told to `status`, the address of the number for messages; what the
  /// answer sends back goes to that person.
  const TextRecord& Receive(TextRecord text);
  const TextRecord* Find(std::string_view sid) const;
  void Forget() { kept_.clear(); }

  /// As the REST API shows one, and as /sim/messages shows all, oldest first.
  json::object RestText(const TextRecord& text) const;
  json::object SimTexts() const;

 private:
  static constexpr std::size_t kKept = 1000;
  std::shared_ptr<TextRecord> Keep(TextRecord given);
  void MoveTo(const std::shared_ptr<TextRecord>& text, std::string_view state);
  void Report(const TextRecord& text);

  Loop& loop_;
  Webhooks& webhooks_;
  std::deque<std::shared_ptr<TextRecord>> kept_;  ///< each shared with its timers
};

}  // namespace tocsin::phone
