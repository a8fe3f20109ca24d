#include "tools/phone/sim/texts.hpp"

#include <algorithm>
#include <utility>

#include "schemas/hex.hpp"
#include "schemas/ids.hpp"
#include "tools/phone/sim/call_json.hpp"
#include "tools/phone/sim/carrier_time.hpp"
#include "tools/phone/sim/webhook_url.hpp"
#include "tools/phone/sim/xml.hpp"

namespace tocsin::phone {
namespace {

constexpr Duration kOnTheWay{200};
constexpr Duration kToThePhone{300};
constexpr int kUnreachable = 30003;
constexpr std::size_t kMostCharacters = 1600;

std::size_t CharactersOf(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

tl::expected<TextRecord, RestError> ReadText(const Params& form) {
  const auto refuse = [](int code, std::string text) {
    return tl::unexpected(RestError{400, code, std::move(text)});
  };
  TextRecord text;
  text.to = FirstOf(form, "To");
  text.from = FirstOf(form, "From");
  text.body = FirstOf(form, "Body");
  text.status.url = FirstOf(form, "StatusCallback");
  if (text.to.empty()) return refuse(21604, "A 'To' phone number is required.");
  if (!IsE164(text.to)) return refuse(21211, "Invalid 'To' Phone Number: " + text.to);
  if (text.from.empty()) return refuse(21603, "A 'From' phone number is required.");
  if (!IsE164(text.from)) return refuse(21212, "Invalid From Number (caller ID): " + text.from);
  if (text.body.empty()) return refuse(21602, "Message body is required.");
  if (CharactersOf(text.body) > kMostCharacters)
    return refuse(21617, "The concatenated message body exceeds the 1600 character limit");
  if (!text.status.url.empty() && !ParseWebhookUrl(text.status.url))
    return refuse(21609, "The StatusCallback URL " + text.status.url + " is not a valid URL.");
  return text;
}

std::vector<std::string> MessagesIn(std::string_view twiml) {
  std::vector<std::string> messages;
  const auto document = ParseXml(twiml);
  if (!document || document->name != "Response") return messages;
  for (const auto& element : document->children) {
    if (element.name != "Message") continue;
    std::string text;
    for (const auto& part : element.children) {
      if (part.IsText()) text += part.text;
      if (part.name != "Body") continue;
      for (const auto& piece : part.children) text += piece.text;
    }
    if (!text.empty()) messages.push_back(std::move(text));
  }
  return messages;
}

std::shared_ptr<TextRecord> Texts::Keep(TextRecord given) {
  const auto bytes = RandomUuid().Bytes();
  given.sid = "SM" + Hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  given.created = given.updated = loop_.Now();
  if (kept_.size() == kKept) kept_.pop_front();
  return kept_.emplace_back(std::make_shared<TextRecord>(std::move(given)));
}

const TextRecord& Texts::Receive(TextRecord given) {
  given.inbound = true;
  given.state = "received";
  const auto text = Keep(std::move(given));
  Params params = {{"MessageSid", text->sid},
                   {"SmsSid", text->sid},
                   {"SmsMessageSid", text->sid},
                   {"From", text->from},
                   {"To", text->to},
                   {"AccountSid", webhooks_.Owner().sid},
                   {"Body", text->body},
                   {"SmsStatus", "received"},
                   {"NumMedia", "0"},
                   {"NumSegments", "1"},
                   {"ApiVersion", "2010-04-01"}};
  webhooks_.Send(text->callbacks, {"message", text->status, std::move(params)},
                 [this, text](const WebhookAnswer& answer) {
                   if (!answer) return;
                   for (auto& back : MessagesIn(answer->body)) {
                     TextRecord reply;
                     reply.from = text->to;
                     reply.to = text->from;
                     reply.body = std::move(back);
                     reply.reaches = true;
                     Take(std::move(reply));
                   }
                 });
  return *text;
}

const TextRecord& Texts::Take(TextRecord given) {
  auto text = Keep(std::move(given));
  loop_.After(kOnTheWay, [this, text] {
    MoveTo(text, "sent");
    loop_.After(kToThePhone, [this, text] {
      if (!text->reaches) text->error = kUnreachable;
      MoveTo(text, text->reaches ? "delivered" : "undelivered");
    });
  });
  return *text;
}

const TextRecord* Texts::Find(std::string_view sid) const {
  const auto found =
      std::ranges::find(kept_, sid, [](const auto& text) { return std::string_view(text->sid); });
  return found == kept_.end() ? nullptr : found->get();
}

void Texts::MoveTo(const std::shared_ptr<TextRecord>& text, std::string_view state) {
  text->state = state;
  text->updated = loop_.Now();
  Report(*text);
}

void Texts::Report(const TextRecord& text) {
  if (text.status.url.empty()) return;
  Params params = {{"SmsSid", text.sid},          {"SmsStatus", text.state},
                   {"MessageStatus", text.state}, {"To", text.to},
                   {"MessageSid", text.sid},      {"AccountSid", webhooks_.Owner().sid},
                   {"From", text.from},           {"ApiVersion", "2010-04-01"}};
  if (text.error != 0) params.emplace_back("ErrorCode", std::to_string(text.error));
  webhooks_.Send(text.callbacks, {"message", text.status, std::move(params)},
                 [](const WebhookAnswer&) {});  // its try tells what came of it
}

json::object Texts::RestText(const TextRecord& text) const {
  const auto& account = webhooks_.Owner().sid;
  json::object out;
  out["sid"] = text.sid;
  out["account_sid"] = account;
  out["to"] = text.to;
  out["from"] = text.from;
  out["body"] = text.body;
  out["status"] = text.state;
  out["direction"] = text.inbound ? "inbound" : "outbound-api";
  out["num_segments"] = std::to_string((CharactersOf(text.body) + 152) / 153);
  out["num_media"] = "0";
  out["error_code"] = text.error == 0 ? json::value(nullptr) : json::value(text.error);
  out["error_message"] = nullptr;
  out["messaging_service_sid"] = nullptr;
  out["price"] = nullptr;
  out["price_unit"] = "USD";
  out["date_created"] = FormatRfc2822(text.created);
  out["date_updated"] = FormatRfc2822(text.updated);
  out["date_sent"] = text.state == "queued" ? json::value(nullptr)
                                            : json::value(FormatRfc2822(text.created + kOnTheWay));
  out["api_version"] = "2010-04-01";
  out["uri"] = "/2010-04-01/Accounts/" + account + "/Messages/" + text.sid + ".json";
  return out;
}

json::object Texts::SimTexts() const {
  json::array items;
  for (const auto& text : kept_)
    items.push_back({{"sid", text->sid},
                     {"to", text->to},
                     {"from", text->from},
                     {"body", text->body},
                     {"direction", text->inbound ? "inbound" : "outbound"},
                     {"state", text->state},
                     {"error", text->error},
                     {"at", FormatTime(text->created)},
                     {"webhooks", WebhooksJson(*text->callbacks)}});
  return {{"items", std::move(items)}, {"next_cursor", nullptr}};
}

}  // namespace tocsin::phone
