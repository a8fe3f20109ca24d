#include "workers/bridge/messages/message_kind.hpp"

namespace tocsin::bridge {
namespace {

/// A mail of plain text.
class EmailKind final : public MessageKind {
 public:
  std::string_view Name() const override { return events::message_kind::kEmail; }
  std::string FaultOf(const ChannelSpec& channel) const override {
    if (channel.server.empty()) return "server is missing";
    if (auto fault = MailAddressFault(channel.from); !fault.empty()) return "from: " + fault;
    for (const auto& address : channel.to)
      if (auto fault = MailAddressFault(address); !fault.empty()) return "to: " + fault;
    if (!channel.user.empty() && channel.security == MailCall::Security::kNone)
      return "security: with `none` the password would go over an open line";
    return {};
  }
  Result<Handover> Render(const ChannelSpec& channel, const Message& message) const override {
    const auto& asked = message.asked;
    TRY_ASSIGN(auto text, TextOf(asked));
    if (asked.url) text += "\n\n" + *asked.url;
    const auto& to = asked.to.empty() ? channel.to : asked.to;
    if (to.empty())
      return Fail(ErrorKind::kInvalid, "it says nobody to write to, and neither does the channel");
    if (to.size() > events::kMaxMessageReceivers)
      return Fail(
          ErrorKind::kInvalid,
          "'to' has more than " + std::to_string(events::kMaxMessageReceivers) + " addresses");
    for (const auto& address : to)
      if (auto fault = MailAddressFault(address); !fault.empty())
        return Fail(ErrorKind::kInvalid, "'to': " + fault);
    return MailCall{.server = channel.server,
                    .security = channel.security,
                    .user = channel.user,
                    .password = channel.token,
                    .mail = {.id = std::string(message.id),
                             .date = message.now,
                             .from = channel.from,
                             .to = to,
                             .subject = asked.title.value_or("").empty() ? "tocsin" : *asked.title,
                             .text = std::move(text)}};
  }
};

}  // namespace

void RegisterMessageKind_email(MessageKindRegistry& registry);
void RegisterMessageKind_email(MessageKindRegistry& registry) {
  registry.Add(std::make_unique<EmailKind>());
}

}  // namespace tocsin::bridge
