#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/realtime.hpp"
#include "fakes/on_loop.hpp"
#include "fakes/watched.hpp"

namespace tocsin::fakes {

/// A conversation on a real loop, with what came of it. Every wait ends after 60 s.
class RealtimeProbe final : public RealtimeListener, Watched {
  template <class F>
  auto Kept(F what) {
    const std::lock_guard lock(mutex_);
    return what();
  }

 public:
  RealtimeProbe(RealtimeEngine& engine, Loop& loop, OpenRealtime what = {}) : loop_(loop) {
    RunOn(loop_, [&] { session_ = engine.Open(loop, std::move(what), *this); });
  }
  ~RealtimeProbe() override {
    RunOn(loop_, [&] { session_.reset(); });
  }

  void OnReady() override {
    Change([&] { ready_ = true; });
  }
  void OnPersonBegins() override {
    Change([&] { ++begun_; });
  }
  void OnPersonEnds(std::string_view turn) override {
    Change([&] { turns_.emplace_back(turn); });
  }
  void OnPersonSaid(std::string_view turn, std::string text) override {
    Change([&] { said_[std::string(turn)] = std::move(text); });
  }
  void OnAnswerBegins() override {}
  void OnAnswerSound(std::string_view item, SoundView sound) override {
    Change([&] {
      if (sound_.empty() || sound_.back().first != item) sound_.emplace_back(item, 0);
      sound_.back().second += sound.size();
    });
  }
  void OnAnswerText(std::string_view, std::string_view text) override {
    Change([&] { text_ += text; });
  }
  void OnAnswerEnds(RealtimeAnswer answer) override {
    Change([&] { answers_.push_back(std::move(answer)); });
  }
  void OnRealtimeEnd(Error error) override {
    Change([&] { end_ = std::move(error); });
  }

  /// As a person: loud, then silent for longer than a pause within a turn.
  void Say(Duration length = std::chrono::milliseconds(600)) {
    Hear(length, 8'000);
    Hear(std::chrono::milliseconds(700), 0);
  }
  void Hear(Duration length, std::int16_t level) {
    const auto samples = static_cast<std::size_t>(length.count()) * kLineRate / 1'000;
    RunOn(loop_, [&] {
      for (std::size_t at = 0; at < samples && session_; at += 160)
        session_->Hear(Sound(std::min<std::size_t>(160, samples - at), level));
    });
  }
  /// A call of the session, on its loop.
  template <class F>
  void Do(F what) {
    RunOn(loop_, [&] { what(*session_); });
  }

  bool WaitForReady() {
    Wait([&] { return ready_ || end_; });
    return Kept([&] { return ready_; });
  }
  /// Samples of an item, once so many came.
  std::pair<std::string, std::size_t> WaitForSound(std::size_t samples = 1, std::size_t item = 0) {
    Wait([&] { return (sound_.size() > item && sound_[item].second >= samples) || end_; });
    return Kept([&] {
      return sound_.size() > item ? sound_[item] : std::pair<std::string, std::size_t>();
    });
  }
  std::optional<RealtimeAnswer> WaitForAnswer(std::size_t number = 0) {
    Wait([&] { return answers_.size() > number || end_; });
    return Kept(
        [&] { return answers_.size() > number ? std::optional(answers_[number]) : std::nullopt; });
  }
  /// The words of a turn, once they are known.
  std::optional<std::string> WaitForWords(std::size_t turn = 0) {
    const auto known = [&] { return turns_.size() > turn && said_.contains(turns_[turn]); };
    Wait([&] { return known() || end_; });
    return Kept([&] { return known() ? std::optional(said_[turns_[turn]]) : std::nullopt; });
  }
  void WaitForPerson(int times = 1) {
    Wait([&] { return begun_ >= times || end_; });
  }
  std::optional<Error> WaitForEnd() {
    Wait([&] { return end_.has_value(); });
    return End();
  }
  std::optional<Error> End() {
    return Kept([&] { return end_; });
  }
  std::vector<std::pair<std::string, std::size_t>> Sounds() {
    return Kept([&] { return sound_; });
  }
  std::string Text() {
    return Kept([&] { return text_; });
  }
  std::size_t Answers() {
    return Kept([&] { return answers_.size(); });
  }

 private:
  Loop& loop_;
  std::unique_ptr<RealtimeSession> session_;
  bool ready_ = false;
  int begun_ = 0;
  std::vector<std::string> turns_;
  std::map<std::string, std::string> said_;
  std::vector<std::pair<std::string, std::size_t>> sound_;  ///< samples by item, in their order
  std::string text_;
  std::vector<RealtimeAnswer> answers_;
  std::optional<Error> end_;
};

}  // namespace tocsin::fakes
