#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "workers/runtime/handler.hpp"
#include "workers/voice/call/call_batch.hpp"
#include "workers/voice/call/call_journal.hpp"
#include "workers/voice/worker/carrier_requests.hpp"
#include "workers/voice/worker/hour_of_dials.hpp"
#include "workers/voice/worker/voice_meter.hpp"

namespace tocsin::voice {

/// The voice role on one shard: takes requests to call and to cancel, dials, and finds out what
/// became of dials nobody answered. Keeps no rows between batches, because webhooks change them
/// from any process. Lives on the shard's thread.
class VoiceHandler final : public runtime::RoleHandler {
 public:
  VoiceHandler(VoiceParts parts, runtime::ShardServices& shard);

  bool Ignores(std::string_view type, bool of_a_run) const override;
  std::vector<std::string> TimerKinds() const override { return {std::string(kCallTimer)}; }
  runtime::DatabaseJob Prepare(std::span<const runtime::ShardInput> inputs) override;
  tl::expected<void, Blame> Decide(std::span<const runtime::ShardInput> inputs,
                                   runtime::BatchWriter& out) override;
  /// The call that the input is for ends as failed.
  Status SetAside(const runtime::ShardInput& input, std::string_view why,
                  runtime::BatchWriter& out) override;
  void OnCommitted(const Batch& batch, const CommitOutcome& outcome) override;
  void OnRejected(const CommitOutcome& outcome) override;
  void OnTaken(const std::vector<int>& partitions, const TakeOver& taken) override;
  void OnLost(const std::vector<int>& partitions) override;

 private:
  struct Pending {
    Call call;
    Command command;
  };

  VoiceQuery QueryFor(std::span<const runtime::ShardInput> inputs) const;
  /// Since when money counts; nullopt: there is no budget.
  std::optional<TimePoint> DayOfMoney(TimePoint now) const;
  Status Load(StoreSession& session, const VoiceQuery& query,
              const std::set<std::string>& asked_phones);
  Status Count(StoreSession& session, const std::vector<std::string>& phones, TimePoint now);
  void Take(const runtime::Arrival& arrival, runtime::BatchWriter& out);
  void TakeRequest(const runtime::Arrival& arrival, runtime::BatchWriter& out);
  void TakeStepRequest(const runtime::Arrival& arrival, runtime::BatchWriter& out);
  void AskWhatIsOpen(const StepRequest& request, runtime::BatchWriter& out);
  /// A request may not touch what is another tenant's.
  static void RefuseForeign(const runtime::Arrival& arrival, runtime::BatchWriter& out);
  void TakeTexted(const runtime::Arrival& arrival);
  void TakeCancel(const runtime::Arrival& arrival, runtime::BatchWriter& out);
  /// Nobody knows its owner: it must not come back for ever.
  void DropTimer(CallId call, runtime::BatchWriter& out) const;
  void Take(const runtime::TimerDue& due, runtime::BatchWriter& out);
  void Take(const runtime::Signal& signal, runtime::BatchWriter& out);
  /// The call's turn to be looked at: its timer, its request, or its question's end.
  void Look(CallId id, runtime::BatchWriter& out);
  void Run(CallId id, const Input& input, runtime::BatchWriter& out);
  DialFacts FactsFor(const Situation& situation, TimePoint now);
  void Perform(const Pending& pending);
  bool StoreWithWebhooks(CallId call, const Input& answer,
                         const CarrierRequests::Answered& otherwise);
  void ForgetBatch();

  CarrierRequests requests_;
  runtime::ShardServices& shard_;
  VoiceMeter meter_;
  CallJournal journal_;

  // Of the batch in hand.
  CallBatch calls_;
  AttemptTally counts_;  ///< of the last hour
  int live_calls_ = 0;   ///< under way; counted where they are bounded
  std::set<std::string> claimed_phones_;
  std::map<CallId, int> claimed_;  ///< calls claimed, with the revision read
  std::vector<Pending> pending_;
  std::vector<CallId> answered_;  ///< dials whose answer is in the batch
  int partition_ = 0;             ///< of the input in hand
  std::int64_t decided_at_ = 0;   ///< boot time, ms

  // Across batches.
  std::map<CallId, int> in_flight_;  ///< dials without an answer, with their partition
  std::map<CallId, TimePoint> slots_;
  std::map<CallId, int> refused_;  ///< claims refused at this revision: the number is busy
  HourOfDials hour_;
};

}  // namespace tocsin::voice
