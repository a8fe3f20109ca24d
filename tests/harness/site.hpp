#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/harness/process.hpp"

namespace tocsin::harness {

class KafkaClient;

/// Addresses of the servers that the test run gave us; empty: not there (skip).
std::string KafkaAddress();                   ///< TOCSIN_TEST_KAFKA
std::string DatabaseAddress();                ///< TOCSIN_TEST_DATABASE
std::string Binary(const std::string& name);  ///< of the same build

/// How a site differs from the usual. "PREFIX" in `settings` and `bus` stands for its topic prefix.
struct SiteOptions {
  std::string settings = {};                     ///< YAML added to tocsin.yaml at top level
  std::string http = "{listen: '127.0.0.1:0'}";  ///< the section `http`
  std::string bus = {};                ///< more members of the section `bus`, ", in: [...]"
  std::string store = {};              ///< more members of the section `store`, ", timeout: 2s"
  std::string kafka = KafkaAddress();  ///< empty: no section `bus`
  std::string database = DatabaseAddress();
};

/// One installation for one test: a folder with tocsin.yaml and workflows, a schema of its own in
/// the database and a topic prefix of its own. Migrated; removed afterwards.
class Site {
 public:
  explicit Site(const std::string& name, SiteOptions options);
  /// `settings` is YAML added to tocsin.yaml at top level.
  explicit Site(const std::string& name, const std::string& settings = {});
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  const std::string& Prefix() const { return prefix_; }
  const std::filesystem::path& Folder() const { return folder_; }
  std::string Schema() const { return prefix_; }
  /// First column of the first row, in the site's schema; "" for no row or null, a sentence when it
  /// fails.
  std::string Query(const std::string& sql) const;
  const std::string& Kafka() const { return options_.kafka; }
  const std::string& Database() const { return options_.database; }
  void Write(const std::string& file, const std::string& text) const;

  /// `tocsin WORDS...` in the folder.
  Process::Options Command(std::vector<std::string> words,
                           std::map<std::string, std::string> environment = {}) const;
  Finished Tocsin(std::vector<std::string> words) const { return Run(Command(std::move(words))); }
  /// Starts `tocsin run` and waits for its ready line; null (with the output printed) when it does
  /// not come.
  std::unique_ptr<Process> Start(std::map<std::string, std::string> environment = {},
                                 std::vector<std::string> more = {}) const;
  /// Starts `tocsin run` and does not wait for anything.
  std::unique_ptr<Process> Spawn(std::map<std::string, std::string> environment = {},
                                 std::vector<std::string> more = {}) const;
  /// The address of the ready line: "127.0.0.1:PORT".
  static std::string HttpOf(Process& worker);

 private:
  SiteOptions options_;
  std::filesystem::path folder_;
  std::string prefix_;
};

/// A port of this machine that was free just now, out of the range from which the system gives
/// ports to clients.
std::uint16_t FreePort();

/// Publishes alerts a1..aN ("PREFIX-1", ...) with the same ce_id each time.
void PublishAlerts(const Site& site, int first, int count, const std::string& severity = "info");

/// The i-th of them, with a producer that is there already.
void ProduceAlert(KafkaClient& producer, const Site& site, int i,
                  const std::string& severity = "info");

/// What a topic of a site holds, by record key.
struct Seen {
  std::string type, id, value;
  std::int64_t at = 0;  ///< timestamp of the record, milliseconds
  int partition = 0;
};
/// All records of PREFIX.`topic` whose ce_type is `type`, until `keys` different keys were seen and
/// then none came for `quiet`, or until `timeout`.
std::map<std::string, std::vector<Seen>> ReadTopic(
    const Site& site, const std::string& topic, const std::string& type, std::size_t keys,
    std::chrono::milliseconds timeout,
    std::chrono::milliseconds quiet = std::chrono::milliseconds(500));

}  // namespace tocsin::harness
