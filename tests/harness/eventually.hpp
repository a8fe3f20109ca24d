#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace tocsin::harness {

/// Waits, for at most a minute, for something that a worker brings about.
inline bool Eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return true;
}

}  // namespace tocsin::harness
