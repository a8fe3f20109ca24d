#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::perf {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The alert that every benchmark sends: about 300 bytes of JSON.
std::string AlertData(const std::string& id);
Headers AlertHeaders(const std::string& id);

/// What the machine can do in this run, records a second. `run` prefixes the topics.
/// Plain consume-produce loop of librdkafka, one thread.
double ConsumeProduceRate(const std::string& brokers, const std::string& run, int count);
/// PostgreSQL: batches of 500 rows in one statement, one connection, durable.
double InsertRate(const std::string& database, int count);
/// Kafka -> one PostgreSQL statement for each 500 -> Kafka, one thread: the floor that the worker
/// is compared with.
double BareLoopRate(const std::string& brokers, const std::string& database, const std::string& run,
                    int count);

/// Runs the bare loop from PREFIX.alerts to PREFIX.actions on a thread of its own while `measure`
/// runs, so that it is measured as a worker is; gives what `measure` gives.
int WithBareLoop(const std::string& brokers, const std::string& database, const std::string& prefix,
                 const std::function<int()>& measure);

}  // namespace tocsin::perf
