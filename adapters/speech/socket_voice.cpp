#include "adapters/speech/socket_voice.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>
#include <vector>

#include "adapters/speech/socket_sentence.hpp"
#include "adapters/speech/voice_parts.hpp"
#include "schemas/plain_text.hpp"

namespace tocsin::speech {
namespace {

constexpr Duration kSpeakerOpens = std::chrono::seconds(2);
/// Services close what says nothing for 20 s.
constexpr Duration kSpeakerKept = std::chrono::seconds(15);
/// For the end of a sentence that was given up.
constexpr Duration kSpeakerStops = std::chrono::seconds(2);
constexpr std::size_t kMostSpokenMessage = std::size_t{1024} * 1024;
constexpr std::size_t kMostKept = 8;  ///< sockets without a sentence

class SpeakingSocket;

/// The sockets of a voice. On the loop.
class SpeakingSockets : public std::enable_shared_from_this<SpeakingSockets> {
 public:
  SpeakingSockets(std::shared_ptr<const SocketVoiceService> service, WebSocketClient& client,
                  Loop& loop)
      : service(std::move(service)), client(client), loop(loop) {}

  void Speak(const std::shared_ptr<SocketSentence>& sentence, bool fresh = false);
  /// Nobody wants the rest.
  void GiveUp(const SocketSentence& sentence);
  void Keep(std::shared_ptr<SpeakingSocket> socket);
  void Forget(const SpeakingSocket& socket);
  void Close();

  const std::shared_ptr<const SocketVoiceService> service;
  WebSocketClient& client;
  Loop& loop;

 private:
  std::vector<std::shared_ptr<SpeakingSocket>> busy_, kept_;
  bool closed_ = false;
};

class SpeakingSocket final : public WebSocketListener,
                             public std::enable_shared_from_this<SpeakingSocket> {
 public:
  SpeakingSocket(const std::shared_ptr<SpeakingSockets>& owner, std::string url)
      : url(std::move(url)),
        owner_(owner),
        service_(owner->service),
        loop_(owner->loop),
        timer_(loop_.MakeTimer()) {}

  void Open(WebSocketClient& client, std::string_view language) {
    dialect_ = service_->dialect(language);
    WebSocketCall call;
    call.url = url;
    call.headers = service_->headers;
    call.listener = shared_from_this();
    call.loop = &loop_;
    call.connect_timeout = call.limits.handshake_timeout = kSpeakerOpens;
    call.limits.max_message_bytes = kMostSpokenMessage;
    socket_ = client.Open(std::move(call));
  }
  void Speak(std::shared_ptr<SocketSentence> sentence, bool used) {
    sentence_ = std::move(sentence);
    used_ = used;
    SpeakPart();
  }
  bool Speaks(const SocketSentence& sentence) const { return sentence_.get() == &sentence; }
  void GiveUp() {
    sentence_ = nullptr;
    auto stop = dialect_->GiveUp();
    if (stop.then == SpeakingDialect::Stop::Then::kClose || !open_) return End();
    if (!stop.message.empty()) socket_->Send(WebSocketKind::kText, std::move(stop.message));
    if (stop.then == SpeakingDialect::Stop::Then::kFree) return Free();
    Arm(kSpeakerStops);
  }
  /// Until somebody speaks again.
  void Wait() { Arm(kSpeakerKept); }
  /// Lets go of it.
  void End() {
    timer_->Cancel();
    sentence_ = nullptr;
    if (const auto socket = std::exchange(socket_, nullptr)) {
      if (auto goodbye = dialect_->Goodbye(); open_ && !goodbye.empty())
        socket->Send(WebSocketKind::kText, std::move(goodbye));
      socket->Close();
    }
    if (const auto owner = owner_.lock()) owner->Forget(*this);
  }

  void OnOpen(const std::shared_ptr<WebSocket>&) override { open_ = true; }
  void OnMessage(WebSocketKind kind, std::string_view bytes) override {
    if (socket_ == nullptr) return;
    const auto self = shared_from_this();
    auto said = dialect_->Read(kind, bytes);
    if (!said) return Fault(std::move(said).error());
    if (sentence_ == nullptr) {  // of one that was given up
      if (said->end && !free_) Free();
      return;
    }
    if (!said->sound.empty()) Arm(service_->of.timeout);
    if (!sentence_->Take(said->sound)) return End();
    if (!said->end) return;
    if (!sentence_->EndPart()) return dialect_->OneSentence() ? End() : Free();
    if (dialect_->OneSentence()) return Another();
    SpeakPart();
  }
  void OnEnd(const WebSocketEnd& end) override {
    if (socket_ == nullptr) return;
    const auto self = shared_from_this();
    socket_ = nullptr;
    // One that was kept may have been given up by the service just then.
    if (sentence_ != nullptr && used_ && !sentence_->AnyOfPart()) return Another();
    Fault(Cause(end));
  }

  const std::string url;

 private:
  void SpeakPart() {
    free_ = false;
    for (auto& message : dialect_->Speak(sentence_->Part().text))
      socket_->Send(WebSocketKind::kText, std::move(message));
    Arm(service_->of.timeout + (open_ ? Duration(0) : kSpeakerOpens));
  }
  void Arm(Duration within) {
    timer_->Arm(loop_.Now() + within, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->OnSilence();
    });
  }
  void OnSilence() {
    const auto self = shared_from_this();
    if (sentence_ == nullptr) return End();
    Fault({.kind = ErrorKind::kTimeout,
           .message = "no sound within " + FormatDuration(service_->of.timeout)});
  }
  void Fault(Error error) {
    const auto sentence = std::exchange(sentence_, nullptr);
    End();
    if (sentence != nullptr) sentence->Fault(std::move(error));
  }
  /// The sentence is over, the socket is not.
  void Free() {
    sentence_ = nullptr;
    free_ = true;
    if (const auto owner = owner_.lock()) return owner->Keep(shared_from_this());
    End();
  }
  /// What is left of the sentence is spoken over another socket.
  void Another() {
    const auto sentence = std::exchange(sentence_, nullptr);
    const auto owner = owner_.lock();
    End();
    if (owner != nullptr) owner->Speak(sentence, true);
  }
  Error Cause(const WebSocketEnd& end) const {
    std::string text = InWords(end);
    auto kind = ErrorKind::kTransient;
    const int status = end.status;
    if (status >= 401 && status <= 403) kind = ErrorKind::kRejected;
    if (status == 400 || status == 404 || status == 422) kind = ErrorKind::kInvalid;
    if (kind == ErrorKind::kRejected) text += ": is the key of " + service_->of.setting + " right?";
    return {.kind = kind, .message = std::move(text)};
  }

