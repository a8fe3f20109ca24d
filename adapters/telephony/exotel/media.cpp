#include "adapters/telephony/exotel/media.hpp"

#include <charconv>
#include <optional>

#include "adapters/sound/resampler.hpp"
#include "adapters/telephony/stream_codec.hpp"
#include "schemas/base64.hpp"

namespace tocsin::exotel {
namespace {

/// Shorter messages are heard as gaps.
constexpr std::size_t kLeastBytes = 3'200;
constexpr std::size_t kMultiple = 320;

class VoicebotCodec final : public StreamCodec {
 public:
  VoicebotCodec() : StreamCodec("telephony.exotel") {}

  std::string SoundMessage(std::span<const std::int16_t> sound) override {
    outgoing_.clear();
    to_line_->Convert(sound, outgoing_);
    std::string bytes;
    bytes.reserve(outgoing_.size() * 2 + kLeastBytes);
    for (const auto sample : outgoing_) {
      bytes += static_cast<char>(sample & 0xFF);
      bytes += static_cast<char>((sample >> 8) & 0xFF);
    }
    const std::size_t wanted =
        std::max(kLeastBytes, (bytes.size() + kMultiple - 1) / kMultiple * kMultiple);
    bytes.resize(wanted, '\0');  // silence
    const auto milliseconds = sent_ * 1'000 / static_cast<std::uint64_t>(rate_);
    sent_ += bytes.size() / 2;
    ++chunk_;
    std::string out = Head("media");
    out.append(SpelledWithLines() ? R"(,"sequence_number":")" : R"(,"sequenceNumber":")")
        .append(std::to_string(++sequence_))
        .append(R"(","media":{"chunk":")")
        .append(std::to_string(chunk_))
        .append(R"(","timestamp":")")
        .append(std::to_string(milliseconds))
        .append(R"(","payload":")")
        .append(EncodeBase64(bytes))
        .append(R"("}})");
    return out;
  }
  /// 3,200 bytes are 200 ms at 8 kHz; a multiple of 320 bytes at each rate.
  Duration MessageLength() const override { return std::chrono::milliseconds(200); }

 private:
  Result<MediaStart> ReadStart(const json::object& start) override {
    MediaStart read{.stream_id = StartText(start, "streamSid", "stream_sid"),
                    .provider_call_id = StartText(start, "callSid", "call_sid"),
                    .account = StartText(start, "accountSid", "account_sid"),
                    .from = StartText(start, "from", "from"),
                    .to = StartText(start, "to", "to"),
                    .parameters = StartParameters(start, "customParameters", "custom_parameters")};
    for (const auto* name : {"mediaFormat", "media_format"}) {
      const auto* format = start.if_contains(name);
      if (format == nullptr || !format->is_object()) continue;
      const auto rate = StartText(format->get_object(), "sampleRate", "sample_rate");
      if (rate.empty()) continue;
      rate_ = 0;
      std::from_chars(rate.data(), rate.data() + rate.size(), rate_);
      if (rate_ != 8'000 && rate_ != 16'000 && rate_ != 24'000) {
        rate_ = kLineRate;
        return Bad("a sample rate of " + rate + "; 8000, 16000 and 24000 are understood");
      }
    }
    read.sample_rate = rate_;
    from_line_.emplace(rate_, kLineRate);
    to_line_.emplace(kLineRate, rate_);
    return read;
  }

  bool TakeSound(std::span<const std::uint8_t> bytes, Duration timestamp, bool last,
                 MediaListener& listener) override {
    came_.clear();
    for (const auto byte : bytes) {
      if (!half_) {
        half_ = byte;
      } else {
        came_.push_back(static_cast<std::int16_t>(*half_ | (byte << 8)));
        half_.reset();
      }
    }
    if (last && half_) {
      half_.reset();
      return false;
    }
    incoming_.clear();
    from_line_->Convert(came_, incoming_);
    if (!incoming_.empty()) listener.OnSound(incoming_, timestamp);
    return true;
  }

  int rate_ = kLineRate;
  std::optional<sound::Resampler> from_line_ = sound::Resampler(kLineRate, kLineRate);
  std::optional<sound::Resampler> to_line_ = sound::Resampler(kLineRate, kLineRate);
  Sound came_, incoming_, outgoing_;  // kept, so that nothing is allocated for each message
  std::optional<std::uint8_t> half_;
  std::uint64_t sequence_ = 0, chunk_ = 0, sent_ = 0;
};

}  // namespace

std::unique_ptr<MediaCodec> MakeVoicebotCodec() { return std::make_unique<VoicebotCodec>(); }

}  // namespace tocsin::exotel
