#include "workers/runtime/role.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>

#include "schemas/topic_pattern.hpp"

namespace tocsin::runtime {
namespace {

constexpr Duration kLagPatience = std::chrono::seconds(2);

}  // namespace

Role::Role(RoleOptions options, Store& store, Bus& bus, ExpressionEngine& engine,
           const Clock& clock, Metrics& metrics, const MakeHandler& make_handler, Fatal fatal)
    : options_(std::move(options)),
      bus_(bus),
      metrics_(metrics),
      fatal_(std::move(fatal)),
      ends_(std::make_shared<OutputEnds>(bus, options_.partitions)) {
  if (!options_.gate) options_.gate = std::make_shared<DecisionGate>();
  for (int i = 0; i < options_.shards; ++i) {
    ShardOptions shard;
    shard.role = options_.role;
    shard.bus_id = options_.bus_id;
    shard.prefix = options_.prefix;
    shard.index = i;
    shard.partitions = options_.partitions;
    shard.home = options_.home;
    shard.ends = ends_;
    shard.holder = holder_;
    shard.gate = options_.gate;
    shard.sweep = options_.sweep;
    shard.tracer = options_.tracer;
    shard.pass_timer = [this](const TimerWrite& timer) {
      ShardOf(timer.partition).SetTimer(timer);
    };
    shard.pass_effect = [this](const EffectRow& effect) {
      ShardOf(effect.partition).TakeEffect(effect);
    };
    shard.published_elsewhere = [this](std::int64_t row) {
      return std::ranges::any_of(shards_, [row](auto& each) { return each->Relay().Knows(row); });
    };
    auto codec =
        std::make_unique<EventCodec>(options_.prefix, options_.inbound, engine, options_.schemas);
    shards_.push_back(
        std::make_unique<Shard>(std::move(shard), store, bus, clock, metrics, std::move(codec)));
    shards_.back()->SetHandler(make_handler(*shards_.back()));
  }
}

Role::~Role() { Stop(std::chrono::seconds(5)); }

Status Role::Start() {
  SubscriptionOptions subscription{options_.group, options_.instance_id, options_.topics,
                                   options_.shards, options_.also};
  TRY_ASSIGN(subscription_, bus_.Subscribe(std::move(subscription), *this));
  for (auto& shard : shards_) shard->Start(*subscription_);
  return {};
}

void Role::Stop(Duration timeout) {
  if (stopped_ || !subscription_) return;
  stopped_ = true;
  for (auto& shard : shards_) shard->Drain();
  if (auto flushed = bus_.GetProducer().Flush(timeout); !flushed)
    spdlog::warn("{}: {}; the rest is sent after the next start", options_.role,
                 flushed.error().message);
  subscription_->Close();
  for (auto& shard : shards_) shard->Stop();
  subscription_.reset();
}

Status Role::CheckShards(Duration limit) const {
  for (const auto& shard : shards_) {
    const auto age = std::chrono::steady_clock::now() - shard->LastRound();
    if (age > limit)
      return Fail(ErrorKind::kTransient,
                  options_.role + " shard " + std::to_string(shard->Index()) + " is busy",
                  "runtime");
  }
  return {};
}

Status Role::CheckJoined() const {
  if (joined_) return {};
  return Fail(ErrorKind::kTransient, options_.role + " waits for its partitions", "runtime");
}

Status Role::CheckAlive(int looks) {
  if (stopped_ || !subscription_) return {};
  pulses_.resize(shards_.size());
  for (std::size_t i = 0; i < shards_.size(); ++i) {
    const std::uint64_t beats = shards_[i]->Beats();
    Pulse& pulse = pulses_[i];
    pulse = beats == pulse.beats ? Pulse{beats, pulse.still + 1} : Pulse{beats, 0};
    if (pulse.still >= looks)
      return Fail(ErrorKind::kInternal,
                  options_.role + " shard " + std::to_string(i) + " stands still", "runtime");
  }
  return {};
}

Result<std::vector<std::int64_t>> Role::OnAssigned(const std::vector<TopicPartition>& partitions) {
  std::map<Shard*, std::vector<TopicPartition>> by_shard;
  for (const auto& at : partitions) by_shard[&ShardOf(at.partition)].push_back(at);
  std::map<TopicPartition, std::int64_t> positions;
  for (auto& [shard, list] : by_shard) {
    auto taken = shard->Take(list);
    if (!taken) {
      // The bus will ask again, or give them to another: nobody must act on a part of them
      // meanwhile.
      for (auto& [other, its] : by_shard) other->Abandon(its);
      if (taken.error().kind == ErrorKind::kRejected) OnFatal(taken.error());
      return Fail(std::move(taken).error());
    }
    positions.insert(taken->begin(), taken->end());
  }
  std::vector<std::int64_t> offsets;
  for (const auto& at : partitions) offsets.push_back(positions.at(at));
  spdlog::info("{}: {} partitions are ours", options_.role, partitions.size());
  metrics_.Set("tocsin_bus_partitions_owned", static_cast<double>(partitions.size()),
               {{"role", options_.role}});
  TellOfGrowth(partitions);
  joined_ = true;
  return offsets;
}

/// Ours are read all the same; but keys lie elsewhere than before.
void Role::TellOfGrowth(const std::vector<TopicPartition>& partitions) {
  int beyond = 0;
  for (const auto& at : partitions) {
    if (at.partition < options_.partitions || !IsReservedTopic(at.topic, options_.prefix)) continue;
    ++beyond;
    if (!grown_.insert(at.topic).second) continue;
    spdlog::error(
        "{}: somebody added partitions to topic {}, which had {} when this worker started: it "
        "reads them, but records of one alert may overtake one another; start every worker "
        "again, which makes tocsin's topics equal, and never repartition them",
        options_.role, at.topic, options_.partitions);
  }
  metrics_.Set("tocsin_bus_partitions_unexpected", beyond, {{"role", options_.role}});
}

void Role::OnRevoked(const std::vector<TopicPartition>& partitions) {
  std::map<Shard*, std::vector<TopicPartition>> by_shard;
  for (const auto& at : partitions) by_shard[&ShardOf(at.partition)].push_back(at);
  for (auto& [shard, list] : by_shard) shard->Lose(list);
}

void Role::OnPositionOutOfRange(const TopicPartition& partition, std::int64_t position,
                                std::int64_t reachable) {
  if (reachable > position) {
    spdlog::error(
        "{}: {}/{} begins at {} but we were at {}: {} records were removed by retention before "
        "they were read",
        options_.role, partition.topic, partition.partition, reachable, position,
        reachable - position);
    metrics_.Add("tocsin_bus_records_lost_total", static_cast<double>(reachable - position),
                 {{"role", options_.role}});
    return;
  }
  OnFatal({ErrorKind::kRejected,
           partition.topic + "/" + std::to_string(partition.partition) + " ends at " +
               std::to_string(reachable) + " but the position in the database is " +
               std::to_string(position) +
               ": this is another log than before; to start at its beginning: tocsin migrate "
               "--adopt-bus",
           options_.role});
}

void Role::TellOfLag() {
  if (stopped_ || !subscription_) return;
  std::vector<TopicPartition> partitions;
  std::vector<std::int64_t> positions;
  for (auto& shard : shards_) {
    for (const auto& [at, position] : shard->Positions(kLagPatience)) {
      partitions.push_back(at);
      positions.push_back(position);
    }
  }
  std::map<std::string, double> lags;
  for (const auto& topic : options_.topics) lags[topic] = 0;
  for (const auto& topic : lag_told_) lags[topic] = 0;  // another's by now
  if (!partitions.empty()) {
    const auto ends = bus_.EndOffsets(partitions, kLagPatience);
    if (!ends) return;  // /ready says that the bus is away
    for (std::size_t i = 0; i < partitions.size(); ++i)
      lags[partitions[i].topic] += static_cast<double>(
          std::max<std::int64_t>(0, (*ends)[i] - std::max<std::int64_t>(0, positions[i])));
  }
  for (const auto& [topic, lag] : lags) {
    metrics_.Set("tocsin_bus_lag_records", lag, {{"role", options_.role}, {"topic", topic}});
    lag_told_.insert(topic);
  }
}

void Role::OnFatal(const Error& error) {
  if (fatal_) fatal_(error);
}

OutgoingRecord Role::ToRecord(const Event& event) const {
  return EventCodec::Encode(event, options_.prefix);
}

void Role::Prepare(Batch& batch) { ends_->Prepare(batch); }

void Role::Publish(const Batch& batch, const CommitOutcome& outcome) {
  for (std::size_t i = 0; i < batch.outbox.size() && i < outcome.outbox_ids.size(); ++i)
    ShardOf(batch.outbox[i].partition)
        .Relay()
        .Publish(outcome.outbox_ids[i], batch.outbox[i].records);
  for (const auto& timer : batch.timers) ShardOf(timer.partition).SetTimer(timer);
}

}  // namespace tocsin::runtime
