#include "adapters/bus/kafka_producer.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "adapters/bus/kafka_topics.hpp"
#include "schemas/ids.hpp"

namespace tocsin::kafka {
namespace {

constexpr Duration kReportPoll{50};
constexpr Duration kBeforeRecreating{200};
constexpr Duration kIdLongestWait{5000};
constexpr Duration kLearnEvery{1000};
constexpr Duration kLearnTimeout{1000};
/// Brokers remember a producer for a day (producer.id.expiration.ms).
constexpr std::chrono::hours kRemembered{1};

/// The record itself is at fault, or nobody may write it: sending it again gives the same.
bool Refused(rd_kafka_resp_err_t code) {
  const ErrorKind kind = ToError(code, "").kind;
  return kind == ErrorKind::kInvalid || kind == ErrorKind::kNotFound ||
         kind == ErrorKind::kRejected;
}

/// The longest wait of a record on the client's own queue for an id, in the absence of news about
/// it.
constexpr std::string_view kIdState = "IDEMPSTATE";
constexpr std::string_view kIdAssigned = "-> Assigned";

Properties ProducerProperties(Properties properties) {
  properties.try_emplace("linger.ms", "0");
  properties.try_emplace("queue.buffering.max.kbytes", "262144");
  // What a stock broker takes, less its own overhead. Beyond, the client must refuse: a refusal by
  // the broker would break the sequence.
  properties.try_emplace("message.max.bytes", "1048000");
  properties["enable.idempotence"] = "true";
  properties["acks"] = "all";
  properties["message.timeout.ms"] = "0";
  properties["partitioner"] = "murmur2_random";
  // The only way that librdkafka tells when it has its producer id; a handful of lines in a
  // client's life.
  auto& debug = properties["debug"];
  debug = debug.empty() ? "eos" : debug + ",eos";
  return properties;
}

}  // namespace

Result<std::unique_ptr<KafkaProducer>> KafkaProducer::Start(Properties properties,
                                                            BrokerWatch& watch) {
  std::unique_ptr<KafkaProducer> producer(
      new KafkaProducer(ProducerProperties(std::move(properties)), watch));
  TRY_ASSIGN(producer->client_, MakeClient(RD_KAFKA_PRODUCER, producer->properties_, *producer));
  producer->thread_ = std::thread([self = producer.get()] { self->Run(); });
  return producer;
}

KafkaProducer::~KafkaProducer() {
  closing_ = true;
  if (thread_.joinable()) thread_.join();
  topics_.clear();
  client_.reset();
  DeliverRefusals();
  while (!entries_.empty()) {
    Entries entry;
    entry.splice(entry.begin(), entries_, entries_.begin());
    Finish(entry,
           Fail(ErrorKind::kCancelled,
                "writing to " + entry.front().record->topic + ": the bus is closing", "bus.kafka"));
  }
}

void KafkaProducer::Produce(SharedRecord record, DeliveryCallback delivered) {
  ++in_flight_;
  const std::size_t bytes = SizeOf(*record);
  in_flight_bytes_ += bytes;
  const std::lock_guard lock(mutex_);
  entries_.push_back({std::move(record), std::move(delivered)});
  Entry& entry = entries_.back();
  entry.bytes = bytes;
  entry.self = std::prev(entries_.end());
  ChooseLane(entry);
  HandOver(*entry.lane);
}

void KafkaProducer::ChooseLane(Entry& entry) {
  const OutgoingRecord& record = *entry.record;
  const std::string& topic = record.topic;
  const auto [known, unseen] = partitions_.try_emplace(topic, 0);
  auto lane = lanes_.end();
  if (known->second > 0) {
    lane = lanes_.find(Place(topic, RD_KAFKA_PARTITION_UA));
    if (lane != lanes_.end() && lane->second.sent + lane->second.waiting.size() == 0) {
      lanes_.erase(lane);
      lane = lanes_.end();
    }
  }
  if (known->second == 0 || lane != lanes_.end()) {
    entry.lane = &LaneOf(topic, RD_KAFKA_PARTITION_UA);
  } else {
    const auto count = static_cast<std::uint32_t>(known->second);
    if (!record.key) entry.partition = static_cast<std::int32_t>(next_partition_++ % count);
    const int partition = record.key ? PartitionOf(*record.key, known->second) : entry.partition;
    entry.lane = &LaneOf(topic, partition);
  }
  entry.lane->waiting.push_back(&entry);
}

KafkaProducer::Lane& KafkaProducer::LaneOf(std::string_view topic, std::int32_t partition) {
  const auto found = lanes_.find(Place(topic, partition));
  return found != lanes_.end() ? found->second
                               : lanes_[TopicPartition{std::string(topic), partition}];
}

Status KafkaProducer::Flush(Duration timeout) {
  std::unique_lock lock(mutex_);
  if (acknowledged_.wait_for(lock, timeout, [this] { return in_flight_ == 0; })) return {};
  return Fail(ErrorKind::kTimeout,
              "flushing the producer: " + std::to_string(in_flight_) + " records not acknowledged",
              "bus.kafka");
}

bool KafkaProducer::Warm() const {
  return warm_ || Steady::now() - made_at_.load() > kIdLongestWait;
}

void KafkaProducer::Know(const TopicSpec& topic) {
  const std::lock_guard lock(mutex_);
  partitions_[topic.name] = topic.partitions;
  topics_.try_emplace(topic.name);
  AskForLeaders();
}

void KafkaProducer::AskForLeaders() {
  for (auto& [name, handle] : topics_)
    if (client_ && !handle) handle.reset(rd_kafka_topic_new(client_.get(), name.c_str(), nullptr));
}

void KafkaProducer::LearnTopics() {
  std::vector<TopicSpec> unknown;
  {
    const std::lock_guard lock(mutex_);
    if (Steady::now() < learn_at_) return;
    learn_at_ = Steady::now() + kLearnEvery;
    for (const auto& [name, count] : partitions_)
      if (count == 0) unknown.push_back({name, 0});
  }
  for (auto& topic : unknown) {
    const auto count = AskPartitions(watch_.Get(), topic.name, kLearnTimeout);
    if (count && *count > 0) Know({topic.name, *count});
  }
}

void KafkaProducer::OnClientError(rd_kafka_resp_err_t code, std::string_view reason) {
  if (code == RD_KAFKA_RESP_ERR__FATAL) {
    if (broken_log_.Open())
      spdlog::warn("kafka: producer is broken and will be made anew: {}", reason);
    broken_ = true;
  } else {
    watch_.Suspect(code, reason);
  }
}

void KafkaProducer::OnLog(std::string_view facility, std::string_view text) {
  if (facility == kIdState && text.ends_with(kIdAssigned)) warm_ = true;
}

void KafkaProducer::OnDelivered(const rd_kafka_message_t& message) {
  reports_.push_back({static_cast<Entry*>(message._private), message.err, message.partition,
                      std::max<std::int64_t>(message.offset, -1)});
}

/// Reports come by the batch: each for itself would wait for whoever hands records over meanwhile.
void KafkaProducer::Poll(rd_kafka_t* client, Duration wait) {
  rd_kafka_poll(client, Milliseconds(wait));
  auto reports = std::exchange(reports_, {});
  if (reports.empty()) return;
  Entries done = Settle(reports);
  for (const Report& report : reports) {
    Entries entry;
    entry.splice(entry.begin(), done, done.begin());
    const std::string& topic = entry.front().record->topic;
    if (report.code != RD_KAFKA_RESP_ERR_NO_ERROR)
      Finish(entry, Fail(ToError(report.code, "writing to " + topic)));
    else  // a later record's acknowledgement can stand for this one's; then its offset is unknown
      Finish(entry, std::pair(TopicPartition{topic, report.partition}, report.offset));
  }
  reports.clear();
  reports_ = std::move(reports);  // with its room
}

/// Takes out the entries that are done; leaves their reports, in the same order.
KafkaProducer::Entries KafkaProducer::Settle(std::vector<Report>& reports) {
  std::erase_if(reports, [this](const Report& report) {
    if (report.code == RD_KAFKA_RESP_ERR_NO_ERROR || Refused(report.code)) return false;
    if (!broken_ && broken_log_.Open())
      spdlog::warn("kafka: a record could not be written and will be sent again: {}",
                   rd_kafka_err2str(report.code));
    broken_ = true;
    return true;
  });
  Entries done;
  const std::lock_guard lock(mutex_);
  for (const Report& report : reports) {
    Lane& lane = *report.entry->lane;
    --lane.sent;
    if (report.code == RD_KAFKA_RESP_ERR_NO_ERROR) {
      lane.contacted = true;
      lane.acknowledged_at = Steady::now();
    }
    done.splice(done.end(), entries_, report.entry->self);
    HandOver(lane);
  }
  return done;
}

void KafkaProducer::Finish(Entries& entry,
                           Result<std::pair<TopicPartition, std::int64_t>> outcome) {
  if (entry.front().delivered) entry.front().delivered(std::move(outcome));
  in_flight_bytes_ -= entry.front().bytes;
  if (--in_flight_ == 0) {
    const std::lock_guard lock(mutex_);
    acknowledged_.notify_all();
  }
}

void KafkaProducer::Run() {
  while (!closing_) {
    Poll(client_.get(), kReportPoll);
    if (broken_) Recreate();
    DeliverRefusals();
    LearnTopics();
    HandOverAll();
  }
}

void KafkaProducer::HandOverAll() {
  const std::lock_guard lock(mutex_);
  for (auto& [partition, lane] : lanes_) HandOver(lane);
}

void KafkaProducer::HandOver(Lane& lane) {
  if (lane.waiting.empty() || !client_ || broken_) return;
  const bool open = lane.contacted && Steady::now() - lane.acknowledged_at < kRemembered;
  while (!lane.waiting.empty() && (open || lane.sent == 0)) {
    Entry& entry = *lane.waiting.front();
    const auto code = Send(entry);
    if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL) return;
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR && !Refused(code)) {
      broken_ = true;
      return;
    }
    lane.waiting.pop_front();
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
      ++lane.sent;
      continue;
    }
    refusals_.push_back({{}, ToError(code, "writing to " + entry.record->topic)});
    refusals_.back().entry.splice(refusals_.back().entry.begin(), entries_, entry.self);
  }
}

