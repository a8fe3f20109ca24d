#include <algorithm>

#include "workers/bridge/messages/message_kind.hpp"

namespace tocsin::bridge {
namespace {

/// ntfy, on ntfy.sh or one's own: a message published as JSON to the server's root
/// (https://docs.ntfy.sh/publish/#publish-as-json).
class NtfyKind final : public MessageKind {
 public:
  std::string_view Name() const override { return events::message_kind::kNtfy; }
  std::string FaultOf(const ChannelSpec& channel) const override {
    return channel.topic.empty() ? "topic is missing" : FaultOfUrl(channel);
  }
  Result<Handover> Render(const ChannelSpec& channel, const Message& message) const override {
    const auto& asked = message.asked;
    TRY_ASSIGN(const auto text, TextOf(asked));
    json::object body{{"topic", channel.topic}, {"message", text}};
    if (!asked.title.value_or("").empty()) body["title"] = *asked.title;
    if (asked.url) body["click"] = *asked.url;
    if (!asked.tags.empty()) body["tags"] = json::array(asked.tags.begin(), asked.tags.end());
    if (asked.priority) {
      const auto* const found = std::ranges::find(events::kPriorities, *asked.priority);
      if (found == std::end(events::kPriorities))
        return Fail(ErrorKind::kInvalid, "'priority' is none of min, low, default, high, urgent");
      body["priority"] = found - std::begin(events::kPriorities) + 1;
    }
    auto call = PostJson(channel, body);
    if (!channel.token.empty())
      call.headers.emplace_back("Authorization", "Bearer " + channel.token);
    return call;
  }
};

}  // namespace

void RegisterMessageKind_ntfy(MessageKindRegistry& registry);
void RegisterMessageKind_ntfy(MessageKindRegistry& registry) {
  registry.Add(std::make_unique<NtfyKind>());
}

}  // namespace tocsin::bridge
