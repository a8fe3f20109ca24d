#include "workers/workflow/engine/retry.hpp"

#include <algorithm>

namespace tocsin::workflow {
namespace {

constexpr Duration kLongestDelay = std::chrono::hours(24 * 366);
constexpr Duration kUncountedDelay = std::chrono::seconds(1);

/// `delay` times `factor` without overflow.
Duration Times(Duration delay, std::int64_t factor) {
  if (delay.count() == 0) return delay;
  return factor > kLongestDelay.count() / delay.count() ? kLongestDelay : delay * factor;
}

Duration BackedOff(Duration delay, RetryPolicy::Backoff backoff, std::int64_t retry) {
  switch (backoff) {
    case RetryPolicy::Backoff::kConstant:
      return delay;
    case RetryPolicy::Backoff::kLinear:
      return Times(delay, retry);
    case RetryPolicy::Backoff::kExponential:
      return Times(delay, std::int64_t{1} << std::min<std::int64_t>(retry - 1, 40));
  }
  return delay;
}

Outcome<Duration> Jitter(Execution& run, const Frame& frame, const RetryPolicy& policy,
                         std::int64_t retry) {
  if (!policy.jitter_from || !policy.jitter_to) return Duration{0};
  const auto from = run.Length(*policy.jitter_from, frame.input, frame);
  if (!from) return from;
  const auto to = run.Length(*policy.jitter_to, frame.input, frame);
  if (!to || *to <= *from) return to ? from : to;
  const auto hash = Uuid::Derive({run.GetRun().id.ToString(), "jitter", frame.node->reference,
                                  std::to_string(frame.id), std::to_string(retry)});
  std::uint64_t number = 0;
  for (std::size_t i = 8; i < 16; ++i) number = (number << 8U) | hash.Bytes()[i];
  const auto span = static_cast<std::uint64_t>((*to - *from).count()) + 1;
  return *from + Duration(static_cast<std::int64_t>(number % span));
}

}  // namespace

std::int64_t RetriesOf(const Frame& frame) {
  const auto* retries = frame.data.if_contains("retries");
  return retries == nullptr ? 0 : retries->to_number<std::int64_t>();
}

Outcome<bool> Passes(Execution& run, const Frame& frame, const std::optional<ExpressionId>& when,
                     const std::optional<ExpressionId>& except_when, const json::object& error) {
  const json::value value(error);
  if (when) {
    const auto holds = run.Test(*when, value, frame);
    if (!holds || !*holds) return holds;
  }
  if (except_when) {
    const auto holds = run.Test(*except_when, value, frame);
    if (!holds) return holds;
    return !*holds;
  }
  return true;
}

Outcome<std::optional<Duration>> RetryDelay(Execution& run, const Frame& frame,
                                            const RetryPolicy& policy, const json::object& error) {
  const auto retry = RetriesOf(frame) + 1;
  if (policy.count && retry > *policy.count) return std::nullopt;
  const auto wanted = Passes(run, frame, policy.when, policy.except_when, error);
  if (!wanted) return tl::unexpected(wanted.error());
  if (!*wanted) return std::nullopt;
  const auto base = run.Length(policy.delay, frame.input, frame);
  if (!base) return tl::unexpected(base.error());
  const auto jitter = Jitter(run, frame, policy, retry);
  if (!jitter) return tl::unexpected(jitter.error());
  const Duration asked = std::min(BackedOff(*base, policy.backoff, retry), kLongestDelay) + *jitter;
  if (!policy.duration) return policy.count ? asked : std::max(asked, kUncountedDelay);
  const auto limit = run.Length(*policy.duration, frame.input, frame, frame.started);
  if (!limit) return tl::unexpected(limit.error());
  const Duration left = frame.started + *limit - run.Now();
  if (asked > left) return std::nullopt;
  // Time alone ends it: without a pause it would spin until then.
  if (policy.count || asked > Duration{0}) return asked;
  if (left <= Duration{0}) return std::nullopt;
  return std::min(kUncountedDelay, left);
}

}  // namespace tocsin::workflow
