#include "workers/compose/realtime_caller.hpp"

#include <algorithm>
#include <future>
#include <utility>

namespace tocsin::compose {
namespace {

constexpr Duration kFrameLength = std::chrono::milliseconds(20);
constexpr std::size_t kFrameSamples = kLineRate / 50;
constexpr Duration kStepPatience = std::chrono::seconds(20);

}  // namespace

RealtimeCaller::~RealtimeCaller() {
  OnLoop([this] {
    pace_ = nullptr;
    session_ = nullptr;
  });
}

void RealtimeCaller::Open(RealtimeEngine& engine, OpenRealtime what) {
  OnLoop([&] {
    opened_ = loop_.Now();
    pace_ = loop_.MakeTimer();
    session_ = engine.Open(loop_, std::move(what), *this);
  });
}

void RealtimeCaller::Say(Sound sound) {
  OnLoop([&] { to_say_.insert(to_say_.end(), sound.begin(), sound.end()); });
}

void RealtimeCaller::Do(std::function<void(RealtimeSession&)> what) {
  OnLoop([&] {
    if (session_ != nullptr) what(*session_);
  });
}

void RealtimeCaller::Pace() {
  Sound frame(kFrameSamples);
  const auto count = std::min(kFrameSamples, to_say_.size());
  const auto end = to_say_.begin() + static_cast<std::ptrdiff_t>(count);
  std::copy(to_say_.begin(), end, frame.begin());
  to_say_.erase(to_say_.begin(), end);
  session_->Hear(frame);
  next_ += kFrameLength;
  pace_->Arm(next_, [this] { Pace(); });
}

void RealtimeCaller::OnMessage(const json::object& message) {
  const auto type = StringAt(message, "type");
  Change([&] {
    if (type == "session.created") connected_ = Since(opened_);
    if (type == "session.created" || type == "session.updated")
      if (const auto* session = message.if_contains("session"); session && IfMap(*session))
        told_ = session->get_object();
    if (type != "conversation.item.truncated") return;
    const auto* end = message.if_contains("audio_end_ms");
    if (end != nullptr && end->is_int64()) truncated_ = Duration(end->get_int64());
  });
}

void RealtimeCaller::OnReady() {
  Change([&] { ready_ = Since(opened_); });
  next_ = loop_.Now();
  pace_->Arm(next_, [this] { Pace(); });
}

void RealtimeCaller::OnPersonEnds(std::string_view turn) {
  Change([&] { turns_.push_back({std::string(turn), loop_.Now()}); });
}

void RealtimeCaller::OnPersonSaid(std::string_view turn, std::string text) {
  Change([&] { words_[std::string(turn)] = std::move(text); });
}

void RealtimeCaller::OnAnswerBegins() {
  Change([&] { answers_.emplace_back(); });
}

void RealtimeCaller::OnAnswerSound(std::string_view item, SoundView sound) {
  Change([&] {
    if (answers_.empty()) return;
    auto& answer = answers_.back();
    if (answer.item.empty()) {
      answer.item = item;
      answer.sounded = loop_.Now();
    }
    if (answer.item == item) answer.samples += sound.size();
  });
}

void RealtimeCaller::OnAnswerEnds(RealtimeAnswer answer) {
  Change([&] {
    if (answers_.empty() || answers_.back().over) answers_.emplace_back();
    answers_.back().over = true;
    answers_.back().whole = std::move(answer);
  });
}

void RealtimeCaller::OnRealtimeEnd(Error error) {
  pace_->Cancel();
  Change([&] { end_ = std::move(error); });
}

Status RealtimeCaller::WaitForReady() {
  return Wait("a session", [this] { return ready_.has_value(); });
}

Status RealtimeCaller::WaitForTurn(std::size_t number) {
  return Wait("the end of what was said to it", [&] { return turns_.size() > number; });
}

Result<std::string> RealtimeCaller::WaitForWords(std::size_t turn) {
  TRY(Wait("the words of what was said to it",
           [&] { return turns_.size() > turn && words_.contains(turns_[turn].id); }));
  const std::lock_guard lock(mutex_);
  return words_[turns_[turn].id];
}

Result<RealtimeCaller::Answer> RealtimeCaller::WaitForSound(std::size_t number, Duration much) {
  const auto samples = static_cast<std::size_t>(much.count()) * kLineRate / 1'000;
  TRY(Wait("the sound of an answer", [&] {
    return answers_.size() > number &&
           (answers_[number].over || answers_[number].samples >= samples);
  }));
  const std::lock_guard lock(mutex_);
  return answers_[number];
}

Result<RealtimeCaller::Answer> RealtimeCaller::WaitForAnswer(std::size_t number) {
  TRY(Wait("the end of an answer",
           [&] { return answers_.size() > number && answers_[number].over; }));
  const std::lock_guard lock(mutex_);
  const auto& answer = answers_[number];
  if (!answer.whole.failed.empty())
    return Fail(ErrorKind::kTransient, "the answer failed: " + answer.whole.failed, "realtime");
  return answer;
}

Result<Duration> RealtimeCaller::WaitForTruncation() {
  TRY(Wait("word that it has forgotten what was not heard",
           [this] { return truncated_.has_value(); }));
  const std::lock_guard lock(mutex_);
  return *truncated_;
}

std::size_t RealtimeCaller::Turns() const {
  const std::lock_guard lock(mutex_);
  return turns_.size();
}

std::size_t RealtimeCaller::Answers() const {
  const std::lock_guard lock(mutex_);
  return answers_.size();
}

Duration RealtimeCaller::Since(SteadyTime then) const {
  return std::chrono::duration_cast<Duration>(loop_.Now() - then);
}

SteadyTime RealtimeCaller::TurnEnded(std::size_t number) const {
  const std::lock_guard lock(mutex_);
  return turns_.at(number).ended;
}

std::optional<Duration> RealtimeCaller::Connected() const {
  const std::lock_guard lock(mutex_);
  return connected_;
}

std::optional<Duration> RealtimeCaller::Ready() const {
  const std::lock_guard lock(mutex_);
  return ready_;
}

json::object RealtimeCaller::Session() const {
  const std::lock_guard lock(mutex_);
  return told_;
}

Status RealtimeCaller::Wait(std::string_view what, const std::function<bool()>& until) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, kStepPatience, [&] { return until() || end_; });
  if (until()) return {};
  if (end_) return Fail(*end_);
  return Fail(
      ErrorKind::kTimeout,
      "waiting for " + std::string(what) + ": nothing within " + FormatDuration(kStepPatience),
      "realtime");
}

void RealtimeCaller::Change(const std::function<void()>& change) {
  const std::lock_guard lock(mutex_);
  change();
  changed_.notify_all();
}

void RealtimeCaller::OnLoop(const std::function<void()>& what) {
  std::promise<void> done;
  loop_.Post([&] {
    what();
    done.set_value();
  });
  done.get_future().get();
}

}  // namespace tocsin::compose
