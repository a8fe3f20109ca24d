#include <fmt/format.h>

#include <cstring>

#include "schemas/json.hpp"
#include "tools/phone/live/dialects.hpp"
#include "tools/phone/live/media_payload.hpp"
#include "tools/phone/sim/signature.hpp"

namespace tocsin::phone {
namespace {

constexpr std::size_t kExotelUnit = 320;
constexpr std::size_t kExotelLeast = 3200;
constexpr std::size_t kExotelMost = 100'000;

std::string ExotelName(std::string_view text) { return json::serialize(json::string(text)); }

/// Which name is spelled which way; products differ.
constexpr std::pair<std::string_view, std::string_view> kExotelSpellings[] = {
    {R"("sequence_number":)", R"("sequenceNumber":)"},
    {R"("stream_sid":)", R"("streamSid":)"},
    {R"("call_sid":)", R"("callSid":)"},
    {R"("account_sid":)", R"("accountSid":)"},
    {R"("custom_parameters":)", R"("customParameters":)"},
    {R"("media_format":)", R"("mediaFormat":)"},
    {R"("sample_rate":)", R"("sampleRate":)"},
    {R"("bit_rate":)", R"("bitRate":)"}};

/// The Voicebot applet's socket: 16-bit little-endian samples at the stream's rate, 100 ms a
/// message, keys and marks as with Twilio but spelled with underscores.
class ExotelDialect final : public MediaDialect {
 public:
  explicit ExotelDialect(StreamIds ids) : ids_(std::move(ids)), factor_(ids_.rate / kLineRate) {}

  std::size_t FramesPerMessage() const override { return 5; }
  std::string Connected() override { return R"({"event":"connected"})"; }

  std::string Start() override {
    json::object parameters;
    for (const auto& [name, value] : ids_.parameters) parameters[name] = value;
    const json::object message = {{"event", "start"},
                                  {"sequence_number", ++sequence_},
                                  {"stream_sid", ids_.stream},
                                  {"start",
                                   {{"stream_sid", ids_.stream},
                                    {"call_sid", ids_.call},
                                    {"account_sid", ids_.account},
                                    {"from", ids_.from},
                                    {"to", ids_.to},
                                    {"custom_parameters", std::move(parameters)},
                                    {"media_format",
                                     {{"encoding", "raw/slin"},
                                      {"sample_rate", std::to_string(ids_.rate)},
                                      {"bit_rate", std::to_string(ids_.rate / 500) + "kbps"}}}}}};
    return Spelled(json::serialize(message));
  }

  std::string Media(SampleSpan sound, std::int64_t at) override {
    const Samples wide = Widened(sound);
    const std::string_view bytes(reinterpret_cast<const char*>(wide.data()), wide.size() * 2);
    return Spelled(fmt::format(
        R"({{"event":"media","sequence_number":{},"stream_sid":"{}","media":{{"chunk":{},"timestamp":"{}","payload":"{}"}}}})",
        ++sequence_, ids_.stream, ++chunk_, at, EncodeBase64(bytes)));
  }
  std::string Key(char key) override {
    return Spelled(fmt::format(
        R"({{"event":"dtmf","sequence_number":{},"stream_sid":"{}","dtmf":{{"duration":"200","digit":"{}"}}}})",
        ++sequence_, ids_.stream, key));
  }
  std::string Mark(std::string_view name) override {
    return Spelled(fmt::format(
        R"({{"event":"mark","sequence_number":{},"stream_sid":"{}","mark":{{"name":{}}}}})",
        ++sequence_, ids_.stream, ExotelName(name)));
  }
  std::string Stop(std::string_view reason) override {
    return Spelled(fmt::format(
        R"({{"event":"stop","sequence_number":{},"stream_sid":"{}","stop":{{"call_sid":"{}","account_sid":"{}","reason":{}}}}})",
        ++sequence_, ids_.stream, ids_.call, ids_.account, ExotelName(reason)));
  }

  FromWorker Read(std::string_view message) const override {
    return ReadEnvelope(
        message, ids_.camel ? "streamSid" : "stream_sid", ids_.stream,
        [this](const json::object& object, FromWorker& out) { ReadSound(object, out); });
  }

 private:
  std::string Spelled(std::string message) const {
    if (!ids_.camel) return message;
    for (const auto& [lines, camel] : kExotelSpellings)
      for (auto at = message.find(lines); at != std::string::npos; at = message.find(lines, at))
        message.replace(at, lines.size(), camel);
    return message;
  }

  Samples Widened(SampleSpan sound) {
    if (factor_ == 1) return {sound.begin(), sound.end()};
    Samples wide;
    wide.reserve(sound.size() * static_cast<std::size_t>(factor_));
    for (const auto sample : sound) {
      for (int i = 1; i <= factor_; ++i)
        wide.push_back(static_cast<std::int16_t>(last_ + (sample - last_) * i / factor_));
      last_ = sample;
    }
    return wide;
  }

  void ReadSound(const json::object& object, FromWorker& out) const {
    const auto bytes = PayloadBytes(object, out.oddities);
    if (!bytes) return;
    RemarkOnHeader(*bytes, out.oddities);
    const std::size_t size = bytes->size();
    if (size % kExotelUnit != 0)
      out.oddities.emplace_back("the payload is no multiple of 320 bytes: the sound has gaps");
    if (size < kExotelLeast)
      out.oddities.emplace_back("the payload is below 3,200 bytes: the sound has gaps");
    if (size > kExotelMost) {
      out.oddities.emplace_back("the payload is above 100,000 bytes and is dropped");
      return;
    }
    const auto& media = object.at("media").as_object();
    for (const auto* key : {"chunk", "timestamp"})
      if (media.if_contains(key) == nullptr)
        out.oddities.push_back(std::string("a media message has no `") + key +
                               "`: some streams end early without");
    if (object.if_contains(ids_.camel ? "sequenceNumber" : "sequence_number") == nullptr)
      out.oddities.emplace_back(
          "a message has no `sequence_number`: some streams end early without");
    Samples wide(size / 2);
    std::memcpy(wide.data(), bytes->data(), wide.size() * 2);
    out.kind = FromWorker::Kind::kSound;
    if (factor_ == 1) {
      out.sound = std::move(wide);
      return;
    }
    const auto step = static_cast<std::size_t>(factor_);
    for (std::size_t i = 0; i + step <= wide.size(); i += step) {
      int sum = 0;
      for (std::size_t k = 0; k < step; ++k) sum += wide[i + k];
      out.sound.push_back(static_cast<std::int16_t>(sum / factor_));
    }
  }

  const StreamIds ids_;
  const int factor_;
  std::int16_t last_ = 0;  ///< of what was sent
  std::uint64_t sequence_ = 0;
  std::uint64_t chunk_ = 0;
};

}  // namespace

std::unique_ptr<MediaDialect> MakeExotelDialect(StreamIds ids) {
  return std::make_unique<ExotelDialect>(std::move(ids));
}

}  // namespace tocsin::phone
