#include "workers/bridge/messages/message_kind.hpp"

#include "schemas/json.hpp"

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
  if (asked.url && !asked.url->starts_with("https://") && !asked.url->starts_with("http://"))
    return Fail(ErrorKind::kInvalid, "'url' must begin with http:// or https://");
  return *asked.text;
}

std::string FaultOfUrl(const ChannelSpec& channel) {
  const bool fine = channel.url.starts_with("http://") || channel.url.starts_with("https://");
  return fine ? "" : "url: must begin with http:// or https://";
}

HttpCall PostJson(const ChannelSpec& channel, const json::value& body) {
  HttpCall call{.method = "POST", .url = channel.url, .headers = {}, .body = JsonText(body)};
  call.headers.emplace_back("Content-Type", "application/json");
  return call;
}

}  // namespace tocsin::bridge
