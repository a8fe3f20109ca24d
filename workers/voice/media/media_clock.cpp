#include "workers/voice/media/media_clock.hpp"

#include <algorithm>
#include <vector>

namespace tocsin::voice {
namespace {

constexpr Duration kStep = std::chrono::milliseconds(4);

}  // namespace

void MediaClock::Add(Ticking& ticking) {
  auto emptiest =
      std::ranges::min_element(slots_, {}, [](const auto& slot) { return slot.size(); });
  emptiest->insert(&ticking);
  if (timer_ != nullptr) return;
  timer_ = loop_.MakeTimer();
  due_ = loop_.Now();
  Wind();
}

void MediaClock::Remove(Ticking& ticking) {
  for (auto& slot : slots_) slot.erase(&ticking);
  if (Count() == 0) timer_ = nullptr;
}

std::size_t MediaClock::Count() const {
  std::size_t count = 0;
  for (const auto& slot : slots_) count += slot.size();
  return count;
}

void MediaClock::Wind() {
  // From what was due, so that lateness does not add up; after a long stop from now.
  due_ += kStep;
  if (const auto now = loop_.Now(); due_ + kSlots * kStep < now) due_ = now;
  timer_->Arm(due_, [this] { OnTime(); });
}

void MediaClock::OnTime() {
  slot_ = (slot_ + 1) % kSlots;
  const SteadyTime now = loop_.Now();
  // A line may end in its tick.
  const std::vector<Ticking*> due(slots_[slot_].begin(), slots_[slot_].end());
  for (Ticking* ticking : due)
    if (slots_[slot_].contains(ticking)) ticking->Tick(now);
  if (timer_ != nullptr) Wind();
}

}  // namespace tocsin::voice
