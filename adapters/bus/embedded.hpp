#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "adapters/bus.hpp"

namespace tocsin {

struct EmbeddedOptions {
  std::string database_url;       ///< with a connect_timeout, or a stopped server holds up for ever
  std::string schema = "tocsin";  ///< has the tables of schemas/sql/0100_embedded_bus.sql
  /// A Kafka gateway on loopback for kcat and other librdkafka clients: what they write enters the
  /// log, what is on the log is mirrored there. Its own acknowledgement is not durable; it forgets
  /// its records when it is started again.
  bool gateway = true;
  std::string data_dir;  ///< the gateway's address is written to DATA_DIR/gateway
  /// The program that runs RunGatewayChild when its first argument is kGatewayCommand.
  std::string gateway_program = "/proc/self/exe";
  std::size_t record_bytes = 1'000'000;  ///< a larger record is refused
  Duration retention{24 * 3'600'000};    ///< older records go, once all groups have passed them
  Duration trim_every{60'000};
  Duration forget_groups_after{7LL * 24 *
                               3'600'000};  ///< a group unseen for so long keeps nothing back
};

/// The bus of one process: a durable log in PostgreSQL.
class EmbeddedBus : public Bus {
 public:
  /// "127.0.0.1:PORT" of the gateway, or empty while there is none. It changes when the gateway is
  /// started again.
  virtual std::string GatewayAddress() const = 0;
};

/// Opens the log. kConflict when another process uses it, kInvalid when its tables are missing,
/// kTransient when the database is away. Subscriptions must be destroyed before the bus.
Result<std::unique_ptr<EmbeddedBus>> MakeEmbeddedBus(EmbeddedOptions options);

/// The log of a running process, read from another one; not thread-safe.
class EmbeddedReader : public LogReader {
 public:
  /// The log's id.
  virtual Result<std::string> Id() = 0;
  /// How many a topic has; 0: there is no such topic.
  virtual Result<int> PartitionsOf(const std::string& topic) = 0;
};
std::unique_ptr<EmbeddedReader> MakeEmbeddedReader(std::string database_url, std::string schema);

/// The hidden subcommand under which the gateway's process runs.
inline constexpr char kGatewayCommand[] = "embedded-gateway";
/// main() of the gateway's process, for `PROGRAM embedded-gateway TOPIC=PARTITIONS...`: prints its
/// address, serves until its stdin ends.
int RunGatewayChild(int argc, char** argv);

}  // namespace tocsin
