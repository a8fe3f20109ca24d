#include "workers/workflow/effect_runner.hpp"

#include <algorithm>
#include <cctype>

#include "workers/workflow/secrets.hpp"

namespace tocsin::workflow {
namespace {

std::string_view KindOf(const HttpFailure& failure) {
  return failure.error.kind == ErrorKind::kTimeout ? "timeout" : "communication";
}

json::value ToResult(const HttpOutcome& outcome) {
  if (!outcome) return {{"error", {{"kind", KindOf(outcome.error())}, {"message", outcome.error().error.message}}}};
  json::object headers;
  for (const auto& [name, value] : outcome->headers) {
    std::string lower = name;
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    headers[lower] = value;
  }
  return {{"status", outcome->status},
          {"headers", std::move(headers)},
          {"body", outcome->body},
          {"content_type", HeaderValue(outcome->headers, "content-type")}};
}

}  // namespace

EffectRunner::EffectRunner(runtime::ShardServices& services, HttpClient& client, std::map<std::string, std::string> secrets)
    : services_(services), client_(client), secrets_(std::move(secrets)) {}

Result<HttpCall> EffectRunner::ToCall(const EffectRow& effect) const {
  TRY_ASSIGN(const json::value request, ParseJson(effect.request));
  const auto lookup = [this](std::string_view name) -> std::optional<std::string> {
    const auto found = secrets_.find(std::string(name));
    return found == secrets_.end() ? std::nullopt : std::optional(found->second);
  };
  TRY_ASSIGN(HttpCall call, ToHttpCall(request, lookup));
  if (HeaderValue(call.headers, "Idempotency-Key").empty()) call.headers.emplace_back("Idempotency-Key", effect.id.ToString());
  return call;
}

void EffectRunner::Start(const EffectRow& effect) {
  if (effect.kind != "http" || !running_.emplace(effect.id, effect.partition).second) return;
  auto call = ToCall(effect);
  if (!call) {
    Finish(effect, {{"error", {{"kind", ToString(call.error().kind)}, {"message", call.error().message}}}});
    return;
  }
  client_.Send(std::move(*call), [this, effect](HttpOutcome outcome) { Finish(effect, ToResult(outcome)); });
}

void EffectRunner::DropPartitions(const std::vector<int>& partitions) {
  std::erase_if(running_, [&](const auto& entry) { return std::ranges::find(partitions, entry.second) != partitions.end(); });
}

void EffectRunner::Finish(const EffectRow& effect, json::value result) {
  services_.Enter(runtime::Signal{effect.run, effect.partition, "effect",
                                  {{"id", effect.id.ToString()}, {"result", std::move(result)}}});
}

}  // namespace tocsin::workflow
