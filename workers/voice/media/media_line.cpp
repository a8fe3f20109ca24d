#include "workers/voice/media/media_line.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "adapters/log_line.hpp"
#include "workers/runtime/crash_point.hpp"

namespace tocsin::voice {
namespace {

/// A carrier that opens a socket says at once what it is for.
constexpr Duration kStartPatience = std::chrono::seconds(10);
/// A line without a frame for so long has a gap; of sound there is always some.
constexpr Duration kLineGap = std::chrono::seconds(1);
/// A recogniser that takes longer leaves the person in silence: better asked again.
constexpr Duration kHearingPatience = std::chrono::seconds(5);
constexpr Duration kLateFrame = std::chrono::milliseconds(20);
/// A line whose words were all heard stays open until its end is stored, for whoever answers what
/// the carrier asks behind it must know; so long at most.
constexpr Duration kStoredWithin = std::chrono::seconds(1);

/// A message's length of sound, and one or two ahead: a carrier of long messages needs more.
Playback::Pace PaceOf(const MediaCodec& codec) {
  const Duration message = codec.MessageLength();
  return {.message = message,
          .lead = std::max<Duration>(std::chrono::milliseconds(200),
                                     message + std::chrono::milliseconds(100))};
}

std::unique_ptr<VoiceActivity> OpenActivity(const LineEngines& engines) {
  const bool hears = engines.activity != nullptr && engines.recognizer != nullptr;
  return hears ? engines.activity->Open() : nullptr;
}

}  // namespace

MediaLine::MediaLine(Loop& loop, MediaClock& clock, LineEngines engines,
                     std::unique_ptr<MediaCodec> codec, std::shared_ptr<LineListener> owner)
    : loop_(loop),
      clock_(clock),
      engines_(engines),
      codec_(std::move(codec)),
      owner_(std::move(owner)),
      playback_(*this, PaceOf(*codec_)),
      ear_(OpenActivity(engines), *this) {
  Check(engines_.voice != nullptr && engines_.metrics != nullptr, "a line needs a voice");
}

MediaLine::~MediaLine() = default;

void MediaLine::OnOpen(const std::shared_ptr<WebSocket>& socket) {
  socket_ = socket;
  opened_at_ = sound_at_ = loop_.Now();
  clock_.Add(*this);
}

void MediaLine::OnMessage(WebSocketKind kind, std::string_view bytes) {
  if (doing_ == Doing::kOver) return;
  const auto self = shared_from_this();  // its owner may let go of it
  const SteadyTime begun = loop_.Now();
  Take(kind, bytes);
  engines_.message_time.Observe(std::chrono::duration<double>(loop_.Now() - begun).count());
}

void MediaLine::Take(WebSocketKind kind, std::string_view bytes) {
  const Status read = kind == WebSocketKind::kText
                          ? codec_->Read(bytes, *this)
                          : Fail(ErrorKind::kInvalid, "reading media: a binary message");
  if (read) return;
  ++bad_;
  if (const auto more = bad_log_.Admit())
    Tell(spdlog::level::warn,
         "media socket: " + read.error().message + "; it is left out, the call goes on" + *more);
}

void MediaLine::Tell(spdlog::level::level_enum level, std::string text) const {
  LogLine line{.level = level, .text = std::move(text)};
  PutField(line.fields, "call_sid", call_sid_);
  WriteLog(line);
}

void MediaLine::OnEnd(const WebSocketEnd& end) {
  if (doing_ == Doing::kOver) return HangUp();
  const bool opened = socket_ != nullptr;
  Finish(opened ? LineListener::End::kLost : LineListener::End::kRefused, ToString(end.cause));
}

void MediaLine::OnStart(MediaStart start) {
  if (doing_ != Doing::kOpening) {
    ++bad_;  // a stream starts once
    return;
  }
  doing_ = Doing::kWaiting;
  call_sid_ = start.provider_call_id;
  owner_->OnLineOpen(start);
}

void MediaLine::OnStop(std::string_view reason) {
  Finish(LineListener::End::kStopped, reason.empty() ? "stopped" : reason);
}

void MediaLine::OnSound(std::span<const std::int16_t> sound, Duration timestamp) {
  const SteadyTime now = loop_.Now();
  ++frames_;
  sound_at_ = now;
  silent_line_ = false;
  const SteadyTime began = now - timestamp;
  if (!began_at_ || began < *began_at_) began_at_ = began;
  if (began - *began_at_ > kLateFrame) ++late_;
  if (doing_ == Doing::kOpening) return;
  if (session_.service != nullptr) HearInSession(sound, timestamp);
  ear_.Hear(sound, now);
  HearBeep(sound);
}

void MediaLine::OnMark(std::string_view name) { playback_.OnMark(name, loop_.Now()); }

void MediaLine::Close() {
  if (doing_ == Doing::kOver) return HangUp();
  Finish(LineListener::End::kRefused, "closed");
}

void MediaLine::HangUp() {
  closing_.reset();
  if (const auto socket = std::exchange(socket_, nullptr)) socket->Close();
}

void MediaLine::Send(std::string message) {
  if (socket_ != nullptr && doing_ != Doing::kOver)
    socket_->Send(WebSocketKind::kText, std::move(message));
}
void MediaLine::NoteFirstSound() {
  const SteadyTime now = loop_.Now();
  const auto waited =
      std::chrono::duration_cast<Duration>(now - *std::exchange(answering_since_, {}));
  engines_.metrics->Observe("tocsin_turn_seconds", std::chrono::duration<double>(waited).count(),
                            {}, task_.trace);
  first_sound_ = {now, {.waited = waited}};
  auto& sound = first_sound_->second;
  if (session_.service == nullptr) {
    sound.voice = voice_took_;
    sound.engine = voice_by_.empty() ? engines_.voice->Name() : voice_by_;
  } else {
    sound.engine = engines_.realtime->Name();
  }
}

HeardOfUs MediaLine::ToldOfUs() {
  HeardOfUs of_us = HeardSoFar();
  of_us.cost = std::exchange(cost_, {});
  if (auto first = std::exchange(first_sound_, {})) {
    of_us.first_sound = first->second;
    of_us.first_sound->ago = std::chrono::duration_cast<Duration>(loop_.Now() - first->first);
  }
  return of_us;
}

void MediaLine::SendSound(SoundView sound) {
  // What bridges a wait is no answer.
  if (answering_since_ && playback_.Current() >= words_.FirstOfAnswer()) NoteFirstSound();
  Send(codec_->SoundMessage(sound));
  runtime::CrashPoint("mid_sentence");
}
void MediaLine::SendMark(const std::string& name) { Send(codec_->MarkMessage(name)); }
void MediaLine::SendClear() { Send(codec_->ClearMessage()); }

HeardOfUs MediaLine::HeardSoFar() const {
  const auto position = playback_.Heard(loop_.Now());
  std::size_t heard = words_.Size();
  if (position.sentence < words_.Sentences()) {
    const auto place = words_.PlaceOf(position.sentence);
    const std::size_t part = position.length == 0 ? 0
                                                  : HeardOf(words_.Sentence(position.sentence),
                                                            position.samples, position.length);
    // Between two sentences there is a space that belongs to neither.
    const std::size_t before = part == 0 && position.sentence > 0
                                   ? words_.PlaceOf(position.sentence - 1).end
                                   : place.begin;
    heard = part == 0 ? before : place.begin + part;
  }
  HeardOfUs of_us = words_.Heard(heard);
  of_us.played = position.played;
  return of_us;
}

void MediaLine::Finish(LineListener::End end, std::string_view why) {
  if (doing_ == Doing::kOver) return;
  HeardOfUs of_us = ToldOfUs();
  TakeSession();
  of_us.tokens = std::exchange(tokens_, {});
  doing_ = Doing::kOver;
  ++task_number_;
  clock_.Remove(*this);
  speech_ = nullptr;
  hearing_ = nullptr;
  streaming_ = recognising_ = false;
  Report();
  Tell(spdlog::level::debug, "media line is over: " + std::string(why));
  if (end == LineListener::End::kSpoken) {
    closing_ = loop_.MakeTimer();
    closing_->Arm(loop_.Now() + kStoredWithin, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->HangUp();
    });
  } else {
    HangUp();
  }
  const auto owner = std::exchange(owner_, nullptr);
  owner->OnLineEnd(end, of_us);
}

