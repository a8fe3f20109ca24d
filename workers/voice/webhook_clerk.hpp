#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/log_quota.hpp"
#include "adapters/metrics.hpp"
#include "workers/runtime/database_pool.hpp"
#include "workers/voice/call_journal.hpp"
#include "workers/voice/carrier.hpp"
#include "workers/voice/decide_call.hpp"
#include "workers/voice/desk.hpp"

namespace tocsin::voice {

/// A verified webhook that waits for its turn.
struct WebhookVisit {
  WebhookCame came;
  std::shared_ptr<const VoiceSettings> settings;
  /// Called once: with what was decided and stored, or with nullptr when the database is away or
  /// overtaxed and the carrier must come back. Must not block.
  std::function<void(const Transition*)> done;
};

/// Takes webhooks to the database: those that come while one commit is under way share the next
/// one, as a shard's batch does, so that a commit's cost is divided among them. Loads the calls by
/// their tokens, decides in the order of arrival, commits by revision. A conflict is decided again;
/// a group with one that cannot be handled is halved until that one is alone. Thread-safe.
class WebhookClerk {
 public:
  struct Parts {
    runtime::DatabasePool& database;
    runtime::Courier& courier;
    const Clock& clock;
    Metrics& metrics;
    std::string bus_id;
  };
  /// All of the parts, and `carrier`, outlive it and every visit.
  WebhookClerk(Parts parts, Carrier& carrier) : parts_(std::move(parts)), carrier_(carrier) {}

  void Serve(WebhookVisit visit);

 private:
  using Visits = std::vector<WebhookVisit>;
  /// What one try came to.
  enum class Result {
    kStored,    ///< and answered
    kConflict,  ///< somebody else changed a call meanwhile: load and decide again
    kFault,     ///< one of them cannot be handled
    kAway,      ///< the database is
  };
  struct Sitting;

  void Work(StoreSession& session);
  Visits Next();
  Visits Leave();
  void ServeGroup(StoreSession& session, std::span<WebhookVisit> visits);
  Result Try(StoreSession& session, std::span<WebhookVisit> visits);
  Status Together(StoreSession& session, std::span<WebhookVisit> visits, bool& stored);
  Status Decide(StoreSession& session, std::span<WebhookVisit> visits, Sitting& sitting);
  Status CallSiblings(StoreSession& session, Sitting& sitting);
  void Finish(const Sitting& sitting, const CommitOutcome& outcome);

  const Parts parts_;
  Carrier& carrier_;
  std::mutex mutex_;
  Visits waiting_;
  bool on_duty_ = false;  ///< a job is posted or running
  CallJournal journal_;   ///< of the one on duty
  LogQuota strangers_;
};

}  // namespace tocsin::voice
