#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <mutex>

#include "adapters/event_stream.hpp"
#include "adapters/http_stream.hpp"
#include "adapters/net/http_server.hpp"
#include "fakes/http_probe.hpp"
#include "fakes/watched.hpp"

namespace tocsin {

/// Keeps what comes of a streamed call; every wait ends after 60 s.
class StreamProbe final : public HttpStreamListener, fakes::Watched {
 public:
  void OnHead(int status, const HttpHeaders& headers) override {
    Change([&] {
      status_ = status;
      headers_ = headers;
    });
  }
  void OnBody(std::string_view bytes) override {
    Change([&] { body_ += bytes; });
  }
  void OnEnd(const std::optional<HttpFailure>& failure) override {
    Change([&] {
      EXPECT_FALSE(over_) << "told twice";
      over_ = true;
      failure_ = failure;
    });
  }

  std::string WaitForBody(std::size_t size) {
    Wait([&] { return body_.size() >= size || over_; });
    return Body();
  }
  std::size_t WaitForSize(std::size_t size) {
    Wait([&] { return body_.size() >= size || over_; });
    const std::lock_guard lock(mutex_);
    return body_.size();
  }
  std::optional<HttpFailure> WaitForEnd() {
    Wait([&] { return over_; });
    EXPECT_TRUE(over_) << "it never ended";
    return failure_;
  }
  std::string Body() {
    const std::lock_guard lock(mutex_);
    return body_;
  }
  int WaitForStatus() {
    Wait([&] { return status_ != 0 || over_; });
    return status_;
  }

 private:
  int status_ = 0;
  HttpHeaders headers_;
  std::string body_;
  bool over_ = false;
  std::optional<HttpFailure> failure_;
};

/// A server whose every answer is a stream that the test writes.
class StreamServer {
 public:
  explicit StreamServer(HttpServerOptions options = {}, std::size_t max_waiting = 256 * 1024)
      : max_waiting_(max_waiting) {
    server_ = StartHttpServer(std::move(options), handler_).value();
  }
  std::string Url() const { return "http://127.0.0.1:" + std::to_string(server_->Port()) + "/"; }
  std::shared_ptr<HttpBody> WaitForBody() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(60), [this] { return body_ != nullptr; });
    return std::exchange(body_, nullptr);
  }
  int WaitFor(int StreamServer::*count, int least) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(60), [&] { return this->*count >= least; });
    return this->*count;
  }
  HttpServer& Server() { return *server_; }
  int gone = 0;
  int rooms = 0;

 private:
  void Count(int& what) {
    const std::lock_guard lock(mutex_);
    ++what;
    changed_.notify_all();
  }
  void Answer(const HttpRespond& respond) {
    respond(EventStreamResponse({.begin =
                                     [this](std::shared_ptr<HttpBody> body) {
                                       const std::lock_guard lock(mutex_);
                                       body_ = std::move(body);
                                       changed_.notify_all();
                                     },
                                 .room = [this] { Count(rooms); },
                                 .gone = [this] { Count(gone); },
                                 .max_waiting_bytes = max_waiting_}));
  }

  std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<HttpBody> body_;
  fakes::FunctionHandler handler_{
      [this](const HttpRequest&, const HttpRespond& respond) { Answer(respond); }};
  std::unique_ptr<HttpServer> server_;
};

}  // namespace tocsin
