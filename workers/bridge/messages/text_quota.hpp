#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin::bridge {

/// How many text messages may go out within an hour (`limits.texts_per_number_hour`,
/// `limits.texts_per_hour`), counted by this process. Remembers no more than it admits in an hour.
/// Thread-safe.
class TextQuota {
 public:
  struct Limits {
    int per_number = 30;
    int all = 600;
  };

  /// Takes one message to the number; kRejected names the limit that is reached.
  Status Take(const std::string& to, const Limits& limits, TimePoint now);

 private:
  void Forget(TimePoint now);

  std::mutex mutex_;
  std::deque<std::pair<TimePoint, std::string>> sent_;
  std::unordered_map<std::string, int> to_;  ///< of `sent_`
};

}  // namespace tocsin::bridge
