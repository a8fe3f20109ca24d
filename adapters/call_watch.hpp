#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "schemas/time.hpp"

namespace tocsin {

/// Ends blocking calls that a peer does not answer. A server that is stopped (not dead) keeps its
/// connections: its kernel acknowledges what is sent, so neither keep-alive nor TCP time-outs see
/// anything. At its limit a call's socket is shut down, and whoever reads it gets an error.
/// Thread-safe; outlives its calls. Costs a lock at the beginning and at the end of a call.
class CallWatch {
 public:
  /// `peer` names it where the log tells that it is away and back; empty: nothing is told.
  explicit CallWatch(std::string peer = {});
  ~CallWatch();
  CallWatch(const CallWatch&) = delete;
  CallWatch& operator=(const CallWatch&) = delete;

  /// One call, from its construction to its destruction, on one thread.
  class Call {
   public:
    /// `patient`: a call that may well take long, which Waiting does not count.
    Call(CallWatch& watch, Duration limit, bool patient = false);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    /// The socket to shut down at the limit, which counts from now. Its owner may close it at any
    /// time: a duplicate is kept until the call ends.
    void Use(int socket);
    /// Whether it was ended here.
    bool Cut() const;

   private:
    friend class CallWatch;
    using Steady = std::chrono::steady_clock;
    CallWatch& watch_;
    const Duration limit_;
    const bool patient_;
    const Steady::time_point begun_ = Steady::now();
    Steady::time_point ends_ = Steady::time_point::max();
    int socket_ = -1;
    bool cut_ = false;
    std::list<Call*>::iterator self_;
  };

  /// How long the oldest call under way has been waiting; zero when there is none.
  Duration Waiting() const;

  /// A call was answered, or the connection was lost or could not be made. The first of either kind
  /// after the other is told in the log, from the first answer on: whoever starts tells of his own
  /// waiting.
  void Answered();
  void Lost(std::string_view why);

 private:
  void Run();

  mutable std::mutex mutex_;
  std::condition_variable stop_;
  std::list<Call*> calls_;  ///< in the order of their beginnings
  bool closing_ = false;
  const std::string peer_;
  std::atomic<bool> met_ = false;  ///< it has answered before
  std::atomic<bool> away_ = false;
  Call::Steady::time_point away_since_;
  std::thread thread_;
};

}  // namespace tocsin
