#include "adapters/realtime/guarded_realtime.hpp"

#include <optional>
#include <string>
#include <utility>

namespace tocsin::realtime {
namespace {

/// Who gives a session up that has opened for so long, or an answer that has not begun, says that
/// the service is too slow.
constexpr Duration kSlowToOpen = std::chrono::milliseconds(1'400);
constexpr Duration kSlowToAnswer = std::chrono::milliseconds(3'500);

/// Hears the session before its owner does: whether it comes to an answer is what the breaker goes
/// by.
class GuardedSession final : public RealtimeSession, RealtimeListener {
 public:
  GuardedSession(Loop& loop, RealtimeListener& owner, engine::CircuitBreaker::Pass pass)
      : loop_(loop), owner_(owner), since_(loop.Now()), pass_(std::move(pass)) {}
  ~GuardedSession() override {
    if (!pass_) return;
    const SteadyTime now = loop_.Now();
    if (!ready_ && now - since_ >= kSlowToOpen) pass_->Failed("no session in time", now);
    if (ready_ && asked_ && now - *asked_ >= kSlowToAnswer) pass_->Failed("no answer in time", now);
  }
  void Begin(RealtimeEngine& engine, OpenRealtime what) {
    session_ = engine.Open(loop_, std::move(what), *this);
  }

  void Hear(SoundView sound) override { session_->Hear(sound); }
  void Tell(const LanguageMessage& message) override { session_->Tell(message); }
  void Change(OpenRealtime rules) override { session_->Change(std::move(rules)); }
  void Answer() override {
    asked_ = loop_.Now();
    session_->Answer();
  }
  void Cut(std::string_view item, Duration heard) override { session_->Cut(item, heard); }

 private:
  void OnReady() override {
    ready_ = true;
    owner_.OnReady();
  }
  void OnRealtimeEnd(Error error) override {
    if (auto pass = std::exchange(pass_, std::nullopt)) {
      // Rules that it does not take are one workflow's, and say nothing of the service.
      if (error.kind == ErrorKind::kRejected)
        pass->Refused(error.message, loop_.Now());
      else if (error.kind != ErrorKind::kInvalid || !ready_)
        pass->Failed(error.message, loop_.Now());
    }
    owner_.OnRealtimeEnd(std::move(error));
  }
  void OnPersonBegins() override {
    asked_.reset();
    owner_.OnPersonBegins();
  }
  void OnPersonEnds(std::string_view turn) override {
    asked_ = loop_.Now();
    owner_.OnPersonEnds(turn);
  }
  void OnPersonSaid(std::string_view turn, std::string text) override {
    owner_.OnPersonSaid(turn, std::move(text));
  }
  /// A beginning is no answer yet: that there is no credit is told behind it.
  void OnAnswerBegins() override {
    asked_.reset();
    owner_.OnAnswerBegins();
  }
  void OnAnswerSound(std::string_view item, SoundView sound) override {
    Answered();
    owner_.OnAnswerSound(item, sound);
  }
  void OnAnswerText(std::string_view item, std::string_view text) override {
    Answered();
    owner_.OnAnswerText(item, text);
  }
  void OnAnswerEnds(RealtimeAnswer answer) override {
    if (answer.failed.empty()) {
      if (!answer.cut) Answered();
    } else if (auto pass = std::exchange(pass_, std::nullopt)) {
      pass->Failed(answer.failed, loop_.Now());
    }
    owner_.OnAnswerEnds(std::move(answer));
  }
  void Answered() {
    if (auto pass = std::exchange(pass_, std::nullopt)) pass->Succeeded(loop_.Now());
  }
  void OnRealtimeOld() override { owner_.OnRealtimeOld(); }

  Loop& loop_;
  RealtimeListener& owner_;
  const SteadyTime since_;
  std::optional<engine::CircuitBreaker::Pass> pass_;  ///< until it has answered
  bool ready_ = false;
  std::optional<SteadyTime> asked_;
  std::unique_ptr<RealtimeSession> session_;
};

/// None: it ends as soon as it may.
class LeftAlone final : public RealtimeSession {
 public:
  LeftAlone(Loop& loop, RealtimeListener& owner, Error why) {
    loop.Post([held = std::weak_ptr<bool>(held_), &owner, why = std::move(why)] {
      if (!held.expired()) owner.OnRealtimeEnd(why);
    });
  }
  void Hear(SoundView) override {}
  void Tell(const LanguageMessage&) override {}
  void Change(OpenRealtime) override {}
  void Answer() override {}
  void Cut(std::string_view, Duration) override {}

 private:
  const std::shared_ptr<bool> held_ = std::make_shared<bool>();
};

class GuardedRealtime final : public RealtimeEngine {
 public:
  GuardedRealtime(std::unique_ptr<RealtimeEngine> engine,
                  std::shared_ptr<engine::CircuitBreaker> breaker)
      : engine_(std::move(engine)), breaker_(std::move(breaker)) {}
  std::string Name() const override { return engine_->Name(); }
  std::unique_ptr<RealtimeSession> Open(Loop& loop, OpenRealtime what,
                                        RealtimeListener& listener) override {
    auto pass = breaker_->Admit(loop.Now());
    if (!pass) return std::make_unique<LeftAlone>(loop, listener, std::move(pass).error());
    auto session = std::make_unique<GuardedSession>(loop, listener, *std::move(pass));
    session->Begin(*engine_, std::move(what));
    return session;
  }

 private:
  const std::unique_ptr<RealtimeEngine> engine_;
  const std::shared_ptr<engine::CircuitBreaker> breaker_;
};

}  // namespace

std::unique_ptr<RealtimeEngine> MakeGuardedRealtime(
    std::unique_ptr<RealtimeEngine> engine, std::shared_ptr<engine::CircuitBreaker> breaker) {
  return std::make_unique<GuardedRealtime>(std::move(engine), std::move(breaker));
}

}  // namespace tocsin::realtime
