#include "tools/phone/live/live_call.hpp"

#include <fmt/format.h>

#include <utility>

namespace tocsin::phone {
namespace {

constexpr std::size_t kMostStreams = 100;
constexpr Duration kBetweenParts{1200};

Duration LengthOf(const Samples& sound) {
  return Duration(static_cast<Duration::rep>(sound.size() * 1000 / kLineRate));
}

}  // namespace

LiveCall::LiveCall(Loop& loop, LiveRoom& room, Host& host, std::shared_ptr<CallRecord> record,
                   LinkTrouble link, std::optional<NoiseSpec> noise)
    : loop_(loop),
      room_(room),
      host_(host),
      record_(std::move(record)),
      link_(link),
      noise_(noise),
      timers_(loop) {}

LiveCall::~LiveCall() {
  if (stream_) stream_->Stop("the call is over");
}

LiveStream::Events LiveCall::EventsOf() {
  // Called on the sockets' thread: each goes to the simulator's own.
  const auto tell = [weak = weak_from_this(), &loop = loop_,
                     number = streams_](std::function<void(LiveCall&)> task) {
    loop.Post([weak, number, task = std::move(task)] {
      const auto self = weak.lock();
      if (self && self->stream_ && self->streams_ == number) task(*self);
    });
  };
  // What was heard to the very end, and what is to be said of it, counts when the call is over too.
  const auto tell_late = [weak = weak_from_this(),
                          &loop = loop_](std::function<void(LiveCall&)> task) {
    loop.Post([weak, task = std::move(task)] {
      if (const auto self = weak.lock()) task(*self);
    });
  };
  LiveStream::Events events;
  events.opened = [tell] {
    tell([](LiveCall& call) {
      call.open_ = true;
      call.host_.LiveChanged();
    });
  };
  events.remark = [tell_late](std::string text) {
    tell_late([text = std::move(text)](LiveCall& call) { call.host_.LiveNote(text); });
  };
  events.changed = [tell](bool sounding) {
    tell([sounding](LiveCall& call) {
      call.sounding_ = sounding;
      if (sounding) call.heard_any_ = true;
      call.host_.LiveChanged();
      call.AskForPart();
    });
  };
  events.sentence = [tell_late](SentenceCutter::Sentence sentence) {
    tell_late([sentence = std::move(sentence)](LiveCall& call) { call.Heard(sentence); });
  };
  events.said = [tell] {
    tell([](LiveCall& call) {
      if (std::exchange(call.saying_, false)) call.host_.LiveSpeechOver();
    });
  };
  events.ended = [tell](StreamEnd end) {
    tell([end = std::move(end)](LiveCall& call) { call.Ended(end); });
  };
  return events;
}

void LiveCall::Connect(StreamOrder order, StreamFaults faults) {
  ++streams_;
  open_ = sounding_ = heard_any_ = false;
  auto media = std::make_shared<MediaRecord>();  // shared with the socket's thread
  media->Update([&](MediaFigures& figures) {
    figures.carrier = ToString(order.carrier);
    figures.url = order.url;
    figures.stream_id = order.ids.stream;
    figures.opened = loop_.Now();
  });
  if (record_->media.size() < kMostStreams) record_->media.push_back(media);
  if (!record_->tape) record_->tape = room_.NewTape();
  stream_ = std::make_shared<LiveStream>(
      std::move(order), LiveStream::Parts{&room_.NetLoop(), &room_.Client(), std::move(media),
                                          record_->tape, EventsOf(), faults, link_});
  if (noise_) {
    room_.Voices().MakeNoise(*noise_, [stream = stream_](Result<Samples> noise) {
      if (noise) stream->SetNoise(std::move(*noise));
    });
  }
  stream_->Start();
}

void LiveCall::Leave(const std::string& reason) {
  timers_.CancelAll();
  open_ = sounding_ = saying_ = false;
  if (const auto stream = std::exchange(stream_, nullptr)) stream->Stop(reason);
}

void LiveCall::Ended(StreamEnd end) {
  timers_.CancelAll();
  open_ = sounding_ = part_asked_ = false;
  stream_.reset();
  if (std::exchange(saying_, false)) host_.LiveSpeechOver();
  host_.LiveEnded(std::move(end));
}

Line::Ear LiveCall::CurrentEar() const {
  if (!open_) return Line::Ear::kClosed;
  return sounding_ ? Line::Ear::kPromptOnly : Line::Ear::kOpen;
}

Line::Prompt LiveCall::CurrentPrompt() const {
  if (!open_) return Line::Prompt::kNone;
  if (sounding_) return Line::Prompt::kPlaying;
  return heard_any_ ? Line::Prompt::kWaiting : Line::Prompt::kNone;
}

void LiveCall::Press(char key) {
  ++acts_;
  if (stream_) stream_->Press(key);
}

void LiveCall::Say(const Speech& speech) {
  ++acts_;
  saying_ = true;
  PlaySpeech(speech, std::nullopt);
}

void LiveCall::SayRest(const Speech& speech, SteadyTime begun) { PlaySpeech(speech, begun); }

void LiveCall::Prepare(const Speech& speech) {
  room_.Voices().Make(speech, [](const Result<Samples>&) {});
}

void LiveCall::PlaySpeech(const Speech& speech, std::optional<SteadyTime> begun) {
  if (!stream_) return;
  if (speech.noise && speech.noise != noise_) {
    noise_ = speech.noise;
    room_.Voices().MakeNoise(*noise_, [stream = stream_](Result<Samples> noise) {
      if (noise) stream->SetNoise(std::move(*noise));
    });
  }
  const auto sort =
      speech.source == Speech::Source::kCough ? Mouth::Sort::kCough : Mouth::Sort::kSpeech;
  // On the thread of voices. The socket outlives its call's interest in it.
  room_.Voices().Make(speech, [weak = weak_from_this(), &loop = loop_, stream = stream_, sort,
                               begun, number = streams_](Result<Samples> sound) {
    if (sound && begun) {
      const auto since = std::chrono::duration<double>(std::chrono::steady_clock::now() - *begun);
      const auto skip =
          std::min(sound->size(), static_cast<std::size_t>(since.count() * kLineRate));
      sound->erase(sound->begin(), sound->begin() + static_cast<std::ptrdiff_t>(skip));
    }
    if (sound && !sound->empty()) return stream->Say(std::move(*sound), sort);
    loop.Post([weak, number, why = sound ? std::string() : sound.error().message] {
      const auto self = weak.lock();
      if (!self || self->streams_ != number) return;
      if (!why.empty()) self->host_.LiveNote(why);
      if (std::exchange(self->saying_, false)) self->host_.LiveSpeechOver();
    });
  });
}

void LiveCall::Heard(SentenceCutter::Sentence sentence) {
  const Duration length = LengthOf(sentence.sound);
  // What ends while the person speaks is what they talk over.
  const bool before = sentence.before_act || saying_;
  const auto when = before ? Host::Heard::kBefore : Host::Heard::kSince;
  if (room_.OwnEar() == nullptr) return host_.LiveHeard(std::nullopt, length, when);
  room_.OwnEar()->Listen(
      std::move(sentence.sound), [weak = weak_from_this(), &loop = loop_, length, when,
                                  acts = acts_](std::optional<std::string> words) {
        loop.Post([weak, length, when, acts, words = std::move(words)] {
          const auto self = weak.lock();
          if (!self) return;
          self->host_.LiveHeard(words, length, self->acts_ == acts ? when : Host::Heard::kBefore);
        });
      });
}

void LiveCall::AskForPart() {
  if (!sounding_ || part_asked_ || !host_.WantsParts()) return;
  part_asked_ = true;
  timers_.After(kBetweenParts, [this] {
    if (!stream_) return;
    stream_->TellRunning([weak = weak_from_this(), &loop = loop_, ear = room_.OwnEar(),
                          number = streams_, acts = acts_](std::optional<Samples> sentence) {
      const bool any = sentence.has_value();
      const auto take = [weak, &loop, number, acts, any](std::optional<std::string> words) {
        loop.Post([weak, number, acts, any, words = std::move(words)] {
          const auto self = weak.lock();
          if (!self || self->streams_ != number) return;
          self->part_asked_ = false;
          self->TakePart(words, any && self->acts_ == acts);
        });
      };
      if (ear == nullptr || !sentence) return take(std::nullopt);
      ear->Listen(std::move(*sentence), take);
    });
  });
}

void LiveCall::TakePart(std::optional<std::string> words, bool any) {
  // Without an ear any sound may be what is waited for; an ear that failed tells nothing.
  if (any && sounding_ && (words || room_.OwnEar() == nullptr))
    host_.LiveHeardPart(std::move(words));
  AskForPart();
}

}  // namespace tocsin::phone
