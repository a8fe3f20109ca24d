#include "adapters/speech/realtime_transcription.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "adapters/openai_error.hpp"
#include "adapters/speech/deepgram_listen.hpp"
#include "adapters/speech/socket_ears.hpp"
#include "schemas/base64.hpp"
#include "schemas/json.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/trimmed.hpp"

namespace tocsin::speech {
namespace {

/// The median from the end of speech to the text is below half a second, the slowest of a hundred
/// take longer than a second and a half.
constexpr Duration kRealtimeAnswersWithin = std::chrono::milliseconds(2'500);
/// Sentences before, whose late messages may still come.
constexpr std::size_t kRealtimeMostPast = 8;
constexpr std::string_view kRealtimeTranscribed = "conversation.item.input_audio_transcription.";

class RealtimeTranscriptionDialect final : public HearingDialect {
 public:
  RealtimeTranscriptionDialect(std::string_view model, std::string_view language)
      : model_(model), language_(language) {}

  std::string Greeting() const override {
    json::object transcription{{"model", model_}};
    if (const auto* spoken = FindSpokenLanguage(language_)) {
      transcription["language"] = spoken->code;
    } else if (TakesLanguages()) {
      json::array codes;
      for (const auto& known : SpokenLanguages()) codes.emplace_back(known.code);
      transcription["languages"] = std::move(codes);
    }
    json::object session{{"type", "transcription"},
                         {"audio",
                          {{"input",
                            {{"format", {{"type", "audio/pcmu"}}},
                             {"transcription", std::move(transcription)},
                             {"turn_detection", nullptr}}}}}};
    // Whisper gives none of it.
    if (model_.find("whisper") == std::string::npos)
      session["include"] = json::array{"item.input_audio_transcription.logprobs"};
    return JsonText(json::object{{"type", "session.update"}, {"session", std::move(session)}});
  }
  WebSocketKind SoundKind() const override { return WebSocketKind::kText; }
  std::string Bytes(SoundView sound) override {
    return R"({"type":"input_audio_buffer.append","audio":")" + EncodeBase64(MuLawBytes(sound)) +
           "\"}";
  }
  std::string Finish() override {
    ++commits_;
    return R"({"type":"input_audio_buffer.commit"})";
  }
  std::string Abandon() override {
    ++clears_;
    return R"({"type":"input_audio_buffer.clear"})";
  }

  Result<Said> Read(std::string_view message, SentenceHeard& sentence) override {
    const auto parsed = ParseJson(message);
    const auto* told = parsed ? IfMap(*parsed) : nullptr;
    if (told == nullptr) return Fail(ErrorKind::kInvalid, "a message that is no JSON object");
    if (sentence.begun != begun_) Turn(sentence.begun);
    const auto type = StringAt(*told, "type");
    if (type == "error") return ReadError(*told, sentence);
    if (type == "input_audio_buffer.cleared") clears_ -= clears_ > 0;
    if (type == "input_audio_buffer.committed") TakeCommitted(StringAt(*told, "item_id"), sentence);
    if (!type.starts_with(kRealtimeTranscribed)) return Said::kNothing;
    return ReadTranscribed(type.substr(kRealtimeTranscribed.size()), *told, sentence);
  }

 private:
  /// Hints of several languages; the other models know the field not.
  bool TakesLanguages() const {
    return model_.starts_with("gpt-transcribe") || model_.starts_with("gpt-live-transcribe");
  }
  /// Another sentence: what still comes of the one before is not of this one.
  void Turn(std::uint64_t begun) {
    begun_ = begun;
    if (!item_.empty()) Forget(std::exchange(item_, {}));
  }
  void Forget(std::string_view item) {
    past_.emplace_back(item);
    if (past_.size() > kRealtimeMostPast) past_.pop_front();
  }

  void TakeCommitted(std::string_view item, const SentenceHeard& sentence) {
    ++committed_;
    // An end that was asked for of a sentence before is taken now, too.
    if (!sentence.finished || committed_ != commits_) return Forget(item);
    item_ = item;
  }

  Result<Said> ReadTranscribed(std::string_view what, const json::object& told,
                               SentenceHeard& sentence) {
    const auto item = StringAt(told, "item_id");
    if (std::ranges::find(past_, item) != past_.end()) return Said::kNothing;
    if (what == "delta") return ReadDelta(item, told, sentence);
    if (item != item_ || !sentence.finished || committed_ != commits_) return Said::kNothing;
    if (what == "failed")
      return Fail(ErrorKind::kTransient, "it failed: " + ReadOpenAiError(told).text);
    if (what != "completed") return Said::kNothing;
    const auto* transcript = told.if_contains("transcript");
    if (transcript == nullptr || !transcript->is_string())
      return Fail(ErrorKind::kInvalid, "an end without a text");
    sentence.open.clear();
    sentence.Settle(Trimmed(std::string_view(transcript->get_string()), " \t\r\n"),
                    LeastSureToken(told, "logprobs"));
    if (const auto spoken = LanguageToldIn(told); language_.empty() && !spoken.empty())
      ++sentence.languages[spoken];
    return Said::kAnswered;
  }

  Result<Said> ReadDelta(std::string_view item, const json::object& told, SentenceHeard& sentence) {
    // Until the service has taken the end of the sentence before, its words come, too.
    const bool behind = clears_ > 0 || (committed_ != commits_ && !sentence.finished);
    if (behind && item_.empty()) {
      Forget(item);
      return Said::kNothing;
    }
    if (item_.empty()) item_ = item;
    if (item != item_) return Said::kNothing;
    const bool first = sentence.open.empty();
    sentence.open += StringAt(told, "delta");
    if (first) sentence.open = Trimmed(std::string_view(sentence.open), " \t\r\n");
    return sentence.open.empty() ? Said::kNothing : Said::kPartial;
  }

  Result<Said> ReadError(const json::object& told, SentenceHeard& sentence) {
    const auto error = ReadOpenAiError(told);
    if (error.code ==
        "input_audio_buffer_commit_empty") {  // less than a tenth of a second of sound
      ++committed_;
      const bool ours = sentence.finished && committed_ == commits_;
      return ours ? Said::kAnswered : Said::kNothing;
    }
    if (error.code == "invalid_api_key")
      return Fail(ErrorKind::kRejected, "speech.openai.api_key is not taken");
    // What it refuses of us it may take from the next sentence on.
    const bool account = error.kind == ErrorKind::kRejected;
    return Fail(account ? ErrorKind::kRejected : ErrorKind::kTransient, error.text);
  }

  const std::string model_, language_;
  std::uint64_t begun_ = 0;                    ///< of the sentence that the last message found
  std::uint64_t commits_ = 0, committed_ = 0;  ///< asked for; taken, or found to be nothing
  int clears_ = 0;                             ///< asked for and not yet done
  std::string item_;                           ///< of the sentence, once it is known
  std::deque<std::string> past_;               ///< items of sentences before
};

}  // namespace

bool OnlyRealtime(std::string_view model) {
  return model.starts_with("gpt-realtime") || model.starts_with("gpt-live");
}

std::unique_ptr<HearingDialect> MakeRealtimeTranscriptionDialect(std::string_view model,
                                                                 std::string_view language) {
  return std::make_unique<RealtimeTranscriptionDialect>(model, language);
}

std::unique_ptr<SpeechToText> MakeRealtimeTranscription(HttpTranscriptionOptions options,
                                                        WebSocketClient& client, Loop& loop) {
  HearingService service{
      .name = options.name,
      .url = SocketAddressBelow(options.api_url, "/v1/realtime") + "?intent=transcription",
      .key_setting = options.setting + ".api_key",
      .least_confidence = options.least_confidence,
      .answers_within = kRealtimeAnswersWithin,
      .second_price = options.second_price};
  if (!options.api_key.Empty())
    service.headers = {{"Authorization", "Bearer " + options.api_key.Reveal()}};
  auto dialect = [model = options.model, detect = options.detect_language](
                     std::string_view language) -> MakeHearingDialect {
    return [model, language = std::string(detect ? "" : language)] {
      return MakeRealtimeTranscriptionDialect(model, language);
    };
  };
  return MakeSocketEars({.service = std::move(service),
                         .languages = std::move(options.languages),
                         .dialect = std::move(dialect)},
                        client, loop);
}

}  // namespace tocsin::speech
