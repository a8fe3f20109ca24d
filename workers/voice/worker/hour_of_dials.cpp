#include "workers/voice/worker/hour_of_dials.hpp"

namespace tocsin::voice {
namespace {

constexpr Duration kHour = std::chrono::hours(1);
constexpr Duration kFresh = std::chrono::seconds(1);
/// Between the moment at which a dial was decided and that at which its claim is stored.
constexpr Duration kLate = std::chrono::seconds(2);

}  // namespace

bool HourOfDials::Fresh(TimePoint now) const {
  return whole_ && now >= whole_->at && now < whole_->at + kFresh;
}

TimePoint HourOfDials::Since(TimePoint now) const {
  return Fresh(now) ? whole_->at - kLate : now - kHour;
}

std::optional<int> HourOfDials::Take(TimePoint now, int counted, int most) {
  if (!Fresh(now)) {
    whole_ = Whole{.at = now, .dials = counted};
    return counted;
  }
  const int at_most = whole_->dials + counted;
  return at_most < most ? std::optional(at_most) : std::nullopt;
}

}  // namespace tocsin::voice
