#include "tools/phone/live/live_stream.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::phone {
namespace {

constexpr auto kFrameTime = std::chrono::milliseconds(20);
constexpr std::size_t kStallFrom = 150;  ///< frames
constexpr std::size_t kHalfAt = 100;
constexpr auto kStaysOpen = std::chrono::seconds(10);
constexpr std::size_t kMostWaiting = 256 * 1024;
constexpr std::size_t kMostBeginnings = 1000;

}  // namespace

LiveStream::LiveStream(StreamOrder order, Parts parts)
    : order_(std::move(order)),
      parts_(std::move(parts)),
      dialect_(MakeDialect(order_.carrier, order_.ids)),
      dice_(static_cast<unsigned>(std::hash<std::string>{}(order_.ids.stream))) {}

Millis LiveStream::Since(SteadyTime now) const {
  return std::chrono::duration<double, std::milli>(now - begun_).count();
}

void LiveStream::Start() {
  parts_.loop->Post([self = shared_from_this()] {
    const auto delay = self->parts_.faults.handshake_delay;
    if (delay.count() <= 0) return self->Open();
    self->end_timer_ = self->parts_.loop->MakeTimer();
    self->end_timer_->Arm(self->parts_.loop->Now() + delay, [self] { self->Open(); });
  });
}

void LiveStream::Open() {
  if (stopping_) return;
  WebSocketCall call;
  call.url = order_.url;
  call.headers = order_.headers;
  call.listener = shared_from_this();
  call.loop = parts_.loop;
  call.limits.max_waiting_bytes = kMostWaiting;
  call.limits.ping_interval = {};  // carriers send none
  socket_ = parts_.client->Open(std::move(call));
}

void LiveStream::OnOpen(const std::shared_ptr<WebSocket>& socket) {
  socket_ = socket;
  open_ = true;
  begun_ = parts_.loop->Now();
  next_due_ = begun_ + kFrameTime;
  if (parts_.tape) tape_from_ = parts_.tape->Begin(begun_);
  socket_->Send(WebSocketKind::kText, dialect_->Connected());
  socket_->Send(WebSocketKind::kText, dialect_->Start());
  timer_ = parts_.loop->MakeTimer();
  if (parts_.events.opened) parts_.events.opened();
  Arm();
}

void LiveStream::Arm() {
  auto due = next_due_;
  if (!outbox_.empty()) due = std::min(due, outbox_.front().due);
  timer_->Arm(due, [self = shared_from_this()] { self->Wake(); });
}

void LiveStream::Wake() {
  if (!open_ || stopping_) return;
  const auto now = parts_.loop->Now();
  for (; next_due_ <= now && open_; next_due_ += kFrameTime) Step(next_due_, now);
  while (open_ && !outbox_.empty() && outbox_.front().due <= now) {
    socket_->Send(WebSocketKind::kText, std::move(outbox_.front().text));
    outbox_.pop_front();
  }
  if (open_) Arm();
}

void LiveStream::Step(SteadyTime due, SteadyTime now) {
  Listen(due);
  if (!open_) return;
  Speak(due, now);
  TellRemarks();
  ++frame_;
}

void LiveStream::Listen(SteadyTime due) {
  ReturnMarks(std::exchange(reached_, {}));
  auto played = buffer_.Play(kFrameSamples);
  reached_ = std::move(played.marks);
  const bool voiced = played.ours > 0 && IsVoiced(played.sound);
  if (parts_.tape)
    parts_.tape->Write(CallTape::Side::kHeard, tape_from_ + frame_ * kFrameSamples, played.sound);
  Millis heard = 0;
  parts_.record->Update([&](MediaFigures& figures) {
    figures.heard += static_cast<Millis>(played.ours) * 1000 / kLineRate;
    heard = figures.heard;
    meter_.Frame(Since(due), voiced, figures);
  });
  if (played.ran_dry)
    meter_.RanDry(Since(due) + static_cast<Millis>(played.ours) * 1000 / kLineRate);
  TellSentence(cutter_.Frame(played.sound, voiced));
  TellSounding();
  const auto& cut = parts_.faults.cut_after;
  if (cut && heard >= static_cast<Millis>(cut->count()) && voiced)
    Drop("the script's socket_cut dropped the connection");
}

void LiveStream::TellSentence(std::optional<SentenceCutter::Sentence> sentence) {
  if (sentence && parts_.events.sentence) parts_.events.sentence(std::move(*sentence));
}

