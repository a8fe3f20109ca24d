#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/result.hpp"
#include "schemas/tenant.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// The columns of the table `alerts` that make an alert: those of source 000 in its order, and
/// `fingerprint`.
inline constexpr std::string_view kAlertColumns[] = {
    "alert_type", "severity",    "resource_type", "resource_id", "resource_name", "node_name",
    "title",      "description", "status",        "created_at",  "fingerprint"};
/// Of a longer column only its beginning is read, in characters.
inline constexpr std::size_t kMostOfDescription = 60'000;
inline constexpr std::size_t kMostOfColumn = 4'000;

/// A row that is to be taken: its alert is to be raised or resolved. Texts are UTF-8.
struct AlertTableRow {
  std::int64_t id = 0;
  std::string alert_id;
  std::string tenant{kDefaultTenant};
  /// Names and values of kAlertColumns that are not null; created_at as RFC 3339.
  std::vector<std::pair<std::string, std::string>> columns = {};
  std::vector<std::string> cut = {};  ///< columns of which there is more
  TimePoint inserted_at{};
  bool raise = false;
  bool resolve = false;  ///< somebody has written that it is resolved
};

/// A row is taken by the batch that publishes its events; it must not have been taken before.
struct AlertTaken {
  std::int64_t id = 0;
  bool raise = false;
  bool resolve = false;  ///< with `raise`: it was over before anyone saw it, and is closed
};
/// How far the open alerts of a tenant and that id are; each once in a batch. A closed row keeps
/// its status.
struct AlertStatus {
  std::string alert_id;
  std::string status;
  bool closes = false;
  std::string tenant{kDefaultTenant};
};
/// A batch's writes to the table.
struct AlertTableWrites {
  std::vector<AlertTaken> taken = {};
  std::vector<AlertStatus> statuses = {};
  bool Empty() const { return taken.empty() && statuses.empty(); }
};

/// A row that is to be taken, by its key on the bus.
struct AlertTableKey {
  std::int64_t id = 0;
  std::string alert_id;
};

/// What a session reads of the table `alerts`, which monitors and people write.
class AlertTable {
 public:
  virtual ~AlertTable() = default;
  /// Rows that are to be taken, with a larger id than `after`, by their ids; at most `limit`. From
  /// the beginning (0) it first writes the statuses that commits had to leave because somebody held
  /// their rows.
  virtual Result<std::vector<AlertTableKey>> PendingAlerts(std::int64_t after,
                                                           std::size_t limit) = 0;
  /// Those of these rows that are still to be taken, by their ids.
  virtual Result<std::vector<AlertTableRow>> LoadAlerts(const std::vector<std::int64_t>& ids) = 0;
  /// Those of these alert ids that have an open row.
  virtual Result<std::vector<std::string>> OpenAlerts(
      const std::vector<std::string>& alert_ids) = 0;
};

}  // namespace tocsin
