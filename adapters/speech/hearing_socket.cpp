#include "adapters/speech/hearing_socket.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "adapters/owned_socket.hpp"

namespace tocsin::speech {
namespace {

using Said = HearingDialect::Said;

constexpr Duration kOpensWithin = std::chrono::seconds(2);
/// From the end of a sentence to the answer where all is settled already, so that perhaps nothing
/// comes any more.
constexpr Duration kConfirmsWithin = std::chrono::milliseconds(300);
constexpr Duration kKeptAliveEvery = std::chrono::seconds(4);
/// Sound of a message: services want 20 to 250 ms.
constexpr std::size_t kHearingPacket = kLineRate / 10;
/// What may be unsettled of a sentence that is whole. It ends with the silence that ended it.
constexpr std::uint64_t kSettledSlack = kLineRate / 10;
constexpr std::uint64_t kSettledMostSlack = kLineRate * 3 / 10;
constexpr std::size_t kMostBytesOfAMessage = std::size_t{256} * 1024;
constexpr std::size_t kMostUnsent = std::size_t{512} * 1024;
constexpr std::size_t kMostSentence = 4'000;

SpeechEvent::Kind KindOf(Said said) {
  switch (said) {
    case Said::kStarted:
      return SpeechEvent::Kind::kStarted;
    case Said::kEagerEnd:
      return SpeechEvent::Kind::kEagerEnd;
    case Said::kResumed:
      return SpeechEvent::Kind::kResumed;
    case Said::kEndOfTurn:
      return SpeechEvent::Kind::kEndOfTurn;
    default:
      return SpeechEvent::Kind::kPartial;
  }
}

class HearingSocket final : public std::enable_shared_from_this<HearingSocket> {
 public:
  HearingSocket(Loop& loop, HearingService service, WebSocketClient& client, SpeechEvents to)
      : loop_(loop),
        service_(std::move(service)),
        client_(client),
        to_(std::move(to)),
        keeping_(loop.MakeTimer()),
        answering_(loop.MakeTimer()) {}

  void Open();
  void Begin();
  void Hear(SoundView sound);
  void Finish();
  void Abandon();
  void Drop();

 private:
  /// What comes of one socket, until another one is opened.
  using Listener = OwnedSocketListener<HearingSocket>;
  friend Listener;
  void OnOpen();
  void OnMessage(std::string_view bytes);
  void OnEnd(const WebSocketEnd& end);

  void Send(WebSocketKind kind, std::string bytes);
  void SendPacked();
  void KeepAlive();
  bool Settled(std::uint64_t slack) const;
  void ArmAnswer();
  void OnPatienceEnded();
  void Answer();
  void GiveUp(Error error);
  void Close();
  SpeechEvent EventOf(SpeechEvent::Kind kind, std::string text) const;
  SpeechEvent EndOf(SpeechEvent::Kind kind);

