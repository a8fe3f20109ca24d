// Runs that are part of other runs (`run: workflow`): a run and what it starts, ends or cancels are
// of one partition and stored by one commit, so that no crash comes between them.
#include <spdlog/spdlog.h>

#include <algorithm>

#include "schemas/trace_context.hpp"
#include "workers/workflow/worker/handler.hpp"

namespace tocsin::workflow {

using runtime::BatchWriter;

namespace {

/// Beyond it those of one batch are only made, and begin with the next: one commit must not grow
/// without bound.
constexpr std::size_t kMostChildrenBegun = 200;

Run NewChild(const Run& parent, const RunStart& start, TimePoint now) {
  Run run;
  run.id = start.id;
  run.key = start.id.ToString();
  run.subject = parent.subject;
  run.started_at = now;
  run.traceparent = ChildTraceparent(parent.traceparent, run.key);
  run.parent_span = start.span != 0 ? start.span : SpanOf(parent.traceparent);
  run.tracestate = parent.tracestate;
  run.causation = parent.causation;
  run.tenant = parent.tenant;
  run.depth = parent.depth + 1;
  if (start.awaited) run.parent = parent.id;
  return run;
}

}  // namespace

std::vector<RunId> WorkflowHandler::FamilyOf(const Run& run) {
  auto family = run.children;
  if (!run.parent.IsNil()) family.push_back(run.parent);
  return family;
}

Status WorkflowHandler::LoadFamilies(std::vector<RunId> ids, StoreSession& session) {
  std::set<RunId> seen;
  while (!ids.empty()) {
    std::vector<RunId> missing, next;
    for (const auto& id : ids) {
      if (!seen.insert(id).second) continue;
      const auto* live = cache_.Find(id);
      if (live == nullptr) {
        missing.push_back(id);
        continue;
      }
      TRY(book_.Load(live->definition, session));
      std::ranges::copy(FamilyOf(live->run), std::back_inserter(next));
    }
    if (!missing.empty()) {
      TRY_ASSIGN(const auto stored, session.LoadRuns(missing));
      for (const auto& row : stored) {
        TRY(Keep(row, session));
        if (const auto kept = batch_.loaded.find(row.id); kept != batch_.loaded.end())
          std::ranges::copy(FamilyOf(kept->second.run), std::back_inserter(next));
      }
    }
    ids = std::move(next);
  }
  return {};
}

Status WorkflowHandler::Keep(const StoredRun& row, StoreSession& session) {
  auto run = DecodeRun(row);
  const auto definition = book_.Load(row.definition, session);
  if (run && definition) {
    batch_.loaded[row.id] = LiveRun{*std::move(run), row.partition, row.definition};
    return {};
  }
  const Error& fault = run ? definition.error() : run.error();
  if (fault.kind != ErrorKind::kInternal) return Fail(fault);
  // One run that cannot be read must not stop all others of its shard.
  batch_.unreadable.insert(row.id);
  services_.GetMetrics().Add("tocsin_workflow_unreadable_runs_total");
  TellOfRun(spdlog::level::err, row.id.ToString(), "cannot go on: " + fault.message);
  return {};
}

Status WorkflowHandler::SettleFamilies(BatchWriter& out) {
  if (batch_.settling) return {};  // whoever called goes on with it
  batch_.settling = true;
  // Also where a fault is thrown: the handler goes on.
  const struct Settled {
    bool& settling;
    ~Settled() { settling = false; }
  } settled{batch_.settling};
  Status status;
  while (status && !batch_.family_steps.empty()) {
    auto step = std::move(batch_.family_steps.front());
    batch_.family_steps.pop_front();
    if (auto* start = std::get_if<ChildStart>(&step)) {
      status = StartChild(std::move(*start), out);
    } else if (auto* end = std::get_if<ChildEnd>(&step)) {
      auto* parent = Stage(end->parent);
      if (parent != nullptr && std::ranges::count(parent->live.run.children, end->ended.run) > 0)
        status = ApplyAlone(*parent, std::move(end->ended), out);
    } else if (const auto* of_child = std::get_if<ChildControl>(&step)) {
      if (auto* child = Stage(of_child->id)) status = ApplyAlone(*child, of_child->control, out);
    }
  }
  return status;
}

Status WorkflowHandler::StartChild(ChildStart given, BatchWriter& out) {
  const auto& parent = batch_.staged.at(given.parent);
  const RunId id = given.start.id;
  if (batch_.staged.contains(id)) return {};
  Staged staged;
  staged.live.run = NewChild(parent.live.run, given.start, out.Now());
  staged.live.partition = parent.live.partition;
  staged.live.definition = given.start.definition;
  staged.write.ordinal = batch_.ordinal;
  if (given.start.awaited) {
    const bool stored = parent.write.revision_read > 0;
    staged.write.as_old_as = stored ? parent.live.run.id : parent.write.as_old_as;
    if (!stored) staged.write.ordinal = parent.write.ordinal;
  }
  const auto parent_definition = book_.Find(parent.live.definition);
  staged.history.push_back(
      {{"at", FormatTime(out.Now())},
       {"task", "/"},
       {"what", "part-of"},
       {"run", given.parent.ToString()},
       {"workflow", parent_definition->Namespace() + '/' + parent_definition->Name()}});
  auto& entry = batch_.Stage(id, std::move(staged));
  const bool held = ++batch_.children_started > kMostChildrenBegun;
  return ApplyAlone(entry, Start{std::move(given.start.input), held}, out);
}

void WorkflowHandler::Within(const RunId& id, std::vector<Staged*>& found) {
  auto* staged = Stage(id);
  if (staged == nullptr) return;
  const auto children = staged->live.run.children;
  for (const auto& child : children) Within(child, found);
  found.push_back(staged);
}

}  // namespace tocsin::workflow
