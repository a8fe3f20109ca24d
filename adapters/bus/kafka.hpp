#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "adapters/bus.hpp"
#include "adapters/http.hpp"

namespace tocsin {

struct KafkaOptions {
  std::string brokers;  ///< "host:port,host:port"
  /// Any librdkafka property (security, compression, time-outs). Those that tocsin's promises rest
  /// on, such as enable.idempotence or auto.offset.reset, are refused.
  std::map<std::string, std::string> client = {};
  /// Asks for access tokens where `client` has sasl.oauthbearer.method=oidc; made only then.
  std::function<std::shared_ptr<HttpClient>()> make_http = nullptr;
  /// Bound of the records prefetched for each shard; resident memory is up to three times that.
  std::size_t prefetch_bytes = std::size_t{32} << 20;
};

/// kInvalid, naming it as bus.client.NAME, for a property that librdkafka does not take, or that
/// tocsin's promises rest on. Needs no broker.
Status CheckKafkaProperty(const std::string& name, const std::string& value);

/// Apache Kafka through librdkafka. Does not wait for a broker: Health() is good once brokers
/// answer and the producer has its id, and a broker that is away later is waited for. kInvalid
/// names a property that librdkafka does not take. Subscriptions must be destroyed before the bus.
Result<std::unique_ptr<Bus>> MakeKafkaBus(KafkaOptions options);

}  // namespace tocsin
