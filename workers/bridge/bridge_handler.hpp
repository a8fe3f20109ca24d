#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapters/http.hpp"
#include "workers/bridge/delivery.hpp"
#include "workers/bridge/delivery_journal.hpp"
#include "workers/runtime/handler.hpp"

namespace tocsin::bridge {

/// Events out by signed webhook, one effect row for each event and delivery. 2xx removes the row
/// and closes an action with tocsin.action.completed; anything else is tried again with growing
/// pauses (an answer's Retry-After is respected), and after 410 or the last attempt the action ends
/// with tocsin.action.failed and the event goes to the dead-letter topic. After a restart pending
/// rows are sent again under the same webhook-id. Whatever is decided about a row holds it at its
/// attempt, so that a process that was stopped meanwhile can neither bring back what is delivered
/// nor end it a second time.
///
/// One for each shard, on its thread; answers to calls of a handler that is gone are dropped.
class BridgeHandler final : public runtime::RoleHandler {
 public:
  BridgeHandler(std::shared_ptr<const Deliveries> deliveries, ExpressionEngine& engine,
                HttpClient& client, runtime::ShardServices& services);
  ~BridgeHandler() override;

  /// Puts changed settings into force. On the shard's thread.
  void UseDeliveries(std::shared_ptr<const Deliveries> deliveries);

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
  struct Pending {
    EffectRow row;
    DeliveryTask task;
  };
  /// A request that was made, until what its answer comes to is stored: whatever is decided again
  /// meanwhile, nobody asks a second time.
  struct Request {
    int attempt = 1;
    std::optional<json::value> answer = {};
  };
  /// Bounds the requests to one address, so that a dead one cannot hold up the others.
  struct Lane {
    std::deque<EffectId> ready;
    std::size_t in_flight = 0;
  };

  /// The way back from the client's thread; shut when the handler goes.
  struct Door {
    std::mutex mutex;
    runtime::ShardServices* services = nullptr;
    BridgeHandler* handler = nullptr;
  };

  void DecideArrival(const runtime::Arrival& arrival, runtime::BatchWriter& out);
  Result<bool> Wanted(const Deliveries::Entry& entry, const Event& event,
                      std::optional<json::value>& envelope);
  void DecideDue(const runtime::Signal& signal, runtime::BatchWriter& out);
  void DecideResult(const runtime::Signal& signal, runtime::BatchWriter& out);
  void Succeed(const Pending& pending, const json::value& result, runtime::BatchWriter& out);
  void Retry(const Pending& pending, const Deliveries::Entry& entry, const json::value& result,
             runtime::BatchWriter& out);
  void GiveUp(const Pending& pending, const json::value& result, runtime::BatchWriter& out);
  /// For `explain`, and for the log once it is stored.
  void Tell(const Pending& pending, const DeliveryNews& news, runtime::BatchWriter& out);
  void EndFailed(const Pending& pending, std::string_view letter, const std::string& why,
                 const std::string& reason, runtime::BatchWriter& out);
  void Schedule(const EffectRow& row);
  void Pump(const std::string& delivery);
  void Send(const EffectId& id, const Pending& pending);
  void OnSent(const EffectId& id, int attempt, const std::string& delivery,
              const json::value& result);
  void EnterResult(const EffectId& id, int partition);

  std::shared_ptr<const Deliveries> deliveries_;
  ExpressionEngine& engine_;
  HttpClient& client_;
  runtime::ShardServices& services_;
  std::unique_ptr<ExpressionProgram> conditions_;
  std::unique_ptr<ExpressionScope> scope_;
  std::map<EffectId, Pending> pending_;
  std::map<EffectId, Request> requests_;
  /// Of the batch in hand: a second signal for one row (of before and after a reload) is no second
  /// attempt. True: its answer was used.
  std::map<EffectId, bool> acted_;
  std::map<std::string, Lane> lanes_;
  DeliveryJournal journal_;
  std::shared_ptr<Door> door_;  ///< shared with the calls under way
};

}  // namespace tocsin::bridge
