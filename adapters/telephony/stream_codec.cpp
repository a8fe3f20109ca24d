#include "adapters/telephony/stream_codec.hpp"

#include <algorithm>

#include "adapters/telephony/message_scanner.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kMostParameters = 16;
constexpr std::size_t kLongestParameter = 1'024;
constexpr std::uint64_t kLongestStreamMs = 24ULL * 3'600'000;  ///< a time beyond it is no time

/// It is written into every message of ours as it is.
bool IsStreamId(std::string_view id) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == ':';
  };
  return !id.empty() && id.size() <= 128 && std::ranges::all_of(id, plain);
}

}  // namespace

struct StreamCodec::Parts {
  std::string_view event, stream, start, media, dtmf, mark, stop;
  bool lines = false;  ///< stream_sid, not streamSid
};

tl::unexpected<Error> StreamCodec::Bad(std::string_view why) const {
  return Fail(ErrorKind::kInvalid, std::string("reading media message: ").append(why),
              std::string(where_));
}

Status StreamCodec::Read(std::string_view message, MediaListener& listener) {
  Parts parts;
  MessageScanner scanner(message);
  std::string_view key, value;
  while (scanner.Next(key, value)) {
    if (key == "event") parts.event = PlainValue(value).value_or("");
    if (key == "streamSid" || key == "stream_sid") {
      parts.stream = PlainValue(value).value_or("");
      parts.lines = key == "stream_sid";
    }
    if (key == "start") parts.start = value;
    if (key == "media") parts.media = value;
    if (key == "dtmf") parts.dtmf = value;
    if (key == "mark") parts.mark = value;
    if (key == "stop") parts.stop = value;
  }
  if (!scanner.Whole()) return Bad("no JSON object");
  if (parts.event.empty()) return Bad("no event");
  return Dispatch(parts, listener);
}

Status StreamCodec::Dispatch(const Parts& parts, MediaListener& listener) {
  if (parts.event == "connected") return {};
  if (parts.event == "start") {
    if (stream_id_.empty()) lines_ = parts.lines;
    return TakeStart(parts.start, listener);
  }
  if (stream_id_.empty()) return Bad("it came before the start");
  if (!parts.stream.empty() && parts.stream != stream_id_)
    return Fail(ErrorKind::kRejected, "reading media message: it belongs to another stream",
                std::string(where_));
  if (parts.event == "media") return ReadMedia(parts.media, listener);
  std::string_view key, value, name, digit, reason;
  for (const auto object : {parts.dtmf, parts.mark, parts.stop}) {
    for (MessageScanner scanner(object); scanner.Next(key, value);) {
      if (key == "name") name = PlainValue(value).value_or("");
      if (key == "digit") digit = PlainValue(value).value_or("");
      if (key == "reason") reason = PlainValue(value).value_or("");
    }
  }
  if (parts.event == "dtmf") {
    constexpr std::string_view kKeys = "0123456789*#ABCD";
    if (digit.size() != 1 || kKeys.find(digit[0]) == std::string_view::npos)
      return Bad("no key of a phone");
    listener.OnKey(digit[0]);
  } else if (parts.event == "mark") {
    if (name.empty()) return Bad("a mark without a name");
    listener.OnMark(name);
  } else if (parts.event == "stop") {
    listener.OnStop(reason);
  }
  return {};  // what may be added some day is passed over
}

Status StreamCodec::TakeStart(std::string_view start, MediaListener& listener) {
  if (!stream_id_.empty()) return Bad("a second start");
  const auto json = ParseJson(start);
  if (!json || !json->is_object()) return Bad("the start says nothing");
  auto read = ReadStart(json->get_object());
  if (!read) return Fail(read.error());
  if (!IsStreamId(read->stream_id)) return Bad("the start has no stream id");
  stream_id_ = read->stream_id;
  listener.OnStart(std::move(*read));
  return {};
}

Status StreamCodec::ReadMedia(std::string_view media, MediaListener& listener) {
  std::string_view key, value, payload, track;
  Duration timestamp{};
  MessageScanner scanner(media);
  while (scanner.Next(key, value)) {
    if (key == "payload") payload = PlainValue(value).value_or("");
    if (key == "track") track = PlainValue(value).value_or("");
    if (key == "timestamp")
      timestamp = Duration(
          static_cast<Duration::rep>(std::min(NumberValue(value).value_or(0), kLongestStreamMs)));
  }
  if (!scanner.Whole()) return Bad("no sound");
  if (track == "outbound") return {};  // our own voice
  if (payload.empty()) return Bad("sound without a payload");
  while (!payload.empty()) {
    const auto made = DecodeBase64Part(payload, bytes_);
    if (!made) return Bad("the payload is no base64");
    if (!TakeSound(std::span(bytes_).first(*made), timestamp, payload.empty(), listener))
      return Bad("the payload is cut within a sample");
  }
  return {};
}

std::string StreamCodec::Head(std::string_view event) const {
  std::string out = R"({"event":")";
  out.append(event).append(lines_ ? R"(","stream_sid":")" : R"(","streamSid":")");
  return out.append(stream_id_) += '"';
}

std::string StreamCodec::MarkMessage(std::string_view name) {
  return Head("mark").append(R"(,"mark":{"name":")").append(name).append(R"("}})");
}

std::string StreamCodec::ClearMessage() { return Head("clear") + '}'; }

std::string StartText(const json::object& start, std::string_view camel, std::string_view lines) {
  for (const auto name : {camel, lines}) {
    const auto* value = start.if_contains(name);
    if (value == nullptr) continue;
    if (value->is_string()) return std::string(value->get_string().subview(0, kLongestParameter));
    if (value->is_number()) return JsonText(*value);
  }
  return {};
}

std::vector<std::pair<std::string, std::string>> StartParameters(const json::object& start,
                                                                 std::string_view camel,
                                                                 std::string_view lines) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto name : {camel, lines}) {
    const auto* object = start.if_contains(name);
    if (object == nullptr || !object->is_object()) continue;
    for (const auto& [key, value] : object->get_object())
      if (value.is_string() && out.size() < kMostParameters &&
          key.size() + value.get_string().size() <= kLongestParameter)
        out.emplace_back(key, value.get_string());
  }
  return out;
}

}  // namespace tocsin
