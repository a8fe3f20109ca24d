// "http": one request of `call: http`, HttpAsked. Its secrets are resolved here, when it is sent.
#include <memory>
#include <utility>

#include "adapters/http_text.hpp"
#include "schemas/events/data.hpp"
#include "schemas/json.hpp"
#include "workers/runtime/effect_kind.hpp"
#include "workers/workflow/effects/effect_kinds.hpp"
#include "workers/workflow/engine/effect_result.hpp"
#include "workers/workflow/language/effect_request.hpp"
#include "workers/workflow/language/secrets_sent.hpp"

namespace tocsin::workflow {
namespace {

class HttpEffect final : public runtime::EffectWork {
 public:
  HttpEffect(HttpAsked asked, const runtime::EffectTools& tools)
      : asked_(std::move(asked)), tools_(tools) {}

  std::string Lane() const override {
    const auto endpoint = net::ParseUrl(asked_.url);
    if (!endpoint) return asked_.url;  // the request itself says what is wrong
    return (endpoint->encrypted ? "https://" : "http://") + endpoint->authority;
  }
  runtime::LaneRules Rules() const override { return {.at_once = 64}; }
  std::optional<Duration> Patience() const override {
    if (!asked_.timeout_ms) return std::nullopt;
    return Duration(*asked_.timeout_ms);
  }
  void Begin(const EffectRow& row, runtime::EffectDone done) override {
    SecretsSent sent;
    auto call = sent.ToHttpCall(asked_, tools_.secrets);
    if (!call) return done({FailedResult(call.error())});
    if (HeaderValue(call->headers, "Idempotency-Key").empty())
      call->headers.emplace_back("Idempotency-Key", row.id.ToString());
    tools_.http.Send(*std::move(call),
                     [done = std::move(done), sent = std::move(sent)](HttpOutcome outcome) {
                       sent.Strike(outcome);
                       done({HttpResult(outcome), outcome.has_value()});
                     });
  }

 private:
  HttpAsked asked_;
  const runtime::EffectTools& tools_;
};

class HttpEffectKind final : public runtime::EffectKind {
 public:
  explicit HttpEffectKind(runtime::EffectTools tools) : tools_(std::move(tools)) {}

  std::string_view Name() const override { return kHttpEffect; }
  Result<std::unique_ptr<runtime::EffectWork>> Read(const EffectRow& row) override {
    TRY_ASSIGN(const auto request, ParseJson(row.request, {.max_depth = kMaxWrappedDepth}));
    if (IfMap(request) == nullptr)
      return Fail(ErrorKind::kInternal, "an http request must be an object", "workflow");
    return std::unique_ptr<runtime::EffectWork>(
        std::make_unique<HttpEffect>(events::Read<HttpAsked>(request), tools_));
  }
  json::value Failed(const Error& error) const override { return FailedResult(error); }

 private:
  runtime::EffectTools tools_;
};

}  // namespace

void RegisterEffect_http(runtime::EffectRegistry& registry);
void RegisterEffect_http(runtime::EffectRegistry& registry) {
  registry.Add(
      [](const runtime::EffectTools& tools) { return std::make_unique<HttpEffectKind>(tools); });
}

}  // namespace tocsin::workflow
