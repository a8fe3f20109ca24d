#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/net/wire.hpp"
#include "schemas/time.hpp"

namespace tocsin::net {

/// Counts and keeps connections for each "scheme://host:port". Opens and closes none by itself. One
/// thread.
class ConnectionPool {
 public:
  using Instant = std::chrono::steady_clock::time_point;
  ConnectionPool(std::size_t max_per_host, Duration keep_idle)
      : max_per_host_(max_per_host), keep_idle_(keep_idle) {}

  /// Takes one of the host's places; false when all are taken.
  bool TryEnter(const std::string& host);
  /// A kept connection that looks alive, or nullptr. For the holder of a place.
  std::unique_ptr<Wire> TakeIdle(const std::string& host, Instant now);
  /// Gives the place back, and keeps the connection if there is one.
  void Leave(const std::string& host, std::unique_ptr<Wire> reusable, Instant now);
  /// Closes what has been unused for too long.
  void Sweep(Instant now);
  bool AnyIdle() const;
  void Clear() { hosts_.clear(); }

 private:
  struct Idle {
    std::unique_ptr<Wire> wire;
    Instant since;
  };
  struct Host {
    std::size_t taken = 0;
    std::vector<Idle> idle;
  };

  std::size_t max_per_host_;
  Duration keep_idle_;
  std::map<std::string, Host> hosts_;
};

}  // namespace tocsin::net
