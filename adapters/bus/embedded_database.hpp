#pragma once

#include <map>
#include <memory>
#include <pqxx/pqxx>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/bus.hpp"
#include "adapters/call_watch.hpp"

namespace tocsin::embedded {

/// A record of the log, shared by the log's memory and whoever reads it at the moment; never
/// changed.
struct Entry {
  Record record;
  bool from_gateway = false;
};
using Stored = std::shared_ptr<const Entry>;

/// Offsets of a partition: the first that is there, and the one that the next record gets.
struct Range {
  std::int64_t low = 0;
  std::int64_t next = 0;
};
using Ranges = std::map<TopicPartition, Range>;
using Offsets = std::map<TopicPartition, std::int64_t>;

/// The log's tables through one connection, which opens itself when needed and again after it was
/// lost, also where a stopped server does not answer (kTransient after some 12 s). Not thread-safe;
/// `watch` outlives it.
class Database {
 public:
  Database(std::string url, std::string schema, CallWatch& watch);

  /// Makes this connection the only one that writes the log. kConflict while another process is;
  /// held until the connection is lost, and then the next Append says so.
  Status Lock();
  bool Locked() const { return connection_ != nullptr && locked_; }
  /// The log's id; made when there is none.
  Result<std::string> Id();
  Result<Ranges> ReadRanges();
  Status CreateTopic(const TopicSpec& topic);
  /// Writes all or nothing. Offsets must continue those of their partitions: kConflict when
  /// somebody else wrote. kTransient: nobody knows, ask ReadRanges.
  Status Append(std::span<const Stored> entries);
  /// Records from `offset` on, at most `limit`, of bounded size together.
  Result<std::vector<Stored>> Read(const TopicPartition& partition, std::int64_t offset,
                                   std::size_t limit, Duration timeout);
  Status SaveProgress(const std::string& group, const Offsets& next);
  struct Trimmed {
    std::int64_t low = 0;  ///< of the partition, now
    bool more = false;     ///< there may be more to take away
  };
  /// Takes away a bounded number of old records that all groups have passed.
  Result<Trimmed> Trim(const TopicPartition& partition, TimePoint older_than,
                       TimePoint groups_seen_since);

 private:
  static constexpr Duration kStatementTimeout{10'000};

  template <class Work>
  std::invoke_result_t<Work, pqxx::nontransaction&> Run(std::string_view doing, Work work,
                                                        Duration limit = kStatementTimeout);
  pqxx::connection& Open();
  Error ErrorInFlight(std::string_view doing);

  const std::string url_;
  const std::string schema_;
  CallWatch& watch_;
  std::unique_ptr<pqxx::connection> connection_;
  bool locked_ = false;
};

}  // namespace tocsin::embedded
