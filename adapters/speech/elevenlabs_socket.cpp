#include "adapters/speech/elevenlabs_socket.hpp"

#include <utility>

#include "adapters/http.hpp"
#include "adapters/speech/program_voice.hpp"
#include "adapters/speech/socket_voice.hpp"
#include "schemas/base64.hpp"
#include "schemas/json.hpp"
#include "schemas/plain_text.hpp"

namespace tocsin::speech {
namespace {

constexpr std::size_t kLongestSocketPart = 2'500;

bool ElevenTrue(const json::object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

Result<json::object> ElevenMessage(std::string_view bytes) {
  auto parsed = ParseJson(bytes);
  if (!parsed || !parsed->is_object())
    return Fail(ErrorKind::kInvalid, "a message that is no JSON object");
  auto told = std::move(parsed->get_object());
  const auto code = StringAt(told, "error");
  if (code.empty()) return told;
  const bool account = code.find("auth") != std::string_view::npos ||
                       code.find("api_key") != std::string_view::npos ||
                       code.find("quota") != std::string_view::npos;
  return Fail(account ? ErrorKind::kRejected : ErrorKind::kTransient,
              PlainText(code, 80) + ": " + PlainText(StringAt(told, "message"), 200));
}

/// None: there is no sound in it.
Result<std::string> SoundIn(const json::object& told) {
  const auto* audio = told.if_contains("audio");
  if (audio == nullptr || !audio->is_string()) return std::string();
  auto bytes = DecodeBase64(audio->get_string());
  if (!bytes) return Fail(ErrorKind::kInvalid, "sound that is no base64");
  return std::string(bytes->begin(), bytes->end());
}

class ElevenLabsContexts final : public SpeakingDialect {
 public:
  explicit ElevenLabsContexts(json::object settings) : settings_(std::move(settings)) {}

  std::vector<std::string> Speak(const std::string& text) override {
    context_ = "s" + std::to_string(++count_);
    json::object first{{"text", " "}, {"context_id", context_}};
    if (!settings_.empty()) first["voice_settings"] = settings_;
    return {JsonText(first),
            JsonText(json::object{{"text", text + ' '}, {"context_id", context_}, {"flush", true}}),
            JsonText(json::object{{"context_id", context_}, {"close_context", true}})};
  }
  Stop GiveUp() override {
    context_.clear();
    return {.then = Stop::Then::kFree};
  }
  std::string Goodbye() const override { return R"({"close_socket":true})"; }

  Result<SpokenBit> Read(WebSocketKind, std::string_view bytes) override {
    TRY_ASSIGN(const auto told, ElevenMessage(bytes));
    if (StringAt(told, "contextId") != context_) return SpokenBit{};
    TRY_ASSIGN(auto sound, SoundIn(told));
    return SpokenBit{.sound = std::move(sound), .end = ElevenTrue(told, "isFinal")};
  }

 private:
  const json::object settings_;
  std::size_t count_ = 0;
  std::string context_;
};

class ElevenLabsDialogue final : public SpeakingDialect {
 public:
  ElevenLabsDialogue(std::string voice, json::object settings)
      : voice_(std::move(voice)), settings_(std::move(settings)) {}

  std::vector<std::string> Speak(const std::string& text) override {
    json::object all{{"voices", json::array{voice_}},
                     {"inputs", json::array{json::object{{"text", text}, {"voice_id", voice_}}}},
                     {"close_socket", true}};
    // The others of a voice are not known there.
    if (const auto* stability = settings_.if_contains("stability"))
      all["voice_settings"] = json::object{{"stability", *stability}};
    return {JsonText(all)};
  }
  bool OneSentence() const override { return true; }

  Result<SpokenBit> Read(WebSocketKind, std::string_view bytes) override {
    TRY_ASSIGN(const auto told, ElevenMessage(bytes));
    TRY_ASSIGN(auto sound, SoundIn(told));
    return SpokenBit{.sound = std::move(sound), .end = ElevenTrue(told, "is_final")};
  }

 private:
  const std::string voice_;
  const json::object settings_;
};

std::string ContextsUrl(const ElevenLabsOptions& options, std::string_view voice,
                        std::string_view language) {
  std::string url = SocketAddressBelow(options.api_url, "/v1/text-to-speech/") +
                    PercentEncode(voice) +
                    "/multi-stream-input?output_format=ulaw_8000&auto_mode=true";
  if (!options.model.empty()) url += "&model_id=" + PercentEncode(options.model);
  if (options.model.ends_with("_v2_5")) url += "&language_code=" + PrimaryLanguage(language);
  return url;
}

std::string DialogueUrl(const ElevenLabsOptions& options) {
  return SocketAddressBelow(options.api_url, "/v1/text-to-dialogue/stream-input") +
         "?output_format=ulaw_8000&model_id=" + PercentEncode(options.model);
}

}  // namespace

bool OnlyDialogue(std::string_view model) {
  return model.starts_with("eleven_v4") || model == "eleven_v3_conversational";
}

std::unique_ptr<SpeakingDialect> MakeElevenLabsContexts(json::object settings) {
  return std::make_unique<ElevenLabsContexts>(std::move(settings));
}
std::unique_ptr<SpeakingDialect> MakeElevenLabsDialogue(std::string voice, json::object settings) {
  return std::make_unique<ElevenLabsDialogue>(std::move(voice), std::move(settings));
}

std::unique_ptr<TextToSpeech> MakeElevenLabsSocket(ElevenLabsOptions options,
                                                   WebSocketClient& client, Loop& loop,
                                                   Metrics& metrics) {
  SocketVoiceService service{.of = DescribeElevenLabs(options),
                             .url = {},
                             .headers = {{"xi-api-key", options.api_key.Reveal()}},
                             .dialect = {}};
  service.of.longest_part = kLongestSocketPart;
  const bool dialogue = OnlyDialogue(options.model);
  const auto given = std::make_shared<const ElevenLabsOptions>(std::move(options));
  service.url = [given, dialogue](std::string_view language) {
    // A voice's socket is its own there, too: the first message names it.
    return dialogue ? DialogueUrl(*given)
                    : ContextsUrl(*given, ElevenLabsVoiceFor(*given, language), language);
  };
  service.dialect = [given, dialogue](std::string_view language) {
    auto settings = ElevenLabsVoiceSettings(*given);
    if (!dialogue) return MakeElevenLabsContexts(std::move(settings));
    return MakeElevenLabsDialogue(std::string(ElevenLabsVoiceFor(*given, language)),
                                  std::move(settings));
  };
  return MakeSocketVoice(std::move(service), client, loop, metrics);
}

}  // namespace tocsin::speech
