#include "workers/workflow/worker/effect_runner.hpp"

#include <algorithm>
#include <utility>

#include "workers/workflow/language/secrets.hpp"
#include "workers/workflow/worker/effect_result.hpp"

namespace tocsin::workflow {

EffectRunner::EffectRunner(runtime::ShardServices& services, HttpClient& client,
                           std::map<std::string, std::string> secrets)
    : services_(services), client_(client), secrets_(std::move(secrets)) {}

Result<HttpCall> EffectRunner::ToCall(const EffectRow& effect) const {
  TRY_ASSIGN(const json::value request, ParseJson(effect.request, {.max_depth = kMaxWrappedDepth}));
  const auto lookup = [this](std::string_view name) -> std::optional<std::string> {
    const auto found = secrets_.find(std::string(name));
    return found == secrets_.end() ? std::nullopt : std::optional(found->second);
  };
  TRY_ASSIGN(HttpCall call, ToHttpCall(request, lookup));
  if (HeaderValue(call.headers, "Idempotency-Key").empty())
    call.headers.emplace_back("Idempotency-Key", effect.id.ToString());
  return call;
}

void EffectRunner::Start(const EffectRow& effect) {
  if (effect.kind != "http" || !services_.Owns(effect.partition)) return;
  const auto [known, fresh] = running_.try_emplace(effect.id, Request{effect.partition});
  if (!fresh) {
    const bool dropped = std::exchange(known->second.dropped, false);
    if (dropped && known->second.result) EnterResult(effect, *known->second.result);
    return;
  }
  auto call = ToCall(effect);
  if (!call) {
    Finish(effect, FailedResult(call.error()));
    return;
  }
  client_.Send(std::move(*call),
               [this, effect](HttpOutcome outcome) { Finish(effect, HttpResult(outcome)); });
}

std::vector<EffectId> EffectRunner::Running() const {
  std::vector<EffectId> ids;
  ids.reserve(running_.size());
  for (const auto& [id, request] : running_)
    if (!request.dropped) ids.push_back(id);
  return ids;
}

void EffectRunner::DropPartitions(const std::vector<int>& partitions) {
  // Those of a former loss did not come back.
  std::erase_if(running_, [](const auto& entry) {
    return entry.second.dropped && entry.second.result.has_value();
  });
  for (auto& [id, request] : running_)
    if (std::ranges::find(partitions, request.partition) != partitions.end())
      request.dropped = true;
}

void EffectRunner::Finish(const EffectRow& effect, json::value result) {
  services_.Post([this, effect, kept = std::move(result)] { Keep(effect, kept); });
}

void EffectRunner::Keep(const EffectRow& effect, json::value result) {
  const auto found = running_.find(effect.id);
  if (found == running_.end()) return;
  found->second.result = std::move(result);
  if (!found->second.dropped) EnterResult(effect, *found->second.result);
}

void EffectRunner::EnterResult(const EffectRow& effect, const json::value& result) {
  services_.Enter(runtime::Signal{
      effect.run, effect.partition, "effect", {{"id", effect.id.ToString()}, {"result", result}}});
}

}  // namespace tocsin::workflow
