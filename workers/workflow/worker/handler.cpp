#include "workers/workflow/worker/handler.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "schemas/topics.hpp"
#include "workers/workflow/effects/effect_kinds.hpp"

namespace tocsin::workflow {

using runtime::Arrival;
using runtime::BatchWriter;
using runtime::ShardInput;
using runtime::Signal;
using runtime::TimerDue;

namespace {

std::vector<std::unique_ptr<runtime::EffectKind>> EffectKindsOf(
    HttpClient& client, const std::map<std::string, std::string>& secrets) {
  runtime::EffectRegistry registry;
  RegisterEffectAll(registry);
  return registry.MakeAll({client, [&secrets](std::string_view name) -> std::optional<std::string> {
                             const auto found = secrets.find(std::string(name));
                             return found == secrets.end() ? std::nullopt
                                                           : std::optional(found->second);
                           }});
}

}  // namespace

bool IsReplyType(std::string_view name) {
  return name.starts_with("tocsin.") && name != type::kCallRequested &&
         name != type::kCallCancelRequested && name != type::kActionRequested &&
         !name.starts_with("tocsin.alert.") && !name.starts_with("tocsin.page.");
}

bool IsReply(const Event& event) {
  return !event.Extension("runid").empty() && IsReplyType(event.type);
}

WorkflowHandler::WorkflowHandler(WorkflowOptions options, runtime::ShardServices& services,
                                 DefinitionBook& book, HttpClient& client)
    : options_(std::move(options)),
      services_(services),
      book_(book),
      effects_(services, EffectKindsOf(client, options_.secrets)),
      has_secret_(
          [this](std::string_view name) { return options_.secrets.contains(std::string(name)); }),
      cache_(options_.cached_runs) {}

std::vector<RunId> WorkflowHandler::Concerned(const ShardInput& input) const {
  std::vector<RunId> ids;
  if (const auto* arrival = std::get_if<Arrival>(&input)) {
    if (IsReply(arrival->event)) {
      if (auto id = RunId::Parse(arrival->event.Extension("runid"))) ids.push_back(*id);
    }
  } else if (const auto* match = std::get_if<MailMatch>(&input)) {
    ids.push_back(match->run);
  } else if (const auto* timer = std::get_if<TimerDue>(&input)) {
    ids.emplace_back(timer->owner);
  } else if (const auto* signal = std::get_if<Signal>(&input)) {
    ids.emplace_back(signal->owner);
  }
  return ids;
}

bool WorkflowHandler::Ignores(std::string_view name, bool of_a_run) const {
  if (name == type::kAlertRaised)
    return false;  // a malformed one goes to the dead letters even if nobody starts on it
  if (of_a_run && IsReplyType(name)) return false;
  const auto set = book_.Current();
  return set->Starting(name).empty() && set->ListeningTo(name) == nullptr;
}

runtime::DatabaseJob WorkflowHandler::Prepare(std::span<const ShardInput> inputs) {
  batch_.Begin(book_.Current());
  const auto retried = Retried(inputs);
  std::set<RunId> seen;
  std::vector<RunId> open;
  for (const auto& input : inputs) std::ranges::copy(Concerned(input), std::back_inserter(open));
  for (const auto& [fresh, live] : batch_.taken) open.push_back(live);
  bool all_known = true;
  while (!open.empty()) {
    const RunId id = open.back();
    open.pop_back();
    if (!seen.insert(id).second) continue;
    const auto* live = cache_.Find(id);
    if (live == nullptr || !book_.Find(live->definition)) all_known = false;
    if (live != nullptr) std::ranges::copy(FamilyOf(live->run), std::back_inserter(open));
  }
  if (all_known && retried.empty()) return nullptr;
  return [this, retried,
          ids = std::vector<RunId>(seen.begin(), seen.end())](StoreSession& session) -> Status {
    TRY(LoadFamilies(ids, session));
    return LoadFailed(retried, session);
  };
}

ExpressionProgram& WorkflowHandler::ProgramOf(std::int64_t id,
                                              const std::shared_ptr<const Definition>& definition) {
  auto& entry = programs_[id];
  if (!entry.program) {
    entry.definition = definition;
    entry.program = book_.Engine().Load(definition->Expressions());
  }
  return *entry.program;
}

WorkflowHandler::Staged* WorkflowHandler::Stage(const RunId& id) {
  if (const auto found = batch_.staged.find(id); found != batch_.staged.end())
    return &found->second;
  Staged staged;
  // Not copied: OnCommitted puts it back; of a batch that is rejected it is read again.
  if (auto live = cache_.Take(id)) {
    staged.live = *std::move(live);
  } else if (const auto loaded = batch_.loaded.find(id); loaded != batch_.loaded.end()) {
    staged.live = std::move(loaded->second);
    batch_.loaded.erase(loaded);
  } else {
    return nullptr;
  }
  staged.write.revision_read = staged.live.run.revision;
  return &batch_.Stage(id, std::move(staged));
}

tl::expected<void, runtime::RoleHandler::Blame> WorkflowHandler::Decide(
    std::span<const ShardInput> inputs, BatchWriter& out) {
  ForgetStaged();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    Status status;
    batch_.ordinal = static_cast<std::uint32_t>(i);
    if (const auto* arrival = std::get_if<Arrival>(&inputs[i])) {
      status = OnArrival(*arrival, batch_.ordinal, out);
    } else if (const auto* match = std::get_if<MailMatch>(&inputs[i])) {
      status = OnMail(*match, out);
    } else if (const auto* timer = std::get_if<TimerDue>(&inputs[i])) {
      status = OnTimer(*timer, out);
    } else if (const auto* signal = std::get_if<Signal>(&inputs[i])) {
      status = OnSignal(*signal, out);
    }
    if (!status) return tl::unexpected<Blame>(Blame{i, status.error()});
  }
  Finish(out);
  return {};
}

