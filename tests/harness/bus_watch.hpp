#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "schemas/json.hpp"
#include "tests/harness/kafka_client.hpp"

namespace tocsin::harness {

/// A record as a person sees it with kcat.
struct Sighting {
  std::string key;
  std::string type;  ///< ce_type
  std::string text;
  json::value data;  ///< null when the text is no JSON
  std::map<std::string, std::string> headers;
  std::string At(std::string_view member) const { return TextAt(data, member); }
  /// A text inside of nested objects: "evidence.heard". Empty when it is not there.
  static std::string TextAt(const json::value& value, std::string_view path);
};

/// Reads topics of one prefix from their beginning and keeps everything. Not thread-safe.
class BusWatch {
 public:
  BusWatch(std::string brokers, std::string prefix, int partitions = 12);

  /// All records of a topic ("calls") with this key so far, in order; empty `type`: of all types.
  std::vector<Sighting> Seen(const std::string& topic, const std::string& key,
                             const std::string& type = {});
  /// All records of a topic so far, whatever their key.
  const std::vector<Sighting>& All(const std::string& topic) { return Read(topic).all; }
  /// Waits until there are `count` of them; gives what there is at the end of `timeout`.
  std::vector<Sighting> WaitFor(const std::string& topic, const std::string& key,
                                const std::string& type, std::size_t count,
                                std::chrono::milliseconds timeout = std::chrono::seconds(120));

 private:
  struct Topic {
    std::unique_ptr<KafkaClient> client;
    std::vector<Sighting> all;
  };
  /// Reads up to what is there now.
  Topic& Read(const std::string& topic);

  std::string brokers_;
  std::string prefix_;
  int partitions_;
  std::map<std::string, Topic> topics_;
};

}  // namespace tocsin::harness
