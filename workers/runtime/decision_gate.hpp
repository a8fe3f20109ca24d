#pragma once

#include <deque>
#include <functional>
#include <mutex>

namespace tocsin::runtime {

/// Common to all shards of a process. They decide side by side; one that wants to know whether an
/// input ends the process decides it alone, while no other has anything in hand. First come, first
/// served. Thread-safe.
class DecisionGate {
 public:
  /// Enters at once, or not at all.
  bool TryEnter(bool alone);
  /// Calls `go` once it has entered: at once, or on the thread of whoever leaves. It must not
  /// block.
  void Enter(bool alone, std::function<void()> go);
  void Leave(bool alone);

 private:
  struct Waiting {
    bool alone = false;
    std::function<void()> go;
  };
  bool Free(bool alone) const { return !alone_inside_ && (!alone || inside_ == 0); }
  void Take(bool alone);

  std::mutex mutex_;
  int inside_ = 0;  ///< with others
  bool alone_inside_ = false;
  std::deque<Waiting> waiting_;
};

}  // namespace tocsin::runtime
