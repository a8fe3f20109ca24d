#include "workers/runtime/outbox_search.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <string>

#include "schemas/ids.hpp"

namespace tocsin::runtime {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::size_t kAtOnce = 5'000;
constexpr std::int64_t kTailWithoutEnd = 5'000;
constexpr Duration kSearchTimeout = std::chrono::seconds(15);

/// What tells one record of ours from all others: the event's id, and for a dead letter also whose
/// and why (not what the relay adds to one that is too large). Empty: it cannot be told.
std::string NameOf(const Headers& headers) {
  std::string name;
  for (const auto& [header, value] : headers)
    if (header == "ce_id" || (header.starts_with("dlq_") && header != "dlq_value_bytes"))
      name += header + '=' + value + '\n';
  return name;
}

/// The records that one partition may hold.
struct Search {
  std::set<std::string> missing;
  std::set<std::string> found;
  std::int64_t from = std::numeric_limits<std::int64_t>::max();
  bool without_end = false;  ///< some row does not say where to begin
};
using Searches = std::map<TopicPartition, Search>;

TopicPartition PlaceOf(const OutgoingRecord& record, int partitions) {
  return {record.topic, PartitionOf(*record.key, partitions)};
}

Searches SearchesFor(const std::vector<StoredOutbox>& rows, int partitions) {
  Searches searches;
  for (const auto& row : rows) {
    for (const auto& record : row.records) {
      std::string name = NameOf(record.headers);
      if (!record.key || name.empty()) continue;
      const TopicPartition at = PlaceOf(record, partitions);
      Search& search = searches[at];
      search.missing.insert(std::move(name));
      const auto end =
          std::ranges::find(row.ends, at, &std::pair<TopicPartition, std::int64_t>::first);
      if (end == row.ends.end())
        search.without_end = true;
      else
        search.from = std::min(search.from, end->second);
    }
  }
  return searches;
}

Status Run(Bus& bus, const TopicPartition& at, std::int64_t end, Steady::time_point deadline,
           Search& search) {
  std::int64_t next = std::min(search.from, end);
  if (search.without_end) next = std::min(next, std::max<std::int64_t>(0, end - kTailWithoutEnd));
  while (next < end && !search.missing.empty()) {
    const auto left = std::chrono::duration_cast<Duration>(deadline - Steady::now());
    if (left.count() <= 0)
      return Fail(ErrorKind::kTimeout,
                  "reading " + at.topic + '/' + std::to_string(at.partition) + ": " +
                      std::to_string(end - next) + " records are left unread",
                  "runtime");
    TRY_ASSIGN(const auto records, bus.ReadTail(at, next, kAtOnce, left));
    for (const auto& record : records) {
      auto known = search.missing.extract(NameOf(record.headers));
      if (!known.empty()) search.found.insert(std::move(known));
    }
    if (records.empty()) break;
    next = records.back().offset + 1;
  }
  return {};
}

}  // namespace

Status DropPublished(Bus& bus, int partitions, std::vector<StoredOutbox>& rows) {
  Searches searches = SearchesFor(rows, partitions);
  if (searches.empty()) return {};
  TRY(bus.Health());
  const auto deadline = Steady::now() + kSearchTimeout;
  std::vector<TopicPartition> places;
  for (const auto& [at, search] : searches) places.push_back(at);
  TRY_ASSIGN(const auto ends, bus.EndOffsets(places, kSearchTimeout));
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto read = Run(bus, places[i], ends[i], deadline, searches[places[i]]);
    if (read) continue;
    TRY(bus.Health());
    spdlog::warn("looking for what was sent before: {}; it may be sent again, with the same ids",
                 read.error().message);
  }
  for (auto& row : rows) {
    std::erase_if(row.records, [&](const OutgoingRecord& record) {
      if (!record.key) return false;
      const auto search = searches.find(PlaceOf(record, partitions));
      return search != searches.end() && search->second.found.contains(NameOf(record.headers));
    });
  }
  return {};
}

}  // namespace tocsin::runtime
