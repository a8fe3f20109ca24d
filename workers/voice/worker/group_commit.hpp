#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/log_quota.hpp"
#include "adapters/metrics.hpp"
#include "workers/runtime/database_pool.hpp"
#include "workers/voice/call/call_batch.hpp"
#include "workers/voice/call/call_journal.hpp"
#include "workers/voice/leg/decide_call.hpp"
#include "workers/voice/worker/carrier_requests.hpp"

namespace tocsin::voice {

/// What a verified webhook or a live line told, waiting for its turn.
struct WaitingInput {
  Input came;  ///< of a leg, or what was written, or PlaceAnswered
  std::shared_ptr<const VoiceSettings> settings;
  /// Called once: with what was decided and stored, or with nullptr when the database is away or
  /// overtaxed and the carrier must come back. Must not block.
  std::function<void(const Transition*)> done;
  /// Called before that, with what may be said although it is not stored yet, because it decides
  /// nothing: for who cannot let a person wait. After a conflict it is called again, with what is
  /// right then; `done` has the last word. Must not block.
  std::function<void(const Transition&)> early = {};
  /// It may come so, and may not: nothing of it is stored or told. Where it would be the model's to
  /// answer, that is asked ahead (AskModel::ahead), unless this has become false by then.
  std::shared_ptr<const std::atomic<bool>> ahead = {};
  CallId call = {};  ///< of PlaceAnswered: whose dial it was
};

/// What is stored of the question and of what this person has written about it; nullopt: nobody
/// asks it, or not any more.
std::optional<Situation> SituationOfWriting(const CallBatch& calls, const Wrote& wrote,
                                            TimePoint now);

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
      : parts_(std::move(parts)), requests_(requests) {}

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
  struct Group;

  void Work(StoreSession& session);
  Webhooks Next();
  Webhooks Leave();
  void ServeGroup(StoreSession& session, std::span<WaitingInput> webhooks);
  Result Try(StoreSession& session, std::span<WaitingInput> webhooks);
  Status Together(StoreSession& session, std::span<WaitingInput> webhooks, bool& stored);
  Status Decide(StoreSession& session, std::span<WaitingInput> webhooks, Group& group);
  struct Callers;
  std::optional<Transition> Refused(const std::string& caller, const VoiceSettings& settings,
                                    Callers& callers);
  void TellWrongPins(const Transition& transition);
  Status CallSiblings(StoreSession& session, Group& group);
  CarrierRequests::Answered Taker();
  void AskEarly(const Transition& transition);
  void AwaitWords(const Transition& transition);
  void Finish(const Group& group, const CommitOutcome& outcome);

  const Parts parts_;
  CarrierRequests& requests_;
  std::mutex mutex_;
  Webhooks waiting_;
  bool working_ = false;  ///< a job is posted or running
  CallJournal journal_;   ///< of the job
  LogQuota strangers_;
  LogQuota crowds_;
  LogQuota full_;
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
