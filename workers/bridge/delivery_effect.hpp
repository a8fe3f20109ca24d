#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "adapters/clock.hpp"
#include "adapters/http.hpp"
#include "adapters/metrics.hpp"
#include "workers/bridge/delivery.hpp"
#include "workers/runtime/effect_kind.hpp"

namespace tocsin::bridge {

class DeliveryEffectKind;

/// One delivery, read from its row.
class DeliveryEffect final : public runtime::EffectWork {
 public:
  DeliveryEffect(DeliveryTask task, const DeliveryEffectKind& kind)
      : task_(std::move(task)), kind_(kind) {}
  const DeliveryTask& Task() const { return task_; }

  std::string Lane() const override { return task_.delivery; }
  runtime::EffectAttempts Attempts() const override;
  void Begin(const EffectRow& row, runtime::EffectDone done) override;
  runtime::EffectEnd Judge(const json::value& result) const override;
  Duration WaitAfter(const json::value& result) const override;

 private:
  DeliveryTask task_;
  const DeliveryEffectKind& kind_;
};

/// "delivery": an event to the address of an entry of `bridge.deliveries`, signed. What is to be
/// done about it is that entry's as it is now.
class DeliveryEffectKind final : public runtime::EffectKind {
 public:
  DeliveryEffectKind(HttpClient& client, const Clock& clock, Metrics& metrics)
      : client_(client), clock_(clock), metrics_(metrics) {}
  void Use(std::shared_ptr<const Deliveries> deliveries) { deliveries_ = std::move(deliveries); }
  const Deliveries::Entry* Find(std::string_view delivery) const {
    return deliveries_->Find(delivery);
  }

  std::string_view Name() const override { return kDeliveryKind; }
  Result<std::unique_ptr<runtime::EffectWork>> Read(const EffectRow& row) override;
  json::value Failed(const Error& error) const override { return {{"error", error.message}}; }
  void Answered(const runtime::EffectWork& work, double seconds) override;

 private:
  friend class DeliveryEffect;
  HttpClient& client_;
  const Clock& clock_;
  Metrics& metrics_;
  std::shared_ptr<const Deliveries> deliveries_;
};

}  // namespace tocsin::bridge
