#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "fakes/fake_expression.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/log_bus.hpp"
#include "fakes/scripted_store.hpp"
#include "workers/runtime/role.hpp"

namespace tocsin::runtime {

inline const TopicPartition kZero{"tocsin.alerts", 0};
inline const TopicPartition kOne{"tocsin.alerts", 1};

/// Waits for something that other threads bring about.
inline bool Eventually(const std::function<bool()>& condition,
                       std::chrono::milliseconds limit = std::chrono::seconds(60)) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

inline Event EventOf(std::string id, std::string key) {
  Event event;
  event.id = std::move(id);
  event.source = "/test";
  event.type = "tocsin.alert.raised";
  event.subject = std::move(key);
  event.data = "{}";
  return event;
}

/// Answers each arrival and each signal with an event `out-<id>`, whose ids tell what was handled.
/// An event named "throws..." makes it throw, "unloadable..." cannot be prepared, "sleeps..."
/// stores a run of the other of two partitions that wakes up soon, "asks..." an effect of that.
class Echo final : public RoleHandler {
 public:
  bool Ignores(std::string_view type, bool) const override { return type == "ignored"; }
  explicit Echo(ShardServices& shard) : shard(shard) {}

  DatabaseJob Prepare(std::span<const ShardInput> inputs) override {
    for (const auto& input : inputs) {
      const auto* arrival = std::get_if<Arrival>(&input);
      if (arrival != nullptr && arrival->event.id.starts_with("unloadable"))
        return [](StoreSession&) -> Status {
          return Fail(ErrorKind::kInvalid, "a row of an unknown format", "test");
        };
    }
    return nullptr;
  }
  tl::expected<void, Blame> Decide(std::span<const ShardInput> inputs, BatchWriter& out) override {
    for (const auto& input : inputs) {
      if (const auto* arrival = std::get_if<Arrival>(&input)) {
        if (arrival->event.id.starts_with("hangs")) hang.wait(true);
        if (arrival->event.id.starts_with("throws")) throw std::runtime_error("broken handler");
        if (arrival->event.id.starts_with("sleeps")) {
          Sleep(1 - arrival->at.partition, out);
          continue;
        }
        if (arrival->event.id.starts_with("asks")) {
          out.Out().effects_added.push_back(EffectIn(1 - arrival->at.partition, arrival->event.id));
          continue;
        }
        Answer(arrival->at.partition, arrival->event.id, arrival->event.subject, out);
      } else if (const auto* signal = std::get_if<Signal>(&input)) {
        Answer(signal->partition, signal->kind, "signal", out);
      } else if (const auto* due = std::get_if<TimerDue>(&input)) {
        Answer(due->partition, "timer", "timer", out);
      }
    }
    return {};
  }
  std::vector<std::string> TimerKinds() const override { return {std::string(kRunTimer)}; }
  void OnCommitted(const Batch&, const CommitOutcome&) override {}
  void OnRejected(const CommitOutcome&) override {}
  void OnTaken(const std::vector<int>&, const TakeOver& what) override {
    ++taken;
    OnEffects(what.effects);
  }
  void OnEffects(const std::vector<EffectRow>& effects) override {
    const std::lock_guard lock(mutex);
    for (const auto& effect : effects) started.push_back(effect.id);
  }
  std::vector<EffectId> Effects() const override {
    const std::lock_guard lock(mutex);
    return started;
  }
  std::size_t Started(const EffectId& id) const {
    const std::lock_guard lock(mutex);
    return static_cast<std::size_t>(std::ranges::count(started, id));
  }
  void OnLost(const std::vector<int>&) override { ++lost; }

  ShardServices& shard;
  mutable std::mutex mutex;
  std::vector<EffectId> started;  ///< effects that it was given to execute
  std::atomic<bool> hang = true;  ///< "hangs..." stands still until it is false (and notified)
  std::atomic<int> taken = 0;
  std::atomic<int> lost = 0;

  static EffectRow EffectIn(int partition, const std::string& name) {
    return {EffectId::Derive({name}), partition, {}, "http", 1, TimePoint(), "{}"};
  }

