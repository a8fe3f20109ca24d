#include "adapters/speech/vosk_server.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "adapters/speech/socket_ears.hpp"
#include "schemas/json.hpp"

namespace tocsin::speech {
namespace {

class VoskDialect final : public HearingDialect {
 public:
  std::string Greeting() const override {
    return R"({"config":{"sample_rate":8000,"words":true}})";
  }
  std::string Bytes(SoundView sound) override {
    ++sent_;
    std::string bytes(sound.size() * 2, '\0');
    for (std::size_t i = 0; i < sound.size(); ++i) {
      const auto sample = static_cast<std::uint16_t>(sound[i]);
      bytes[2 * i] = static_cast<char>(sample & 0xFF);
      bytes[2 * i + 1] = static_cast<char>(sample >> 8);
    }
    return bytes;
  }
  // The server compares the very text.
  std::string Finish() override {
    ++sent_;
    return R"({"eof" : 1})";
  }
  bool OneSentence() const override { return true; }

  Result<Said> Read(std::string_view message, SentenceHeard& sentence) override {
    const auto parsed = ParseJson(message);
    const auto* told = parsed ? IfMap(*parsed) : nullptr;
    if (told == nullptr) return Fail(ErrorKind::kInvalid, "a message that is no JSON object");
    ++answered_;
    const bool last = sentence.finished && answered_ >= sent_;
    if (told->contains("text")) {
      sentence.open.clear();
      sentence.Settle(StringAt(*told, "text"), LeastSure(*told));
      if (last) return Said::kAnswered;
      return sentence.text.empty() ? Said::kNothing : Said::kPartial;
    }
    if (last) return Fail(ErrorKind::kInvalid, "an end without a text");
    sentence.open = StringAt(*told, "partial");
    return sentence.open.empty() ? Said::kNothing : Said::kPartial;
  }

 private:
  static std::optional<double> LeastSure(const json::object& told) {
    std::optional<double> least;
    const auto* words = told.if_contains("result");
    if (words == nullptr || !words->is_array()) return least;
    for (const auto& item : words->get_array()) {
      const auto* word = IfMap(item);
      const auto* sure = word == nullptr ? nullptr : word->if_contains("conf");
      if (sure == nullptr || !IsNumeric(*sure)) continue;
      const double number = sure->is_double() ? sure->get_double() : sure->to_number<double>();
      least = std::min(least.value_or(1), std::isfinite(number) ? number : 0);
    }
    return least;
  }

  std::size_t sent_ = 0, answered_ = 0;
};

}  // namespace

std::unique_ptr<HearingDialect> MakeVoskDialect() { return std::make_unique<VoskDialect>(); }

std::unique_ptr<SpeechToText> MakeVosk(VoskOptions options, WebSocketClient& client, Loop& loop) {
  return MakeSocketEars({.service = {.name = "vosk",
                                     .url = options.url,
                                     .least_confidence = options.least_confidence,
                                     .dialect = MakeVoskDialect},
                         .languages = {options.language}},
                        client, loop);
}

}  // namespace tocsin::speech
