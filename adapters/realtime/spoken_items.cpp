#include "adapters/realtime/spoken_items.hpp"

#include <algorithm>

#include "adapters/speech.hpp"

namespace tocsin::realtime {
namespace {

constexpr std::size_t kMostItems = 64;

}  // namespace

std::int64_t SpokenItems::Item::CameMs() const {
  return static_cast<std::int64_t>(samples * 1'000 / kLineRate);
}

SpokenItems::Item& SpokenItems::Of(std::string_view item, std::string_view response) {
  const auto found = std::ranges::find(items_, item, &Item::id);
  if (found != items_.end()) return *found;
  if (items_.size() == kMostItems) items_.pop_front();
  return items_.emplace_back(Item{.id = std::string(item),
                                  .response = std::string(response),
                                  .cut = !response.empty() && response == cut_response_});
}

bool SpokenItems::Came(std::string_view item, std::string_view response, std::size_t samples) {
  auto& one = Of(item, response);
  one.samples += samples;
  return !one.cut;
}

bool SpokenItems::Wanted(std::string_view item, std::string_view response) {
  return !Of(item, response).cut;
}

void SpokenItems::TakeBack(Item& item, std::int64_t end_ms, std::vector<TakenBack>& out) {
  item.cut = true;
  // The service refuses to cut what has no sound, and what is already shorter.
  if (item.samples == 0 || (item.kept_ms >= 0 && item.kept_ms <= end_ms)) return;
  item.kept_ms = end_ms;
  out.push_back({item.id, end_ms});
}

std::vector<SpokenItems::TakenBack> SpokenItems::Cut(std::string_view item, Duration heard,
                                                     std::string_view response) {
  std::vector<TakenBack> out;
  if (!response.empty()) cut_response_ = response;
  auto at = item.empty() ? items_.end() : std::ranges::find(items_, item, &Item::id);
  const bool known = at != items_.end();
  if (!known && !response.empty()) at = std::ranges::find(items_, response, &Item::response);
  if (known) {
    const std::int64_t kept = std::clamp<std::int64_t>(heard.count(), 0, at->CameMs());
    if (!at->over || kept < at->CameMs()) TakeBack(*at, kept, out);
    ++at;
  }
  for (; at != items_.end(); ++at) TakeBack(*at, 0, out);
  return out;
}

std::vector<SpokenItems::TakenBack> SpokenItems::Over(std::string_view response) {
  std::vector<TakenBack> out;
  for (auto& item : items_) {
    if (item.response != response) continue;
    item.over = true;
    if (item.cut && item.kept_ms < 0) TakeBack(item, 0, out);
  }
  return out;
}

}  // namespace tocsin::realtime