 private:
  void Sleep(int partition, BatchWriter& out) const {
    RunWrite run{.id = RunId(RandomUuid()),
                 .partition = partition,
                 .space = "test",
                 .name = "sleeper",
                 .key = "k",
                 .subject = "s",
                 .status = RunStatus::kWaiting,
                 .state = "{}"};
    out.Out().timers.push_back({std::string(kRunTimer), run.id, partition,
                                shard.GetClock().Now() + std::chrono::milliseconds(50)});
    out.Out().runs.push_back(std::move(run));
  }

  static void Answer(int partition, const std::string& id, const std::string& key,
                     BatchWriter& out) {
    Event event = EventOf("out-" + id, key);
    event.type = "tocsin.action.requested";
    out.Emit(partition, event);
  }
};

/// One role on a bus and a store in memory.
class RoleWorld {
 public:
  using With = std::function<void(RoleOptions& options)>;
  explicit RoleWorld(int shards = 1, const std::string& home = {}, const With& with = {}) {
    Make(shards, home, with);
  }
  ~RoleWorld() {
    if (role) role->Stop(std::chrono::milliseconds(10));
  }

  void Make(int shards, const std::string& home = {}, const With& with = {}) {
    RoleOptions options;
    options.home = home;
    options.role = "workflow";
    options.group = "test-workflow";
    options.topics = {"tocsin.alerts"};
    options.bus_id = "log";
    options.shards = shards;
    options.partitions = 2;
    options.sweep = std::chrono::milliseconds(50);
    if (with) with(options);
    role = std::make_unique<Role>(
        std::move(options), store, bus, expressions, clock, metrics,
        [this](ShardServices& services) {
          auto handler = std::make_unique<Echo>(services);
          echoes.push_back(handler.get());
          return handler;
        },
        [this](const Error& error) { fatal = error.message; });
  }
  void Start(const std::vector<TopicPartition>& partitions = {kZero, kOne}) {
    ASSERT_TRUE(role->Start());
    const Status assigned = bus.Assign(partitions);
    ASSERT_TRUE(assigned) << assigned.error().message;
  }

  /// A key that lies in the partition.
  static std::string KeyIn(int partition) {
    for (int i = 0;; ++i)
      if (PartitionOf("k" + std::to_string(i), 2) == partition) return "k" + std::to_string(i);
  }
  void Raise(const std::string& id, int partition = 0) {
    bus.Append(EventCodec::Encode(EventOf(id, KeyIn(partition)), "tocsin"));
  }

  static std::vector<std::string> Ids(const std::vector<Record>& records) {
    std::vector<std::string> ids;
    for (const auto& record : records)
      for (const auto& [name, value] : record.headers)
        if (name == "ce_id") ids.push_back(value);
    return ids;
  }
  std::vector<std::string> Out() const { return Ids(bus.All("tocsin.actions")); }
  std::vector<std::string> Dead() const { return Ids(bus.All("tocsin.dlq")); }
  std::vector<std::string> SortedOut() const {
    auto out = Out();
    std::ranges::sort(out);
    return out;
  }
  std::int64_t Position(const TopicPartition& at) {
    auto& tables = store.Memory().Tables();
    const std::scoped_lock lock(tables.mutex);
    const auto& positions = tables.positions[{"workflow", "log"}];
    const auto found = positions.find(at);
    return found == positions.end() ? PartitionOwner::kBeginning : found->second;
  }
  std::size_t OutboxRows() {
    auto& tables = store.Memory().Tables();
    const std::scoped_lock lock(tables.mutex);
    return tables.outbox.size();
  }

  SystemClock clock;
  fakes::FakeMetrics metrics;
  fakes::FakeExpressions expressions{{{".", [](const json::value& value) { return value; }}}};
  fakes::ScriptedStore store;
  fakes::LogBus bus{2};
  std::vector<Echo*> echoes;
  std::string fatal;
  std::unique_ptr<Role> role;
};

}  // namespace tocsin::runtime
