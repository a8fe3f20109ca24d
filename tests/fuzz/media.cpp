// links: telephony
// Messages of a media socket, one on a line, to both carriers' codecs, and to that of a socket of
// text: what they tell is bounded by what came, and what they would send can be read.
#include "adapters/telephony/exotel/media.hpp"
#include "adapters/telephony/twilio/media.hpp"
#include "adapters/telephony/twilio/relay.hpp"
#include "schemas/json.hpp"
#include "tests/fuzz/promise.hpp"

namespace tocsin {
namespace {

class Bounded final : public MediaListener {
 public:
  void OnStart(MediaStart start) override {
    fuzz::Promise(!start.stream_id.empty(), "a start has an id");
    fuzz::Promise(start.parameters.size() <= 16, "parameters are bounded");
    started = true;
  }
  void OnSound(std::span<const std::int16_t> piece, Duration) override { sound += piece.size(); }
  void OnKey(char key) override { fuzz::Promise(key != 0, "a key is one"); }
  void OnMark(std::string_view name) override { fuzz::Promise(!name.empty(), "a mark has a name"); }
  void OnStop(std::string_view) override {}

  std::size_t sound = 0;
  bool started = false;
};

void Play(MediaCodec& codec, std::string_view text) {
  Bounded told;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::size_t before = told.sound;
    static_cast<void>(codec.Read(text.substr(0, end), told));
    fuzz::Promise(told.sound - before <= end + 8, "a byte of base64 is less than a sample");
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (!told.started) return;
  fuzz::Promise(
      ParseJson(codec.SoundMessage(std::vector<std::int16_t>(800, 1)), {.invalid_utf8 = true})
          .has_value(),
      "what is sent is JSON");
}

class BoundedWords final : public RelayListener {
 public:
  void OnStart(MediaStart start) override {
    fuzz::Promise(!started, "a socket starts once");
    fuzz::Promise(!start.stream_id.empty() && !start.provider_call_id.empty(), "it has its ids");
    fuzz::Promise(start.parameters.size() <= 16, "parameters are bounded");
    started = true;
  }
  void OnPrompt(std::string_view text, bool) override { Take(text, 4'000); }
  void OnKey(char key) override {
    fuzz::Promise(key != 0, "a key is one");
    Take({}, 0);
  }
  void OnInterrupted(std::string_view said, Duration played) override {
    fuzz::Promise(played >= Duration(0) && played <= std::chrono::hours(24), "a time is one");
    Take(said, 16'000);
  }
  void OnSpeaking(bool) override { Take({}, 0); }
  void OnPerson(bool) override { Take({}, 0); }
  void OnPlayed(std::string_view text) override { Take(text, 16'000); }
  void OnFault(std::string_view text) override {
    fuzz::Promise(text.size() <= 500, "a complaint is bounded");
  }
  void Take(std::string_view text, std::size_t most) {
    fuzz::Promise(started, "nothing counts before the setup");
    fuzz::Promise(text.size() <= most, "texts are bounded");
    kept = text;
  }

  bool started = false;
  std::string kept;
};

void Talk(RelayCodec& codec, std::string_view text) {
  BoundedWords told;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    static_cast<void>(codec.Read(text.substr(0, end), told));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  fuzz::Promise(ParseJson(codec.TextMessage(told.kept, false, true)).has_value(),
                "what is sent is JSON");
}

}  // namespace
}  // namespace tocsin

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  tocsin::Play(*tocsin::twilio::MakeStreamsCodec(), text);
  tocsin::Play(*tocsin::exotel::MakeVoicebotCodec(), text);
  tocsin::Talk(*tocsin::twilio::MakeRelayCodec({}), text);
  return 0;
}
