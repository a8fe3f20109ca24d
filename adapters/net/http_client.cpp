#include "adapters/net/http_client.hpp"

#include "adapters/net/client_core.hpp"

namespace tocsin {
namespace net {
namespace {

class BeastClient final : public HttpClient {
 public:
  explicit BeastClient(HttpClientOptions options) : core_(std::move(options)) {}

  void Send(HttpCall http_call, std::function<void(HttpOutcome)> done) override {
    auto call = core_.Prepare(std::move(http_call), RequestBody::kGiven);
    if (!call) return core_.Refuse(std::move(done), std::move(call).error());
    (*call)->done = std::move(done);
    core_.Start(std::move(*call));
  }

 private:
  ClientCore core_;
};

}  // namespace
}  // namespace net

std::unique_ptr<HttpClient> MakeHttpClient(HttpClientOptions options) {
  return std::make_unique<net::BeastClient>(std::move(options));
}

}  // namespace tocsin
