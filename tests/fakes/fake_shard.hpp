#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fakes/described_event.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/list_writer.hpp"
#include "workers/runtime/handler.hpp"
#include "workers/runtime/timers.hpp"

namespace tocsin::fakes {

/// What survives a restart: the effect rows, and what went to the bus.
struct Durable {
  std::map<EffectId, EffectRow> effects;
  std::vector<Event> emitted;
  std::vector<ListWriter::Letter> letters;
  std::vector<NoteWrite> notes = {};
  std::vector<OutgoingRecord> records = {};
  std::map<std::string, std::string> actions = {};  ///< state by id
  std::set<std::string> limited = {};               ///< one too many on their resource
  std::size_t unmatched = 0;
};

/// A shard for the unit tests of effects, on the thread that calls Run: the handler decides, and
/// what it writes is kept in lists that a test reads and changes as another process would. It has
/// no log, no outbox, no stored timers; whole workers are rehearsed by rehearsal::InlineShard.
class FakeShard final : public runtime::ShardServices {
 public:
  FakeShard(FakeClock& clock, Durable& durable) : clock_(clock), durable_(durable) {}

  /// Takes the partitions of all pending effects, as after a start.
  void Take(runtime::RoleHandler& handler) {
    handler_ = &handler;
    TakeOver taken;
    for (const auto& [id, row] : durable_.effects) taken.effects.push_back(row);
    handler.OnTaken({0}, taken);
  }
  /// Processes what has entered, and what is due, until there is nothing left.
  void Run() {
    while (RunOnce()) {
    }
  }
  /// Runs until `done` says so; false when that takes more than 10 s.
  template <class Done>
  bool RunUntil(const Done& done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (true) {
      Run();
      if (done()) return true;
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::unique_lock lock(mutex_);
      came_.wait_for(lock, std::chrono::milliseconds(5),
                     [&] { return !jobs_.empty() || !inputs_.empty(); });
    }
  }
  /// Makes the next commits fail as conflicts, so that their inputs are decided again.
  void RefuseCommits(int count) { refuse_ = count; }

  int Index() const override { return 0; }
  const Clock& GetClock() const override { return clock_; }
  Metrics& GetMetrics() override { return metrics_; }
  FakeMetrics& Counted() { return metrics_; }
  void Post(std::function<void()> job) override {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    came_.notify_all();
  }
  void Enter(runtime::ShardInput input) override {
    const std::lock_guard lock(mutex_);
    inputs_.push_back(std::move(input));
    came_.notify_all();
  }
  void EnterAt(TimePoint when, runtime::ShardInput input) override {
    timers_.EnterAt(when, std::move(input));
  }
  bool Owns(int) const override { return true; }

 private:
  bool RunOnce() {
    std::deque<std::function<void()>> jobs;
    std::vector<runtime::ShardInput> inputs;
    {
      const std::lock_guard lock(mutex_);
      jobs.swap(jobs_);
      inputs.swap(inputs_);
    }
    for (const auto& job : jobs) job();
    constexpr std::size_t kAll = 100'000;
    for (auto& input : timers_.TakeDue(clock_.Now(), kAll)) inputs.push_back(std::move(input));
    if (!inputs.empty()) Process(inputs);
    return !jobs.empty() || !inputs.empty();
  }

  void Process(const std::vector<runtime::ShardInput>& inputs) {
    while (true) {
      ListWriter writer(clock_.Now());
      if (!handler_->Decide(inputs, writer)) std::abort();
      if (refuse_ > 0) {
        --refuse_;
        handler_->OnRejected({});
        continue;
      }
      if (CommitOutcome refusal = Conflicts(writer.batch); !refusal.stale_effects.empty() ||
                                                           !refusal.stale_actions.empty() ||
                                                           !refusal.limited_actions.empty()) {
        handler_->OnRejected(refusal);
        continue;
      }
      for (const auto& open : writer.batch.actions_opened)
        if (const auto [at, fresh] = durable_.actions.try_emplace(open.id, "open");
            !fresh && open.again && at->second == "failed")
          at->second = "open";
      for (const auto& end : writer.batch.actions_ended) durable_.actions[end.id] = end.state;
      for (const auto& id : writer.batch.effects_removed) durable_.effects.erase(id);
      for (const auto& note : writer.batch.notes) durable_.notes.push_back(note);
      for (const auto& row : writer.batch.effects_added) durable_.effects[row.id] = row;
      for (auto& event : writer.events) {
        ExpectDescribed(event);
        durable_.emitted.push_back(std::move(event));
      }
      for (auto& record : writer.records) durable_.records.push_back(std::move(record));
      for (auto& letter : writer.letters) durable_.letters.push_back(std::move(letter));
      durable_.unmatched += writer.unmatched;
      handler_->OnCommitted(writer.batch, {});
      return;
    }
  }

  CommitOutcome Conflicts(const Batch& batch) const {
    CommitOutcome outcome{.kind = CommitOutcome::Kind::kConflict};
    for (const auto& hold : batch.effects_held) {
      const auto row = durable_.effects.find(hold.id);
      if (row == durable_.effects.end() || row->second.attempt != hold.attempt)
        outcome.stale_effects.push_back(hold.id);
    }
    for (const auto& open : batch.actions_opened)
      if (open.rate > 0 && durable_.limited.contains(open.id))
        outcome.limited_actions.push_back(open.id);
    for (const auto& end : batch.actions_ended) {
      const auto known = durable_.actions.find(end.id);
      if (known != durable_.actions.end() && known->second != "open")
        outcome.stale_actions.push_back(end.id);
    }
    return outcome;
  }

  FakeClock& clock_;
  Durable& durable_;
  FakeMetrics metrics_;
  runtime::RoleHandler* handler_ = nullptr;
  int refuse_ = 0;
  runtime::Timers timers_;
  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<std::function<void()>> jobs_;
  std::vector<runtime::ShardInput> inputs_;
};

}  // namespace tocsin::fakes
