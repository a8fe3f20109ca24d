#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/http.hpp"
#include "workers/bridge/alerts_table/alerts_table.hpp"
#include "workers/bridge/delivery.hpp"
#include "workers/bridge/delivery_effect.hpp"
#include "workers/bridge/delivery_expressions.hpp"
#include "workers/bridge/delivery_journal.hpp"
#include "workers/bridge/messages/message_effect.hpp"
#include "workers/bridge/safeguards.hpp"
#include "workers/runtime/effects.hpp"
#include "workers/runtime/handler.hpp"

namespace tocsin::bridge {

/// Events out by signed webhook or to another topic, one effect row for each event and delivery.
/// 2xx removes the row and closes an action with tocsin.action.completed; anything else is tried
/// again with growing pauses (an answer's Retry-After is respected), and after 410 or the last
/// attempt the action ends with tocsin.action.failed and the event goes to the dead-letter topic.
/// After a restart pending rows are sent again under the same webhook-id. Whatever is decided about
/// a row holds it at its attempt, so that a process that was stopped meanwhile can neither bring
/// back what is delivered nor end it a second time.
///
/// Messages (tocsin.message.requested) over the channels of the settings take the same way, and are
/// answered by tocsin.message.sent or .failed.
///
/// How they are sent is runtime::Effects. What comes in by the table `alerts` is AlertsTable. One
/// for each shard, on its thread.
class BridgeHandler final : public runtime::RoleHandler {
 public:
  BridgeHandler(std::shared_ptr<const Deliveries> deliveries, ExpressionEngine& engine,
                HttpClient& client, runtime::ShardServices& services, int partitions);

  /// Puts changed settings into force. On the shard's thread.
  void UseDeliveries(std::shared_ptr<const Deliveries> deliveries);
  /// The same of what an action must keep to; without any, all may leave.
  void UseSafeguards(std::shared_ptr<const Safeguards> safeguards) {
    kind_.Use(safeguards);
    safeguards_ = std::move(safeguards);
  }

  /// The same of the channels of messages; until then there are none.
  void UseChannels(std::shared_ptr<const Channels> channels);
  /// Rows of the table `alerts` may have come. On the shard's thread.
  void LookAtAlerts() { alerts_.Look(); }

  bool Ignores(std::string_view type, bool of_a_run) const override;
  runtime::DatabaseJob Prepare(std::span<const runtime::ShardInput> inputs) override;
  tl::expected<void, Blame> Decide(std::span<const runtime::ShardInput> inputs,
                                   runtime::BatchWriter& out) override;
  /// The delivery that the input is for ends as failed.
  Status SetAside(const runtime::ShardInput& input, std::string_view why,
                  runtime::BatchWriter& out) override;
  void OnCommitted(const Batch& batch, const CommitOutcome& outcome) override;
  void OnRejected(const CommitOutcome& outcome) override;
  void OnTaken(const std::vector<int>& partitions, const TakeOver& taken) override;
  void OnEffects(const std::vector<EffectRow>& effects) override;
  std::vector<EffectId> Effects() const override;
  void OnLost(const std::vector<int>& partitions) override;

 private:
  BridgeHandler(std::shared_ptr<const Deliveries> deliveries, ExpressionEngine& engine,
                runtime::ShardServices& services, int partitions,
                std::unique_ptr<DeliveryEffectKind> kind,
                std::unique_ptr<MessageEffectKind> messages);

  void DecideArrival(const runtime::Arrival& arrival, runtime::BatchWriter& out);
  /// `reported`: a delivery of the event awaits a report.
  void Send(const Deliveries::Entry& entry, const runtime::Arrival& arrival, bool reported,
            runtime::BatchWriter& out);
  /// Puts an action that must not leave on the dead-letter topic; false when it may.
  bool Hold(const std::vector<const Deliveries::Entry*>& takers, const runtime::Arrival& arrival,
            runtime::BatchWriter& out);
  /// The same of one that might leave when it came, and may not now.
  void HoldLate(const runtime::SettledEffect& settled, const std::string& why,
                runtime::BatchWriter& out);
  void TellHeld(const Event& event, const std::string& why, runtime::BatchWriter& out);
  void ShowDryRun(const Deliveries::Entry& entry, const Event& event, runtime::BatchWriter& out);
  void AddNote(const Event& event, json::object note, runtime::BatchWriter& out);
  /// What a delivery's answer comes to, beside its row.
  void Settle(const runtime::SettledEffect& settled, runtime::BatchWriter& out);
  void Succeed(const runtime::SettledEffect& settled, runtime::BatchWriter& out);
  void Retry(const runtime::SettledEffect& settled, runtime::BatchWriter& out);
  void GiveUp(const runtime::SettledEffect& settled, runtime::BatchWriter& out);
  /// For `explain`, and for the log once it is stored.
  void Tell(const runtime::SettledEffect& settled, const DeliveryNews& news,
            runtime::BatchWriter& out);
  /// What a delivery that was taken, or given up, says of its action; false: nothing.
  void ActionTaken(const DeliveryTask& task, const runtime::SettledEffect& settled,
                   runtime::BatchWriter& out);
  bool ActionGivenUp(const DeliveryTask& task, const EffectRow& row, const std::string& reason,
                     runtime::BatchWriter& out);
  /// From now on a report of what became of the action is due.
  void Await(const DeliveryTask& task, const EffectRow& delivered, Duration within,
             runtime::BatchWriter& out);
  /// Ends the action that was delivered and tells it; false when it has ended already, or another
  /// delivery of it says so.
  bool End(const DeliveryTask& task, int partition, std::string_view state, json::value result,
           const EffectId& end, runtime::BatchWriter& out);
  void ShowFailures(std::string_view delivery);
  void Count(const DeliveryTask& task, std::string_view outcome);
  void EndFailed(const runtime::SettledEffect& settled, std::string_view letter,
                 const std::string& why, const std::string& reason, runtime::BatchWriter& out);

  const Deliveries& All() const { return expressions_->All(); }

  ExpressionEngine& engine_;
  runtime::ShardServices& services_;
  std::unique_ptr<DeliveryExpressions> expressions_;
  DeliveryJournal journal_;
  std::set<std::string> ending_;   ///< actions that end in the batch in hand
  std::set<std::string> ended_;    ///< that had ended when it was to be stored
  std::set<std::string> limited_;  ///< one too many on their resource
  std::shared_ptr<const Safeguards> safeguards_ = std::make_shared<Safeguards>();
  DeliveryEffectKind& kind_;     ///< of effects_
  MessageEffectKind& messages_;  ///< likewise
  runtime::Effects effects_;
  AlertsTable alerts_;
};

}  // namespace tocsin::bridge
