#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "adapters/clock.hpp"
#include "adapters/http.hpp"
#include "adapters/metrics.hpp"
#include "adapters/tracing.hpp"
#include "workers/bridge/delivery_expressions.hpp"
#include "workers/bridge/delivery_result.hpp"
#include "workers/bridge/event_effect.hpp"
#include "workers/bridge/safeguards.hpp"
#include "workers/runtime/effect_kind.hpp"

namespace tocsin::bridge {

class DeliveryEffectKind;

/// One delivery, read from its row. How it is sent is its entry's as it is now.
class DeliveryEffect final : public EventEffect {
 public:
  DeliveryEffect(DeliveryTask task, const DeliveryEffectKind& kind)
      : EventEffect(std::move(task)), kind_(kind) {}

  /// A report that is awaited goes nowhere, and holds nobody up.
  std::string Lane() const override {
    return Task().awaits ? "reports of " + Task().delivery : Task().delivery;
  }
  runtime::LaneRules Rules() const override;
  std::optional<runtime::EffectTurn> Turn() const override;
  runtime::EffectAttempts Attempts() const override;
  void Begin(const EffectRow& row, runtime::EffectDone done) override;
  runtime::EffectEnd Judge(const json::value& result) const override;
  Duration WaitAfter(const json::value& result) const override;
  std::string_view Letter(const json::value& result) const override;

 private:
  std::string Objection() const;

  const DeliveryEffectKind& kind_;
};

/// "delivery": an event to the address of an entry of `bridge.deliveries`, signed, or to its topic:
/// then the answer is the record, which goes out with the commit that takes the row away.
class DeliveryEffectKind final : public runtime::EffectKind {
 public:
  DeliveryEffectKind(HttpClient& client, const Clock& clock, Metrics& metrics, const Tracer& tracer)
      : client_(client), clock_(clock), metrics_(metrics), tracer_(tracer) {}
  /// Outlives the kind, or the next call.
  void Use(DeliveryExpressions& expressions) { expressions_ = &expressions; }
  /// What an action must keep to whenever a try begins; without any, all may leave.
  void Use(std::shared_ptr<const Safeguards> safeguards) { safeguards_ = std::move(safeguards); }
  const Deliveries::Entry* Find(std::string_view delivery) const {
    return expressions_->All().Find(delivery);
  }

  std::string_view Name() const override { return kDeliveryKind; }
  Result<std::unique_ptr<runtime::EffectWork>> Read(const EffectRow& row) override;
  json::value Failed(const Error& error) const override { return FailedAttempt(error.message); }
  void Answered(const runtime::EffectWork& work, double seconds) override;
  void Rests(const std::string& lane, bool rests) override;

 private:
  friend class DeliveryEffect;
  HttpClient& client_;
  const Clock& clock_;
  Metrics& metrics_;
  const Tracer& tracer_;
  DeliveryExpressions* expressions_ = nullptr;
  std::shared_ptr<const Safeguards> safeguards_ = std::make_shared<Safeguards>();
};

}  // namespace tocsin::bridge
