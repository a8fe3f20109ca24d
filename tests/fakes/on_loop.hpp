#pragma once

#include <future>

#include "adapters/loop.hpp"

namespace tocsin::fakes {

/// Runs it on the loop, and is back when it has run.
template <class F>
void RunOn(Loop& loop, F what) {
  std::promise<void> done;
  loop.Post([&] {
    what();
    done.set_value();
  });
  done.get_future().get();
}

}  // namespace tocsin::fakes
