#include "tools/phone/live/media_payload.hpp"

#include <algorithm>

#include "tools/phone/live/base64_text.hpp"

namespace tocsin::phone {
namespace {

constexpr std::size_t kTellingHex = 64;

bool LooksLikeHex(std::string_view text) {
  return text.size() >= kTellingHex && text.size() % 2 == 0 &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

}  // namespace

FromWorker ReadEnvelope(std::string_view message, std::string_view stream_key,
                        std::string_view stream,
                        const std::function<void(const json::object&, FromWorker&)>& sound) {
  FromWorker out;
  const auto tree = ParseJson(message);
  if (!tree || !tree->is_object()) {
    out.oddities.emplace_back("a message is no JSON object");
    return out;
  }
  const auto& object = tree->as_object();
  const std::string event(StringAt(object, "event").substr(0, 40));
  if (StringAt(object, stream_key) != stream) {
    out.oddities.push_back("a message `" + event + "` names another " + std::string(stream_key) +
                           " than this socket's, or none");
  } else if (event == "media") {
    sound(object, out);
  } else if (event == "mark") {
    const auto* mark = object.if_contains("mark");
    out.name = mark != nullptr && mark->is_object() ? StringAt(mark->as_object(), "name") : "";
    if (out.name.empty()) {
      out.oddities.emplace_back("a mark needs an object `mark` with a `name`");
    } else {
      out.kind = FromWorker::Kind::kMark;
    }
  } else if (event == "clear") {
    out.kind = FromWorker::Kind::kClear;
  } else {
    out.oddities.push_back("no carrier knows the event `" + event + "`");
  }
  return out;
}

std::optional<std::string> PayloadBytes(const json::object& message,
                                        std::vector<std::string>& oddities) {
  const auto* media = message.if_contains("media");
  const auto* payload =
      media != nullptr && media->is_object() ? media->as_object().if_contains("payload") : nullptr;
  if (payload == nullptr || !payload->is_string()) {
    oddities.emplace_back("a media message needs an object `media` with a string `payload`");
    return std::nullopt;
  }
  const std::string_view text = payload->as_string();
  if (LooksLikeHex(text)) {
    oddities.emplace_back("the payload is hex, not base64: the person hears noise");
    return std::nullopt;
  }
  auto bytes = DecodeBase64(text);
  if (!bytes) oddities.emplace_back("the payload is no base64");
  return bytes;
}

void RemarkOnHeader(std::string_view bytes, std::vector<std::string>& oddities) {
  if (bytes.starts_with("RIFF"))
    oddities.emplace_back("the payload begins with a WAV header: it is heard as a click");
  if (bytes.starts_with("ID3") || bytes.starts_with("\xFF\xFB") || bytes.starts_with("OggS"))
    oddities.emplace_back("the payload begins like a compressed file: the person hears noise");
}

void RemarkOnMuLaw(std::string_view bytes, std::vector<std::string>& oddities) {
  RemarkOnHeader(bytes, oddities);
  // Zero is the loudest code there is; in samples of 16 bits it is every quiet sample's half.
  const auto zeros = static_cast<std::size_t>(std::ranges::count(bytes, '\0'));
  if (bytes.size() >= 160 && zeros > bytes.size() / 8)
    oddities.emplace_back(
        "the payload looks like samples of 16 bits, not like mu-law: the person hears noise");
}

}  // namespace tocsin::phone
