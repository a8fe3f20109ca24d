#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "workers/runtime/database_thread.hpp"
#include "workers/runtime/decision_gate.hpp"
#include "workers/runtime/event_codec.hpp"
#include "workers/runtime/handler.hpp"
#include "workers/runtime/outbox_relay.hpp"
#include "workers/runtime/span_book.hpp"
#include "workers/runtime/suspicion.hpp"
#include "workers/runtime/timers.hpp"
#include "workers/runtime/work.hpp"

namespace tocsin::runtime {

struct ShardOptions {
  std::string role;
  std::string bus_id;
  std::string prefix = "tocsin";
  int index = 0;
  int partitions = 12;  ///< of every topic but those of others
  /// Whoever reads a partition of this topic owns its number, with timers and effects: topics of
  /// others may have more or fewer and lie with another member of the group. Empty: every topic.
  std::string home = {};
  Uuid holder = {};                          ///< of this life of the process
  std::shared_ptr<DecisionGate> gate = {};   ///< common to all shards of the process
  std::shared_ptr<OutputEnds> ends = {};     ///< common to the shards of the role
  std::size_t batch = 500;                   ///< inputs in one commit
  Duration sweep = std::chrono::seconds(5);  ///< how often outbox rows and effects are looked for
                                             ///< that nobody publishes or executes
  /// Takes over a committed timer of a partition that is not this shard's: a run goes on wherever
  /// its events arrive, but its partition's owner wakes it. Called on the shard's thread. May be
  /// empty.
  std::function<void(const TimerWrite& timer)> pass_timer = {};
  /// The same for a committed effect: the owner of its partition executes it. In another process
  /// the owner's sweep finds it. May be empty.
  std::function<void(const EffectRow& effect)> pass_effect = {};
  Tracer* tracer = nullptr;  ///< where spans go; nullptr: nowhere
  /// Whether another shard of this process is publishing this outbox row. Any thread. May be empty.
  std::function<bool(std::int64_t row)> published_elsewhere = {};
};

/// One thread, one io_context, one database thread: takes in what its partitions' queues, timers
/// and outside calls bring, one batch at a time (core: "no batch timer": what has come while the
/// last commit was under way is the next batch). What belongs to a partition is touched on this
/// thread only.
class Shard final : public ShardServices {
 public:
  Shard(ShardOptions options, Store& store, Bus& bus, const Clock& clock, Metrics& metrics,
        std::unique_ptr<EventCodec> codec);
  ~Shard() override;

  void SetHandler(std::unique_ptr<RoleHandler> handler) { handler_ = std::move(handler); }
  /// `subscription` outlives the shard's thread.
  void Start(Subscription& subscription);
  /// Finishes the batch in hand and takes no new one. Blocking.
  void Drain();
  /// After Drain and when the bus has acknowledged: stores which rows were delivered, ends the
  /// threads.
  void Stop();

  using Offsets = std::vector<std::pair<TopicPartition, std::int64_t>>;
  /// From the bus's control thread; blocking. Gives the positions of the partitions.
  Result<Offsets> Take(const std::vector<TopicPartition>& partitions);
  void Lose(const std::vector<TopicPartition>& partitions);
  /// As Lose, without waiting: the assignment that Take was for has failed.
  void Abandon(const std::vector<TopicPartition>& partitions);

  OutboxRelay& Relay() { return relay_; }
  /// A timer that was committed elsewhere in this process (a webhook). Any thread.
  void SetTimer(TimerWrite timer);
  /// An effect of a partition of this shard that another shard committed. Any thread.
  void TakeEffect(EffectRow effect);
  /// Somebody left outbox rows that nobody publishes: looks at once, and again in a second for
  /// those that are there still. Any thread.
  void SweepSoon();
  /// Seconds since the shard last came round its loop, for the watchdog. Any thread.
  std::chrono::steady_clock::time_point LastRound() const { return last_round_.load(); }

  /// The next offset of each partition that is ours; nothing where the shard does not answer within
  /// `limit`. Any thread but the shard's.
  std::map<TopicPartition, std::int64_t> Positions(Duration limit);
  /// Rises while the shard's thread does anything at all, also while it waits for the database. Any
  /// thread.
  std::uint64_t Beats() const { return beats_.load(); }

  int Index() const override { return options_.index; }
  const Clock& GetClock() const override { return clock_; }
  Metrics& GetMetrics() override { return metrics_; }
  const Tracer& GetTracer() const override {
    return options_.tracer == nullptr ? Untraced() : *options_.tracer;
  }
  void Post(std::function<void()> job) override;
  void Enter(ShardInput input) override;
  void EnterAt(TimePoint when, ShardInput input) override;
  bool Owns(int partition) const override { return owned_.contains(partition); }

 private:
  struct Control {
    std::vector<TopicPartition> partitions;
    bool take = false;
    std::promise<Result<Offsets>> done;
  };

  std::future<Result<Offsets>> Enqueue(const std::vector<TopicPartition>& partitions, bool take);
  boost::asio::awaitable<void> Loop();
  boost::asio::awaitable<void> Beat();
  void WatchQueue();
  boost::asio::awaitable<void> Sleep();
  boost::asio::awaitable<Status> OnDatabase(DatabaseJob job);
  boost::asio::awaitable<void> Backoff(int attempt);
  boost::asio::awaitable<void> RunControls();
  boost::asio::awaitable<void> LoadTimers();
  boost::asio::awaitable<void> CommitDelivered();
  boost::asio::awaitable<void> SweepOutbox();
  boost::asio::awaitable<void> SweepEffects();
  void PassEffects(const Batch& batch);

