#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "adapters/speech.hpp"
#include "fakes/on_loop.hpp"
#include "fakes/watched.hpp"

namespace tocsin::fakes {

/// A line's ears on a real loop, with what they told. Every wait ends after 60 s.
class StreamProbe : Watched {
 public:
  StreamProbe(SpeechToText& ears, Loop& loop, ListenTo what = {}) : loop_(loop) {
    RunOn(loop_, [&] {
      stream_ = ears.Listen(loop, std::move(what), [this](Result<SpeechEvent> event) {
        Change([&] { events_.push_back(std::move(event)); });
      });
    });
  }
  ~StreamProbe() {
    RunOn(loop_, [&] { stream_.reset(); });
  }

  void Begin() {
    RunOn(loop_, [&] { stream_->Begin(); });
  }
  /// Somebody says something for so long.
  void Say(Duration length) {
    const auto samples = static_cast<std::size_t>(length.count()) * kLineRate / 1'000;
    RunOn(loop_, [&] { stream_->Hear(Sound(samples, 4'000)); });
  }
  void Finish() {
    RunOn(loop_, [&] { stream_->Finish({.sound = Sound(kLineRate, 4'000)}); });
  }
  void Abandon() {
    RunOn(loop_, [&] { stream_->Abandon(); });
  }
  /// Begin, all of it and Finish; gives the answer.
  Result<SpeechEvent> Sentence(Duration length = std::chrono::milliseconds(1'200)) {
    const std::size_t before = Events().size();
    Begin();
    Say(length);
    Finish();
    return WaitForEnd(before);
  }
  /// The first kFinal, or error, after so many events.
  Result<SpeechEvent> WaitForEnd(std::size_t after = 0) {
    return WaitFor(SpeechEvent::Kind::kFinal, after);
  }
  Result<SpeechEvent> WaitFor(SpeechEvent::Kind kind, std::size_t after = 0) {
    std::optional<Result<SpeechEvent>> end;
    Wait([&] {
      for (std::size_t i = after; i < events_.size() && !end; ++i)
        if (!events_[i] || events_[i]->kind == kind) end = events_[i];
      return end.has_value();
    });
    if (!end) return Fail(ErrorKind::kInternal, "nothing was told");
    return *end;
  }
  std::vector<Result<SpeechEvent>> Events() {
    const std::lock_guard lock(mutex_);
    return events_;
  }
  std::size_t Count(SpeechEvent::Kind kind) {
    std::size_t count = 0;
    for (const auto& event : Events()) count += event && event->kind == kind;
    return count;
  }

 private:
  Loop& loop_;
  std::unique_ptr<SpeechStream> stream_;
  std::vector<Result<SpeechEvent>> events_;
};

}  // namespace tocsin::fakes
