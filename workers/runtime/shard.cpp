#include "workers/runtime/shard.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "schemas/ids.hpp"
#include "schemas/topics.hpp"
#include "workers/runtime/crash_point.hpp"

namespace tocsin::runtime {
namespace asio = boost::asio;
namespace {

constexpr auto kQuiet = asio::as_tuple(asio::use_awaitable);
constexpr Duration kLongestSleep = std::chrono::seconds(1);
constexpr Duration kBeat = std::chrono::milliseconds(100);

}  // namespace

Shard::Shard(ShardOptions options, Store& store, Bus& bus, const Clock& clock, Metrics& metrics,
             std::unique_ptr<EventCodec> codec)
    : options_(std::move(options)),
      bus_(bus),
      clock_(clock),
      metrics_(metrics),
      codec_(std::move(codec)),
      relay_(bus.GetProducer(), options_.ends, TopicName(topic::kDeadLetters, options_.prefix)),
      io_(1),
      wake_(io_),
      beat_(io_),
      database_(store) {}

Shard::~Shard() {
  io_.stop();
  if (thread_.joinable()) thread_.join();
  if (descriptor_) descriptor_->release();
}

void Shard::Start(Subscription& subscription) {
  // Troubles stand at zero from the start: whoever watches for the first one sees it come.
  for (const char* trouble : {"tocsin_bus_dead_letters_total", "tocsin_bus_duplicates_total",
                              "tocsin_bus_mis_keyed_total", "tocsin_bus_records_lost_total",
                              "tocsin_inputs_set_aside_total", "tocsin_store_conflicts_total",
                              "tocsin_store_fenced_total"})
    metrics_.Add(trouble, 0, {{"role", options_.role}});
  subscription_ = &subscription;
  queue_ = &subscription.Queue(options_.index);
  descriptor_.emplace(io_, queue_->Descriptor());
  relay_.OnDelivered([this] { Post([this] { Wake(); }); });
  const auto failed = [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
  };
  asio::co_spawn(io_, Loop(), failed);
  asio::co_spawn(io_, Beat(), failed);
  thread_ = std::thread([this] { io_.run(); });
}

void Shard::Drain() {
  std::promise<void> done;
  auto drained = done.get_future();
  Post([this, &done] {
    draining_ = true;
    on_drained_.push_back(std::move(done));
    Wake();
  });
  drained.wait();
}

void Shard::Stop() {
  relay_.OnDelivered(nullptr);
  Post([this] {
    finished_ = true;
    beat_.cancel();
    Wake();
    descriptor_->cancel();
  });
  if (thread_.joinable()) thread_.join();
  descriptor_->release();  // the queue's, which goes now
  descriptor_.reset();
}

void Shard::Post(std::function<void()> job) { asio::post(io_, std::move(job)); }

void Shard::Enter(ShardInput input) {
  bool first = false;
  {
    const std::lock_guard lock(entered_mutex_);
    first = entered_.empty();
    entered_.push_back(std::move(input));
  }
  if (first) Post([this] { Wake(); });
}

void Shard::EnterAt(TimePoint when, ShardInput input) {
  timers_.EnterAt(when, std::move(input));
  Wake();
}

void Shard::SetTimer(TimerWrite timer) {
  Post([this, set = std::move(timer)] {
    if (!Owns(set.partition)) return;
    timers_.Remove(set.owner);
    // Whatever the window: a load under way may have looked before this one was there.
    if (set.due_at) timers_.Set(set.owner, set.partition, *set.due_at, set.kind);
    Wake();
  });
}

void Shard::Wake() { wake_.cancel(); }

void Shard::WatchQueue() {
  if (watching_) return;
  watching_ = true;
  descriptor_->async_wait(asio::posix::stream_descriptor::wait_read,
                          [this](const boost::system::error_code& error) {
                            watching_ = false;
                            if (error) return;
                            records_waiting_ = true;
                            Wake();
                          });
}

asio::awaitable<void> Shard::Sleep() {
  WatchQueue();
  Duration wait = kLongestSleep;
  const auto now = clock_.Now();
  if (const auto next = timers_.Next(); next && !draining_)
    wait = std::min(wait, std::max(*next - now, Duration(0)));
  if (relay_.HasDelivered())
    wait = std::min(wait, std::max(next_delivered_commit_ - now, Duration(0)));
  if (!passed_.empty()) wait = std::min(wait, std::max(next_passed_commit_ - now, Duration(0)));
  wake_.expires_after(wait);
  const auto [interrupted] = co_await wake_.async_wait(kQuiet);
  if (!interrupted) records_waiting_ = true;  // look now and then, even if nobody told
}

asio::awaitable<void> Shard::Beat() {
  while (!finished_) {
    ++beats_;
    beat_.expires_after(kBeat);
    co_await beat_.async_wait(kQuiet);
  }
}

asio::awaitable<void> Shard::Loop() {
  while (!finished_) {
    last_round_ = std::chrono::steady_clock::now();
    co_await RunControls();
    if (reload_ && !draining_) {
      co_await Reload();
      continue;
    }
    if (!passed_.empty() && (draining_ || clock_.Now() >= next_passed_commit_)) {
      if (!co_await CommitPassed()) reload_ = true;
      continue;
    }
    if (!draining_) {
      if (!owned_.empty() && clock_.Now() >= next_timer_load_) co_await LoadTimers();
      if (!owned_.empty() && clock_.Now() >= next_sweep_) {
        co_await SweepOutbox();
        co_await SweepEffects();
      }
      if (Haul haul = Collect(); !haul.Empty()) {
        const bool handled = co_await Handle(std::move(haul));
        CountRound();
        if (!handled) {
          handler_->OnRejected({});
          reload_ = true;
        }
        continue;
      }
    }
    suspicion_.Look(clock_.Now());
    if (suspicion_.NotesLeft()) co_await NoteInHand(suspicion_.NothingInHand());
    for (auto& drained : std::exchange(on_drained_, {})) drained.set_value();
    if (relay_.HasDelivered() && clock_.Now() >= next_delivered_commit_) {
      co_await CommitDelivered();
      continue;
    }
    {
      const std::lock_guard lock(entered_mutex_);
      if (!entered_.empty() && !draining_) continue;
    }
    if (records_waiting_ && !draining_ && !bus_.GetProducer().Full()) continue;
    if (!controls_.empty()) continue;
    co_await Sleep();
  }
  co_await CommitDelivered();
}

/// What was in hand since the round began.
void Shard::CountRound() {
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - last_round_.load()).count();
  metrics_.Observe("tocsin_batch_seconds", seconds, {{"role", options_.role}});
  metrics_.Add("tocsin_shard_busy_seconds_total", seconds,
               {{"role", options_.role}, {"shard", std::to_string(options_.index)}});
}

