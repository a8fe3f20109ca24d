#include "tests/harness/http_probe.hpp"

#include "adapters/net/http_client.hpp"
#include "tests/fakes/http_probe.hpp"

namespace tocsin::harness {

HttpResponse Ask(HttpQuestion question) {
  // Its own client for each request: no connection of a worker that was killed meanwhile.
  const auto client = MakeHttpClient();
  HttpCall call;
  call.method = std::move(question.method);
  call.url = std::move(question.url);
  call.headers = std::move(question.headers);
  call.body = std::move(question.body);
  call.timeout = question.timeout;
  call.max_response_bytes = 64 * 1024 * 1024;
  auto outcome = fakes::SendAndWait(*client, std::move(call));
  if (!outcome) return {0, {}, outcome.error().error.message};
  return std::move(*outcome);
}

}  // namespace tocsin::harness
