#include "adapters/bus/kafka_client.hpp"

#include "adapters/bus/kafka.hpp"
#include "adapters/bus/kafka_oauth.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <limits>

namespace tocsin::kafka {
namespace {

ClientEvents& EventsOf(void* opaque) { return *static_cast<ClientEvents*>(opaque); }

void LogCallback(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  spdlog::debug("kafka: {} {}: {}", level, facility, text);
  if (client != nullptr && rd_kafka_opaque(client) != nullptr)
    EventsOf(rd_kafka_opaque(client)).OnLog(facility, text);
}

void ErrorCallback(rd_kafka_t*, int code, const char* reason, void* opaque) {
  EventsOf(opaque).OnClientError(static_cast<rd_kafka_resp_err_t>(code), reason);
}

void DeliveryReportCallback(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  EventsOf(opaque).OnDelivered(*message);
}

void RebalanceCallback(rd_kafka_t*, rd_kafka_resp_err_t code,
                       rd_kafka_topic_partition_list_t* partitions, void* opaque) {
  EventsOf(opaque).OnRebalance(code, *partitions);
}

/// On librdkafka's background thread, so it may wait for the answer.
void TokenCallback(rd_kafka_t* client, const char* /*config*/, void* opaque) {
  EventsOf(opaque).tokens->Refresh(client);
}

ErrorKind KindOf(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR_INVALID_PARTITIONS:
    case RD_KAFKA_RESP_ERR__INVALID_ARG:
      return ErrorKind::kInvalid;
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
      return ErrorKind::kNotFound;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
    case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE:
      return ErrorKind::kRejected;
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
      return ErrorKind::kConflict;
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
      return ErrorKind::kTimeout;
    case RD_KAFKA_RESP_ERR__PURGE_QUEUE:
    case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT:
    case RD_KAFKA_RESP_ERR__DESTROY:
      return ErrorKind::kCancelled;
    default:
      return ErrorKind::kTransient;
  }
}

Headers HeadersOf(const rd_kafka_message_t& message) {
  Headers headers;
  rd_kafka_headers_t* list = nullptr;
  if (rd_kafka_message_headers(&message, &list) != RD_KAFKA_RESP_ERR_NO_ERROR) return headers;
  headers.reserve(rd_kafka_header_cnt(list));
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       rd_kafka_header_get_all(list, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i)
    headers.emplace_back(name, value == nullptr
                                   ? std::string()
                                   : std::string(static_cast<const char*>(value), size));
  return headers;
}

std::optional<std::string> Bytes(const void* data, std::size_t size) {
  if (data == nullptr) return std::nullopt;
  return std::string(static_cast<const char*>(data), size);
}

}  // namespace

Result<Client> MakeClient(rd_kafka_type_t type, const Properties& properties,
                          ClientEvents& events) {
  std::array<char, 512> text{};
  std::unique_ptr<rd_kafka_conf_t, Destroy<rd_kafka_conf_destroy>> conf(rd_kafka_conf_new());
  for (const auto& [name, value] : properties) {
    if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), text.data(), text.size()) !=
        RD_KAFKA_CONF_OK)
      return Fail(ErrorKind::kInvalid, "setting bus.client." + name + ": " + text.data(),
                  std::string(kWhere));
  }
  rd_kafka_conf_set_opaque(conf.get(), &events);
  rd_kafka_conf_set_log_cb(conf.get(), LogCallback);
  rd_kafka_conf_set_error_cb(conf.get(), ErrorCallback);
  if (type == RD_KAFKA_PRODUCER) rd_kafka_conf_set_dr_msg_cb(conf.get(), DeliveryReportCallback);
  if (type == RD_KAFKA_CONSUMER) rd_kafka_conf_set_rebalance_cb(conf.get(), RebalanceCallback);
  events.tokens = properties.tokens;
  if (events.tokens != nullptr) {
    rd_kafka_conf_set_oauthbearer_token_refresh_cb(conf.get(), TokenCallback);
    rd_kafka_conf_enable_sasl_queue(conf.get(), 1);
  }
  Client client(rd_kafka_new(type, conf.get(), text.data(), text.size()));
  if (!client)
    return Fail(ErrorKind::kInvalid, std::string("making a Kafka client: ") + text.data(),
                std::string(kWhere));
  conf.release();  // belongs to the client now
  if (events.tokens != nullptr)
    if (const ErrorObject error(rd_kafka_sasl_background_callbacks_enable(client.get())); error)
      return Fail(ErrorKind::kInternal,
                  std::string("making a Kafka client: ") + rd_kafka_error_string(error.get()),
                  std::string(kWhere));
  return client;
}