std::map<TopicPartition, std::int64_t> Shard::Positions(Duration limit) {
  auto copied = std::make_shared<std::promise<std::map<TopicPartition, std::int64_t>>>();
  auto positions = copied->get_future();
  Post([this, copied] {
    auto all = committed_;
    for (const auto& [at, to] : passed_) all[at] = std::max(all[at], to);
    copied->set_value(std::move(all));
  });
  if (positions.wait_for(limit) != std::future_status::ready) return {};
  return positions.get();
}

Haul Shard::Collect() {
  Haul haul;
  std::vector<Duration> late;
  haul.inputs = timers_.TakeDue(clock_.Now(), options_.batch, &late);
  for (const Duration by : late)
    metrics_.Observe("tocsin_timer_delay_seconds", std::chrono::duration<double>(by).count());
  {
    const std::lock_guard lock(entered_mutex_);
    const std::size_t room = options_.batch - haul.inputs.size();
    const std::size_t taken = std::min(room, entered_.size());
    std::move(entered_.begin(), entered_.begin() + static_cast<std::ptrdiff_t>(taken),
              std::back_inserter(haul.inputs));
    entered_.erase(entered_.begin(), entered_.begin() + static_cast<std::ptrdiff_t>(taken));
  }
  std::erase_if(haul.inputs, [this](const ShardInput& input) {
    const auto* timer = std::get_if<TimerDue>(&input);
    const auto* signal = std::get_if<Signal>(&input);
    return (timer != nullptr && !Owns(timer->partition)) ||
           (signal != nullptr && !Owns(signal->partition));
  });
  if (!bus_.GetProducer().Full()) CollectRecords(haul, options_.batch);
  return haul;
}

