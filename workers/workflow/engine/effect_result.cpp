#include "workers/workflow/engine/effect_result.hpp"

#include "schemas/letter_case.hpp"

namespace tocsin::workflow {

json::value FailedResult(const Error& error) {
  return {{"error", {{"kind", ToString(error.kind)}, {"message", error.message}}}};
}

json::value HttpResult(const HttpOutcome& outcome) {
  if (!outcome) return FailedResult(outcome.error().error);
  json::object headers;
  for (const auto& [name, value] : outcome->headers) headers[LowerCase(name)] = value;
  return {{"status", outcome->status},
          {"headers", std::move(headers)},
          {"content_type", HeaderValue(outcome->headers, "content-type")},
          {"body", outcome->body}};
}

}  // namespace tocsin::workflow