rd_kafka_resp_err_t KafkaProducer::Send(Entry& entry) {
  const OutgoingRecord& record = *entry.record;
  auto& fields = fields_;
  fields.assign(5 + record.headers.size(), {});
  const auto bytes = [](const std::optional<std::string>& text, auto& field) {
    field.ptr = text ? const_cast<char*>(text->data()) : nullptr;
    field.size = text ? text->size() : 0;
  };
  const auto known = topics_.find(record.topic);
  if (known != topics_.end() && known->second) {  // else it looks for the topic by its name
    fields[0].vtype = RD_KAFKA_VTYPE_RKT;
    fields[0].u.rkt = known->second.get();
  } else {
    fields[0].vtype = RD_KAFKA_VTYPE_TOPIC;
    fields[0].u.cstr = record.topic.c_str();
  }
  fields[1].vtype = RD_KAFKA_VTYPE_KEY;
  bytes(record.key, fields[1].u.mem);
  fields[2].vtype = RD_KAFKA_VTYPE_VALUE;  // not copied: the entry lives until it is acknowledged
  bytes(record.value, fields[2].u.mem);
  fields[3].vtype = RD_KAFKA_VTYPE_OPAQUE;
  fields[3].u.ptr = &entry;
  fields[4].vtype = RD_KAFKA_VTYPE_PARTITION;
  fields[4].u.i32 = entry.partition;
  for (std::size_t i = 0; i < record.headers.size(); ++i) {
    auto& field = fields[5 + i];
    field.vtype = RD_KAFKA_VTYPE_HEADER;
    field.u.header.name = record.headers[i].first.c_str();
    field.u.header.val = record.headers[i].second.data();
    field.u.header.size = static_cast<ssize_t>(record.headers[i].second.size());
  }
  const ErrorObject error(rd_kafka_produceva(client_.get(), fields.data(), fields.size()));
  return error ? rd_kafka_error_code(error.get()) : RD_KAFKA_RESP_ERR_NO_ERROR;
}

void KafkaProducer::DeliverRefusals() {
  std::vector<Refusal> refusals;
  {
    const std::lock_guard lock(mutex_);
    refusals.swap(refusals_);
  }
  for (auto& refusal : refusals) Finish(refusal.entry, Fail(std::move(refusal.error)));
}

void KafkaProducer::Recreate() {
  Client old;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [name, handle] : topics_) handle.reset();
    old = std::move(client_);
    warm_ = false;
  }
  // What was acknowledged is not sent again; and a fault that stays must not turn in circles.
  for (const auto end = Steady::now() + kBeforeRecreating; Steady::now() < end && !closing_;)
    Poll(old.get(), kBeforeRecreating / 10);
  old.reset();
  broken_ = false;
  auto fresh = MakeClient(RD_KAFKA_PRODUCER, properties_, *this);
  Check(fresh.has_value(), "bus: the producer's settings were taken once and are refused now");
  const std::lock_guard lock(mutex_);
  client_ = std::move(*fresh);
  made_at_ = Steady::now();
  AskForLeaders();
  lanes_.clear();
  for (auto& entry : entries_) ChooseLane(entry);
  spdlog::info("kafka: producer made anew, {} records are sent again", entries_.size());
}

}  // namespace tocsin::kafka