void LiveStream::TellSounding() {
  if (cutter_.InSentence() == sounding_) return;
  sounding_ = cutter_.InSentence();
  if (parts_.events.changed) parts_.events.changed(sounding_);
}

void LiveStream::Speak(SteadyTime due, SteadyTime now) {
  auto mouth = mouth_.Next();
  if (parts_.tape)
    parts_.tape->Write(CallTape::Side::kSaid, tape_from_ + frame_ * kFrameSamples, mouth.sound);
  message_.insert(message_.end(), mouth.sound.begin(), mouth.sound.end());
  const bool full = message_.size() >= dialect_->FramesPerMessage() * kFrameSamples;
  if (full) {
    const auto at = static_cast<std::int64_t>((frame_ + 1) * 20) -
                    static_cast<std::int64_t>(message_.size() * 1000 / kLineRate);
    SendSound(dialect_->Media(std::exchange(message_, {}), at), due);
  }
  parts_.record->Update([&](MediaFigures& figures) {
    if (full && now - due >= kFrameTime) ++figures.frames_late;
    if (mouth.onset) meter_.Onset(Since(now), figures);
  });
  if (mouth.onset) cutter_.Acted();
  if (mouth.noisy) meter_.Noise(Since(now));
  if (was_speech_ && (!mouth.speech || mouth.over)) meter_.SpeechOver(Since(now));
  was_speech_ = mouth.speech && !mouth.over;
  if (mouth.over && parts_.events.said) parts_.events.said();
}

void LiveStream::SendSound(std::string text, SteadyTime due) {
  auto& faults = parts_.faults;
  const auto& link = parts_.link;
  if (link.loss > 0 && std::uniform_real_distribution<>(0, 1)(dice_) < link.loss) {
    parts_.record->Update([](MediaFigures& figures) { ++figures.frames_lost; });
    return;
  }
  if (link.jitter.count() > 0)
    due += std::chrono::milliseconds(
        std::uniform_int_distribution<Duration::rep>(0, link.jitter.count())(dice_));
  const SteadyTime stall_end = begun_ + kStallFrom * kFrameTime + faults.stall;
  if (faults.stall.count() > 0 && frame_ >= kStallFrom) due = std::max(due, stall_end);
  if (!outbox_.empty()) due = std::max(due, outbox_.back().due);
  // The first from there on that the link does not lose.
  if (faults.half_message && frame_ >= kHalfAt) {
    text.resize(text.size() / 2);
    faults.half_message = false;
  }
  const int times = faults.duplicate ? 2 : 1;
  for (int i = 0; i < times; ++i) outbox_.push_back({due, text});
  parts_.record->Update(
      [&](MediaFigures& figures) { figures.frames_sent += static_cast<std::uint64_t>(times); });
}

void LiveStream::OnMessage(WebSocketKind kind, std::string_view bytes) {
  const auto now = parts_.loop->Now();
  if (kind == WebSocketKind::kBinary) {
    parts_.record->Update([](MediaFigures& figures) { ++figures.odd_messages; });
    return Remark("a binary message: carriers take text only");
  }
  Take(dialect_->Read(bytes), now);
  TellRemarks();
}

void LiveStream::Take(FromWorker message, SteadyTime now) {
  const bool begins = message.kind == FromWorker::Kind::kSound && buffer_.Waiting() == 0;
  if (message.kind == FromWorker::Kind::kSound && !buffer_.Add(message.sound)) {
    message.oddities.emplace_back("more than ten minutes of sound are waiting to be played");
  }
  std::vector<std::string> returned;
  if (message.kind == FromWorker::Kind::kMark) buffer_.Mark(message.name);
  if (message.kind == FromWorker::Kind::kClear) {
    returned = std::exchange(reached_, {});
    for (auto& name : buffer_.Clear()) returned.push_back(std::move(name));
  }
  parts_.record->Update([&](MediaFigures& figures) {
    if (!message.oddities.empty()) ++figures.odd_messages;
    if (message.kind == FromWorker::Kind::kSound) {
      ++figures.messages;
      figures.received += static_cast<Millis>(message.sound.size()) * 1000 / kLineRate;
      if (begins && figures.sound_began.size() < kMostBeginnings)
        figures.sound_began.push_back(
            std::chrono::duration<double>(now.time_since_epoch()).count());
      meter_.Sound(Since(now), figures);
    } else if (message.kind == FromWorker::Kind::kMark) {
      ++figures.marks;
    } else if (message.kind == FromWorker::Kind::kClear) {
      figures.marks_cleared += returned.size();
      meter_.Clear(Since(now), figures);
    }
  });
  ReturnMarks(std::move(returned));
  if (message.kind == FromWorker::Kind::kClear) {
    TellSentence(cutter_.Cleared());
    TellSounding();
  }
  for (auto& oddity : message.oddities) Remark(std::move(oddity));
}

