#pragma once

#include <memory>
#include <utility>

#include "adapters/loop.hpp"

namespace tocsin::voice {

/// Has an engine's answer, which comes on its own thread, taken on the loop of who asked, unless it
/// is gone by then.
template <class Owner, class F>
auto OnLoopOf(Loop& loop, std::weak_ptr<Owner> weak, F task) {
  return [&loop, weak = std::move(weak), task = std::move(task)](auto answer) {
    loop.Post([weak, task, answer = std::move(answer)]() mutable {
      if (const auto owner = weak.lock()) task(*owner, std::move(answer));
    });
  };
}

}  // namespace tocsin::voice
