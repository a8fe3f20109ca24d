#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/harness/kafka_client.hpp"
#include "tests/harness/site.hpp"

namespace tocsin::harness {

/// A record as it lies on the topic.
struct RawRecord {
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::map<std::string, std::string> headers;
  int partition = 0;
  std::int64_t offset = 0;
  std::int64_t at = 0;  ///< timestamp, milliseconds
};

/// Sees everything that is published on a topic of the site from its making on.
class Watcher {
 public:
  Watcher(const Site& site, const std::string& topic);

  /// The first record seen, now or before, that fits; nothing when none comes in time.
  std::optional<RawRecord> WaitFor(const std::function<bool(const RawRecord&)>& fits,
                                   std::chrono::milliseconds timeout = std::chrono::seconds(60));
  /// Reads what has come; all so far.
  const std::vector<RawRecord>& Seen(std::chrono::milliseconds wait = std::chrono::milliseconds(0));

 private:
  KafkaClient consumer_;
  std::vector<RawRecord> seen_;
};

}  // namespace tocsin::harness