  Loop& loop_;
  const HearingService service_;
  WebSocketClient& client_;
  const SpeechEvents to_;
  std::unique_ptr<LoopTimer> keeping_, answering_;
  std::shared_ptr<Listener> listener_;
  std::shared_ptr<WebSocket> socket_;  ///< none: lost, and not opened again
  std::unique_ptr<HearingDialect> dialect_;
  bool open_ = false;
  bool under_way_ = false;  ///< somebody wants to know of a sentence
  bool dropped_ = false;
  SentenceHeard sentence_;
  Sound packet_;
  std::uint64_t unpaid_ = 0;  ///< samples that were sent, and whose cost was not told
};

void HearingSocket::Open() {
  dialect_ = service_.dialect();
  open_ = false;
  sentence_ = {};
  listener_ = std::make_shared<Listener>(weak_from_this());
  WebSocketCall call;
  call.url = service_.url;
  call.headers = service_.headers;
  call.listener = listener_;
  call.loop = &loop_;
  call.connect_timeout = call.limits.handshake_timeout = kOpensWithin;
  call.limits.max_message_bytes = kMostBytesOfAMessage;
  call.limits.max_waiting_bytes = kMostUnsent;
  socket_ = client_.Open(std::move(call));
  if (auto greeting = dialect_->Greeting(); !greeting.empty())
    Send(WebSocketKind::kText, std::move(greeting));
}

void HearingSocket::OnOpen() {
  open_ = true;
  KeepAlive();
  if (sentence_.finished) ArmAnswer();
}

void HearingSocket::OnEnd(const WebSocketEnd& end) {
  std::string text = InWords(end);
  const bool key = end.status == 401 || end.status == 403;
  if (key && !service_.key_setting.empty()) text += ": " + service_.key_setting + " is not taken";
  if (end.status == 429) text += ": too many streams at once";
  socket_ = nullptr;
  GiveUp({.kind = key ? ErrorKind::kRejected : ErrorKind::kTransient, .message = std::move(text)});
}

void HearingSocket::Send(WebSocketKind kind, std::string bytes) {
  if (socket_ == nullptr || bytes.empty()) return;
  socket_->Send(kind, std::move(bytes));
  if (open_) KeepAlive();
}

/// Where nothing else is sent for a while.
void HearingSocket::KeepAlive() {
  keeping_->Arm(loop_.Now() + kKeptAliveEvery, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self == nullptr || self->socket_ == nullptr) return;
    auto idle = self->dialect_->KeepAlive();
    self->sentence_.sent += idle.samples;
    self->unpaid_ += idle.samples;
    if (!self->under_way_) self->sentence_.begun = self->sentence_.sent;
    self->Send(idle.kind, std::move(idle.bytes));
    self->KeepAlive();
  });
}

void HearingSocket::Begin() {
  Abandon();
  if (socket_ == nullptr) Open();
  sentence_ = {.begun = sentence_.sent, .sent = sentence_.sent, .settled = sentence_.sent};
  under_way_ = true;
}

void HearingSocket::Hear(SoundView sound) {
  if (!under_way_ || socket_ == nullptr) return;
  while (!sound.empty()) {
    const std::size_t part = std::min(sound.size(), kHearingPacket - packet_.size());
    packet_.insert(packet_.end(), sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(part));
    sound = sound.subspan(part);
    if (packet_.size() == kHearingPacket) SendPacked();
  }
}

void HearingSocket::SendPacked() {
  if (packet_.empty()) return;
  sentence_.sent += packet_.size();
  unpaid_ += packet_.size();
  Send(dialect_->SoundKind(), dialect_->Bytes(packet_));
  packet_.clear();
}

void HearingSocket::Finish() {
  if (!under_way_) return;
  SendPacked();
  sentence_.finished = true;
  Send(WebSocketKind::kText, dialect_->Finish());
  if (open_) ArmAnswer();
}

void HearingSocket::Abandon() {
  answering_->Cancel();
  packet_.clear();
  if (!std::exchange(under_way_, false) || socket_ == nullptr) return;
  if (dialect_->OneSentence()) return Close();  // another one is opened when somebody speaks
  if (!sentence_.finished) Send(WebSocketKind::kText, dialect_->Abandon());
}

/// A service may keep silent about an end before which it has settled everything.
bool HearingSocket::Settled(std::uint64_t slack) const {
  return sentence_.open.empty() && sentence_.settled > sentence_.begun &&
         sentence_.settled + slack >= sentence_.sent;
}

void HearingSocket::ArmAnswer() {
  const Duration within = Settled(kSettledMostSlack) ? kConfirmsWithin : service_.answers_within;
  answering_->Arm(loop_.Now() + within, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->OnPatienceEnded();
  });
}

void HearingSocket::OnPatienceEnded() {
  if (!under_way_) return;
  if (Settled(kSettledMostSlack)) return Answer();
  Close();
  GiveUp(
      {.kind = ErrorKind::kTimeout,
       .message = "no answer within " + std::to_string(service_.answers_within.count()) + " ms"});
}