  const std::weak_ptr<SpeakingSockets> owner_;
  const std::shared_ptr<const SocketVoiceService> service_;
  Loop& loop_;
  const std::unique_ptr<LoopTimer> timer_;
  std::unique_ptr<SpeakingDialect> dialect_;
  std::shared_ptr<WebSocket> socket_;         ///< none: it is over
  std::shared_ptr<SocketSentence> sentence_;  ///< none: it is free, or one was given up
  bool open_ = false, used_ = false, free_ = false;
};

void SpeakingSockets::Speak(const std::shared_ptr<SocketSentence>& sentence, bool fresh) {
  if (closed_ || sentence->Over()) return;
  const auto& part = sentence->Part();
  auto url = service->url(part.language);
  const auto kept =
      std::ranges::find_if(kept_, [&](const auto& socket) { return !fresh && socket->url == url; });
  const bool used = kept != kept_.end();
  if (used) {
    busy_.push_back(*kept);
    kept_.erase(kept);
  } else {
    busy_.push_back(std::make_shared<SpeakingSocket>(shared_from_this(), std::move(url)));
    busy_.back()->Open(client, part.language);
  }
  const auto socket = busy_.back();
  socket->Speak(sentence, used);
}

void SpeakingSockets::GiveUp(const SocketSentence& sentence) {
  const auto found =
      std::ranges::find_if(busy_, [&](const auto& socket) { return socket->Speaks(sentence); });
  if (found == busy_.end()) return;
  const auto socket = *found;
  socket->GiveUp();
}

void SpeakingSockets::Keep(std::shared_ptr<SpeakingSocket> socket) {
  std::erase(busy_, socket);
  if (closed_ || kept_.size() >= kMostKept) return socket->End();
  socket->Wait();
  kept_.push_back(std::move(socket));
}

void SpeakingSockets::Forget(const SpeakingSocket& socket) {
  const auto is = [&](const auto& one) { return one.get() == &socket; };
  std::erase_if(busy_, is);
  std::erase_if(kept_, is);
}

void SpeakingSockets::Close() {
  closed_ = true;
  for (auto sockets : {busy_, kept_})
    for (const auto& socket : sockets) socket->End();
}

class SocketSentenceJob final : public SpeechJob {
 public:
  SocketSentenceJob(std::shared_ptr<SpeakingSockets> sockets,
                    std::shared_ptr<SocketSentence> sentence)
      : sockets_(std::move(sockets)), sentence_(std::move(sentence)) {}
  ~SocketSentenceJob() override {
    if (sentence_ == nullptr) return;
    sentence_->Drop();
    auto& loop = sockets_->loop;
    loop.Post([sockets = std::move(sockets_), sentence = std::move(sentence_)] {
      sockets->GiveUp(*sentence);
    });
  }

 private:
  std::shared_ptr<SpeakingSockets> sockets_;
  std::shared_ptr<SocketSentence> sentence_;
};

class SocketVoice final : public TextToSpeech {
 public:
  SocketVoice(SocketVoiceService service, WebSocketClient& client, Loop& loop, Metrics& metrics)
      : service_(std::make_shared<const SocketVoiceService>(std::move(service))),
        sockets_(std::make_shared<SpeakingSockets>(service_, client, loop)),
        metrics_(metrics) {}
  ~SocketVoice() override {
    sockets_->loop.Post([sockets = sockets_] { sockets->Close(); });
  }

  std::string Name() const override { return service_->of.name; }
  std::string Variant() const override { return service_->of.name + service_->of.more; }
  bool Speaks(std::string_view language) const override { return service_->of.speaks(language); }
  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override {
    auto parts = VoiceParts(what, service_->of.longest_part);
    if (parts.empty()) {
      to.end({});
      return std::make_unique<SocketSentenceJob>(nullptr, nullptr);
    }
    auto sentence = std::make_shared<SocketSentence>(service_, metrics_, sockets_->loop,
                                                     std::move(parts), std::move(to));
    const bool posted =
        sockets_->loop.Post([sockets = sockets_, sentence] { sockets->Speak(sentence); });
    if (!posted) sentence->Fault({.kind = ErrorKind::kCancelled, .message = "stopping"});
    return std::make_unique<SocketSentenceJob>(sockets_, std::move(sentence));
  }

 private:
  const std::shared_ptr<const SocketVoiceService> service_;
  const std::shared_ptr<SpeakingSockets> sockets_;
  Metrics& metrics_;
};

}  // namespace

std::unique_ptr<TextToSpeech> MakeSocketVoice(SocketVoiceService service, WebSocketClient& client,
                                              Loop& loop, Metrics& metrics) {
  return std::make_unique<SocketVoice>(std::move(service), client, loop, metrics);
}

}  // namespace tocsin::speech
