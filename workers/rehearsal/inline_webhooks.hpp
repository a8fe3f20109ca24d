#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "workers/rehearsal/inline_shard.hpp"
#include "workers/runtime/database_pool.hpp"
#include "workers/runtime/event_codec.hpp"

/// What webhooks stand on in a world without threads, beside an InlineShard.
namespace tocsin::rehearsal {

/// Jobs for the database, done at once.
class InlinePool : public runtime::DatabasePool {
 public:
  using Job = std::function<void(StoreSession&, StoreDirectory&)>;

  /// `session` outlives it.
  InlinePool(StoreSession& session, std::unique_ptr<StoreDirectory> directory)
      : session_(session), directory_(std::move(directory)) {}
  Status Post(Job job) override {
    Do(job);
    return {};
  }

 protected:
  void Do(const Job& job) { job(session_, *directory_); }

 private:
  StoreSession& session_;
  std::unique_ptr<StoreDirectory> directory_;
};

/// What the courier stands on; all of it outlives it.
struct CourierParts {
  const runtime::EventCodec& codec;
  const std::unique_ptr<InlineShard>& shard;  ///< of the role, whichever it is by then
  std::function<void(const OutgoingRecord&)> publish;
  /// What the batch sends is published.
  std::function<void(const Batch&)> published = {};
};

/// Publishes what webhooks commit, as their role does.
class InlineCourier : public runtime::Courier {
 public:
  explicit InlineCourier(CourierParts parts) : parts_(std::move(parts)) {}
  OutgoingRecord ToRecord(const Event& event) const override {
    return runtime::EventCodec::Encode(event, parts_.codec.Prefix());
  }
  void Prepare(Batch&) override {}
  void Publish(const Batch& batch, const CommitOutcome& outcome) override {
    for (std::size_t i = 0; i < batch.outbox.size(); ++i) {
      for (const auto& record : batch.outbox[i].records) parts_.publish(record);
      parts_.shard->NoteDelivered(outcome.outbox_ids.at(i));
    }
    for (const auto& timer : batch.timers) parts_.shard->SetTimer(timer);
    if (parts_.published) parts_.published(batch);
  }

 private:
  const CourierParts parts_;
};

}  // namespace tocsin::rehearsal