void WorkflowHandler::ForgetStaged() {
  effects_.BeginBatch();
  journal_.Drop();
  batch_.ForgetStaged();
}

Status WorkflowHandler::SetAside(const ShardInput& input, std::string_view why, BatchWriter& out) {
  ForgetStaged();
  for (const auto& id : Concerned(input)) {
    auto* staged = Stage(id);
    if (staged != nullptr)
      TRY(Apply(*staged, Control{Control::Kind::kFault, std::string(why)}, out));
  }
  if (const auto* match = std::get_if<MailMatch>(&input))
    out.Out().mail_taken.push_back(match->mail);
  Finish(out);
  return {};
}

void WorkflowHandler::Finish(BatchWriter& out) {
  for (const auto& id : batch_.staged_order) {
    auto& staged = batch_.staged.at(id);
    if (staged.live.run.revision == staged.write.revision_read) continue;  // nothing applied
    RunWrite& write = staged.write;
    const Run& run = staged.live.run;
    const auto definition = book_.Find(staged.live.definition);
    write.id = id;
    write.partition = staged.live.partition;
    write.definition = staged.live.definition;
    write.space = definition->Namespace();
    write.name = definition->Name();
    write.key = run.key;
    write.subject = run.subject;
    write.tenant = run.tenant;
    write.revision = run.revision;
    write.status = run.status;
    write.format = kRunFormat;
    if (!IsOver(run.status))
      write.state = EncodeRun(run);
    else if (!run.state.empty())
      write.kept = EncodeRun(run);
    write.started_at = run.started_at;
    if (!staged.history.empty()) write.history = JsonText(staged.history);
    // One that was called off in the same batch never begins.
    for (const auto& effect : staged.effects)
      if (std::ranges::find(staged.effects_removed, effect.id) == staged.effects_removed.end())
        out.Out().effects_added.push_back(effect);
    for (const auto& effect : staged.effects_removed) out.Out().effects_removed.push_back(effect);
    const bool waits = staged.wake_at && !IsOver(run.status);
    if (waits || write.revision_read > 0)
      out.Out().timers.push_back(
          {std::string(kRunTimer), id, write.partition, waits ? staged.wake_at : std::nullopt});
    out.Out().runs.push_back(std::move(write));  // but for `revision_read`, a number
  }
}

void WorkflowHandler::CountEnd(const Staged& staged) {
  const auto definition = book_.Find(staged.live.definition);
  services_.GetMetrics().Add(
      "tocsin_workflow_runs_total", 1,
      {{"workflow", definition->Name()}, {"status", ToString(staged.live.run.status)}});
  services_.GetMetrics().Observe("tocsin_workflow_run_seconds",
                                 std::chrono::duration<double>(staged.took).count(),
                                 {{"workflow", definition->Name()}}, staged.trace);
}

void WorkflowHandler::OnCommitted(const Batch& batch, const CommitOutcome&) {
  journal_.Flush();
  effects_.OnCommitted(batch);
  for (const auto& id : batch_.staged_order) {
    auto& staged = batch_.staged.at(id);
    if (!IsOver(staged.live.run.status)) {
      cache_.Put(std::move(staged.live));
      continue;
    }
    cache_.Drop(id);  // of a run that was made anew under the id of one that another shard ended
    if (staged.live.run.revision != staged.write.revision_read) CountEnd(staged);
  }
  for (auto& [id, live] : batch_.loaded)
    if (!batch_.staged.contains(id)) cache_.Put(std::move(live));
  batch_.Committed();
}

void WorkflowHandler::OnRejected(const CommitOutcome& outcome) {
  journal_.Drop();
  effects_.OnRejected(outcome);
  for (const auto& id : outcome.stale) {
    if (const auto found = batch_.staged.find(id);
        found != batch_.staged.end() && found->second.write.revision_read == 0)
      batch_.existing.insert(id);
    cache_.Drop(id);
  }
  for (const auto& [fresh, live] : outcome.taken) batch_.taken[fresh] = live;
  batch_.Rejected();
}

void WorkflowHandler::OnTaken(const std::vector<int>&, const TakeOver& taken) {
  effects_.Take(taken.effects);
}

void WorkflowHandler::OnEffects(const std::vector<EffectRow>& effects) { effects_.Take(effects); }

void WorkflowHandler::OnLost(const std::vector<int>& partitions) {
  effects_.OnLost(partitions);
  cache_.DropIf([&](const LiveRun& live) {
    return std::ranges::find(partitions, live.partition) != partitions.end();
  });
}

}  // namespace tocsin::workflow
