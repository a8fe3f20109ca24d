#include "adapters/store/array_parameter.hpp"
#include "adapters/store/commit_part.hpp"

namespace tocsin::postgres {

void AddActions(CommitParts& parts, const Batch& batch) {
  if (batch.actions_opened.empty() && batch.actions_ended.empty()) return;
  const auto by_id = [](const auto& row) { return std::string_view(row.id); };
  const auto opened = SortedBy(batch.actions_opened, by_id);
  const auto ended = SortedBy(batch.actions_ended, by_id);
  parts.emplace_back('K', "commit_actions_v1")
      .Add("open_id", Column(opened, [](const ActionOpen& row) { return Text{row.id}; }))
      .Add("open_partition", Column(opened, [](const ActionOpen& row) { return row.partition; }))
      .Add("open_about", Column(opened, [](const ActionOpen& row) { return Bytes{row.about}; }))
      .Add("open_again", Column(opened, [](const ActionOpen& row) { return row.again; }))
      .Add("open_resource", Column(opened, [](const ActionOpen& row) { return row.resource; }))
      .Add("open_rate", Column(opened, [](const ActionOpen& row) { return row.rate; }))
      .Add("open_since", Column(opened, [](const ActionOpen& row) { return row.since; }))
      .Add("close_id", Column(ended, [](const ActionEnd& row) { return Text{row.id}; }))
      .Add("close_state", Column(ended, [](const ActionEnd& row) { return Text{row.state}; }))
      .Add("close_result", Column(ended, [](const ActionEnd& row) { return Bytes{row.result}; }));
}

}  // namespace tocsin::postgres
