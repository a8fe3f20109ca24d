#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace tocsin::harness {

/// Each has about a dozen connections to the database.
inline constexpr std::size_t kWorkersAtOnce = 9;

/// Calls job(0) ... job(count - 1), at most `at_once` at a time, and waits for all.
template <class Job>
void SideBySide(std::size_t count, std::size_t at_once, const Job& job) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < std::min(at_once, count); ++i)
    threads.emplace_back([&] {
      for (std::size_t mine = next++; mine < count; mine = next++) job(mine);
    });
}

}  // namespace tocsin::harness
