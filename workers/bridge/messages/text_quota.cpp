#include "workers/bridge/messages/text_quota.hpp"

namespace tocsin::bridge {
namespace {

constexpr Duration kHour = std::chrono::hours(1);

Status Reached(std::string_view limit, int most) {
  return Fail(ErrorKind::kRejected, "limits." + std::string(limit) + " is " + std::to_string(most) +
                                        ": the message is not sent");
}

}  // namespace

Status TextQuota::Take(const std::string& to, const Limits& limits, TimePoint now) {
  const std::lock_guard lock(mutex_);
  Forget(now);
  if (sent_.size() >= static_cast<std::size_t>(limits.all))
    return Reached("texts_per_hour", limits.all);
  const auto known = to_.find(to);
  if (known != to_.end() && known->second >= limits.per_number)
    return Reached("texts_per_number_hour", limits.per_number);
  ++to_[to];
  sent_.emplace_back(now, to);
  return {};
}

void TextQuota::Forget(TimePoint now) {
  while (!sent_.empty() && sent_.front().first + kHour <= now) {
    const auto found = to_.find(sent_.front().second);
    if (--found->second == 0) to_.erase(found);
    sent_.pop_front();
  }
}

}  // namespace tocsin::bridge