SpeechEvent HearingSocket::EventOf(SpeechEvent::Kind kind, std::string text) const {
  SpeechEvent event{.kind = kind};
  event.speech.text = std::move(text);
  event.speech.confidence = sentence_.confidence;
  event.speech.language = sentence_.Language();
  event.speech.doubtful = sentence_.confidence && *sentence_.confidence < service_.least_confidence;
  return event;
}

void HearingSocket::OnMessage(std::string_view bytes) {
  const auto said = dialect_->Read(bytes, sentence_);
  if (!said) {
    Close();
    return GiveUp(said.error());
  }
  if (sentence_.text.size() + sentence_.open.size() > kMostSentence) {
    Close();
    return GiveUp({.kind = ErrorKind::kInvalid, .message = "a sentence without an end"});
  }
  if (!under_way_) {
    sentence_.text.clear();
    sentence_.open.clear();
    return;
  }
  if (sentence_.finished && (*said == Said::kAnswered || Settled(kSettledSlack))) return Answer();
  if (*said == Said::kNothing || *said == Said::kAnswered) return;
  const bool ended = *said == Said::kEndOfTurn || *said == Said::kEagerEnd;
  if (ended && sentence_.finished) return;  // our end holds
  to_(*said == Said::kEndOfTurn ? EndOf(SpeechEvent::Kind::kEndOfTurn)
                                : EventOf(KindOf(*said), sentence_.All()));
}

/// What is settled, with what it has cost.
SpeechEvent HearingSocket::EndOf(SpeechEvent::Kind kind) {
  auto event = EventOf(kind, sentence_.text);
  const auto unpaid = static_cast<double>(std::exchange(unpaid_, 0));
  if (service_.second_price > 0) event.speech.cost = unpaid * service_.second_price / kLineRate;
  return event;
}

void HearingSocket::Answer() {
  answering_->Cancel();
  under_way_ = false;
  auto event = EndOf(SpeechEvent::Kind::kFinal);
  if (dialect_->OneSentence()) {
    Close();
    Open();  // one ahead
  }
  to_(std::move(event));
}

void HearingSocket::GiveUp(Error error) {
  answering_->Cancel();
  packet_.clear();
  under_way_ = false;
  error.message = "hearing with " + service_.name + ": " + error.message;
  error.where = "speech";
  if (!dropped_) to_(Fail(std::move(error)));
}

void HearingSocket::Close() {
  keeping_->Cancel();
  open_ = false;
  if (listener_ != nullptr) listener_->LetGo();
  if (const auto socket = std::exchange(socket_, nullptr)) {
    if (auto goodbye = dialect_->Goodbye(); !goodbye.empty())
      socket->Send(WebSocketKind::kText, std::move(goodbye));
    socket->Close();
  }
}

void HearingSocket::Drop() {
  dropped_ = true;
  under_way_ = false;
  answering_->Cancel();
  Close();
}

/// What a line holds; the socket lives on through the event within which it is dropped.
class HeldSocket final : public SpeechStream {
 public:
  explicit HeldSocket(std::shared_ptr<HearingSocket> socket) : socket_(std::move(socket)) {}
  ~HeldSocket() override { socket_->Drop(); }
  void Begin() override { socket_->Begin(); }
  void Hear(SoundView sound) override { socket_->Hear(sound); }
  void Finish(RecognizeSpeech) override { socket_->Finish(); }
  void Abandon() override { socket_->Abandon(); }

 private:
  std::shared_ptr<HearingSocket> socket_;
};

}  // namespace

std::unique_ptr<SpeechStream> ListenOverSocket(Loop& loop, HearingService service,
                                               WebSocketClient& client, SpeechEvents to) {
  auto socket = std::make_shared<HearingSocket>(loop, std::move(service), client, std::move(to));
  socket->Open();
  return std::make_unique<HeldSocket>(std::move(socket));
}

}  // namespace tocsin::speech