void LiveStream::ReturnMarks(std::vector<std::string> names) {
  if (names.empty() || !open_ || parts_.faults.no_marks) return;
  for (const auto& name : names) socket_->Send(WebSocketKind::kText, dialect_->Mark(name));
  parts_.record->Update([&](MediaFigures& figures) { figures.marks_returned += names.size(); });
}

void LiveStream::Remark(std::string text) {
  if (parts_.events.remark) parts_.events.remark(std::move(text));
}

void LiveStream::TellRemarks() {
  for (auto& text : meter_.TakeRemarks()) Remark(std::move(text));
}

void LiveStream::Say(Samples sound, Mouth::Sort sort) {
  parts_.loop->Post([self = shared_from_this(), sound = std::move(sound), sort]() mutable {
    self->mouth_.Say(std::move(sound), sort);
  });
}

void LiveStream::SetNoise(Samples noise) {
  parts_.loop->Post([self = shared_from_this(), noise = std::move(noise)]() mutable {
    self->mouth_.SetNoise(std::move(noise));
  });
}

void LiveStream::Press(char key) {
  parts_.loop->Post([self = shared_from_this(), key] {
    if (!self->open_ || self->stopping_) return;
    self->socket_->Send(WebSocketKind::kText, self->dialect_->Key(key));
    self->cutter_.Acted();
    self->parts_.record->Update([&](MediaFigures& figures) {
      ++figures.keys;
      self->meter_.Key(self->Since(self->parts_.loop->Now()), figures);
    });
  });
}

void LiveStream::TellRunning(std::function<void(std::optional<Samples>)> take) {
  parts_.loop->Post([self = shared_from_this(), take = std::move(take)] {
    if (self->cutter_.BeforeAct()) return take(std::nullopt);
    take(self->cutter_.Running());
  });
}

void LiveStream::Stop(std::string reason) {
  parts_.loop->Post(
      [self = shared_from_this(), reason = std::move(reason)] { self->StopNow(reason); });
}

void LiveStream::StopNow(const std::string& reason) {
  if (over_ || std::exchange(stopping_, true)) return;
  if (!socket_) return OnEnd({.cause = WebSocketEnd::Cause::kClosedByUs});
  if (!open_) return socket_->Close();
  socket_->Send(WebSocketKind::kText, dialect_->Stop(reason));
  if (!parts_.faults.stop_without_close) return socket_->Close();
  end_timer_ = parts_.loop->MakeTimer();
  end_timer_->Arm(parts_.loop->Now() + kStaysOpen,
                  [self = shared_from_this()] { self->Drop("the script's stop_without_close"); });
}

void LiveStream::Drop(std::string why) {
  if (over_ || !socket_) return;
  why_dropped_ = std::move(why);
  // A socket to which more is given than may wait is dropped without a close frame, as a broken
  // connection is.
  const auto socket = socket_;
  open_ = false;
  socket->Send(WebSocketKind::kText, std::string(kMostWaiting + 1, ' '));
}

void LiveStream::OnEnd(const WebSocketEnd& end) {
  if (std::exchange(over_, true)) return;
  using Cause = WebSocketEnd::Cause;
  StreamEnd out;
  out.text = !why_dropped_.empty() ? why_dropped_ : std::string(ToString(end.cause));
  if (why_dropped_.empty() && !end.detail.empty()) out.text += ": " + end.detail;
  if (stopping_ || end.cause == Cause::kClosedByUs) {
    out.cause = StreamEnd::Cause::kStopped;
  } else if (end.cause == Cause::kNotOpened) {
    out.cause = StreamEnd::Cause::kNotOpened;
  } else if (end.cause == Cause::kClosedByPeer) {
    out.cause = StreamEnd::Cause::kClosedByWorker;
    out.text += ", code " + std::to_string(end.code);
  } else {
    out.cause = StreamEnd::Cause::kLost;
  }
  open_ = false;
  TellSentence(cutter_.Finish());
  TellSounding();
  parts_.record->Update([&](MediaFigures& figures) {
    figures.ended = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    figures.end = out.text;
    meter_.End(figures);
  });
  TellRemarks();
  timer_.reset();
  end_timer_.reset();
  socket_.reset();
  if (parts_.events.ended) parts_.events.ended(std::move(out));
  parts_.events = {};
}

}  // namespace tocsin::phone
