// "http": one request of `call: http`. A run's request {method, url, headers, body, timeout_ms}
// holds secrets and credentials as references (placeholders); they are resolved here, when it is
// sent.
#include <memory>
#include <utility>

#include "adapters/http_text.hpp"
#include "schemas/json.hpp"
#include "workers/runtime/effect_kind.hpp"
#include "workers/workflow/effects/effect_kinds.hpp"
#include "workers/workflow/engine/effect_result.hpp"
#include "workers/workflow/language/secrets.hpp"

namespace tocsin::workflow {
namespace {

class HttpEffect final : public runtime::EffectWork {
 public:
  HttpEffect(json::object request, const runtime::EffectTools& tools)
      : request_(std::move(request)), tools_(tools) {}

  std::string Lane() const override {
    const std::string_view url = StringAt(request_, "url");
    const auto endpoint = net::ParseUrl(url);
    if (!endpoint) return std::string(url);  // the request itself says what is wrong
    return (endpoint->encrypted ? "https://" : "http://") + endpoint->authority;
  }
  runtime::LaneRules Rules() const override { return {.at_once = 64}; }
  std::optional<Duration> Patience() const override {
    const auto* timeout = request_.if_contains("timeout_ms");
    if (timeout == nullptr || !timeout->is_int64()) return std::nullopt;
    return Duration(timeout->get_int64());
  }
  void Begin(const EffectRow& row, runtime::EffectDone done) override {
    auto call = ToHttpCall(request_, tools_.secrets);
    if (!call) return done({FailedResult(call.error())});
    if (HeaderValue(call->headers, "Idempotency-Key").empty())
      call->headers.emplace_back("Idempotency-Key", row.id.ToString());
    tools_.http.Send(*std::move(call), [done = std::move(done)](HttpOutcome outcome) {
      done({HttpResult(outcome), outcome.has_value()});
    });
  }

 private:
  json::object request_;
  const runtime::EffectTools& tools_;
};

class HttpEffectKind final : public runtime::EffectKind {
 public:
  explicit HttpEffectKind(runtime::EffectTools tools) : tools_(std::move(tools)) {}

  std::string_view Name() const override { return "http"; }
  Result<std::unique_ptr<runtime::EffectWork>> Read(const EffectRow& row) override {
    TRY_ASSIGN(json::value request, ParseJson(row.request, {.max_depth = kMaxWrappedDepth}));
    if (!request.is_object())
      return Fail(ErrorKind::kInternal, "an http request must be an object", "workflow");
    return std::unique_ptr<runtime::EffectWork>(
        std::make_unique<HttpEffect>(std::move(request.get_object()), tools_));
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
