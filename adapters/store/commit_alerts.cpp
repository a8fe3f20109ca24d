#include <utility>

#include "adapters/store/array_parameter.hpp"
#include "adapters/store/commit_part.hpp"

namespace tocsin::postgres {

void AddAlertTable(CommitParts& parts, const Batch& batch) {
  if (batch.alerts.Empty()) return;
  const auto taken = SortedBy(batch.alerts.taken, [](const AlertTaken& row) { return row.id; });
  const auto statuses = SortedBy(batch.alerts.statuses, [](const AlertStatus& row) {
    return std::pair<std::string_view, std::string_view>(row.alert_id, row.tenant);
  });
  parts.emplace_back('a', "commit_alerts_v2")
      .Add("taken_id", Column(taken, [](const AlertTaken& row) { return row.id; }))
      .Add("taken_raise", Column(taken, [](const AlertTaken& row) { return row.raise; }))
      .Add("taken_resolve", Column(taken, [](const AlertTaken& row) { return row.resolve; }))
      .Add("status_alert",
           Column(statuses, [](const AlertStatus& row) { return Text{row.alert_id}; }))
      .Add("status_word", Column(statuses, [](const AlertStatus& row) { return Text{row.status}; }))
      .Add("status_closes", Column(statuses, [](const AlertStatus& row) { return row.closes; }))
      .Add("status_tenant",
           Column(statuses, [](const AlertStatus& row) { return Text{row.tenant}; }));
}

}  // namespace tocsin::postgres
