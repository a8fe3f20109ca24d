#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/loop.hpp"
#include "adapters/realtime.hpp"
#include "schemas/json.hpp"

namespace tocsin::compose {

/// A caller without a phone: sends what it is to say in the pace of a line, silence in between, and
/// keeps what comes. The session's side is on the loop, the rest waits on another thread.
class RealtimeCaller final : public RealtimeListener {
 public:
  explicit RealtimeCaller(Loop& loop) : loop_(loop) {}
  /// Ends the session.
  ~RealtimeCaller() override;

  void Open(RealtimeEngine& engine, OpenRealtime what);
  void Say(Sound sound);
  /// A call of the session.
  void Do(std::function<void(RealtimeSession&)> what);
  /// Each message of the service; its loop.
  void OnMessage(const json::object& message);

  struct Answer {
    std::string item;         ///< the first that came with sound
    std::size_t samples = 0;  ///< of that item
    SteadyTime sounded{};     ///< when its sound began
    bool over = false;
    RealtimeAnswer whole = {};
  };
  // Each waits for so long, and gives kTimeout with `what` else, or the session's own end.
  Status WaitForReady();
  /// The number of the turn that has ended, from 0.
  Status WaitForTurn(std::size_t number);
  Result<std::string> WaitForWords(std::size_t turn);
  /// Until so much sound came of an answer, or it is over.
  Result<Answer> WaitForSound(std::size_t number, Duration much);
  Result<Answer> WaitForAnswer(std::size_t number);
  Result<Duration> WaitForTruncation();

  std::size_t Turns() const;
  std::size_t Answers() const;
  SteadyTime TurnEnded(std::size_t number) const;
  std::optional<Duration> Connected() const;
  std::optional<Duration> Ready() const;
  json::object Session() const;

  void OnReady() override;
  void OnPersonBegins() override {}
  void OnPersonEnds(std::string_view turn) override;
  void OnPersonSaid(std::string_view turn, std::string text) override;
  void OnAnswerBegins() override;
  void OnAnswerSound(std::string_view item, SoundView sound) override;
  void OnAnswerText(std::string_view, std::string_view) override {}
  void OnAnswerEnds(RealtimeAnswer answer) override;
  void OnRealtimeEnd(Error error) override;

 private:
  struct Turn {
    std::string id;
    SteadyTime ended;
  };
  Status Wait(std::string_view what, const std::function<bool()>& until);
  void Change(const std::function<void()>& change);
  void OnLoop(const std::function<void()>& what);
  void Pace();
  Duration Since(SteadyTime then) const;

  Loop& loop_;
  // Of the loop.
  std::unique_ptr<RealtimeSession> session_;
  std::unique_ptr<LoopTimer> pace_;
  SteadyTime next_{};
  std::deque<std::int16_t> to_say_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  SteadyTime opened_{};
  std::optional<Duration> connected_, ready_, truncated_;
  json::object told_;
  std::vector<Turn> turns_;
  std::map<std::string, std::string, std::less<>> words_;
  std::vector<Answer> answers_;
  std::optional<Error> end_;
};

}  // namespace tocsin::compose
