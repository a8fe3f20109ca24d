#include "tests/perf/bench/web.hpp"

#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <vector>

#include "adapters/http.hpp"
#include "adapters/net/http_client.hpp"
#include "adapters/net/http_server.hpp"
#include "tests/perf/bench/limits.hpp"
#include "tests/perf/bench/report.hpp"

namespace tocsin::perf {
namespace {

using Steady = std::chrono::steady_clock;

/// Answers at once with one status, and notes the ids of deliveries.
class Receiver final : public HttpHandler {
 public:
  explicit Receiver(int status) : status_(status) {}

  void Handle(HttpRequest request, HttpRespond respond) override {
    if (const auto id = HeaderValue(request.headers, "webhook-id"); !id.empty()) {
      const std::lock_guard lock(mutex_);
      const auto now = Steady::now();
      if (ids_.empty()) first_ = now;
      if (ids_.emplace(id).second)
        last_ = now;
      else
        ++repeats_;
    }
    respond({.status = status_, .headers = {}, .body = {}});
  }

  std::size_t Seen() const {
    const std::lock_guard lock(mutex_);
    return ids_.size();
  }
  Report Told(std::size_t wanted) const {
    const std::lock_guard lock(mutex_);
    return {.wanted = wanted,
            .seen = ids_.size(),
            .repeats = repeats_,
            .seconds = std::chrono::duration<double>(last_ - first_).count()};
  }

 private:
  const int status_;
  mutable std::mutex mutex_;
  std::unordered_set<std::string> ids_;
  long long repeats_ = 0;
  Steady::time_point first_{};
  Steady::time_point last_{};
};

/// What came of the posts. Thread-safe.
class Answers {
 public:
  void Note(bool counts, bool well, Steady::time_point due) {
    const auto now = Steady::now();
    const std::lock_guard lock(mutex_);
    ++answered_;
    last_ = now;
    if (!well) ++refused_;
    if (well && counts)
      latencies_.push_back(std::chrono::duration<double, std::milli>(now - due).count());
  }
  std::size_t Answered() const {
    const std::lock_guard lock(mutex_);
    return answered_;
  }
  Report Told(std::size_t wanted, Steady::time_point first) {
    const std::lock_guard lock(mutex_);
    if (refused_ > 0) std::fprintf(stderr, "%zu were not answered by 2xx\n", refused_);
    return {.wanted = wanted,
            .seen = latencies_.size(),
            .seconds = std::chrono::duration<double>(last_ - first).count(),
            .latencies = latencies_};
  }

 private:
  mutable std::mutex mutex_;
  std::size_t answered_ = 0;
  std::size_t refused_ = 0;
  std::vector<double> latencies_;
  Steady::time_point last_{};
};

HttpCall Post(const AlertLoad& load, const WebLoad& web, const std::string& url, int number) {
  HttpCall call;
  call.method = "POST";
  call.url = url;
  call.headers = {{"Content-Type", "application/json"}};
  if (!web.key.empty()) call.headers.emplace_back("X-API-Key", web.key);
  call.body = AlertData(load.run + '-' + std::to_string(load.first + number));
  return call;
}

}  // namespace

int MeasureHooks(const AlertLoad& load, const WebLoad& web) {
  Receiver bare(202);
  std::unique_ptr<HttpServer> server;
  std::string url = web.url;
  if (url.empty()) {
    auto started = StartHttpServer({}, bare);
    if (!started) return std::fprintf(stderr, "%s\n", started.error().message.c_str()), 1;
    server = std::move(*started);
    url = "http://127.0.0.1:" + std::to_string(server->Port()) + "/hooks/bare";
  }
  const auto client = MakeHttpClient();
  const auto answers = std::make_shared<Answers>();  // shared with what is under way at the end
  const int uncounted = static_cast<int>(load.ramp * load.rate);
  const auto started = Steady::now();
  auto counted_from = started;
  for (int i = 0; i < load.count; ++i) {
    const auto due = started + std::chrono::duration_cast<Steady::duration>(
                                   std::chrono::duration<double>(i / load.rate));
    std::this_thread::sleep_until(due);
    if (i == uncounted) counted_from = due;
    client->Send(Post(load, web, url, i),
                 [answers, due, counts = i >= uncounted](const HttpOutcome& outcome) {
                   answers->Note(counts, outcome && outcome->status / 100 == 2, due);
                 });
  }
  const auto deadline = Steady::now() + std::chrono::seconds(load.timeout);
  while (answers->Answered() < static_cast<std::size_t>(load.count) && Steady::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return answers->Told(static_cast<std::size_t>(load.count - uncounted), counted_from).Print();
}

int MeasureDeliveries(const AlertLoad& load, const WebLoad& web) {
  Receiver receiver(200);
  auto server = StartHttpServer({.port = web.port}, receiver);
  if (!server) return std::fprintf(stderr, "%s\n", server.error().message.c_str()), 1;
  FillAlerts(load);
  const auto wanted = static_cast<std::size_t>(load.count);
  const auto deadline = Steady::now() + std::chrono::seconds(load.timeout);
  while (receiver.Seen() < wanted && Steady::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  std::this_thread::sleep_for(std::chrono::seconds(1));  // a repeat would come now
  return receiver.Told(wanted).Print();
}

}  // namespace tocsin::perf
