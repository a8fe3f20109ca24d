#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "adapters/clock.hpp"
#include "adapters/http.hpp"
#include "adapters/log_quota.hpp"
#include "adapters/metrics.hpp"
#include "schemas/events/messages.hpp"
#include "workers/bridge/delivery_result.hpp"
#include "workers/bridge/event_effect.hpp"
#include "workers/bridge/messages/channel.hpp"

namespace tocsin::bridge {

inline constexpr std::string_view kMessageKind = "message";

class MessageEffectKind;

/// As EventEffectId.
EffectId MessageId(const Event& event, std::string_view replay = {});
/// As EventEffect::Addressee: no name of a delivery.
std::string MessageAddressee(const DeliveryTask& task);
/// What the row of a tocsin.message.requested holds.
DeliveryTask MakeMessageTask(const Event& event, const TopicPartition& at, std::int64_t offset,
                             TimePoint now);
/// tocsin.message.failed as the answer to the event.
Event MessageFailedEvent(const DeliveryTask& task, const EffectId& id, int attempts,
                         const std::string& reason, TimePoint now);

/// One message, read from its row. Over which address it goes is its channel's as it is now.
class MessageEffect final : public EventEffect {
 public:
  MessageEffect(DeliveryTask task, const MessageEffectKind& kind)
      : EventEffect(std::move(task)), kind_(kind), asked_(AskedOf(Task())) {}

  /// The kinds of one channel go to different receivers.
  std::string Lane() const override { return Addressee() + ' ' + asked_.kind; }
  std::string Addressee() const override { return MessageAddressee(Task()); }
  runtime::EffectAttempts Attempts() const override;
  void Begin(const EffectRow& row, runtime::EffectDone done) override;
  /// Other than a delivery's receiver, one that says 4xx will not take it the next time either.
  runtime::EffectEnd Judge(const json::value& result) const override;
  Duration WaitAfter(const json::value& result) const override;
  std::string_view Letter(const json::value&) const override { return "message_failed"; }
  std::optional<Event> Succeeded(const EffectRow& row, const json::value& result,
                                 TimePoint now) const override;
  std::optional<Event> Failed(const EffectRow& row, const std::string& reason,
                              TimePoint now) const override;

 private:
  void Send(HttpCall call, Duration timeout, runtime::EffectDone done) const;
  void Send(MailCall call, Duration timeout, runtime::EffectDone done) const;
  void Send(TextMessage message, Duration timeout, runtime::EffectDone done) const;
  events::MessageRequested WithLink() const;
  static events::MessageRequested AskedOf(const DeliveryTask& task);
  const MessageEffectKind& kind_;
  events::MessageRequested asked_;
};

/// "message": a tocsin.message.requested over the channel that it names.
class MessageEffectKind final : public runtime::EffectKind {
 public:
  MessageEffectKind(const Clock& clock, Metrics& metrics) : clock_(clock), metrics_(metrics) {}
  void Use(std::shared_ptr<const Channels> channels) { channels_ = std::move(channels); }

  std::string_view Name() const override { return kMessageKind; }
  Result<std::unique_ptr<runtime::EffectWork>> Read(const EffectRow& row) override;
  json::value Failed(const Error& error) const override { return FailedAttempt(error.message); }
  void Answered(const runtime::EffectWork& work, double seconds) override;

 private:
  friend class MessageEffect;
  const Clock& clock_;
  Metrics& metrics_;
  std::unique_ptr<LogQuota> linkless_ = std::make_unique<LogQuota>();
  std::shared_ptr<const Channels> channels_ = *Channels::Create({});
};

}  // namespace tocsin::bridge
