#pragma once

#include <map>
#include <string>
#include <vector>

#include "adapters/store.hpp"
#include "workers/rehearsal/http_mocks.hpp"

namespace tocsin::rehearsal {

/// An HTTP client that calls nobody: each effect gets its task's next mock, and the same again when
/// it is executed again after a crash. Not thread-safe; answers before Send returns.
class MockedHttp final : public HttpClient {
 public:
  explicit MockedHttp(HttpMocks mocks) : mocks_(std::move(mocks)) {}

  /// The effect will be executed.
  void Expect(const EffectRow& effect);
  void Send(HttpCall call, std::function<void(HttpOutcome)> done) override;

 private:
  struct Expected {
    std::string task;
    std::optional<HttpOutcome> outcome = {};
  };

  HttpMocks mocks_;
  std::map<EffectId, Expected> expected_;
  std::multimap<std::string, EffectId, std::less<>> by_key_;  ///< by its Idempotency-Key
};

}  // namespace tocsin::rehearsal
