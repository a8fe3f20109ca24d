#include <fmt/format.h>

#include "schemas/json.hpp"
#include "tools/phone/live/dialects.hpp"
#include "tools/phone/live/media_payload.hpp"
#include "tools/phone/live/mulaw.hpp"
#include "tools/phone/sim/signature.hpp"

namespace tocsin::phone {
namespace {

std::string JsonText(std::string_view text) { return json::serialize(json::string(text)); }

/// https://www.twilio.com/docs/voice/media-streams/websocket-messages: numbers are strings.
class TwilioDialect final : public MediaDialect {
 public:
  explicit TwilioDialect(StreamIds ids) : ids_(std::move(ids)) {}

  std::size_t FramesPerMessage() const override { return 1; }

  std::string Connected() override {
    return R"({"event":"connected","protocol":"Call","version":"1.0.0"})";
  }

  std::string Start() override {
    json::object parameters;
    for (const auto& [name, value] : ids_.parameters) parameters[name] = value;
    const json::object message = {
        {"event", "start"},
        {"sequenceNumber", NextNumber()},
        {"start",
         {{"accountSid", ids_.account},
          {"streamSid", ids_.stream},
          {"callSid", ids_.call},
          {"tracks", {"inbound"}},
          {"mediaFormat", {{"encoding", "audio/x-mulaw"}, {"sampleRate", 8000}, {"channels", 1}}},
          {"customParameters", std::move(parameters)}}},
        {"streamSid", ids_.stream}};
    return json::serialize(message);
  }

  std::string Media(SampleSpan sound, std::int64_t at) override {
    return fmt::format(
        R"({{"event":"media","sequenceNumber":"{}","media":{{"track":"inbound","chunk":"{}","timestamp":"{}","payload":"{}"}},"streamSid":"{}"}})",
        NextNumber(), ++chunk_, at, EncodeBase64(ToMuLaw(sound)), ids_.stream);
  }
  std::string Key(char key) override {
    return fmt::format(
        R"({{"event":"dtmf","streamSid":"{}","sequenceNumber":"{}","dtmf":{{"track":"inbound_track","digit":"{}"}}}})",
        ids_.stream, NextNumber(), key);
  }
  std::string Mark(std::string_view name) override {
    return fmt::format(
        R"({{"event":"mark","sequenceNumber":"{}","streamSid":"{}","mark":{{"name":{}}}}})",
        NextNumber(), ids_.stream, JsonText(name));
  }
  std::string Stop(std::string_view) override {
    return fmt::format(
        R"({{"event":"stop","sequenceNumber":"{}","streamSid":"{}","stop":{{"accountSid":"{}","callSid":"{}"}}}})",
        NextNumber(), ids_.stream, ids_.account, ids_.call);
  }

  FromWorker Read(std::string_view message) const override {
    return ReadEnvelope(
        message, "streamSid", ids_.stream,
        [this](const json::object& object, FromWorker& out) { ReadSound(object, out); });
  }

 private:
  std::string NextNumber() { return std::to_string(++sequence_); }

  void ReadSound(const json::object& object, FromWorker& out) const {
    const auto bytes = PayloadBytes(object, out.oddities);
    if (!bytes) return;
    RemarkOnMuLaw(*bytes, out.oddities);
    out.kind = FromWorker::Kind::kSound;
    out.sound = FromMuLaw(*bytes);
  }

  const StreamIds ids_;
  std::uint64_t sequence_ = 0;
  std::uint64_t chunk_ = 0;
};

}  // namespace

std::unique_ptr<MediaDialect> MakeTwilioDialect(StreamIds ids) {
  return std::make_unique<TwilioDialect>(std::move(ids));
}

}  // namespace tocsin::phone
