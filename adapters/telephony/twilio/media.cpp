#include "adapters/telephony/twilio/media.hpp"

#include <array>

#include "adapters/sound/g711.hpp"
#include "adapters/telephony/stream_codec.hpp"
#include "schemas/base64.hpp"

namespace tocsin::twilio {
namespace {

class StreamsCodec final : public StreamCodec {
 public:
  StreamsCodec() : StreamCodec("telephony.twilio") {}

  std::string SoundMessage(std::span<const std::int16_t> sound) override {
    std::string codes(sound.size(), '\0');
    sound::EncodeMuLaw(sound, {reinterpret_cast<std::uint8_t*>(codes.data()), codes.size()});
    return Head("media")
        .append(R"(,"media":{"payload":")")
        .append(EncodeBase64(codes))
        .append(R"("}})");
  }
  Duration MessageLength() const override { return std::chrono::milliseconds(100); }

 private:
  Result<MediaStart> ReadStart(const json::object& start) override {
    MediaStart read{.stream_id = StartText(start, "streamSid", "stream_sid"),
                    .provider_call_id = StartText(start, "callSid", "call_sid"),
                    .account = StartText(start, "accountSid", "account_sid"),
                    .parameters = StartParameters(start, "customParameters", "custom_parameters")};
    if (const auto* format = start.if_contains("mediaFormat"); format && format->is_object()) {
      const auto& said = format->get_object();
      const auto encoding = StartText(said, "encoding", "encoding");
      const auto rate = StartText(said, "sampleRate", "sample_rate");
      if (encoding != "audio/x-mulaw" || rate != "8000")
        return Bad("sound as " + encoding + " at " + rate + " Hz; mu-law at 8000 is understood");
    }
    return read;
  }

  bool TakeSound(std::span<const std::uint8_t> bytes, Duration timestamp, bool,
                 MediaListener& listener) override {
    std::array<std::int16_t, 800> samples;  // NOLINT: written before it is read
    while (!bytes.empty()) {
      const std::size_t count = sound::DecodeMuLaw(bytes, samples);
      listener.OnSound(std::span(samples).first(count), timestamp);
      bytes = bytes.subspan(count);
    }
    return true;
  }
};

}  // namespace

std::unique_ptr<MediaCodec> MakeStreamsCodec() { return std::make_unique<StreamsCodec>(); }

}  // namespace tocsin::twilio
