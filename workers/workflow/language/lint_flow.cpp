#include "workers/workflow/language/parser.hpp"

namespace tocsin::workflow {
namespace {

/// The indices that the flow may go to from task `i`.
std::vector<std::size_t> NextOf(const TaskList& list, std::size_t i) {
  const TaskNode& task = *list[i];
  std::vector<std::size_t> next;
  const auto add = [&](const Flow& flow) {
    if (flow.kind == Flow::Kind::kContinue) next.push_back(i + 1);
    if (flow.kind == Flow::Kind::kTask) next.push_back(flow.task);
  };
  if (!task.always_leaves) add(task.then);
  for (const auto& flow : task.own_flows) add(flow);
  if (task.condition) next.push_back(i + 1);
  return next;
}

}  // namespace

void LintReachability(Parser& parser, const TaskList& list) {
  std::vector<bool> reached(list.size(), false);
  std::vector<std::size_t> open = {0};
  while (!open.empty()) {
    const auto i = open.back();
    open.pop_back();
    if (i >= list.size() || reached[i]) continue;
    reached[i] = true;
    for (const auto next : NextOf(list, i)) open.push_back(next);
  }
  for (std::size_t i = 0; i < list.size(); ++i)
    if (!reached[i])
      parser.Warn(list[i]->mark,
                  "task '" + list[i]->name + "' is never reached: no flow leads to it");
}

}  // namespace tocsin::workflow
