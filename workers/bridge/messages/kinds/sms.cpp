#include <algorithm>

#include "schemas/calling_code.hpp"
#include "schemas/phone_number.hpp"
#include "schemas/utf8.hpp"
#include "workers/bridge/messages/message_kind.hpp"
#include "workers/bridge/messages/text_report_door.hpp"

namespace tocsin::bridge {
namespace {

/// A text message by the carrier, within the limits that calls have too.
class SmsKind final : public MessageKind {
 public:
  std::string_view Name() const override { return events::message_kind::kSms; }
  Result<Handover> Render(const ChannelSpec& channel, const Message& message) const override {
    const auto& asked = message.asked;
    TRY_ASSIGN(auto text, TextOf(asked));
    if (text.size() > events::kMaxSmsText)
      return Fail(ErrorKind::kInvalid,
                  "'text' is longer than " + std::to_string(events::kMaxSmsText) + " bytes");
    if (asked.to.size() != 1 || !IsPhoneNumber(asked.to.front()))
      return Fail(ErrorKind::kInvalid, "'to' must be one number of '+' and 7 to 15 digits");
    if (asked.url) {
      const auto room = events::kMaxSmsText - std::min(events::kMaxSmsText, asked.url->size() + 1);
      text = Shortened(text, room).append("\n").append(*asked.url);
    }
    const auto& to = asked.to.front();
    if (channel.kill_switch)
      return Fail(ErrorKind::kInvalid, "limits.kill_switch is on: nothing is sent");
    if (!IsOfCountries(to, channel.countries, channel.from))
      return Fail(ErrorKind::kInvalid,
                  "the number's country is not in limits.countries, so nothing is sent");
    return TextMessage{.to = to,
                       .from = channel.from,
                       .text = std::move(text),
                       .report_url = TextReportUrl(channel.public_url, message),
                       .timeout = channel.timeout};
  }
};

}  // namespace

void RegisterMessageKind_sms(MessageKindRegistry& registry);
void RegisterMessageKind_sms(MessageKindRegistry& registry) {
  registry.Add(std::make_unique<SmsKind>());
}

}  // namespace tocsin::bridge
