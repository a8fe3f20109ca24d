#include "adapters/speech/deepgram_listen.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "adapters/http.hpp"
#include "adapters/sound/g711.hpp"
#include "adapters/speech/socket_ears.hpp"
#include "schemas/json.hpp"
#include "schemas/language_tag.hpp"

namespace tocsin::speech {
namespace {

/// A result that begins so little before a sentence is of that sentence.
constexpr std::uint64_t kNovaSlack = kLineRate / 20;

bool NovaTrue(const json::object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

class NovaDialect final : public HearingDialect {
 public:
  std::string Bytes(SoundView sound) override { return MuLawBytes(sound); }
  Idle KeepAlive() override { return {.bytes = R"({"type":"KeepAlive"})"}; }
  std::string Finish() override { return R"({"type":"Finalize"})"; }
  std::string Abandon() override { return Finish(); }
  std::string Goodbye() const override { return R"({"type":"CloseStream"})"; }

  Result<Said> Read(std::string_view message, SentenceHeard& sentence) override {
    const auto parsed = ParseJson(message);
    const auto* told = parsed ? IfMap(*parsed) : nullptr;
    if (told == nullptr) return Fail(ErrorKind::kInvalid, "a message that is no JSON object");
    const auto type = StringAt(*told, "type");
    if (type == "Results") return ReadResults(*told, sentence);
    if (type == "SpeechStarted") return Said::kStarted;
    if (type == "UtteranceEnd") return ended_ ? Said::kNothing : End(sentence);
    if (type == "Error")
      return Fail(ErrorKind::kTransient,
                  std::string(StringAt(*told, "description").substr(0, 200)));
    return Said::kNothing;
  }

 private:
  Said End(const SentenceHeard& sentence) {
    ended_ = true;
    return sentence.text.empty() ? Said::kNothing : Said::kEndOfTurn;
  }

  Result<Said> ReadResults(const json::object& told, SentenceHeard& sentence) {
    const double start = DeepgramNumber(told, "start");
    const std::uint64_t from = DeepgramPlace(start);
    const std::uint64_t to = DeepgramPlace(start + DeepgramNumber(told, "duration"));
    if (to < sentence.begun || (to == sentence.begun && sentence.sent > sentence.begun))
      return Said::kNothing;  // of a sentence before
    const auto* channel = told.if_contains("channel");
    const auto* list = channel == nullptr ? nullptr : Find(*channel, "alternatives");
    if (list == nullptr || !list->is_array())
      return Fail(ErrorKind::kInvalid, "results without alternatives");
    const json::object empty;
    const auto* first = list->get_array().empty() ? &empty : IfMap(list->get_array().front());
    if (first == nullptr) return Fail(ErrorKind::kInvalid, "an alternative that is no object");
    const auto said = SaidIn(*first, from, sentence);
    if (!NovaTrue(told, "is_final")) {
      if (said.text.empty()) return Said::kNothing;
      sentence.open = said.text;
      ended_ = false;
      return Said::kPartial;
    }
    sentence.open.clear();
    sentence.settled = std::max(sentence.settled, to);
    sentence.Settle(said.text, said.confidence);
    if (!said.text.empty()) CountLanguages(*first, sentence);
    if (!said.text.empty()) ended_ = false;
    if (sentence.finished && NovaTrue(told, "from_finalize")) return Said::kAnswered;
    if (NovaTrue(told, "speech_final") && !ended_) return End(sentence);
    return said.text.empty() ? Said::kNothing : Said::kPartial;
  }

  struct Part {
    std::string text;
    double confidence = 1;
  };
  /// Of an alternative, what belongs to the sentence: a result may reach back into the one before.
  static Part SaidIn(const json::object& alternative, std::uint64_t from,
                     const SentenceHeard& sentence) {
    Part part;
    const bool all = from + kNovaSlack >= sentence.begun;
    if (all) part.text = StringAt(alternative, "transcript");
    const auto* words = alternative.if_contains("words");
    if (words == nullptr || !words->is_array()) {
      if (const double one = DeepgramNumber(alternative, "confidence"); one > 0)
        part.confidence = one;
      return part;
    }
    for (const auto& item : words->get_array()) {
      const auto* word = IfMap(item);
      if (word == nullptr || DeepgramPlace(DeepgramNumber(*word, "end")) <= sentence.begun)
        continue;
      part.confidence = std::min(part.confidence, DeepgramNumber(*word, "confidence"));
      if (all) continue;
      const auto written = StringAt(*word, "punctuated_word");
      if (!part.text.empty()) part.text += ' ';
      part.text += written.empty() ? StringAt(*word, "word") : written;
    }
    return part;
  }

  bool ended_ = false;  ///< it holds the sentence for ended, and nothing was said since
};

}  // namespace

double DeepgramNumber(const json::object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  if (value == nullptr || !IsNumeric(*value)) return 0;
  const double number = value->is_double() ? value->get_double() : value->to_number<double>();
  return std::isfinite(number) ? number : 0;
}

std::uint64_t DeepgramPlace(double seconds) {
  constexpr double kMost = 1e6;  // eleven days
  return static_cast<std::uint64_t>(std::clamp(seconds, 0.0, kMost) * kLineRate);
}

void CountLanguages(const json::object& from, SentenceHeard& sentence) {
  const auto count = [&](std::string_view tag) {
    if (IsLanguageTag(tag)) ++sentence.languages[std::string(MainTag(tag))];
  };
  bool told = false;
  if (const auto* words = from.if_contains("words"); words != nullptr && words->is_array())
    for (const auto& item : words->get_array())
      if (const auto* word = IfMap(item); word != nullptr && word->contains("language")) {
        told = true;
        count(StringAt(*word, "language"));
      }
  const auto* languages = from.if_contains("languages");
  if (told || languages == nullptr || !languages->is_array()) return;
  // The first is the one that was spoken most.
  for (const auto& language : languages->get_array())
    if (language.is_string()) return count(language.get_string());
}

std::string MuLawBytes(SoundView sound) {
  std::string bytes(sound.size(), '\0');
  sound::EncodeMuLaw(sound, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return bytes;
}

std::unique_ptr<HearingDialect> MakeNovaDialect() { return std::make_unique<NovaDialect>(); }

std::string DeepgramListenUrl(const DeepgramListenOptions& options, std::string_view language) {
  const auto* spoken = FindSpokenLanguage(language);
  // Its own silence only ends free speech; UtteranceEnd needs interim results.
  return SocketAddressBelow(options.api_url, "/v1/listen") +
         "?model=" + PercentEncode(options.model) + "&language=" +
         (options.detect_language ? "multi"
                                  : PercentEncode(spoken == nullptr ? language : spoken->code)) +
         "&encoding=mulaw&sample_rate=8000&channels=1&punctuate=true&interim_results=true"
         "&endpointing=500&utterance_end_ms=1000";
}

std::unique_ptr<SpeechToText> MakeDeepgramListen(DeepgramListenOptions options,
                                                 WebSocketClient& client, Loop& loop) {
  HearingService service{.name = "deepgram " + options.model,
                         .url = {},
                         .headers = {{"Authorization", "Token " + options.api_key.Reveal()}},
                         .key_setting = "speech.deepgram.api_key",
                         .least_confidence = options.least_confidence,
                         .second_price = options.second_price,
                         .dialect = MakeNovaDialect};
  auto languages = options.languages;
  return MakeSocketEars(
      {.service = std::move(service),
       .languages = std::move(languages),
       .url = [options = std::move(options)](
                  std::string_view language) { return DeepgramListenUrl(options, language); }},
      client, loop);
}

}  // namespace tocsin::speech
