#pragma once

#include <functional>
#include <utility>

#include "adapters/http.hpp"

namespace tocsin::rehearsal {

/// An HTTP client whose calls are answered by a function, before Send returns.
class AnsweringHttp final : public HttpClient {
 public:
  using Answer = std::function<HttpOutcome(const HttpCall&)>;
  explicit AnsweringHttp(Answer answer) : answer_(std::move(answer)) {}
  void Send(HttpCall call, std::function<void(HttpOutcome)> done) override { done(answer_(call)); }

 private:
  Answer answer_;
};

}  // namespace tocsin::rehearsal
