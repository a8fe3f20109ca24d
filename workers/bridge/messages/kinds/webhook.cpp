#include "schemas/json.hpp"
#include "schemas/letter_case.hpp"
#include "workers/bridge/delivery.hpp"
#include "workers/bridge/messages/message_kind.hpp"
#include "workers/bridge/webhook_signature.hpp"

namespace tocsin::bridge {
namespace {

/// Any JSON to any address, signed as deliveries are where the channel has a secret.
class WebhookMessageKind final : public MessageKind {
 public:
  std::string_view Name() const override { return events::message_kind::kWebhook; }
  std::string FaultOf(const ChannelSpec& channel) const override {
    if (auto fault = FaultOfUrl(channel); !fault.empty()) return fault;
    for (const auto& [name, value] : channel.headers)
      if (const auto fault = HeaderFault(name); !fault.empty()) return fault;
    if (channel.secret.empty()) return {};
    const auto key = WebhookKey::Parse(channel.secret);
    return key ? "" : "secret: " + key.error().message;
  }
  Result<Handover> Render(const ChannelSpec& channel, const Message& message) const override {
    if (!message.asked.body) return Fail(ErrorKind::kInvalid, "'body' is missing");
    auto call = PostJson(channel, *message.asked.body);
    if (call.body.size() > events::kMaxMessageBody)
      return Fail(ErrorKind::kInvalid,
                  "'body' is longer than " + std::to_string(events::kMaxMessageBody) + " bytes");
    for (const auto& [name, value] : channel.headers) {
      std::erase_if(call.headers,
                    [&](const auto& header) { return EqualsIgnoringCase(header.first, name); });
      call.headers.emplace_back(name, value);
    }
    if (channel.secret.empty()) return call;
    TRY_ASSIGN(const auto key, WebhookKey::Parse(channel.secret));
    call.headers.emplace_back("webhook-signature",
                              key.Sign(message.id, WebhookTimestamp(message.now), call.body));
    return call;
  }
};

}  // namespace

void RegisterMessageKind_webhook(MessageKindRegistry& registry);
void RegisterMessageKind_webhook(MessageKindRegistry& registry) {
  registry.Add(std::make_unique<WebhookMessageKind>());
}

}  // namespace tocsin::bridge
