#include "workers/voice/media/relay_line.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "adapters/log_line.hpp"

namespace tocsin::voice {
namespace {

/// A carrier that opens a socket says at once what it is for.
constexpr Duration kSetupPatience = std::chrono::seconds(10);
constexpr std::size_t kMostInASecond = 200;
/// As a media line's: until its end is stored, the line of words that were all heard stays open.
constexpr Duration kEndStoredWithin = std::chrono::seconds(1);
/// A carrier that is told of the end closes the socket by itself.
constexpr Duration kCarrierCloses = std::chrono::seconds(2);

/// The carrier says so by closing in order; what broke, it would take up again.
LineListener::End EndFor(const WebSocketEnd& end) {
  using enum LineListener::End;
  const bool in_order = end.cause == WebSocketEnd::Cause::kClosedByPeer &&
                        (end.code == close_code::kNormal || end.code == close_code::kGoingAway ||
                         end.code == close_code::kNoCode);
  return in_order ? kStopped : kLost;
}

}  // namespace

RelayLine::RelayLine(Loop& loop, MediaClock& clock, Metrics& metrics, std::string carrier,
                     std::unique_ptr<RelayCodec> codec, std::shared_ptr<LineListener> owner,
                     std::shared_ptr<const Pronunciations> lexicon)
    : loop_(loop),
      clock_(clock),
      metrics_(metrics),
      carrier_(std::move(carrier)),
      codec_(std::move(codec)),
      owner_(std::move(owner)),
      given_(std::move(lexicon)) {}

RelayLine::~RelayLine() = default;

void RelayLine::OnOpen(const std::shared_ptr<WebSocket>& socket) {
  socket_ = socket;
  opened_at_ = second_ = loop_.Now();
  clock_.Add(*this);
}

bool RelayLine::Admit(SteadyTime now) {
  if (now - second_ >= std::chrono::seconds(1)) {
    second_ = now;
    in_second_ = 0;
  }
  return ++in_second_ <= kMostInASecond;
}

void RelayLine::OnMessage(WebSocketKind kind, std::string_view bytes) {
  if (doing_ == Doing::kOver) return;
  const auto self = shared_from_this();  // its owner may let go of it
  if (!Admit(loop_.Now())) {
    Tell(spdlog::level::warn,
         fmt::format("relay socket: more than {} messages in a second; it is given up",
                     kMostInASecond));
    return Finish(LineListener::End::kLost, "too many messages");
  }
  const Status read = kind == WebSocketKind::kText
                          ? codec_->Read(bytes, *this)
                          : Fail(ErrorKind::kInvalid, "reading relay message: it is binary");
  if (read) return;
  ++bad_;
  if (const auto more = bad_log_.Admit())
    Tell(spdlog::level::warn,
         "relay socket: " + read.error().message + "; it is left out, the call goes on" + *more);
}

void RelayLine::Tell(spdlog::level::level_enum level, std::string text) const {
  LogLine line{.level = level, .text = std::move(text)};
  PutField(line.fields, "call_sid", call_sid_);
  WriteLog(line);
}

void RelayLine::OnEnd(const WebSocketEnd& end) {
  const auto self = shared_from_this();
  closing_.reset();
  const bool opened = std::exchange(socket_, nullptr) != nullptr;
  Finish(opened ? EndFor(end) : LineListener::End::kRefused, ToString(end.cause));
}

void RelayLine::OnStart(MediaStart start) {
  doing_ = Doing::kWaiting;
  call_sid_ = start.provider_call_id;
  for (const auto& [name, value] : start.parameters)
    if (name == kLanguageParameter) language_ = value;
  owner_->OnLineOpen(start);
}

void RelayLine::OnFault(std::string_view description) {
  metrics_.Add("tocsin_provider_errors_total", 1, {{"provider", carrier_}, {"part", "carrier"}});
  if (const auto more = fault_log_.Admit())
    Tell(spdlog::level::warn,
         fmt::format("relay socket: the carrier says: {}{}", description, *more));
}

void RelayLine::Close() {
  if (doing_ == Doing::kOver) return HangUp();
  Finish(LineListener::End::kRefused, "closed");
}

/// The carrier goes on with the call and closes; a socket that it leaves open is closed by us.
void RelayLine::HangUp() {
  if (socket_ == nullptr || std::exchange(ended_, true)) return;
  socket_->Send(WebSocketKind::kText, codec_->EndMessage());
  closing_ = loop_.MakeTimer();
  closing_->Arm(loop_.Now() + kCarrierCloses, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self && self->socket_) self->socket_->Close();
  });
}

void RelayLine::Send(std::string message) {
  if (socket_ != nullptr && doing_ != Doing::kOver)
    socket_->Send(WebSocketKind::kText, std::move(message));
}

HeardOfUs RelayLine::HeardSoFar() const {
  HeardOfUs of_us = words_.Heard(given_.Ours(speech_.Heard(loop_.Now())));
  of_us.played = speech_.Played(loop_.Now());
  return of_us;
}

HeardOfUs RelayLine::ToldOfUs() {
  HeardOfUs of_us = HeardSoFar();
  if (auto first = std::exchange(first_sound_, {})) {
    of_us.first_sound = first->second;
    of_us.first_sound->ago = std::chrono::duration_cast<Duration>(loop_.Now() - first->first);
  }
  return of_us;
}

void RelayLine::Finish(LineListener::End end, std::string_view why) {
  if (doing_ == Doing::kOver) return;
  HeardOfUs of_us = ToldOfUs();
  doing_ = Doing::kOver;
  clock_.Remove(*this);
  Report();
  Tell(spdlog::level::debug, "relay line is over: " + std::string(why));
  if (end == LineListener::End::kSpoken) {
    closing_ = loop_.MakeTimer();
    closing_->Arm(loop_.Now() + kEndStoredWithin, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->HangUp();
    });
  } else if (end != LineListener::End::kStopped) {
    HangUp();
  }
  const auto owner = std::exchange(owner_, nullptr);
  owner->OnLineEnd(end, std::move(of_us));
}

void RelayLine::Report() const {
  const auto add = [&](std::string_view name, std::size_t count) {
    if (count > 0) metrics_.Add(name, static_cast<double>(count));
  };
  add("tocsin_media_bad_messages_total", bad_);
  add("tocsin_media_interruptions_total", interruptions_);
  add("tocsin_media_false_alarms_total", false_alarms_);
}

void RelayLine::Tick(SteadyTime now) {
  const auto self = shared_from_this();
  if (doing_ == Doing::kOpening) {
    if (now - opened_at_ > kSetupPatience) Finish(LineListener::End::kRefused, "no setup message");
    return;
  }
  if (doing_ == Doing::kSpeaking) Speak(now);
  if (task_.listen && (doing_ == Doing::kSpeaking || doing_ == Doing::kListening)) Listen(now);
}

RelayLines::RelayLines(const std::vector<Loop*>& loops, Metrics& metrics,
                       std::shared_ptr<const Pronunciations> lexicon)
    : metrics_(metrics), lexicon_(std::move(lexicon)) {
  for (Loop* loop : loops) clocks_.emplace(loop, std::make_unique<MediaClock>(*loop));
}

std::shared_ptr<RelayLine> RelayLines::Make(Loop& loop, std::unique_ptr<RelayCodec> codec,
                                            std::shared_ptr<LineListener> owner,
                                            const std::string& carrier) const {
  return std::make_shared<RelayLine>(loop, *clocks_.at(&loop), metrics_, carrier, std::move(codec),
                                     std::move(owner), lexicon_);
}

}  // namespace tocsin::voice
