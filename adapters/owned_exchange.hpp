#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "adapters/http_stream.hpp"

namespace tocsin {

/// The exchange that somebody has under way and may take back at any moment, also before Open has
/// returned: one at a time, one after the other. Any thread.
class OwnedExchange {
 public:
  /// The one before must be Over. Opens nothing after Cancel.
  void Open(HttpStreamClient& client, HttpStreamCall call,
            std::shared_ptr<HttpStreamListener> listener) {
    int number = 0;
    {
      const std::lock_guard lock(mutex_);
      if (cancelled_) return;
      number = ++number_;
      over_ = false;
    }
    auto exchange = client.Open(std::move(call), std::move(listener));
    {
      const std::lock_guard lock(mutex_);
      // It may be over by now, and the next one be there.
      if (number == number_ && !over_) exchange_ = exchange;
      if (!cancelled_) return;
    }
    exchange->Cancel();
  }
  /// To be called by the listener's OnEnd.
  void Over() {
    const std::lock_guard lock(mutex_);
    over_ = true;
    exchange_.reset();
  }
  void Cancel() {
    std::shared_ptr<HttpExchange> exchange;
    {
      const std::lock_guard lock(mutex_);
      cancelled_ = true;
      exchange = std::move(exchange_);
    }
    if (exchange) exchange->Cancel();
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<HttpExchange> exchange_;
  int number_ = 0;
  bool over_ = false, cancelled_ = false;
};

}  // namespace tocsin
