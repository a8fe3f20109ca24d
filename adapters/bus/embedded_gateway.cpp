#include "adapters/bus/embedded_gateway.hpp"

#include <spdlog/spdlog.h>

#include <cstdio>
#include <fstream>

#include "schemas/ids.hpp"

namespace tocsin::embedded {
namespace {

constexpr Duration kSpawnTimeout{5000};
constexpr Duration kTopicTimeout{2000};
constexpr Duration kAddTimeout{5000};
constexpr Duration kShortestRestart{100};
constexpr Duration kLongestRestart{5000};
constexpr Duration kGatewayPoll{20};

}  // namespace

Gateway::Gateway(Log& log, const EmbeddedOptions& options)
    : log_(log), options_(options), token_(RandomToken(12)) {}

Result<std::unique_ptr<Gateway>> Gateway::Start(Log& log, const EmbeddedOptions& options) {
  std::unique_ptr<Gateway> gateway(new Gateway(log, options));
  TRY(gateway->Launch());
  log.AddListener(*gateway);
  gateway->thread_ = std::thread([self = gateway.get()] { self->Run(); });
  return gateway;
}

Gateway::~Gateway() {
  log_.RemoveListener(*this);
  closing_ = true;
  wake_.Signal();
  if (thread_.joinable()) thread_.join();
  Drop();
}

std::string Gateway::Address() const {
  const std::lock_guard lock(mutex_);
  return address_;
}

void Gateway::TopicsChanged() {
  std::unique_lock lock(mutex_);
  const auto wanted = ++topics_wanted_;
  wake_.Signal();
  topics_added_.wait_for(lock, kAddTimeout, [&] { return topics_done_ >= wanted || closing_; });
}

void Gateway::OnAppended(const std::set<TopicPartition>& partitions) {
  const std::lock_guard lock(mutex_);
  changed_.insert(partitions.begin(), partitions.end());
  wake_.Signal();
}

void Gateway::Run() {
  Duration pause = kShortestRestart;
  while (!closing_) {
    if (process_) {
      const auto since = Steady::now();
      Serve();
      if (closing_) return;
      spdlog::warn("gateway: its process ended ({}), starting it again", process_->Ended());
      Drop();
      if (Steady::now() - since > kLongestRestart) pause = kShortestRestart;
    }
    wake_.Wait(pause);
    pause = std::min(pause * 2, kLongestRestart);
    if (closing_) return;
    const auto launched = Launch();
    if (!launched) spdlog::warn("gateway: {}", launched.error().message);
  }
}

Status Gateway::Launch() {
  TRY_ASSIGN(process_, GatewayProcess::Spawn(options_.gateway_program, kSpawnTimeout));
  auto ready = Connect();
  if (ready) ready = AddTopics();
  if (!ready) {
    Drop();
    return ready;
  }
  SetAddress(process_->Address());
  return {};
}

Status Gateway::Connect() {
  kafka::Properties properties = {{"bootstrap.servers", process_->Address()},
                                  {"client.id", "tocsin-gateway"},
                                  {"allow.auto.create.topics", "false"},
                                  {"message.max.bytes", "10000000"}};
  auto producing = properties;
  producing["linger.ms"] = "20";
  producing["acks"] = "1";
  producing["message.timeout.ms"] = "10000";
  TRY_ASSIGN(producer_, kafka::MakeClient(RD_KAFKA_PRODUCER, producing, *this));
  properties["group.id"] = "tocsin-gateway";
  properties["enable.auto.commit"] = "false";
  properties["auto.offset.reset"] = "earliest";
  properties["fetch.wait.max.ms"] = "10";
  properties["fetch.error.backoff.ms"] = "50";
  properties["queued.max.messages.kbytes"] = "16384";
  TRY_ASSIGN(consumer_, kafka::MakeClient(RD_KAFKA_CONSUMER, properties, *this));
  rd_kafka_poll_set_consumer(consumer_.get());
  incoming_.reset(rd_kafka_queue_get_consumer(consumer_.get()));
  static constexpr std::uint64_t kOne = 1;
  rd_kafka_queue_io_event_enable(incoming_.get(), wake_.Get(), &kOne, sizeof(kOne));
  return {};
}

/// A topic must exist before any client asks for it, or the mock cluster makes it with its own
/// partition count.
Status Gateway::AddTopics() {
  std::uint64_t wanted = 0;
  {
    const std::lock_guard lock(mutex_);
    wanted = topics_wanted_;
  }
  std::vector<TopicPartition> fresh;
  for (const auto& topic : log_.Topics()) {
    if (topics_.contains(topic.name)) continue;
    TRY(process_->CreateTopic(topic, kTopicTimeout));
    topics_[topic.name] = topic.partitions;
    for (int i = 0; i < topic.partitions; ++i) {
      fresh.push_back({topic.name, i});
      mirrored_.try_emplace(fresh.back(), log_.RangeOf(fresh.back()).value_or(Range{}).next);
    }
  }
  TRY(ReadFrom(fresh));
  const std::lock_guard lock(mutex_);
  topics_done_ = wanted;
  topics_added_.notify_all();
  return {};
}

Status Gateway::ReadFrom(const std::vector<TopicPartition>& fresh) {
  if (fresh.empty()) return {};
  const kafka::PartitionList list = kafka::NewPartitionList(fresh.size());
  for (const auto& partition : fresh)
    rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition)
        ->offset = RD_KAFKA_OFFSET_BEGINNING;
  const kafka::ErrorObject error(rd_kafka_incremental_assign(consumer_.get(), list.get()));
  if (error)
    return Fail(kafka::ToError(rd_kafka_error_code(error.get()), "reading from the gateway"));
  return {};
}