void MediaLine::Report() const {
  auto& metrics = *engines_.metrics;
  const auto add = [&](std::string_view name, std::size_t count) {
    if (count > 0) metrics.Add(name, static_cast<double>(count));
  };
  add("tocsin_media_frames_total", frames_);
  add("tocsin_media_late_frames_total", late_);
  add("tocsin_media_gaps_total", gaps_);
  add("tocsin_media_bad_messages_total", bad_);
  add("tocsin_media_underruns_total", playback_.Underruns());
  add("tocsin_media_interruptions_total", interruptions_);
  add("tocsin_media_false_alarms_total", false_alarms_);
  add("tocsin_media_unheard_windows_total", ear_.Skipped());
}

void MediaLine::Tick(SteadyTime now) {
  const auto self = shared_from_this();
  if (doing_ == Doing::kOpening) {
    if (now - opened_at_ > kStartPatience) Finish(LineListener::End::kRefused, "no start message");
    return;
  }
  if (now - sound_at_ > kLineGap && !std::exchange(silent_line_, true)) ++gaps_;
  ear_.Tick(now);
  if (session_.service != nullptr) WatchSession(now);
  if (doing_ == Doing::kSpeaking) {
    MakeSpeech();
    if (doing_ != Doing::kSpeaking) return;  // the voice failed
    Bridge(now);
    playback_.Tick(now);
    if (!words_.Open() && playback_.AllHeard(now)) {
      if (!task_.listen) return Finish(LineListener::End::kSpoken, "all was said");
      doing_ = Doing::kListening;
      listening_since_ = now;
      GoOnPlaying();
    }
  }
  if (!task_.listen || doing_ == Doing::kWaiting || doing_ == Doing::kOver) return;
  if (recognising_ && now - hearing_since_ > kHearingPatience)
    return Unrecognised(fmt::format("has not answered for {} s", kHearingPatience.count() / 1'000));
  constexpr Duration kBetweenKeys = std::chrono::milliseconds(1'500);
  const auto& taking = task_.listen->taking;
  if (!keys_.empty()) {
    if (now - key_at_ >= kBetweenKeys) GiveTurn({.digits = keys_});
  } else if (doing_ == Doing::kListening && !ear_.Busy() && !recognising_ &&
             !session_.person_speaks && now - listening_since_ >= taking.first_words) {
    GiveTurn({});
  }
}

}  // namespace tocsin::voice
