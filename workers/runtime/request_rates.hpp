#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "schemas/time.hpp"

namespace tocsin::runtime {

/// A token bucket for each caller (key or address): `per_minute` requests, of which a tenth (at
/// least 20) may come at once. Remembers at most 10,000 callers; when that many are active,
/// newcomers share one bucket. Thread-safe.
class RequestRates {
 public:
  explicit RequestRates(int per_minute);
  /// Takes one request of the caller; when there is none left, how long until there is.
  std::optional<Duration> Take(const std::string& caller, TimePoint now);

 private:
  struct Bucket {
    double tokens = 0;
    TimePoint filled;
  };
  Bucket& BucketOf(const std::string& caller, TimePoint now);
  double Fill(const Bucket& bucket, TimePoint now) const;

  double per_second_;
  double burst_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace tocsin::runtime
