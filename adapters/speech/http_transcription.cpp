#include "adapters/speech/http_transcription.hpp"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cmath>
#include <utility>

#include "adapters/http_refusal.hpp"
#include "adapters/sound/wav.hpp"
#include "schemas/json.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/letter_case.hpp"
#include "schemas/trimmed.hpp"

namespace tocsin::speech {
namespace {

constexpr Duration kTranscriberConnects = std::chrono::seconds(2);
constexpr std::size_t kMostTranscript = std::size_t{512} * 1024;
constexpr std::size_t kMostTranscribed = 4'000;  ///< bytes of a sentence's text
constexpr double kProbablyNoSpeech = 0.6;

/// A form with a file, as browsers send it.
class Form {
 public:
  /// `content` of the file decides what may stand between the parts.
  explicit Form(std::string_view content) {
    while (content.find(boundary_) != std::string_view::npos) boundary_ += 'x';
  }
  void Add(std::string_view name, std::string_view value) { Part(name, "", value); }
  void AddFile(std::string_view name, std::string_view file, std::string_view type,
               std::string_view value) {
    Part(name, "; filename=\"" + std::string(file) + "\"\r\nContent-Type: " + std::string(type),
         value);
  }
  std::string Type() const { return "multipart/form-data; boundary=" + boundary_; }
  std::string Body() && { return std::move(body_) + "--" + boundary_ + "--\r\n"; }

 private:
  void Part(std::string_view name, std::string_view more, std::string_view value) {
    body_.append("--").append(boundary_).append("\r\nContent-Disposition: form-data; name=\"");
    body_.append(name).append("\"").append(more).append("\r\n\r\n").append(value).append("\r\n");
  }
  std::string boundary_ = "tocsin-part";
  std::string body_;
};

double LogOf(const json::object& from, std::string_view name, double fallback) {
  const auto* value = from.if_contains(name);
  if (value == nullptr || !IsNumeric(*value)) return fallback;
  const double number = value->is_double() ? value->get_double() : value->to_number<double>();
  return std::isfinite(number) ? number : fallback;
}

const json::array* ListIn(const json::object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  return value != nullptr && value->is_array() && !value->get_array().empty() ? &value->get_array()
                                                                              : nullptr;
}

bool HasLetters(std::string_view token) {
  return std::ranges::any_of(token, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 127 || std::isalnum(byte) != 0;
  });
}

/// As a probability; a list begins with `least` unknown.
void TakeLogOf(std::optional<double>& least, double log) {
  least = std::min(least.value_or(1), std::exp(std::min(log, 0.0)));
}

/// The least sure of the words, or of the segments.
std::optional<double> SurenessOf(const json::object& answer) {
  if (ListIn(answer, "logprobs") != nullptr) return LeastSureToken(answer, "logprobs");
  std::optional<double> least;
  if (const auto* segments = ListIn(answer, "segments")) {
    for (const auto& item : *segments)
      if (const auto* segment = IfMap(item)) TakeLogOf(least, LogOf(*segment, "avg_logprob", 0));
  }
  return least;
}

bool NoSpeech(const json::object& answer) {
  const auto* segments = ListIn(answer, "segments");
  return segments != nullptr && std::ranges::all_of(*segments, [](const json::value& item) {
           const auto* segment = IfMap(item);
           return segment != nullptr && LogOf(*segment, "no_speech_prob", 0) > kProbablyNoSpeech;
         });
}

class TranscriptionJob final : public SpeechJob {
 public:
  explicit TranscriptionJob(std::shared_ptr<std::atomic<bool>> dropped)
      : dropped_(std::move(dropped)) {}
  ~TranscriptionJob() override { *dropped_ = true; }

 private:
  std::shared_ptr<std::atomic<bool>> dropped_;
};

class HttpTranscription final : public SpeechToText {
 public:
  HttpTranscription(HttpTranscriptionOptions options, HttpClient& client)
      : options_(std::make_shared<const HttpTranscriptionOptions>(std::move(options))),
        client_(client) {}

  std::string Name() const override { return options_->name; }
  SpeechTrust Trust() const override { return SpeechTrust::kText; }
  bool Speaks(std::string_view language) const override {
    const auto* spoken = FindSpokenLanguage(language);
    return spoken != nullptr &&
           std::ranges::find(options_->languages, spoken->code) != options_->languages.end();
  }

