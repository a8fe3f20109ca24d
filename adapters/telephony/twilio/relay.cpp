#include "adapters/telephony/twilio/relay.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "adapters/telephony/stream_codec.hpp"
#include "adapters/telephony/twilio/wire.hpp"
#include "schemas/json.hpp"
#include "schemas/plain_text.hpp"
#include "schemas/xml_text.hpp"

namespace tocsin::twilio {
namespace {

/// Nobody says more in one breath; what a person says is stored.
constexpr std::size_t kLongestPrompt = 4'000;
constexpr std::size_t kLongestPlayed = 16'000;
constexpr std::size_t kLongestFault = 500;
constexpr std::int64_t kLongestPlayedMs = 24LL * 3'600'000;

tl::unexpected<Error> BadRelay(std::string_view why) {
  return Fail(ErrorKind::kInvalid, std::string("reading relay message: ").append(why),
              "telephony.twilio");
}

/// Whole characters of a text, no more bytes than `most`.
std::string_view Cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<std::uint8_t>(text[most]) & 0xc0) == 0x80) --most;
  return text.substr(0, most);
}

const json::string* TextOf(const json::object& message, std::string_view name) {
  const auto* value = message.if_contains(name);
  return value != nullptr ? value->if_string() : nullptr;
}

/// A number; Twilio has written it as text, too.
Duration MillisOf(const json::object& message, std::string_view name) {
  const auto* value = message.if_contains(name);
  if (value == nullptr) return {};
  std::int64_t number = 0;
  if (const auto* text = value->if_string()) {
    std::from_chars(text->data(), text->data() + text->size(), number);
  } else if (const auto* whole = value->if_int64()) {
    number = *whole;
  } else if (const auto* fraction = value->if_double()) {
    number = static_cast<std::int64_t>(std::clamp(*fraction, 0.0, 1e9));
  }
  return Duration(std::clamp<std::int64_t>(number, 0, kLongestPlayedMs));
}

/// "on" and "off"; a boolean says the same.
bool IsOn(const json::object& message) {
  const auto* value = message.if_contains("value");
  if (value == nullptr) return false;
  if (const auto* flag = value->if_bool()) return *flag;
  const auto* text = value->if_string();
  return text != nullptr && *text == "on";
}

std::string Named(std::string_view provider, std::string_view model) {
  std::string name = "twilio conversationrelay";
  if (provider.empty()) return name;
  name.append(" (").append(provider);
  if (!model.empty()) name.append(" ").append(model);
  return name + ')';
}

/// A tag would be taken for one of SSML: nobody's words are mark-up.
std::string WithoutTags(std::string_view text) {
  std::string plain = PlainText(text);
  std::ranges::replace_if(
      plain, [](char c) { return c == '<' || c == '>'; }, ' ');
  return plain;
}

class ConversationRelay final : public RelayCodec {
 public:
  explicit ConversationRelay(const RelayOptions& options)
      : ears_(RelayEars(options)), voice_(Named(options.tts_provider, {})) {}

  Status Read(std::string_view message, RelayListener& listener) override {
    const auto json = ParseJson(message);
    if (!json || !json->is_object()) return BadRelay("no JSON object");
    const auto& object = json->get_object();
    const auto* type = TextOf(object, "type");
    if (type == nullptr || type->empty()) return BadRelay("no type");
    if (*type == "setup") return TakeSetup(object, listener);
    if (*type == "error") {  // it may be all that is ever said
      const auto* why = TextOf(object, "description");
      listener.OnFault(why == nullptr ? std::string_view() : Cut(*why, kLongestFault));
      return {};
    }
    if (!started_) return BadRelay("it came before the setup");
    return Dispatch(*type, object, listener);
  }

  std::string TextMessage(std::string_view text, bool last, bool interruptible) override {
    return JsonText(json::object{{"type", "text"},
                                 {"token", WithoutTags(text)},
                                 {"last", last},
                                 {"interruptible", interruptible},
                                 {"preemptible", true}});
  }
  std::string LanguageMessage(std::string_view language) override {
    return JsonText(json::object{
        {"type", "language"}, {"ttsLanguage", language}, {"transcriptionLanguage", language}});
  }
  std::string EndMessage() override { return R"({"type":"end"})"; }
  const std::string& Ears() const override { return ears_; }
  const std::string& Voice() const override { return voice_; }

