#pragma once

#include <functional>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/log_quota.hpp"
#include "adapters/metrics.hpp"
#include "workers/runtime/database_pool.hpp"
#include "workers/voice/call/call_journal.hpp"
#include "workers/voice/worker/carrier_requests.hpp"
#include "workers/voice/worker/doorkeeper.hpp"
#include "workers/voice/worker/group_decision.hpp"
#include "workers/voice/worker/waiting_input.hpp"

namespace tocsin::voice {

/// Takes webhooks, what live lines hear, and that a dial is placed to the database: those that come
/// while one commit is under way share the next one, as a shard's batch does, so that a commit's
/// cost is divided among them. Loads the calls by their tokens, decides in the order of arrival,
/// commits by revision. A conflict is decided again; a group with one that cannot be handled is
/// halved until that one is alone. Thread-safe.
class GroupCommit {
 public:
  struct Parts {
    runtime::DatabasePool& database;
    runtime::Courier& courier;
    const Clock& clock;
    Metrics& metrics;
    std::string bus_id;
  };
  /// All of the parts, and `requests`, outlive it and every webhook.
  GroupCommit(Parts parts, CarrierRequests& requests)
      : parts_(std::move(parts)), requests_(requests), doorkeeper_(parts_.metrics) {}

  void Serve(WaitingInput webhook);
  /// What the call of this attempt has to say next. `told` is called once, on the database's thread
  /// or at once. Must not block.
  void Look(std::string token_hash, std::function<void(NextWords)> told);
  /// The call's trace, where it is kept and may stand as an example of a metric; else empty.
  std::string KeptTrace(const Call& call) const;

 private:
  using Webhooks = std::vector<WaitingInput>;
  /// What one try came to.
  enum class Result {
    kStored,    ///< and answered
    kConflict,  ///< somebody else changed a call meanwhile: load and decide again
    kFault,     ///< one of them cannot be handled
    kAway,      ///< the database is
  };

  void Work(StoreSession& session);
  Webhooks Next();
  Webhooks Leave();
  void ServeGroup(StoreSession& session, std::span<WaitingInput> webhooks);
  Result Try(StoreSession& session, std::span<WaitingInput> webhooks);
  Status Together(StoreSession& session, std::span<WaitingInput> webhooks, bool& stored);
  Status Decide(StoreSession& session, std::span<WaitingInput> webhooks, GroupOutcome& group);
  void TellWrongPins(const Transition& transition);
  Status CallSiblings(StoreSession& session, GroupOutcome& group);
  CarrierRequests::Answered Taker();
  void AskEarly(const Transition& transition);
  void AwaitWords(const Transition& transition);
  void Finish(const GroupOutcome& group, const CommitOutcome& outcome);

  const Parts parts_;
  CarrierRequests& requests_;
  std::mutex mutex_;
  Webhooks waiting_;
  bool working_ = false;  ///< a job is posted or running
  CallJournal journal_;   ///< of the job
  Doorkeeper doorkeeper_;
  LogQuota guesses_;
};

/// The process's group commit, for those who are there before it and behind it. Thread-safe.
class CommitsOfProcess {
 public:
  /// nullptr: there is none any more; whoever is giving it something has done so by then.
  void Use(GroupCommit* commits) {
    const std::lock_guard lock(mutex_);
    commits_ = commits;
  }
  /// False: there is none, and the input is left as it is.
  bool Serve(WaitingInput& input) {
    const std::shared_lock lock(mutex_);
    if (commits_ == nullptr) return false;
    commits_->Serve(std::move(input));
    return true;
  }

 private:
  std::shared_mutex mutex_;
  GroupCommit* commits_ = nullptr;
};

}  // namespace tocsin::voice
