#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>

namespace tocsin::differential {

/// Chance from a seed, the same on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  /// 0 ... n - 1.
  std::size_t Below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  /// True in `percent` of a hundred throws.
  bool Chance(std::size_t percent) { return Below(100) < percent; }
  template <std::size_t N>
  std::string Of(const char* const (&words)[N]) {
    return words[Below(N)];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace tocsin::differential