void Gateway::Want(std::function<bool(const std::string& topic)> wanted) {
  const std::lock_guard lock(mutex_);
  wanted_ = std::move(wanted);
}

/// A topic that the process has already and the log has not.
Status Gateway::Adopt(const TopicSpec& topic) {
  TRY(log_.EnsureTopics({topic}));
  topics_[topic.name] = topic.partitions;
  std::vector<TopicPartition> fresh;
  for (int i = 0; i < topic.partitions; ++i) {
    fresh.push_back({topic.name, i});
    mirrored_.try_emplace(fresh.back(), log_.RangeOf(fresh.back()).value_or(Range{}).next);
  }
  TRY(ReadFrom(fresh));
  spdlog::info("gateway: topic {} was made there and is on the bus now", topic.name);
  return {};
}

void Gateway::Serve() {
  while (!closing_ && process_->Ended().empty()) {
    wake_.Wait(kGatewayPoll);
    bool more_topics = false;
    {
      const std::lock_guard lock(mutex_);
      more_topics = topics_done_ < topics_wanted_;
    }
    if (more_topics) {
      const auto added = AddTopics();
      if (!added) {
        spdlog::warn("gateway: {}", added.error().message);
        return;
      }
    }
    TakeIn();
    Mirror();
    rd_kafka_poll(producer_.get(), 0);
    LookAtTopics();
  }
}

void Gateway::Drop() {
  SetAddress("");
  incoming_.reset();
  consumer_.reset();
  producer_.reset();
  process_.reset();
  topics_.clear();
}

void Gateway::SetAddress(const std::string& address) {
  WriteAddress(address);
  const std::lock_guard lock(mutex_);
  address_ = address;
}

void Gateway::WriteAddress(const std::string& address) {
  if (options_.data_dir.empty()) return;
  const std::string path = options_.data_dir + "/gateway";
  if (address.empty()) {
    std::remove(path.c_str());
    return;
  }
  std::ofstream(path + ".new") << address << '\n';
  if (std::rename((path + ".new").c_str(), path.c_str()) != 0)
    spdlog::warn("gateway: its address {} could not be written to {}", address, path);
}

}  // namespace tocsin::embedded