 private:
  Status TakeSetup(const json::object& message, RelayListener& listener) {
    if (started_) return BadRelay("a second setup");
    MediaStart start{
        .stream_id = StartText(message, "sessionId", "session_id"),
        .provider_call_id = StartText(message, "callSid", "call_sid"),
        .account = StartText(message, "accountSid", "account_sid"),
        .from = StartText(message, "from", "from"),
        .to = StartText(message, "to", "to"),
        .parameters = StartParameters(message, "customParameters", "custom_parameters")};
    if (!IsCallSid(start.stream_id)) return BadRelay("the setup has no sessionId");
    if (!IsCallSid(start.provider_call_id)) return BadRelay("the setup has no callSid");
    started_ = true;
    listener.OnStart(std::move(start));
    return {};
  }

  static Status Dispatch(std::string_view type, const json::object& message,
                         RelayListener& listener) {
    if (type == "prompt") {
      const auto* said = TextOf(message, "voicePrompt");
      if (said == nullptr) return BadRelay("a prompt without voicePrompt");
      const auto* last = message.if_contains("last");
      const bool whole = last == nullptr || !last->is_bool() || last->get_bool();
      listener.OnPrompt(Cut(*said, kLongestPrompt), whole);
    } else if (type == "dtmf") {
      constexpr std::string_view kKeys = "0123456789*#ABCD";
      const auto* digit = TextOf(message, "digit");
      if (digit == nullptr || digit->size() != 1 || kKeys.find((*digit)[0]) == kKeys.npos)
        return BadRelay("no key of a phone");
      listener.OnKey((*digit)[0]);
    } else if (type == "interrupt") {
      const auto* said = TextOf(message, "utteranceUntilInterrupt");
      listener.OnInterrupted(said == nullptr ? std::string_view() : Cut(*said, kLongestPlayed),
                             MillisOf(message, "durationUntilInterruptMs"));
    } else if (type == "info") {
      TakeInfo(message, listener);
    }
    return {};  // what may be added some day is passed over
  }

  static void TakeInfo(const json::object& message, RelayListener& listener) {
    const auto* name = TextOf(message, "name");
    if (name == nullptr) return;
    if (*name == "agentSpeaking") listener.OnSpeaking(IsOn(message));
    if (*name == "clientSpeaking") listener.OnPerson(IsOn(message));
    if (*name != "tokensPlayed") return;
    if (const auto* played = TextOf(message, "value"))
      listener.OnPlayed(Cut(*played, kLongestPlayed));
  }

  const std::string ears_, voice_;
  bool started_ = false;
};

void Put(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out.append(" ").append(name).append("=\"") += EscapeXml(value) + '"';
}

}  // namespace

std::unique_ptr<RelayCodec> MakeRelayCodec(const RelayOptions& options) {
  return std::make_unique<ConversationRelay>(options);
}

std::string RelayEars(const RelayOptions& options) {
  return Named(options.transcription_provider, options.speech_model);
}

std::string RelayAttributes(const RelayOptions& options, std::string_view language) {
  std::string out;
  Put(out, "language", language);
  Put(out, "ttsProvider", options.tts_provider);
  const auto own = options.voices.find(language);
  Put(out, "voice", own != options.voices.end() ? own->second : options.voice);
  Put(out, "transcriptionProvider", options.transcription_provider);
  Put(out, "speechModel", options.speech_model);
  Put(out, "dtmfDetection", "true");
  Put(out, "interruptible", "any");
  // Keys count whatever is being said; speech that may not interrupt is not an answer.
  Put(out, "reportInputDuringAgentSpeech", "dtmf");
  Put(out, "preemptible", "true");
  Put(out, "events", "speaker-events tokens-played");
  return out;
}

std::string RelayLanguages(const RelayOptions& options) {
  std::string out;
  for (const auto& [language, voice] : options.voices) {
    out += "<Language";
    Put(out, "code", language);
    Put(out, "ttsProvider", options.tts_provider);
    Put(out, "voice", voice);
    Put(out, "transcriptionProvider", options.transcription_provider);
    Put(out, "speechModel", options.speech_model);
    out += "/>";
  }
  return out;
}

}  // namespace tocsin::twilio
