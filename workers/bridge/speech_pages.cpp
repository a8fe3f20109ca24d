#include "workers/bridge/speech_pages.hpp"

#include <mutex>
#include <utility>

#include "adapters/http_stream.hpp"
#include "adapters/sound/wav.hpp"
#include "schemas/base64.hpp"
#include "schemas/json.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/plain_text.hpp"
#include "workers/bridge/problems.hpp"

namespace tocsin::bridge {
namespace {

using Unspeakable = tl::unexpected<HttpResponse>;

constexpr std::size_t kLongestText = 2'000;  ///< bytes: two minutes
/// Of a stream that nobody reads: all that such a text gives.
constexpr std::size_t kMostUnread = std::size_t{8} * 1024 * 1024;
constexpr Duration kAskAgain = std::chrono::seconds(1);

tl::expected<SynthesizeSpeech, HttpResponse> ReadText(const HttpRequest& request,
                                                      const std::string& language,
                                                      const std::string& tenant) {
  const auto body = ParseJson(request.body);
  const auto* members = body ? IfMap(*body) : nullptr;
  if (members == nullptr)
    return Unspeakable(Problem(400, "Bad Request",
                               "the body must be a JSON object such as {\"text\": \"Hello\"}"));
  const auto text = StringAt(*members, "text");
  if (text.empty()) return Unspeakable(FieldProblem("text", "is missing or empty"));
  if (text.size() > kLongestText)
    return Unspeakable(FieldProblem("text", "longer than 2000 bytes"));
  SynthesizeSpeech what{.text = PlainText(text), .language = language, .tenant = tenant};
  if (const auto wanted = StringAt(*members, "language"); !wanted.empty()) {
    if (auto wrong = CheckSpokenLanguage(wanted); !wrong.empty())
      return Unspeakable(FieldProblem("language", wrong));
    what.language = wanted;
  }
  if (const auto format = StringAt(*members, "format"); !format.empty() && format != "wav")
    return Unspeakable(FieldProblem("format", "must be wav"));
  return what;
}

HttpResponse NotSpoken(const Error& why) {
  if (Retryable(why.kind))
    return WithRetryAfter(Problem(503, "Service Unavailable", why.message), kAskAgain);
  return Problem(502, "Bad Gateway", why.message);
}

HttpResponse Spoken(const Sound& sound, const std::string& voice) {
  const double seconds = static_cast<double>(sound.size()) / kLineRate;
  return JsonResponse(
      200, JsonText(json::object{{"audio", EncodeBase64(sound::WriteWav(sound, kLineRate))},
                                 {"format", "wav"},
                                 {"sample_rate", kLineRate},
                                 {"channels", 1},
                                 {"duration_seconds", seconds},
                                 {"voice", voice}}));
}

/// Of a file whose length is not known yet: its two sizes are as large as they can be.
std::string OpenHeader() {
  constexpr std::size_t kRiffSize = 4, kDataSize = 40, kSizeBytes = 4;
  std::string header = sound::WriteWav({}, kLineRate);
  header.replace(kRiffSize, kSizeBytes, kSizeBytes, '\xff');
  header.replace(kDataSize, kSizeBytes, kSizeBytes, '\xff');
  return header;
}

std::string BytesOf(const Sound& sound) {
  constexpr std::size_t kHeaderBytes = 44;
  return sound::WriteWav(sound, kLineRate).substr(kHeaderBytes);
}

/// A stream on its way from the voice to who asked, on either's thread.
class SpokenStream : public std::enable_shared_from_this<SpokenStream> {
 public:
  explicit SpokenStream(HttpRespond respond) : respond_(std::move(respond)) {}

