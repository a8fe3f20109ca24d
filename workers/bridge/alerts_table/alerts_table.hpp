#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/log_quota.hpp"
#include "workers/runtime/handler.hpp"

namespace tocsin::bridge {

/// The table `alerts`, for the bridge of one shard: rows that monitors insert become
/// tocsin.alert.raised, rows whose status is set to "resolved" become tocsin.alert.resolved, and a
/// row's status follows what the bus says of its alert.
///
/// A row is taken by whoever owns the partition of its alert_id, in the commit whose outbox has its
/// event; a row that is taken already is a conflict, and dropped. A look walks over what is pending
/// in pieces, each row an input of its own, so that one that cannot be handled keeps no other back;
/// looks are asked for by the store's watch and at a take-over.
///
/// On the shard's thread. Its inputs are those that Takes and Decide say.
class AlertsTable {
 public:
  /// `partitions`: of the topics.
  AlertsTable(runtime::ShardServices& services, int partitions)
      : services_(services), partitions_(partitions) {}

  /// Rows may have come.
  void Look();

  /// Whether rows follow events of this type.
  static bool Follows(std::string_view type);
  /// What must be read before these inputs can be decided; nullptr: nothing.
  runtime::DatabaseJob Prepare(std::span<const runtime::ShardInput> inputs);
  void BeginBatch();
  /// Whether the event concerns a row.
  bool Decide(const runtime::Arrival& arrival, runtime::BatchWriter& out);
  /// Whether the signal is one of the table's.
  bool Decide(const runtime::Signal& signal, runtime::BatchWriter& out);
  /// The row that ends the process again and again is not sent: it is closed as failed.
  bool SetAside(const runtime::Signal& signal, std::string_view why, runtime::BatchWriter& out);
  void OnCommitted();
  void OnRejected(const CommitOutcome& outcome);
  void OnTaken(const std::vector<int>& partitions);
  void OnLost(const std::vector<int>& partitions);

 private:
  /// A piece of what is pending.
  struct Piece {
    std::vector<AlertTableRow> rows;  ///< of partitions of ours
    std::int64_t reached = 0;         ///< all pending rows up to it were looked at
    bool last = false;                ///< there was nothing behind it
  };
  runtime::Signal LookSignal() const;
  void Begin();
  Status ReadPiece(AlertTable& table);
  void Take(const AlertTableRow& row, runtime::BatchWriter& out);

  runtime::ShardServices& services_;
  const int partitions_;
  std::set<int> owned_;
  bool watched_ = false;  ///< somebody tells of rows; else nobody writes any
  bool looking_ = false;  ///< a look is under way
  bool again_ = false;    ///< rows may have come behind it
  std::int64_t reached_ = 0;
  std::optional<Piece> piece_;       ///< of the batch under way
  std::set<std::string> open_;       ///< alert ids with open rows, of the batch under way
  std::set<std::int64_t> decided_;   ///< rows of the batch under way
  std::set<std::int64_t> not_ours_;  ///< rows that the last try could not take
  /// Alert ids and tenants, places among the batch's statuses.
  std::map<std::pair<std::string, std::string>, std::size_t> written_;
  LogQuota cut_;
};

}  // namespace tocsin::bridge
