#pragma once

#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/bus.hpp"

namespace tocsin::test {

/// A log that buses are opened on, and what can be done to it from outside.
class BusHost {
 public:
  virtual ~BusHost() = default;
  /// A new bus on the same log; fails the test when it cannot be opened.
  virtual std::unique_ptr<Bus> Open() = 0;
  /// Whether several buses can be open at once, as in several processes.
  virtual bool Shared() const = 0;
  /// Whether members are known by their instance ids: back at once after a restart, fenced off by a
  /// second one.
  virtual bool KnowsInstances() const = 0;
  /// Another client joins the group as this instance and has its partitions for a moment, while
  /// `during` runs; fenced off, it does not come back.
  virtual void FenceOnce(const std::string& /*group*/, const std::string& /*instance*/,
                         const TopicSpec& /*topic*/, const std::function<void()>& /*during*/) {
    std::abort();
  }
  /// A topic's name that nobody used before; it exists where the bus cannot create topics.
  virtual std::string NewTopic(int partitions) = 0;
  /// Takes away the records of partition 0 before some offset above 0; gives that offset. No bus
  /// may be open.
  virtual std::int64_t Trim(const std::string& topic) = 0;
  virtual bool CanInterrupt() const = 0;
  /// Makes the log unreachable while `during` runs.
  virtual void Interrupt(const std::function<void()>& during) = 0;
};

struct HostKind {
  std::string name;
  /// The host, or why there is none here.
  std::function<std::unique_ptr<BusHost>(std::string& missing)> make;
};

std::unique_ptr<BusHost> MakeMockHost(std::string& missing);
std::unique_ptr<BusHost> MakeKafkaHost(std::string& missing);
std::unique_ptr<BusHost> MakeEmbeddedHost(std::string& missing);

/// Unlike any other of this run and of runs before.
std::string UniqueName(const std::string& prefix);
/// What a command prints, without the line's end; nothing when it fails.
std::optional<std::string> OutputOf(const std::string& command);
/// The database for tests: TOCSIN_TEST_DATABASE, else the one of tools/postgres.
std::optional<std::string> TestDatabase(std::string& missing);
/// Polls until it holds; false after `timeout`.
bool Eventually(const std::function<bool()>& holds, Duration timeout = Duration(60'000));

}  // namespace tocsin::test
