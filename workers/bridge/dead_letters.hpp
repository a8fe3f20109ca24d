#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/bus.hpp"
#include "adapters/store.hpp"
#include "schemas/json.hpp"

namespace tocsin::bridge {

/// A record of the dead-letter topic.
struct DeadLetter {
  Record record;
  std::string reason, error;
  /// Where it came from; an address such as "/hooks/shop", at -1, where it never lay on a topic.
  TopicPartition from;
  std::int64_t from_offset = 0;
  std::string role;      ///< who could not handle it; empty: nobody could read it
  std::string delivery;  ///< the delivery that failed, if one did
  std::string type, event_id;
  std::optional<TimePoint> at = {};
  int replays = 0;
  std::optional<TimePoint> replayed_at = {};

  /// "PARTITION:OFFSET" on the dead-letter topic.
  std::string Id() const;
  std::string_view Key() const { return record.key ? std::string_view(*record.key) : ""; }
  /// kInvalid: not all of it is here.
  Status Replayable() const;
};

/// Which letters are meant; an empty text means all.
struct LetterFilter {
  std::string reason = {};
  std::string topic = {};  ///< full name
  std::optional<TimePoint> since = {};
  std::size_t limit = 50;  ///< the newest
};

/// The dead-letter topic of a log, read from beside. Blocking, not thread-safe.
class DeadLetters {
 public:
  struct Place {
    std::string topic;  ///< full name
    int partitions = 0;
    std::string log;  ///< id of the log
  };
  DeadLetters(LogReader& log, StoreDirectory& directory, Place place);

  /// Oldest first.
  Result<std::vector<DeadLetter>> List(const LetterFilter& filter);
  /// kInvalid: this is no id. kNotFound: there is no such letter, or no longer.
  Result<DeadLetter> Get(std::string_view id);
  /// Publishes what the letter comes to, by the outbox of the worker that could not handle it, and
  /// notes that.
  Status Replay(const DeadLetter& letter, std::vector<OutgoingRecord> records,
                Committer& committer);

 private:
  Status ReadPartition(int partition, const LetterFilter& filter, std::vector<DeadLetter>& found);
  Status MarkReplayed(std::vector<DeadLetter>& letters);

  LogReader& log_;
  StoreDirectory& directory_;
  Place place_;
};

/// The record of a letter that lay on a topic: with its id, back where it came from, for whom could
/// not handle it. `release`: who lets a held action go. kInvalid: it is not Replayable.
Result<OutgoingRecord> ReplayOf(const DeadLetter& letter, const std::string& release = {});

/// For people who write programs: {id, at, reason, error, topic, partition, offset, key, type,
/// event_id, delivery, replays, replayed_at}; with its content also {headers, value}. Phone numbers
/// are masked.
json::object ToJson(const DeadLetter& letter, bool with_content);

}  // namespace tocsin::bridge