Status CheckProperties(const std::map<std::string, std::string>& client) {
  static constexpr std::array<std::string_view, 16> kOurs = {"bootstrap.servers",
                                                             "metadata.broker.list",
                                                             "group.id",
                                                             "group.instance.id",
                                                             "enable.auto.commit",
                                                             "enable.auto.offset.store",
                                                             "auto.offset.reset",
                                                             "enable.partition.eof",
                                                             "partition.assignment.strategy",
                                                             "enable.idempotence",
                                                             "acks",
                                                             "request.required.acks",
                                                             "message.timeout.ms",
                                                             "delivery.timeout.ms",
                                                             "partitioner",
                                                             "transactional.id"};
  for (const auto& [name, value] : client)
    if (std::find(kOurs.begin(), kOurs.end(), name) != kOurs.end())
      return Fail(ErrorKind::kInvalid,
                  "setting bus.client." + name +
                      ": tocsin sets it itself, its promises rest on it; take it out",
                  std::string(kWhere));
  return {};
}

Properties CommonProperties(const std::string& brokers,
                            const std::map<std::string, std::string>& client) {
  Properties properties = {
      {"client.id", "tocsin"},
      {"socket.nagle.disable", "true"},
      {"socket.keepalive.enable", "true"},
      {"socket.timeout.ms", "10000"},
      {"reconnect.backoff.ms", "50"},
      {"reconnect.backoff.max.ms", "1000"},
      {"topic.metadata.refresh.fast.interval.ms", "100"},
      {"allow.auto.create.topics", "false"},
  };
  for (const auto& [name, value] : client)
    if (!IsOAuthProperty(name)) properties[name] = value;
  properties["bootstrap.servers"] = brokers;
  return properties;
}

Error ToError(rd_kafka_resp_err_t code, std::string_view doing) {
  return {KindOf(code), std::string(doing) + ": " + rd_kafka_err2str(code), std::string(kWhere)};
}

Record ToRecord(const rd_kafka_message_t& message) {
  Record record;
  record.at = {rd_kafka_topic_name(message.rkt), message.partition};
  record.offset = message.offset;
  record.key = Bytes(message.key, message.key_len);
  record.value = Bytes(message.payload, message.len);
  record.headers = HeadersOf(message);
  rd_kafka_timestamp_type_t type{};
  const std::int64_t at = rd_kafka_message_timestamp(&message, &type);
  record.timestamp = TimePoint(Duration(std::max<std::int64_t>(at, 0)));
  return record;
}

PartitionList NewPartitionList(std::size_t size) {
  return PartitionList(rd_kafka_topic_partition_list_new(static_cast<int>(size)));
}

int Milliseconds(Duration duration) {
  constexpr Duration::rep kMost = std::numeric_limits<int>::max() / 2;
  return static_cast<int>(std::clamp<Duration::rep>(duration.count(), 0, kMost));
}

}  // namespace tocsin::kafka

namespace tocsin {

Status CheckKafkaProperty(const std::string& name, const std::string& value) {
  TRY(tocsin::kafka::CheckProperties({{name, value}}));
  if (tocsin::kafka::IsOAuthProperty(name)) return tocsin::kafka::CheckOAuthProperty(name, value);
  std::array<char, 512> text{};
  const std::unique_ptr<rd_kafka_conf_t, tocsin::kafka::Destroy<rd_kafka_conf_destroy>> conf(
      rd_kafka_conf_new());
  if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), text.data(), text.size()) ==
      RD_KAFKA_CONF_OK)
    return {};
  return Fail(ErrorKind::kInvalid, "setting bus.client." + name + ": " + text.data(), "bus.kafka");
}

}  // namespace tocsin
