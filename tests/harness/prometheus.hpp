#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "schemas/json.hpp"
#include "tests/harness/process.hpp"

namespace tocsin::harness {

/// The program of Debian's package, on a loopback port of its own.
class Prometheus {
 public:
  /// `folder` holds its file "prometheus.yml" and gets its data.
  explicit Prometheus(const std::string& folder);

  /// `data` of an answer; null while there is none.
  json::value Ask(const std::string& path) const;
  /// How many series a query gives.
  std::size_t Count(const std::string& query) const;
  std::string Log() { return process_->Errors(); }

 private:
  std::uint16_t port_;
  std::unique_ptr<Process> process_;
};

}  // namespace tocsin::harness
