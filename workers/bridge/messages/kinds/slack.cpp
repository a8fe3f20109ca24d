#include "workers/bridge/messages/message_kind.hpp"

namespace tocsin::bridge {
namespace {

/// Slack's three characters of control, as its page "Formatting text for app surfaces" says.
std::string SlackText(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return out;
}

/// In `<url|text>` a bar or an angle bracket would end the link.
std::string SlackUrl(std::string_view url) {
  std::string out;
  for (const char c : url) {
    if (c == '|')
      out += "%7C";
    else if (c == '<')
      out += "%3C";
    else if (c == '>')
      out += "%3E";
    else
      out += c;
  }
  return out;
}

/// Of a title: an asterisk would end the bold.
std::string Bold(std::string_view title) {
  std::string out;
  for (const char c : SlackText(title)) out += c == '*' ? ' ' : c;
  return '*' + out + '*';
}

/// An incoming webhook of Slack: https://api.slack.com/messaging/webhooks.
class SlackKind final : public MessageKind {
 public:
  std::string_view Name() const override { return events::message_kind::kSlack; }
  std::string FaultOf(const ChannelSpec& channel) const override { return FaultOfUrl(channel); }
  Result<Handover> Render(const ChannelSpec& channel, const Message& message) const override {
    TRY_ASSIGN(const auto plain, TextOf(message.asked));
    std::string text = SlackText(plain);
    if (!message.asked.title.value_or("").empty()) text = Bold(*message.asked.title) + '\n' + text;
    if (message.asked.url) text += "\n<" + SlackUrl(*message.asked.url) + "|Open>";
    return PostJson(channel, {{"text", text}});
  }
};

}  // namespace

void RegisterMessageKind_slack(MessageKindRegistry& registry);
void RegisterMessageKind_slack(MessageKindRegistry& registry) {
  registry.Add(std::make_unique<SlackKind>());
}

}  // namespace tocsin::bridge
