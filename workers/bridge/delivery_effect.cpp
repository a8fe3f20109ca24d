#include "workers/bridge/delivery_effect.hpp"

#include <utility>

#include "workers/bridge/delivery_result.hpp"

namespace tocsin::bridge {

runtime::EffectAttempts DeliveryEffect::Attempts() const {
  const auto* entry = kind_.Find(task_.delivery);
  if (entry == nullptr) return {};
  return {.most = entry->spec.attempts, .backoff = entry->spec.backoff};
}

void DeliveryEffect::Begin(const EffectRow&, runtime::EffectDone done) {
  const auto* entry = kind_.Find(task_.delivery);
  if (entry == nullptr) return done({{{"error", "it is no longer configured"}}});
  kind_.client_.Send(MakeCall(*entry, task_, kind_.clock_.Now()),
                     [done = std::move(done), &clock = kind_.clock_](const HttpOutcome& outcome) {
                       done({DescribeOutcome(outcome, clock.Now()), outcome.has_value()});
                     });
}

runtime::EffectEnd DeliveryEffect::Judge(const json::value& result) const {
  if (Delivered(result)) return runtime::EffectEnd::kDone;
  if (Gone(result) || kind_.Find(task_.delivery) == nullptr) return runtime::EffectEnd::kGivenUp;
  return runtime::EffectEnd::kAgain;
}

Duration DeliveryEffect::WaitAfter(const json::value& result) const { return RetryAfter(result); }

Result<std::unique_ptr<runtime::EffectWork>> DeliveryEffectKind::Read(const EffectRow& row) {
  auto task = DecodeTask(row.request);
  if (!task) {
    metrics_.Add("tocsin_deliveries_unreadable_total");
    return Fail(task.error());
  }
  return std::unique_ptr<runtime::EffectWork>(
      std::make_unique<DeliveryEffect>(*std::move(task), *this));
}

void DeliveryEffectKind::Answered(const runtime::EffectWork& work, double seconds) {
  metrics_.Observe("tocsin_delivery_seconds", seconds, {{"delivery", work.Lane()}});
}

}  // namespace tocsin::bridge
