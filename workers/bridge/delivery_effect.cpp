#include "workers/bridge/delivery_effect.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "schemas/trace_context.hpp"

namespace tocsin::bridge {

runtime::LaneRules DeliveryEffect::Rules() const {
  const auto* entry = kind_.Find(Task().delivery);
  if (entry == nullptr || Task().awaits) return {};
  const DeliverySpec& spec = entry->spec;
  return {.at_once = static_cast<std::size_t>(spec.concurrency),
          .paused = spec.paused,
          .failures = spec.breaker_failures,
          .rest = spec.breaker_rest};
}

std::optional<runtime::EffectTurn> DeliveryEffect::Turn() const {
  const auto* entry = kind_.Find(Task().delivery);
  if (entry == nullptr || Task().awaits || !entry->spec.ordered || Task().event.subject.empty())
    return std::nullopt;
  // The same subject of two tenants are two.
  return runtime::EffectTurn{std::string(TenantOf(Task().event)) + '\n' + Task().event.subject,
                             {Task().since.value_or(TimePoint()), Task().at.topic, Task().offset}};
}

runtime::EffectAttempts DeliveryEffect::Attempts() const {
  const auto* entry = kind_.Find(Task().delivery);
  if (entry == nullptr || Task().awaits) return {};
  const DeliverySpec& spec = entry->spec;
  runtime::EffectAttempts attempts{
      .most = spec.attempts, .backoff = spec.backoff, .longest = spec.longest_backoff};
  if (Task().since) attempts.until = *Task().since + spec.max_age;
  return attempts;
}

/// Of an action that waited for its turn, for a pause to end or for another try.
std::string DeliveryEffect::Objection() const {
  if (Task().event.type != type::kActionRequested) return {};
  return kind_.safeguards_->Objection(Task().event, Task().released, kind_.clock_.Now());
}

void DeliveryEffect::Begin(const EffectRow& row, runtime::EffectDone done) {
  if (Task().awaits) return done({FailedAttempt("no result was reported in time")});
  const auto* entry = kind_.Find(Task().delivery);
  if (entry == nullptr) return done({FailedAttempt("it is no longer configured")});
  if (const auto why = Objection(); !why.empty())
    return done({AttemptResult{.held = why}.ToJson(), std::nullopt});
  auto content = kind_.expressions_->Map(*entry, Task().event);
  if (!content)
    return done({AttemptResult{.error = content.error().message, .mapping_failed = true}.ToJson(),
                 std::nullopt});
  if (!entry->spec.topic.empty())
    return done({DescribeRecord(entry->spec.topic, *std::move(content))});
  kind_.client_.Send(MakeCall(*entry, Task(), *std::move(content), row.attempt, kind_.clock_.Now()),
                     [done = std::move(done), &clock = kind_.clock_](const HttpOutcome& outcome) {
                       done({DescribeOutcome(outcome, clock.Now()), Well(outcome)});
                     });
}

runtime::EffectEnd DeliveryEffect::Judge(const json::value& result) const {
  if (Delivered(result)) return runtime::EffectEnd::kDone;
  if (Task().awaits || Gone(result) || Unmappable(result) || !HeldFor(result).empty() ||
      kind_.Find(Task().delivery) == nullptr)
    return runtime::EffectEnd::kGivenUp;
  return runtime::EffectEnd::kAgain;
}

Duration DeliveryEffect::WaitAfter(const json::value& result) const { return RetryAfter(result); }

std::string_view DeliveryEffect::Letter(const json::value& result) const {
  if (Task().awaits) return "result_missing";
  return Unmappable(result) ? "delivery_mapping_failed" : "delivery_failed";
}

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
  const auto& task = static_cast<const DeliveryEffect&>(work).Task();
  if (task.awaits) return;
  const auto& place = task.event.traceparent;
  metrics_.Observe("tocsin_delivery_seconds", seconds, {{"delivery", work.Lane()}},
                   tracer_.Wants(place) ? TraceOf(place) : std::string_view());
}

void DeliveryEffectKind::Rests(const std::string& lane, bool rests) {
  if (!rests) return spdlog::info("delivery '{}': the receiver answers again, all goes on", lane);
  metrics_.Add("tocsin_delivery_rests_total", 1, {{"delivery", lane}});
  spdlog::warn(
      "delivery '{}': the receiver failed time after time; it is asked one thing at a time, after "
      "a rest each, until it answers",
      lane);
}

}  // namespace tocsin::bridge
