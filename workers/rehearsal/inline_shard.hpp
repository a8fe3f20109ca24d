#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "workers/runtime/handler.hpp"
#include "workers/runtime/timers.hpp"
#include "workers/runtime/work.hpp"

namespace tocsin::rehearsal {

/// Whether each step is also taken the way crashes would make it go: every decision is made twice
/// from what is stored, and after every commit a new process takes over.
enum class Crashes { kNever, kEverywhere };

/// What a shard is made of; all of it outlives the shard. Hooks may be empty.
struct ShardParts {
  std::string role;
  StoreSession& session;
  const Clock& clock;
  Metrics& metrics;
  std::function<std::unique_ptr<runtime::RoleHandler>(runtime::ShardServices&)> make_handler;
  std::function<void(OutgoingRecord)> publish;
  /// Before an input is handled; false: it never came.
  std::function<bool(const runtime::ShardInput&)> admit = {};
  /// A batch is stored; nothing that follows from it has happened yet.
  std::function<void(const Batch&)> stored = {};
  /// What the batch sends is published.
  std::function<void(const Batch&)> published = {};
  Crashes crashes = Crashes::kNever;
  /// An answer of the outside that a crash loses is not simply asked for again: no crash while one
  /// waits to be handled.
  bool keeps_signals = false;
  /// All that has come is one batch, as where inputs come faster than commits; else each is its
  /// own.
  bool together = false;
};

/// A shard with one partition and no thread of its own: what has come is handled, one input a
/// batch if not told otherwise, when it is told to, at the time that the clock says. It treats
/// handlers and store as runtime::Shard does. Post and Enter from any thread, everything else from
/// one.
class InlineShard final : public runtime::ShardServices {
 public:
  explicit InlineShard(ShardParts parts) : parts_(std::move(parts)) {}

  /// A new process takes the partition over: a new handler, and what is stored.
  Status Start();
  /// A record of the bus, to be handled in its turn.
  void Deliver(runtime::Arrival arrival) { arrivals_.push_back(std::move(arrival)); }
  /// Handles one input that has come. False: there was none.
  Result<bool> Work();
  /// Fires one timer that is due. False: there was none.
  Result<bool> FireTimer();
  std::optional<TimePoint> NextAt() const { return timers_.Next(); }
  /// Somebody else committed a timer of this shard's.
  void SetTimer(const TimerWrite& timer);
  /// Somebody else published this row of the role's outbox.
  void NoteDelivered(std::int64_t row) { delivered_.push_back(row); }
  /// Waits until something has been posted or has entered, at most so long.
  void WaitForInput(Duration most);
  runtime::RoleHandler& Handler() { return *handler_; }

  int Index() const override { return 0; }
  const Clock& GetClock() const override { return parts_.clock; }
  Metrics& GetMetrics() override { return parts_.metrics; }
  void Post(std::function<void()> job) override;
  void Enter(runtime::ShardInput input) override;
  void EnterAt(TimePoint when, runtime::ShardInput input) override {
    timers_.EnterAt(when, std::move(input));
  }
  bool Owns(int) const override { return true; }

 private:
  void RunJobs();
  std::vector<runtime::ShardInput> TakeInputs();
  void TakeEntered(std::vector<runtime::ShardInput>& inputs);
  bool SignalWaits();
  Status HandleInputs(std::vector<runtime::ShardInput> inputs);
  Status Handle(runtime::Work work);
  Result<Batch> Decide(const runtime::Work& work);
  /// True when the batch is what was decided before a crash; false when it is the first time.
  Result<bool> SameAgain(const Batch& batch, std::string& before);
  Status Committed(const Batch& batch, CommitOutcome outcome);
  void FollowTimers(const Batch& batch);
  Status CheckPace(const runtime::ShardInput& input);

  ShardParts parts_;
  std::unique_ptr<runtime::RoleHandler> handler_;
  runtime::Timers timers_;
  std::map<TopicPartition, std::int64_t> committed_;
  std::vector<std::int64_t> delivered_;  ///< rows of the outbox, to be dropped by the next commit
  std::deque<runtime::Arrival> arrivals_;
  std::map<Uuid, int> steps_;  ///< how often each owner was continued, nothing coming of it
  TimePoint last_{};           ///< when a timer fired

  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<std::function<void()>> jobs_;
  std::deque<runtime::ShardInput> entered_;
};

}  // namespace tocsin::rehearsal
