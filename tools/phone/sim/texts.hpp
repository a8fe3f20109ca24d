#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

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

/// The carrier's text messages: those to people of the script arrive half a second later, all
/// others are lost ("undelivered", 30003). Keeps the last thousand. Loop thread only.
class Texts {
 public:
  Texts(Loop& loop, Webhooks& webhooks) : loop_(loop), webhooks_(webhooks) {}

  const TextRecord& Take(TextRecord text);
  const TextRecord* Find(std::string_view sid) const;
  void Forget() { kept_.clear(); }

  /// As the REST API shows one, and as /sim/messages shows all, oldest first.
  json::object RestText(const TextRecord& text) const;
  json::object SimTexts() const;

 private:
  static constexpr std::size_t kKept = 1000;
  void MoveTo(const std::shared_ptr<TextRecord>& text, std::string_view state);
  void Report(const TextRecord& text);

  Loop& loop_;
  Webhooks& webhooks_;
  std::deque<std::shared_ptr<TextRecord>> kept_;  ///< each shared with its timers
};

}  // namespace tocsin::phone
