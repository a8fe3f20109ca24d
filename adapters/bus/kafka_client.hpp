#pragma once

#include <librdkafka/rdkafka.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/bus.hpp"
#include "schemas/result.hpp"

namespace tocsin::kafka {

template <auto kFunction>
struct Destroy {
  template <class T>
  void operator()(T* pointer) const {
    kFunction(pointer);
  }
};
using Client = std::unique_ptr<rd_kafka_t, Destroy<rd_kafka_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Destroy<rd_kafka_queue_destroy>>;
using Topic = std::unique_ptr<rd_kafka_topic_t, Destroy<rd_kafka_topic_destroy>>;
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                      Destroy<rd_kafka_topic_partition_list_destroy>>;
using Message = std::unique_ptr<rd_kafka_message_t, Destroy<rd_kafka_message_destroy>>;
using Metadata =
    std::unique_ptr<const struct rd_kafka_metadata, Destroy<rd_kafka_metadata_destroy>>;
using ErrorObject = std::unique_ptr<rd_kafka_error_t, Destroy<rd_kafka_error_destroy>>;

inline constexpr std::string_view kWhere = "bus.kafka";  ///< of errors

class TokenSource;

/// librdkafka's properties, and where its clients get their access tokens, if they need any.
struct Properties : std::map<std::string, std::string> {
  using map::map;
  std::shared_ptr<TokenSource> tokens;
};

/// What a client reports. All but OnLog come on the thread that polls it; OnLog comes on any thread
/// of librdkafka.
class ClientEvents {
 public:
  virtual ~ClientEvents() = default;
  std::shared_ptr<TokenSource> tokens;  ///< set by MakeClient
  virtual void OnClientError(rd_kafka_resp_err_t code, std::string_view reason) = 0;
  virtual void OnDelivered(const rd_kafka_message_t&) {}
  virtual void OnRebalance(rd_kafka_resp_err_t, const rd_kafka_topic_partition_list_t&) {}
  virtual void OnLog(std::string_view /*facility*/, std::string_view /*text*/) {}
};

/// `events` must outlive the client. kInvalid names the property at fault.
Result<Client> MakeClient(rd_kafka_type_t type, const Properties& properties, ClientEvents& events);

/// kInvalid when `client` sets a property that the bus has to set itself.
Status CheckProperties(const std::map<std::string, std::string>& client);
/// What all clients of a bus have in common, with the user's properties on top.
Properties CommonProperties(const std::string& brokers,
                            const std::map<std::string, std::string>& client);

Error ToError(rd_kafka_resp_err_t code, std::string_view doing);
/// A record from a message without error.
Record ToRecord(const rd_kafka_message_t& message);
PartitionList NewPartitionList(std::size_t size);
int Milliseconds(Duration duration);

}  // namespace tocsin::kafka
