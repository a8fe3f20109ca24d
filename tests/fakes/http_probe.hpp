#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/http.hpp"

namespace tocsin::fakes {

/// A handler that answers by a function; keeps what came.
class FunctionHandler final : public HttpHandler {
 public:
  using Answer = std::function<void(HttpRequest, HttpRespond)>;
  explicit FunctionHandler(Answer answer) : answer_(std::move(answer)) {}
  void Handle(HttpRequest request, HttpRespond respond) override {
    {
      const std::lock_guard lock(mutex_);
      seen_.push_back(request);
      came_.notify_all();
    }
    answer_(std::move(request), std::move(respond));
  }
  std::vector<HttpRequest> Seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }
  /// False when fewer came within 10 s.
  bool WaitFor(std::size_t count) {
    std::unique_lock lock(mutex_);
    return came_.wait_for(lock, std::chrono::seconds(60), [&] { return seen_.size() >= count; });
  }

 private:
  Answer answer_;
  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::vector<HttpRequest> seen_;
};

/// Sends and waits for the outcome.
inline HttpOutcome SendAndWait(HttpClient& client, HttpCall call) {
  auto promise = std::make_shared<std::promise<HttpOutcome>>();
  auto outcome = promise->get_future();
  client.Send(std::move(call),
              [promise](HttpOutcome result) { promise->set_value(std::move(result)); });
  if (outcome.wait_for(std::chrono::seconds(60)) != std::future_status::ready) {
    return tl::unexpected(
        HttpFailure{.error = {ErrorKind::kInternal, "the client never called back", "test"},
                    .request_sent = false});
  }
  return outcome.get();
}

}  // namespace tocsin::fakes
