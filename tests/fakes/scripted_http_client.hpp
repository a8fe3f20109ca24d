#pragma once

#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/http.hpp"

namespace tocsin::fakes {

/// An HttpClient that answers at once, on the caller's thread, from a list; what was sent is kept.
/// Without a script left it answers 500.
class ScriptedHttpClient final : public HttpClient {
 public:
  void Send(HttpCall call, std::function<void(HttpOutcome)> done) override {
    sent.push_back(std::move(call));
    HttpOutcome outcome = HttpResponse{.status = 500, .headers = {}, .body = "no script left"};
    if (!script.empty()) {
      outcome = std::move(script.front());
      script.pop_front();
    }
    if (hold) {
      held.push_back([done = std::move(done), outcome = std::move(outcome)] { done(outcome); });
    } else {
      done(std::move(outcome));
    }
  }
  /// Gives the answers held back, oldest first.
  void Release() {
    for (auto& answer : std::exchange(held, {})) answer();
  }

  void Answer(int status, std::string body = {}) {
    script.emplace_back(HttpResponse{.status = status, .headers = {}, .body = std::move(body)});
  }
  void Break(ErrorKind kind, bool request_sent) {
    script.emplace_back(tl::unexpected(
        HttpFailure{.error = {.kind = kind, .message = "calling +15559876543 failed"},
                    .request_sent = request_sent}));
  }

  bool hold = false;  ///< keeps answers until Release
  std::vector<std::function<void()>> held;
  std::deque<HttpOutcome> script;
  std::vector<HttpCall> sent;
};

}  // namespace tocsin::fakes
