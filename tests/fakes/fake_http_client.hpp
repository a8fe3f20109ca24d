#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include "adapters/http.hpp"

namespace tocsin::fakes {

/// Keeps calls until the test answers them, oldest first.
class FakeHttpClient final : public HttpClient {
 public:
  void Send(HttpCall call, std::function<void(HttpOutcome)> done) override {
    calls_.push_back(std::move(call));
    waiting_.push_back(std::move(done));
  }
  const std::vector<HttpCall>& Calls() const { return calls_; }
  std::size_t Unanswered() const { return waiting_.size(); }
  void Answer(HttpOutcome outcome) {
    auto done = std::move(waiting_.at(0));
    waiting_.erase(waiting_.begin());
    done(std::move(outcome));
  }

 private:
  std::vector<HttpCall> calls_;
  std::vector<std::function<void(HttpOutcome)>> waiting_;
};

}  // namespace tocsin::fakes
