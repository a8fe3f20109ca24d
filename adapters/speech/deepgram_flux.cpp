#include "adapters/speech/deepgram_flux.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "adapters/http.hpp"
#include "adapters/speech/socket_ears.hpp"
#include "schemas/json.hpp"
#include "schemas/language_tag.hpp"

namespace tocsin::speech {
namespace {

constexpr std::size_t kFluxSilence = kLineRate / 10;

/// "0.4": as a query has it.
std::string FluxNumber(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%g", number);
  return text.data();
}

class FluxDialect final : public HearingDialect {
 public:
  std::string Bytes(SoundView sound) override { return MuLawBytes(sound); }
  Idle KeepAlive() override {
    return {.kind = WebSocketKind::kBinary,
            .bytes = MuLawBytes(Sound(kFluxSilence)),
            .samples = kFluxSilence};
  }
  std::string Finish() override { return R"({"type":"ForceEndTurn"})"; }
  std::string Abandon() override { return Finish(); }
  std::string Goodbye() const override { return R"({"type":"CloseStream"})"; }

  Result<Said> Read(std::string_view message, SentenceHeard& sentence) override {
    const auto parsed = ParseJson(message);
    const auto* told = parsed ? IfMap(*parsed) : nullptr;
    if (told == nullptr) return Fail(ErrorKind::kInvalid, "a message that is no JSON object");
    const auto type = StringAt(*told, "type");
    if (type == "TurnInfo") return ReadTurn(*told, sentence);
    if (type == "Error")
      return Fail(ErrorKind::kTransient,
                  std::string(StringAt(*told, "code").substr(0, 80)) + ' ' +
                      std::string(StringAt(*told, "description").substr(0, 200)));
    return Said::kNothing;
  }

 private:
  Result<Said> ReadTurn(const json::object& told, SentenceHeard& sentence) {
    const std::uint64_t to = DeepgramPlace(DeepgramNumber(told, "audio_window_end"));
    const auto event = StringAt(told, "event");
    // What is told of sound before the sentence began belongs to one before, and so does the rest
    // of a turn that was under way then.
    if (to <= sentence.begun) {
      foreign_ = event != "EndOfTurn";
      return Said::kNothing;
    }
    if (std::exchange(foreign_, foreign_ && event != "EndOfTurn")) {
      if (event == "EndOfTurn") sentence.settled = std::max(sentence.settled, to);
      return Said::kNothing;
    }
    const auto transcript = StringAt(told, "transcript");
    if (event != "EndOfTurn") {
      sentence.open = transcript;
      if (transcript.empty()) sentence.settled = std::max(sentence.settled, to);
      if (event == "EagerEndOfTurn" && sentence.text.empty()) {
        sentence.languages.clear();
        CountLanguages(told, sentence);
      }
      if (event == "StartOfTurn") return Said::kStarted;
      if (event == "EagerEndOfTurn") return Said::kEagerEnd;
      if (event == "TurnResumed") return Said::kResumed;
      return transcript.empty() ? Said::kNothing : Said::kPartial;
    }
    sentence.open.clear();
    sentence.settled = std::max(sentence.settled, to);
    sentence.Settle(transcript, LeastSure(told));
    if (!transcript.empty()) CountLanguages(told, sentence);
    // One that ended by itself while our end was on its way has perhaps not all of the sound.
    if (sentence.finished && StringAt(told, "trigger") == "manual") return Said::kAnswered;
    return transcript.empty() ? Said::kNothing : Said::kEndOfTurn;
  }

  static double LeastSure(const json::object& told) {
    const auto* words = told.if_contains("words");
    double least = 1;
    if (words == nullptr || !words->is_array()) return least;
    for (const auto& item : words->get_array())
      if (const auto* word = IfMap(item))
        least = std::min(least, DeepgramNumber(*word, "confidence"));
    return least;
  }

  bool foreign_ = false;  ///< the turn under way began before the sentence
};

}  // namespace

bool IsFlux(std::string_view model) { return model.starts_with("flux"); }

std::unique_ptr<HearingDialect> MakeFluxDialect() { return std::make_unique<FluxDialect>(); }

std::unique_ptr<SpeechToText> MakeDeepgramFlux(DeepgramListenOptions options,
                                               WebSocketClient& client, Loop& loop) {
  const bool english = options.model.ends_with("-en");
  HearingService service{.name = "deepgram " + options.model,
                         .url = {},
                         .headers = {{"Authorization", "Token " + options.api_key.Reveal()}},
                         .key_setting = "speech.deepgram.api_key",
                         .least_confidence = options.least_confidence,
                         .second_price = options.second_price,
                         .dialect = MakeFluxDialect};
  std::string url = SocketAddressBelow(options.api_url, "/v2/listen") +
                    "?model=" + PercentEncode(options.model) + "&encoding=mulaw&sample_rate=8000";
  if (options.eager_end_of_turn > 0)
    url += "&eager_eot_threshold=" + FluxNumber(options.eager_end_of_turn);
  if (options.end_of_turn > 0) url += "&eot_threshold=" + FluxNumber(options.end_of_turn);
  std::string hints;
  if (options.detect_language && !english)
    for (const auto& language : options.languages)
      hints += "&language_hint=" + PercentEncode(language);
  return MakeSocketEars({.service = std::move(service),
                         .languages = english ? std::vector<std::string>{"en"} : options.languages,
                         .url =
                             [url, english, hints](std::string_view language) {
                               if (!hints.empty()) return url + hints;
                               const auto* spoken = FindSpokenLanguage(language);
                               if (english || spoken == nullptr) return url;
                               return url + "&language_hint=" + std::string(spoken->code);
                             }},
                        client, loop);
}

}  // namespace tocsin::speech
