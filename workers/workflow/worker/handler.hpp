#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "workers/runtime/effects.hpp"
#include "workers/runtime/handler.hpp"
#include "workers/workflow/engine/decide.hpp"
#include "workers/workflow/language/definition_set.hpp"
#include "workers/workflow/oncall/alert_rules.hpp"
#include "workers/workflow/worker/batch_in_hand.hpp"
#include "workers/workflow/worker/run_cache.hpp"
#include "workers/workflow/worker/run_journal.hpp"

namespace tocsin::workflow {

struct WorkflowOptions {
  std::size_t cached_runs = 20'000;                 ///< per shard
  Duration mail_lifetime = std::chrono::hours(1);   ///< how long an event waits for its listen
  Lifecycle lifecycle = Lifecycle::kWorkflow;       ///< of definitions that do not say it
  std::map<std::string, std::string> secrets = {};  ///< what $secrets stands for
};

/// The workflow worker's part of a shard: events start runs, answer runs or wait for a listen;
/// every change of a run goes through Decide.
class WorkflowHandler final : public runtime::RoleHandler {
 public:
  WorkflowHandler(WorkflowOptions options, runtime::ShardServices& services, DefinitionBook& book,
                  HttpClient& client);

  bool Ignores(std::string_view type, bool of_a_run) const override;
  std::vector<std::string> TimerKinds() const override { return {std::string(kRunTimer)}; }
  runtime::DatabaseJob Prepare(std::span<const runtime::ShardInput> inputs) override;
  tl::expected<void, Blame> Decide(std::span<const runtime::ShardInput> inputs,
                                   runtime::BatchWriter& out) override;
  /// The run that the input is for ends as faulted.
  Status SetAside(const runtime::ShardInput& input, std::string_view why,
                  runtime::BatchWriter& out) override;
  void OnCommitted(const Batch& batch, const CommitOutcome& outcome) override;
  void OnRejected(const CommitOutcome& outcome) override;
  void OnTaken(const std::vector<int>& partitions, const TakeOver& taken) override;
  void OnEffects(const std::vector<EffectRow>& effects) override;
  std::vector<EffectId> Effects() const override { return effects_.Known(); }
  void OnLost(const std::vector<int>& partitions) override;

 private:
  using Staged = BatchInHand::Staged;
  using ChildStart = BatchInHand::ChildStart;
  using ChildEnd = BatchInHand::ChildEnd;
  struct Program {
    std::shared_ptr<const Definition>
        definition;  ///< shared with the book: a run may outlive its set
    std::unique_ptr<ExpressionProgram> program;
  };

  ExpressionProgram& ProgramOf(std::int64_t id,
                               const std::shared_ptr<const Definition>& definition);
  std::vector<RunId> Concerned(const runtime::ShardInput& input) const;
  /// The runs that start, end or are cancelled with `run`: its parent and its children.
  static std::vector<RunId> FamilyOf(const Run& run);
  /// Loads runs and all that are of one family with them.
  Status LoadFamilies(std::vector<RunId> ids, StoreSession& session);
  Status Keep(const StoredRun& row, StoreSession& session);
  /// Runs that failed and are to be retried.
  static std::vector<RunId> Retried(std::span<const runtime::ShardInput> inputs);
  Status LoadFailed(const std::vector<RunId>& ids, StoreSession& session);
  Staged* StageFailed(const RunId& id);
  Staged* Stage(const RunId& id);
  void ForgetStaged();
  /// Whether an event may reach the run: that of another tenant may not.
  static bool OfSame(const Staged& staged, const Event& event);
  RunId LiveWithKey(const std::string& place, const RunId& fresh) const;

  Status OnArrival(const runtime::Arrival& arrival, std::uint32_t ordinal,
                   runtime::BatchWriter& out);
  /// Somebody wants a run to end, to pause or to go on.
  Status OnRunControl(const runtime::Arrival& arrival, runtime::BatchWriter& out);
  Status StartRuns(const runtime::Arrival& arrival, const Event& event, std::uint32_t ordinal,
                   runtime::BatchWriter& out, bool& matched);
  /// Nothing: the event has its run, a new one or the one about the same. Else what the run that
  /// has its key is about.
  Result<std::optional<std::string>> StartRun(const KnownDefinition& known, StartPlan plan,
                                              const runtime::Arrival& arrival, const Event& event,
                                              std::uint32_t ordinal, runtime::BatchWriter& out);
  /// Keeps the event for the live run of its key; a dead letter when that has no room.
  Status CollectFor(Staged& live, const Event& event, const runtime::Arrival& arrival,
                    runtime::BatchWriter& out);
  Status PostMail(const Event& event, std::uint32_t ordinal, runtime::BatchWriter& out,
                  bool& matched);
  Status OnMail(const MailMatch& match, runtime::BatchWriter& out);
  Status OnTimer(const runtime::TimerDue& timer, runtime::BatchWriter& out);
  Status OnSignal(const runtime::Signal& signal, runtime::BatchWriter& out);
  Status StartByHand(const runtime::Signal& signal, runtime::BatchWriter& out);
  /// kInternal: the definition of the run is not loaded.
  /// `spans`: where those of the run go; none: nobody looks.
  Result<World> WorldOf(const LiveRun& live, const runtime::SpanBook* spans = nullptr);
  Status Apply(Staged& staged, Input input, runtime::BatchWriter& out);
  Status ApplyAlone(Staged& staged, Input next, runtime::BatchWriter& out);
  /// Takes what runs decided of others of their family to those, until nothing is left.
  Status SettleFamilies(runtime::BatchWriter& out);
  Status StartChild(ChildStart given, runtime::BatchWriter& out);
  /// A run with all that are part of it, the innermost first.
  void Within(const RunId& id, std::vector<Staged*>& found);
  void Absorb(Staged& staged, Transition transition, runtime::BatchWriter& out);
  /// Gives a run the mail of this batch that ends it: what came before a newer start of its key
  /// belongs to the older one.
  Status EndByMail(Staged& staged, runtime::BatchWriter& out);
  Status EndByMail(Staged& staged, const MailWrite& mail, runtime::BatchWriter& out);
  void CountEnd(const Staged& staged);
  void Finish(runtime::BatchWriter& out);

  WorkflowOptions options_;
  runtime::ShardServices& services_;
  DefinitionBook& book_;
  runtime::Effects effects_;
  std::map<std::int64_t, Program> programs_;
  std::shared_ptr<const Resources> rules_of_;  ///< what alert_rules_ was made of
  std::unique_ptr<AlertRules> alert_rules_;
  std::function<bool(std::string_view)> has_secret_;
  RunCache cache_;
  BatchInHand batch_;
  RunJournal journal_;  ///< of the batch in hand, and its bound over all
};

/// Starts a run that no event starts, with this input. The definition must be known to the book.
/// Not durable before the run is: who enters it looks whether the run is there.
runtime::Signal StartSignal(const RunId& run, int partition, std::int64_t definition,
                            json::value input);

/// Whether an event of this type that carries a run's id answers a request of that run (and is none
/// itself).
bool IsReplyType(std::string_view type);
bool IsReply(const Event& event);

}  // namespace tocsin::workflow
