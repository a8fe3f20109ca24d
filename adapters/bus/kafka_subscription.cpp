#include "adapters/bus/kafka_subscription.hpp"

#include <spdlog/spdlog.h>

#include <array>

namespace tocsin::kafka {
namespace {

constexpr Duration kPoll{100};
/// Fenced again so soon, there is another process with our instance id.
constexpr std::chrono::minutes kTwinReturns{1};

Properties ConsumerProperties(Properties properties, const SubscriptionOptions& options) {
  properties.try_emplace("session.timeout.ms", "6000");
  properties.try_emplace("heartbeat.interval.ms", "500");
  properties.try_emplace("queued.min.messages", "1000000");
  properties.try_emplace("fetch.wait.max.ms", "100");
  // Partitions that are added while we run are read soon, not after five minutes.
  properties.try_emplace("topic.metadata.refresh.interval.ms", "10000");
  properties.try_emplace("fetch.error.backoff.ms", "100");
  properties.try_emplace("isolation.level", "read_committed");
  properties["group.id"] = options.group;
  if (!options.instance_id.empty()) properties["group.instance.id"] = options.instance_id;
  properties["partition.assignment.strategy"] = "range";
  properties["enable.auto.commit"] = "false";
  properties["enable.auto.offset.store"] = "false";
  properties["auto.offset.reset"] = "error";
  return properties;
}

}  // namespace

Result<std::unique_ptr<KafkaSubscription>> KafkaSubscription::Start(const Properties& properties,
                                                                    SubscriptionOptions options,
                                                                    PartitionOwner& owner,
                                                                    BrokerWatch& watch) {
  if (options.shards < 1 || options.topics.empty() || options.group.empty())
    return Fail(ErrorKind::kInvalid, "subscribing: a group, a topic and a shard are needed",
                "bus.kafka");
  Properties all = ConsumerProperties(properties, options);
  std::unique_ptr<KafkaSubscription> subscription(
      new KafkaSubscription(std::move(all), std::move(options), owner, watch));
  TRY(subscription->Join());
  subscription->thread_ = std::thread([self = subscription.get()] { self->Run(); });
  return subscription;
}

KafkaSubscription::KafkaSubscription(Properties properties, SubscriptionOptions options,
                                     PartitionOwner& owner, BrokerWatch& watch)
    : properties_(std::move(properties)),
      options_(std::move(options)),
      owner_(owner),
      watch_(watch),
      topics_(options_.topics) {
  TroubleListener& listener = *this;
  for (int shard = 0; shard < options_.shards; ++shard)
    queues_.push_back(std::make_unique<ShardQueue>(listener));
}

KafkaSubscription::~KafkaSubscription() {
  Close();
  DropClient();
}

void KafkaSubscription::DropClient() {
  for (auto& hold : HoldAll()) hold.Drop();
  main_queue_.reset();
  if (client_) rd_kafka_destroy_flags(client_.release(), RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

Status KafkaSubscription::Join() {
  TRY_ASSIGN(client_, MakeClient(RD_KAFKA_CONSUMER, properties_, *this));
  rd_kafka_poll_set_consumer(client_.get());
  main_queue_.reset(rd_kafka_queue_get_consumer(client_.get()));
  static constexpr std::uint64_t kOne = 1;
  rd_kafka_queue_io_event_enable(main_queue_.get(), wake_.Get(), &kOne, sizeof(kOne));
  for (auto& hold : HoldAll()) hold.Renew(client_.get());
  return Subscribe();
}

Status KafkaSubscription::Subscribe() {
  const PartitionList topics = NewPartitionList(topics_.size());
  for (const auto& topic : topics_)
    rd_kafka_topic_partition_list_add(topics.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  const auto code = rd_kafka_subscribe(client_.get(), topics.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
    return Fail(ToError(code, "subscribing as " + options_.group));
  return {};
}

void KafkaSubscription::Seek(const TopicPartition& partition, std::int64_t offset) {
  queues_[ShardOf(partition)]->RequestSeek(partition, offset);
  wake_.Signal();
}

void KafkaSubscription::ReportProgress(
    const std::vector<std::pair<TopicPartition, std::int64_t>>& next_offsets) {
  const std::lock_guard lock(mutex_);
  for (const auto& [partition, next] : next_offsets) progress_[partition] = next;
}

void KafkaSubscription::Close() {
  closing_ = true;
  wake_.Signal();
  if (thread_.joinable() && thread_.get_id() != std::this_thread::get_id()) thread_.join();
}

void KafkaSubscription::OnClientError(rd_kafka_resp_err_t code, std::string_view reason) {
  if (code != RD_KAFKA_RESP_ERR__FATAL) return watch_.Suspect(code, reason);
  if (fenced_) return;  // told twice
  std::array<char, 256> text{};
  const auto cause = rd_kafka_fatal_error(client_.get(), text.data(), text.size());
  Error error =
      ToError(cause, "consuming as " + options_.group + ", instance " + options_.instance_id);
  if (cause == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID) {
    // A broker that restarts may fence a member by its own answer to an earlier request that got
    // lost. A twin comes back.
    const auto before = std::exchange(fenced_at_, Steady::now());
    fenced_ = before == Steady::time_point{} || fenced_at_ - before > kTwinReturns;
    if (fenced_) return spdlog::warn("kafka: {}; joining again", error.message);
    error.message += "; another process runs with this instance id (the same data directory)";
  }
  ReportFatal(std::move(error));
}

/// As a new client, for a fenced one can do nothing any more.
void KafkaSubscription::Rejoin() {
  fenced_ = false;
  to_assign_.reset();
  Disown();
  DropClient();
  committed_.clear();
  if (auto joined = Join(); !joined) ReportFatal(std::move(joined).error());
}

void KafkaSubscription::OnTrouble(Trouble trouble) {
  const std::lock_guard lock(mutex_);
  troubles_.push_back(std::move(trouble));
  wake_.Signal();
}

void KafkaSubscription::OnRebalance(rd_kafka_resp_err_t code,
                                    const rd_kafka_topic_partition_list_t& partitions) {
  if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS && !closing_ && !fatal_) {
    to_assign_.emplace();
    for (int i = 0; i < partitions.cnt; ++i)
      to_assign_->push_back({partitions.elems[i].topic, partitions.elems[i].partition});
    assign_at_ = Steady::now();
    return;
  }
  to_assign_.reset();
  Disown();
  rd_kafka_assign(client_.get(), nullptr);
}

void KafkaSubscription::Run() {
  commit_at_ = Steady::now();
  while (!closing_) {
    wake_.Wait(kPoll);
    PollMainQueue();
    if (fenced_) Rejoin();
    ServeAssignment();
    ServeTroubles();
    ServeLostPositions();
    ServeRestarts();
    ServeSeeks();
    ServeProgress();
    ServeTopics();
  }
  Leave();
}

void KafkaSubscription::PollMainQueue() {
  while (const Message message{rd_kafka_consumer_poll(client_.get(), 0)}) HandleMessage(*message);
}

void KafkaSubscription::HandleMessage(const rd_kafka_message_t& message) {
  switch (message.err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      return;  // of a partition whose queue was not forwarded yet: read again from its position
    case RD_KAFKA_RESP_ERR__FATAL:
      return OnClientError(message.err, rd_kafka_message_errstr(&message));
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return ReportFatal(ToError(message.err, "consuming as " + options_.group));
    default:
      if (trouble_log_.Open())
        spdlog::warn("kafka: consuming as {}: {}", options_.group,
                     rd_kafka_message_errstr(&message));
  }
}

void KafkaSubscription::ServeAssignment() {
  if (!to_assign_ || Steady::now() < assign_at_ || fatal_) return;
  auto offsets = owner_.OnAssigned(*to_assign_);
  if (offsets && offsets->size() != to_assign_->size())
    offsets = Fail(ErrorKind::kInternal, "one offset for each partition is needed", "bus.kafka");
  if (!offsets) {
    if (!Retryable(offsets.error().kind)) return ReportFatal(std::move(offsets).error());
    if (assign_log_.Open())
      spdlog::warn("kafka: no positions to start from yet: {}", offsets.error().message);
    assign_at_ = Steady::now() + Duration(500);
    return;
  }
  assigned_ = std::move(*to_assign_);
  to_assign_.reset();
  StartReading(*offsets);
}

void KafkaSubscription::StartReading(const std::vector<std::int64_t>& offsets) {
  auto holds = HoldAll();
  std::map<TopicPartition, std::int64_t> readings;
  for (auto& hold : holds) hold.ForgetSeeks();
  for (std::size_t i = 0; i < assigned_.size(); ++i) {
    holds[ShardOf(assigned_[i])].Readings()[assigned_[i]] = {offsets[i], false};
    readings[assigned_[i]] = offsets[i];
  }
  lost_.clear();
  Assign(holds, readings);
}

void KafkaSubscription::Disown() {
  for (auto& hold : HoldAll()) {
    hold.Readings().clear();
    hold.ForgetSeeks();
  }
  lost_.clear();
  restarting_.clear();
  if (!assigned_.empty()) owner_.OnRevoked(assigned_);
  assigned_.clear();
}

void KafkaSubscription::Assign(std::vector<ShardQueue::Hold>& holds,
                               const std::map<TopicPartition, std::int64_t>& readings) {
  for (const auto& [partition, offset] : readings) Forward(holds, partition);
  const PartitionList list = ToList(readings);
  const auto code = rd_kafka_assign(client_.get(), list.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR && trouble_log_.Open())
    spdlog::warn("kafka: starting to read as {}: {}", options_.group, rd_kafka_err2str(code));
}

void KafkaSubscription::Forward(std::vector<ShardQueue::Hold>& holds,
                                const TopicPartition& partition) {
  const kafka::Queue queue(
      rd_kafka_queue_get_partition(client_.get(), partition.topic.c_str(), partition.partition));
  if (queue) rd_kafka_queue_forward(queue.get(), holds[ShardOf(partition)].Handle());
}

PartitionList KafkaSubscription::ToList(const std::map<TopicPartition, std::int64_t>& readings) {
  PartitionList list = NewPartitionList(readings.size());
  for (const auto& [partition, offset] : readings) {
    auto* const element =
        rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition);
    element->offset = offset == PartitionOwner::kBeginning ? RD_KAFKA_OFFSET_BEGINNING : offset;
  }
  return list;
}

std::vector<ShardQueue::Hold> KafkaSubscription::HoldAll() {
  std::vector<ShardQueue::Hold> holds;
  holds.reserve(queues_.size());
  for (const auto& queue : queues_) holds.emplace_back(*queue);
  return holds;
}

std::size_t KafkaSubscription::ShardOf(const TopicPartition& partition) const {
  return static_cast<std::size_t>(partition.partition) % queues_.size();
}

/// A static member never tells the group that it goes, so it need not wait for brokers; a close
/// would, for a commit that a lost broker does not answer.
void KafkaSubscription::Leave() {
  commit_at_ = Steady::now();
  ServeProgress();
  if (options_.instance_id.empty()) rd_kafka_consumer_close(client_.get());
  to_assign_.reset();
  Disown();
}

}  // namespace tocsin::kafka
