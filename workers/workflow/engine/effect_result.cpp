#include "workers/workflow/engine/effect_result.hpp"

#include "schemas/letter_case.hpp"
#include "workers/workflow/language/effect_request.hpp"

namespace tocsin::workflow {

json::value FailedResult(const Error& error) {
  return {{NameOf<&HttpAnswered::error>(),
           EncodeJson(EffectFailure{std::string(ToString(error.kind)), error.message})}};
}

json::value HttpResult(const HttpOutcome& outcome) {
  if (!outcome) return FailedResult(outcome.error().error);
  json::object headers;
  for (const auto& [name, value] : outcome->headers) headers[LowerCase(name)] = value;
  return {{NameOf<&HttpAnswered::status>(), outcome->status},
          {NameOf<&HttpAnswered::headers>(), std::move(headers)},
          {NameOf<&HttpAnswered::content_type>(), HeaderValue(outcome->headers, "content-type")},
          {NameOf<&HttpAnswered::body>(), outcome->body}};
}

}  // namespace tocsin::workflow
