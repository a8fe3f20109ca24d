#pragma once

#include <functional>
#include <memory>

#include "adapters/loop.hpp"

namespace tocsin::engine {

/// Something that happens on a loop after a while, unless this is dropped before. Made and dropped
/// on any thread; it may still run just then on the loop's. The loop outlives it.
class Deadline {
 public:
  Deadline(Loop& loop, Duration after, std::function<void()> task);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

 private:
  struct State;
  Loop& loop_;
  std::shared_ptr<State> state_;
};

}  // namespace tocsin::engine