  Haul Collect();
  void CollectRecords(Haul& haul, std::size_t limit);
  void HoldBack(std::vector<Record>& records);
  void ReadAgain(std::int32_t schema);
  Work Read(Haul haul);
  /// Whether the record comes next in its partition; then it has come.
  bool Advance(const Record& record);
  void AddRecord(Work& work, Record record);
  bool Ignored(const Record& record) const;
  Result<Event> Decode(const Record& record);

  /// What one try at a work came to.
  struct Verdict {
    enum class Kind {
      kStored,
      kAgain,    ///< something was taken out, or reloaded: try again
      kRefused,  ///< one of its inputs cannot be handled, now or ever
      kGivenUp,  ///< nothing of it is stored; its records must be read again
    };
    Kind kind = Kind::kGivenUp;
    Error why = {};
  };
  /// True when all of it is stored or taken out; else nothing behind the first input that is not.
  void CountRound();
  boost::asio::awaitable<bool> Handle(Haul haul);
  /// Keeps what only moves positions until they ride along with a batch, or kPassedDelay has gone.
  void Defer(const Work& work);
  /// Adds what was deferred.
  void TakePassed(Work& work);
  boost::asio::awaitable<bool> CommitPassed();
  boost::asio::awaitable<bool> HandleWatched(Haul haul);
  boost::asio::awaitable<void> EnterGate(bool alone);
  boost::asio::awaitable<bool> NoteInHand(InHand note);
  boost::asio::awaitable<bool> SetAside(Haul haul, bool ask_handler);
  boost::asio::awaitable<bool> StoreSetAside(Work work, Work concerned);
  boost::asio::awaitable<bool> Process(Work work);
  boost::asio::awaitable<Verdict> Try(Work& work);
  boost::asio::awaitable<Status> Load(const Work& work);
  Verdict Decide(Work& work, WorkWriter& writer);
  WorkWriter NewWriter() const;
  boost::asio::awaitable<Verdict> StoreBatch(Work& work, WorkWriter& writer);
  void DropRefused(Work& work, std::size_t index, std::string_view reason, const Error& error);
  boost::asio::awaitable<Result<CommitOutcome>> Commit(Batch& batch, std::string_view trace = {});
  void Committed(Batch& batch, CommitOutcome& outcome);
  void FollowTimers(const Batch& batch);
  void DropDuplicates(Work& work, const CommitOutcome& outcome);
  boost::asio::awaitable<Result<Offsets>> TakeOver(std::vector<TopicPartition> partitions);
  /// Begins again from what is stored: positions, outbox, effects, mail, timers.
  boost::asio::awaitable<void> Reload();
  void DropMatches();
  std::set<int> Numbers(const std::vector<TopicPartition>& partitions, bool all) const;
  void GiveBack(const std::set<int>& partitions);
  /// Partitions change hands or we stop: do not wait for the database any longer.
  bool Leaving() const { return !controls_.empty() || draining_ || finished_; }
  void Wake();

  ShardOptions options_;
  Bus& bus_;
  const Clock& clock_;
  Metrics& metrics_;
  std::unique_ptr<EventCodec> codec_;
  OutboxRelay relay_;
  std::unique_ptr<RoleHandler> handler_;
  Subscription* subscription_ = nullptr;
  RecordQueue* queue_ = nullptr;

  boost::asio::io_context io_;
  boost::asio::steady_timer wake_;
  boost::asio::steady_timer beat_;
  DatabaseThread database_;  ///< ends before what its jobs' answers are posted to
  std::optional<boost::asio::posix::stream_descriptor> descriptor_;
  std::thread thread_;

  std::set<int> owned_;
  Suspicion suspicion_;
  std::set<TopicPartition> assigned_;
  std::map<TopicPartition, std::int64_t> committed_;  ///< position as stored
  std::map<TopicPartition, std::int64_t> next_;       ///< next offset to accept
  /// Position behind records that are nothing to this role, not yet stored: read again after a
  /// crash they are nothing to it again.
  std::map<TopicPartition, std::int64_t> passed_;
  TimePoint next_passed_commit_{};
  std::map<TopicPartition, std::int32_t> awaiting_;  ///< partitions that wait for a schema
  Timers timers_;
  TimePoint timers_until_{};
  TimePoint next_timer_load_{};
  TimePoint next_delivered_commit_{};
  TimePoint next_sweep_{};
  bool sweep_again_ = false;  ///< in a second
  std::set<std::int64_t>
      unclaimed_;  ///< outbox rows that nobody here published, as of the last sweep
  bool records_waiting_ = true;
  bool watching_ = false;
  bool reload_ = false;  ///< what is in memory may not be what is stored
  bool draining_ = false;
  bool finished_ = false;
  std::vector<std::promise<void>> on_drained_;
  std::deque<Control> controls_;

  std::mutex entered_mutex_;
  std::vector<ShardInput> entered_;
  std::atomic<std::chrono::steady_clock::time_point> last_round_{};
  std::atomic<std::uint64_t> beats_{0};
};

}  // namespace tocsin::runtime