  std::unique_ptr<SpeechJob> Recognize(
      RecognizeSpeech what, std::function<void(Result<RecognizedSpeech>)> done) override {
    auto dropped = std::make_shared<std::atomic<bool>>(false);
    const double cost = options_->second_price * static_cast<double>(what.sound.size()) / kLineRate;
    client_.Send(CallFor(what), [dropped, options = options_, cost,
                                 done = std::move(done)](const HttpOutcome& outcome) {
      if (*dropped) return;
      auto heard = HeardIn(outcome, *options);
      if (heard && options->second_price > 0) heard->cost = cost;
      done(std::move(heard));
    });
    return std::make_unique<TranscriptionJob>(std::move(dropped));
  }

 private:
  HttpCall CallFor(const RecognizeSpeech& what) const {
    const std::string wav = sound::WriteWav(what.sound, kLineRate);
    Form form(wav);
    form.Add("model", options_->model);
    if (const auto* spoken = FindSpokenLanguage(what.language);
        spoken != nullptr && !options_->detect_language)
      form.Add("language", spoken->code);
    form.Add("response_format", options_->segments ? "verbose_json" : "json");
    if (!options_->segments) form.Add("include[]", "logprobs");
    form.AddFile("file", "sentence.wav", "audio/wav", wav);
    HttpCall call{.method = "POST",
                  .url = AddressBelow(options_->api_url, "/v1/audio/transcriptions"),
                  .headers = {{"Content-Type", form.Type()}},
                  .body = std::move(form).Body(),
                  .timeout = options_->timeout,
                  .connect_timeout = kTranscriberConnects,
                  .max_response_bytes = kMostTranscript,
                  .repeatable = true};
    if (!options_->api_key.Empty())
      call.headers.emplace_back("Authorization", "Bearer " + options_->api_key.Reveal());
    return call;
  }

  static Result<RecognizedSpeech> HeardIn(const HttpOutcome& outcome,
                                          const HttpTranscriptionOptions& options) {
    const std::string doing = "hearing with " + options.name;
    if (!outcome) return Fail(Wrap(outcome.error().error, doing));
    if (outcome->status != 200) {
      HttpRefusal refusal;
      refusal.OnHead(outcome->status, outcome->headers);
      refusal.OnBody(outcome->body);
      std::string text = doing + ": " + refusal.Text(options.api_key);
      if (refusal.Kind() == ErrorKind::kRejected) text += ": look at " + options.setting;
      return Fail(refusal.Kind(), std::move(text), "speech");
    }
    const auto parsed = ParseJson(outcome->body);
    const auto* answer = parsed ? IfMap(*parsed) : nullptr;
    const auto* text = answer == nullptr ? nullptr : answer->if_contains("text");
    if (text == nullptr || !text->is_string() || text->get_string().size() > kMostTranscribed)
      return Fail(ErrorKind::kInvalid, doing + ": the answer has no text, or too much", "speech");
    RecognizedSpeech heard;
    if (NoSpeech(*answer)) return heard;
    heard.text = Trimmed(std::string_view(text->get_string()), " \t\r\n");
    heard.confidence = SurenessOf(*answer);
    if (options.detect_language) heard.language = LanguageToldIn(*answer);
    heard.doubtful = heard.confidence && *heard.confidence < options.least_confidence;
    return heard;
  }

  const std::shared_ptr<const HttpTranscriptionOptions> options_;
  HttpClient& client_;
};

}  // namespace

std::optional<double> LeastSureToken(const json::object& answer, std::string_view name) {
  std::optional<double> least;
  const auto* tokens = ListIn(answer, name);
  if (tokens == nullptr) return least;
  for (const auto& item : *tokens)
    if (const auto* token = IfMap(item); token != nullptr && HasLetters(StringAt(*token, "token")))
      TakeLogOf(least, LogOf(*token, "logprob", 0));
  return least;
}

std::string LanguageToldIn(const json::object& answer) {
  std::string_view told = StringAt(answer, "language");
  if (const auto* languages = ListIn(answer, "languages"))
    if (const auto* first = IfMap(languages->front())) told = StringAt(*first, "code");
  for (const auto& spoken : SpokenLanguages())
    if (EqualsIgnoringCase(told, spoken.name)) return std::string(spoken.code);
  const auto* spoken = FindSpokenLanguage(told);
  return spoken == nullptr ? std::string() : std::string(spoken->code);
}

std::unique_ptr<SpeechToText> MakeHttpTranscription(HttpTranscriptionOptions options,
                                                    HttpClient& client) {
  return std::make_unique<HttpTranscription>(std::move(options), client);
}

}  // namespace tocsin::speech
