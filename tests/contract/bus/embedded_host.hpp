#pragma once

#include <memory>
#include <string>

#include "adapters/bus/embedded.hpp"
#include "bus_host.hpp"

namespace tocsin::test {

/// A schema of its own with the log's tables, dropped in the end.
class LogSchema {
 public:
  explicit LogSchema(std::string url);
  ~LogSchema();
  const std::string& Url() const { return url_; }
  const std::string& Name() const { return name_; }
  EmbeddedOptions Options() const;
  /// Runs one statement; the first field of the first row, or empty.
  std::string Execute(const std::string& sql) const;
  /// How many connections have the log's lock, or wait for it, under an SQL condition on pg_locks.
  std::string LockHolders(const std::string& condition) const;
  /// Ends the connection that writes the log.
  void EndWriter() const;

 private:
  std::string LockCondition() const;

  std::string url_;
  std::string name_;
};

}  // namespace tocsin::test