void Shard::CollectRecords(Haul& haul, std::size_t limit) {
  if (haul.inputs.size() >= limit) return;
  const std::size_t room = limit - haul.inputs.size();
  records_waiting_ = queue_->Drain(haul.records, room) == room;
  if (codec_->NeedsSchemas()) HoldBack(haul.records);
  if (!haul.records.empty()) CrashPoint("after_poll");
}

Work Shard::Read(Haul haul) {
  Work work;
  work.inputs = std::move(haul.inputs);
  for (auto& record : haul.records) AddRecord(work, std::move(record));
  return work;
}

Result<Event> Shard::Decode(const Record& record) {
  if (InputFaultsPlanted()) [[unlikely]]
    InputFault(options_.role, "read", record.key.value_or(""));
  try {
    return codec_->Decode(record);
  } catch (const std::exception& fault) {
    return Fail(ErrorKind::kInvalid, std::string("decoding: ") + fault.what(), options_.role);
  }
}

bool Shard::Ignored(const Record& record) const {
  // A replay is for the worker that could not handle it.
  if (const auto role = HeaderOf(record.headers, kLetterRole);
      !role.empty() && role != options_.role)
    return true;
  if (ModeOf(record) != ContentMode::kBinary) return false;  // its headers do not name its type
  std::string_view type;
  bool of_a_run = false;
  for (const auto& [name, value] : record.headers) {
    if (name == "ce_type")
      type = value;
    else if (name == "ce_runid")
      of_a_run = true;
  }
  return !type.empty() && handler_->Ignores(type, of_a_run);
}

bool Shard::Advance(const Record& record) {
  const auto expected = next_.find(record.at);
  // Left over from before a rebalance, or read twice: the position knows better.
  if (expected == next_.end() || record.offset < expected->second) return false;
  expected->second = record.offset + 1;
  return true;
}

void Shard::AddRecord(Work& work, Record record) {
  if (!Advance(record)) return;
  // Handled all the same; but where producers use another partitioner, an alert's records may
  // overtake one another.
  if (record.key && !record.key->empty() &&
      PartitionOf(*record.key, options_.partitions) != record.at.partition)
    metrics_.Add("tocsin_bus_mis_keyed_total", 1, {{"role", options_.role}});
  // A tombstone of a compacted topic says that nothing is there; an event without data has headers.
  const bool empty = !record.value && ModeOf(record) != ContentMode::kBinary;
  if (empty)
    metrics_.Add("tocsin_bus_empty_records_total", 1,
                 {{"role", options_.role}, {"topic", record.at.topic}});
  if (empty || Ignored(record)) {
    work.marks.push_back({record.at, record.offset, work.inputs.size(), std::nullopt});
    return;
  }
  auto event = Decode(record);
  if (!event) {
    spdlog::warn("dead letter from {}/{}@{}: {}", record.at.topic, record.at.partition,
                 record.offset, event.error().message);
    work.marks.push_back(
        {record.at, record.offset, work.inputs.size(),
         options_.role == "workflow"
             ? std::optional(ToDeadLetter(record, options_.prefix, "", "undecodable",
                                          event.error().message, clock_.Now()))
             : std::nullopt});
    return;
  }
  Arrival arrival;
  arrival.event = std::move(*event);
  arrival.at = record.at;
  arrival.offset = record.offset;
  arrival.record = std::move(record);
  work.inputs.emplace_back(std::move(arrival));
}

}  // namespace tocsin::runtime
