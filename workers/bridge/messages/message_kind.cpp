#include "workers/bridge/messages/message_kind.hpp"

#include "schemas/json.hpp"
#include "schemas/web_address.hpp"

namespace tocsin::bridge {
namespace {

Status CheckLength(std::string_view what, const std::optional<std::string>& text,
                   std::size_t most) {
  if (!text || text->size() <= most) return {};
  return Fail(ErrorKind::kInvalid,
              std::string(what) + " is longer than " + std::to_string(most) + " bytes");
}

}  // namespace

const MessageKindRegistry& MessageKinds() {
  static const auto* kinds = [] {
    auto* made = new MessageKindRegistry;
    RegisterMessageKindAll(*made);
    return made;
  }();
  return *kinds;
}

Result<std::string> TextOf(const events::MessageRequested& asked) {
  if (asked.text.value_or("").empty())
    return Fail(ErrorKind::kInvalid, "'text' is missing or empty");
  TRY(CheckLength("'text'", asked.text, events::kMaxMessageText));
  TRY(CheckLength("'title'", asked.title, events::kMaxMessageTitle));
  TRY(CheckLength("'url'", asked.url, events::kMaxMessageUrl));
  if (asked.url && !IsWebAddress(*asked.url))
    return Fail(ErrorKind::kInvalid, "'url'" + std::string(kNoWebAddress));
  return *asked.text;
}

std::string FaultOfUrl(const ChannelSpec& channel) {
  return IsWebAddress(channel.url) ? "" : "url:" + std::string(kNoWebAddress);
}

HttpCall PostJson(const ChannelSpec& channel, const json::value& body) {
  HttpCall call{.method = "POST", .url = channel.url, .headers = {}, .body = JsonText(body)};
  call.headers.emplace_back("Content-Type", "application/json");
  return call;
}

}  // namespace tocsin::bridge
