// Runs that failed and are taken up again (`tocsin runs retry`).
#include <spdlog/spdlog.h>

#include "schemas/topics.hpp"
#include "workers/workflow/worker/handler.hpp"
#include "workers/workflow/worker/run_control.hpp"

namespace tocsin::workflow {

std::vector<RunId> WorkflowHandler::Retried(std::span<const runtime::ShardInput> inputs) {
  std::vector<RunId> ids;
  for (const auto& input : inputs) {
    const auto* arrival = std::get_if<runtime::Arrival>(&input);
    if (arrival == nullptr || arrival->event.type != type::kRunControlRequested) continue;
    const auto control = ReadRunControl(arrival->event);
    if (control && IsRetry(control->control)) ids.push_back(control->run);
  }
  return ids;
}

Status WorkflowHandler::LoadFailed(const std::vector<RunId>& ids, StoreSession& session) {
  for (const auto& id : ids) {
    if (cache_.Find(id) != nullptr || batch_.loaded.contains(id)) continue;
    TRY_ASSIGN(const auto row, session.LoadFailedRun(id));
    if (!row || row->state.empty()) continue;
    auto run = DecodeRun(*row);
    const auto definition = book_.Load(row->definition, session);
    if (run && definition) {
      run->parent = {};  // that went on without it
      batch_.failed[id] = LiveRun{*std::move(run), row->partition, row->definition};
      continue;
    }
    const Error& fault = run ? definition.error() : run.error();
    if (fault.kind != ErrorKind::kInternal && fault.kind != ErrorKind::kNotFound)
      return Fail(fault);
    TellOfRun(spdlog::level::err, id.ToString(), "cannot be retried: " + fault.message);
  }
  return {};
}

WorkflowHandler::Staged* WorkflowHandler::StageFailed(const RunId& id) {
  const auto found = batch_.failed.find(id);
  if (found == batch_.failed.end() || batch_.existing.contains(id) || batch_.staged.contains(id))
    return nullptr;
  if (const auto taken = batch_.taken.find(id); taken != batch_.taken.end()) {
    TellOfRun(spdlog::level::warn, id.ToString(),
              "is not retried: another run of its key lives, " + taken->second.ToString());
    return nullptr;
  }
  Staged staged;
  staged.live = found->second;
  staged.write.ordinal = batch_.ordinal;
  staged.write.retried_revision = staged.live.run.revision;
  return &batch_.Stage(id, std::move(staged));
}

}  // namespace tocsin::workflow
