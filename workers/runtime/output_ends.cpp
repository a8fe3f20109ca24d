#include "workers/runtime/output_ends.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "schemas/ids.hpp"

namespace tocsin::runtime {
namespace {

constexpr Duration kEndsTimeout = std::chrono::seconds(1);
constexpr Duration kAskAgain = std::chrono::seconds(5);
constexpr Duration kRefreshEvery = std::chrono::seconds(4);

/// Where the records of a row go, each place once; without a key the place is the producer's own.
std::vector<std::pair<std::string_view, int>> PlacesOf(const OutboxWrite& write, int partitions) {
  std::vector<std::pair<std::string_view, int>> places;
  for (const auto& record : write.records) {
    if (!record.key) continue;
    const std::pair<std::string_view, int> place(record.topic,
                                                 PartitionOf(*record.key, partitions));
    if (std::ranges::find(places, place) == places.end()) places.push_back(place);
  }
  return places;
}

}  // namespace

void OutputEnds::Lies(const TopicPartition& at, std::int64_t offset) {
  if (offset < 0) return;
  const std::lock_guard lock(mutex_);
  auto& end = ends_[at];
  end = std::max(end, offset + 1);
}

void OutputEnds::Prepare(Batch& batch) {
  std::set<TopicPartition> unknown;
  const auto fill = [&] {
    const std::lock_guard lock(mutex_);
    for (auto& write : batch.outbox) {
      write.ends.clear();
      for (const auto& [topic, partition] : PlacesOf(write, partitions_)) {
        TopicPartition at{std::string(topic), partition};
        if (const auto end = ends_.find(at); end != ends_.end())
          write.ends.emplace_back(std::move(at), end->second);
        else
          unknown.insert(std::move(at));
      }
    }
    return unknown.empty() || Steady::now() < ask_at_;
  };
  if (fill()) return;
  if (!Ask({unknown.begin(), unknown.end()})) {
    const std::lock_guard lock(mutex_);
    ask_at_ = Steady::now() + kAskAgain;
    return;
  }
  fill();
}

void OutputEnds::Refresh() {
  std::vector<TopicPartition> places;
  {
    const std::lock_guard lock(mutex_);
    if (Steady::now() < refresh_at_) return;
    refresh_at_ = Steady::now() + kRefreshEvery;
    for (const auto& [at, end] : ends_) places.push_back(at);
  }
  if (!places.empty()) Ask(places);
}

Status OutputEnds::Ask(const std::vector<TopicPartition>& places) {
  TRY(bus_.Health());
  TRY_ASSIGN(const auto ends, bus_.EndOffsets(places, kEndsTimeout));
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < places.size(); ++i) {
    auto& end = ends_[places[i]];
    end = std::max(end, ends[i]);
  }
  return {};
}

}  // namespace tocsin::runtime
