#include "workers/runtime/request_rates.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::runtime {
namespace {

constexpr std::size_t kMostCallers = 10'000;

}  // namespace

RequestRates::RequestRates(int per_minute)
    : per_second_(std::max(per_minute, 1) / 60.0), burst_(std::max(20.0, per_minute / 10.0)) {}

double RequestRates::Fill(const Bucket& bucket, TimePoint now) const {
  const auto seconds =
      std::chrono::duration<double>(std::max(now - bucket.filled, Duration(0))).count();
  return std::min(burst_, bucket.tokens + seconds * per_second_);
}

RequestRates::Bucket& RequestRates::BucketOf(const std::string& caller, TimePoint now) {
  const auto found = buckets_.find(caller);
  if (found != buckets_.end()) return found->second;
  if (buckets_.size() >= kMostCallers) {
    std::erase_if(buckets_, [&](const auto& entry) { return Fill(entry.second, now) >= burst_; });
  }
  const bool full = buckets_.size() >= kMostCallers;
  return buckets_
      .try_emplace(full ? std::string() : caller, Bucket{.tokens = burst_, .filled = now})
      .first->second;
}

std::optional<Duration> RequestRates::Take(const std::string& caller, TimePoint now) {
  const std::lock_guard lock(mutex_);
  Bucket& bucket = BucketOf(caller, now);
  bucket.tokens = Fill(bucket, now);
  bucket.filled = now;
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return std::nullopt;
  }
  return Duration(static_cast<std::int64_t>(std::ceil((1 - bucket.tokens) / per_second_ * 1000)));
}

}  // namespace tocsin::runtime
