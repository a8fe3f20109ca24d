#pragma once

#include <filesystem>
#include <string>

#include "tests/harness/process.hpp"

namespace tocsin::harness {

/// A broker and a database cluster for one test alone, made by copies of tools/kafka and
/// tools/postgres in a folder of their own, so that they can be stopped without disturbing anybody.
/// Removed with the object.
class OwnServers {
 public:
  OwnServers();
  ~OwnServers();
  OwnServers(const OwnServers&) = delete;
  OwnServers& operator=(const OwnServers&) = delete;

  /// Why they are not there; empty when they are.
  const std::string& Trouble() const { return trouble_; }
  const std::string& Kafka() const { return kafka_; }
  const std::string& Database() const { return database_; }
  /// Stop and start; false (and the reason on stderr) when it does not come back. Both take some
  /// seconds.
  bool RestartDatabase() const;
  bool RestartKafka() const;
  /// Stops every process of the database (SIGSTOP), or lets them go on: it is there, its kernel
  /// acknowledges what is sent, and it answers nothing.
  void StopDatabase() const;
  void ContinueDatabase() const;

 private:
  void SignalDatabase(int signal) const;
  Finished Tool(const std::string& tool, const std::string& command) const;

  std::filesystem::path folder_;
  std::string kafka_;
  std::string database_;
  std::string trouble_;
};

}  // namespace tocsin::harness