  void Piece(const Sound& piece) {
    {
      const std::lock_guard lock(mutex_);
      Write(BytesOf(piece));
      if (std::exchange(begun_, true)) return;
    }
    HttpStreamedBody body;
    body.begin = [self = shared_from_this()](std::shared_ptr<HttpBody> to) {
      self->Begin(std::move(to));
    };
    body.max_waiting_bytes = kMostUnread;
    respond_({.status = 200,
              .headers = {{"Content-Type", "audio/wav"}, {"Cache-Control", "no-store"}},
              .stream = std::make_shared<const HttpStreamedBody>(std::move(body))});
  }
  void End(const Status& status) {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
      failed_ = !status;
      if (body_) Close();
      if (begun_) return;
    }
    if (!status) return respond_(NotSpoken(status.error()));
    // Nothing to be heard in it.
    respond_({.status = 200,
              .headers = {{"Content-Type", "audio/wav"}},
              .body = sound::WriteWav({}, kLineRate)});
  }

 private:
  void Begin(std::shared_ptr<HttpBody> body) {
    const std::lock_guard lock(mutex_);
    body_ = std::move(body);
    body_->Write(OpenHeader() + std::exchange(waiting_, {}));
    if (over_) Close();
  }
  void Write(std::string bytes) {
    if (body_)
      body_->Write(std::move(bytes));
    else
      waiting_ += bytes;
  }
  /// One that is dropped is cut, so that nobody takes it for whole.
  void Close() {
    if (!failed_) body_->End();
    body_.reset();
  }

  const HttpRespond respond_;
  std::mutex mutex_;
  std::shared_ptr<HttpBody> body_;
  std::string waiting_;
  bool begun_ = false, over_ = false, failed_ = false;
};

}  // namespace

SpeechPages::SpeechPages(TextToSpeech* voice, std::string language)
    : voice_(voice), language_(std::move(language)) {}

void SpeechPages::Speak(SynthesizeSpeech what, SpeechPieces to, const HttpRespond& refuse) {
  if (voice_ == nullptr)
    return refuse(Problem(503, "Service Unavailable",
                          "there is no voice of our own: set SESAME_TTS_URL, or speech.tts to "
                          "espeak or festival with speech.stt carrier"));
  if (!voice_->Speaks(what.language))
    return refuse(FieldProblem("language", voice_->Name() + " does not speak " + what.language));
  const auto over = jobs_.Open();
  if (over == nullptr)
    return refuse(WithRetryAfter(
        Problem(503, "Service Unavailable", "too many texts are being spoken"), kAskAgain));
  jobs_.Hold(over, voice_->Synthesize(std::move(what),
                                      {.piece = std::move(to.piece),
                                       .end =
                                           [over, end = std::move(to.end)](Status status) {
                                             *over = true;
                                             end(std::move(status));
                                           },
                                       .by = std::move(to.by)}));
}

void SpeechPages::Synthesize(const HttpRequest& request, const std::string& tenant,
                             HttpRespond respond) {
  auto what = ReadText(request, language_, tenant);
  if (!what) return respond(std::move(what.error()));
  const auto whole = std::make_shared<Sound>();
  const auto spoken_by = std::make_shared<std::string>();
  Speak(
      std::move(*what),
      {.piece =
           [whole](const Sound& piece) { whole->insert(whole->end(), piece.begin(), piece.end()); },
       .end =
           [this, whole, respond, spoken_by](const Status& status) {
             if (spoken_by->empty()) *spoken_by = voice_->Name();  // there is one alone
             respond(status ? Spoken(*whole, *spoken_by) : NotSpoken(status.error()));
           },
       .by =
           [spoken_by](const std::string& name) {
             if (!spoken_by->empty()) *spoken_by += ", ";
             *spoken_by += name;
           }},
      respond);
}

void SpeechPages::Stream(const HttpRequest& request, const std::string& tenant,
                         HttpRespond respond) {
  auto what = ReadText(request, language_, tenant);
  if (!what) return respond(std::move(what.error()));
  const auto stream = std::make_shared<SpokenStream>(respond);
  Speak(std::move(*what),
        {.piece = [stream](const Sound& piece) { stream->Piece(piece); },
         .end = [stream](const Status& status) { stream->End(status); }},
        respond);
}

}  // namespace tocsin::bridge
