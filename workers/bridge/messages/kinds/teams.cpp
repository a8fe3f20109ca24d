#include "workers/bridge/messages/message_kind.hpp"

namespace tocsin::bridge {
namespace {

json::object CardText(std::string_view text) {
  return {{"type", "TextBlock"}, {"text", text}, {"wrap", true}};
}

/// Text blocks of cards read a little Markdown: what would be read is made plain.
std::string CardPlain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '*' || c == '_' || c == '[' || c == ']' || c == '`') out += '\\';
    out += c;
    if (c == '\n') out += '\n';  // one alone is a blank
  }
  return out;
}

/// A webhook of Teams ("When a Teams webhook request is received" of its Workflows, which took the
/// place of the connectors): a message with one Adaptive Card, which is answered with 202.
class TeamsKind final : public MessageKind {
 public:
  std::string_view Name() const override { return events::message_kind::kTeams; }
  std::string FaultOf(const ChannelSpec& channel) const override { return FaultOfUrl(channel); }
  Result<Handover> Render(const ChannelSpec& channel, const Message& message) const override {
    TRY_ASSIGN(const auto text, TextOf(message.asked));
    json::array body;
    if (!message.asked.title.value_or("").empty()) {
      auto title = CardText(CardPlain(*message.asked.title));
      title["weight"] = "Bolder";
      title["size"] = "Medium";
      body.push_back(std::move(title));
    }
    body.push_back(CardText(CardPlain(text)));
    json::object card{{"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
                      {"type", "AdaptiveCard"},
                      {"version", "1.4"},
                      {"body", std::move(body)}};
    if (message.asked.url)
      card["actions"] =
          json::array{{{"type", "Action.OpenUrl"}, {"title", "Open"}, {"url", *message.asked.url}}};
    return PostJson(
        channel,
        {{"type", "message"},
         {"attachments", json::array{{{"contentType", "application/vnd.microsoft.card.adaptive"},
                                      {"content", std::move(card)}}}}});
  }
};

}  // namespace

void RegisterMessageKind_teams(MessageKindRegistry& registry);
void RegisterMessageKind_teams(MessageKindRegistry& registry) {
  registry.Add(std::make_unique<TeamsKind>());
}

}  // namespace tocsin::bridge
