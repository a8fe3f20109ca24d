#include "adapters/telemetry/span_exporter.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace tocsin {
namespace {

constexpr Duration kFirstPause = std::chrono::seconds(1);

/// What became of a request.
struct Answer {
  enum class Kind { kTaken, kAgain, kRefused };
  Kind kind = Kind::kAgain;
  std::string why = {};
  std::int64_t rejected = 0;
  Duration wait{0};
};

/// By the rules of OTLP: these statuses are tried again, others never.
Answer Judge(const HttpOutcome& outcome, bool protobuf) {
  if (!outcome) return {.kind = Answer::Kind::kAgain, .why = outcome.error().error.message};
  const int status = outcome->status;
  if (status >= 200 && status < 300)
    return {.kind = Answer::Kind::kTaken,
            .rejected = protobuf ? otlp::RejectedSpans(outcome->body) : 0};
  const bool again = status == 429 || status == 502 || status == 503 || status == 504;
  int seconds = 0;
  const auto wait = HeaderValue(outcome->headers, "Retry-After");
  std::from_chars(wait.data(), wait.data() + wait.size(), seconds);
  return {.kind = again ? Answer::Kind::kAgain : Answer::Kind::kRefused,
          .why = "status " + std::to_string(status),
          .wait = std::chrono::seconds(std::clamp(seconds, 0, 3'600))};
}

class Exporter final : public SpanExporter {
 public:
  Exporter(SpanExporterOptions options, HttpClient& client, SeriesMetrics& metrics)
      : options_(std::move(options)),
        client_(client),
        sent_(metrics.Counter("tocsin_telemetry_spans_total", {{"outcome", "sent"}})),
        lost_(metrics.Counter("tocsin_telemetry_spans_total", {{"outcome", "lost"}})),
        refused_(metrics.Counter("tocsin_telemetry_spans_total", {{"outcome", "refused"}})),
        bound_(BoundOf(options_.share)),
        thread_([this] { Run(); }) {}
  ~Exporter() override { Stop(Duration(0)); }
  Exporter(const Exporter&) = delete;
  Exporter& operator=(const Exporter&) = delete;

  bool On() const override { return true; }

  bool Wants(std::string_view traceparent) const override {
    if (bound_ == 0 || !IsSampled(traceparent)) return false;
    return (ReadSpan(traceparent.substr(19, 16)) & ~kTopBit) < bound_;
  }

  void Record(Span span) override {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_ || waiting_.size() >= options_.most_waiting) return lost_.Add();
      waiting_.push_back(std::move(span));
      if (waiting_.size() != 1 && waiting_.size() != options_.most_at_once) return;
    }
    wake_.notify_one();
  }

  void Stop(Duration longest) override {
    {
      const std::lock_guard lock(mutex_);
      if (!stopping_) deadline_ = std::chrono::steady_clock::now() + longest;
      stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

 private:
  static constexpr std::uint64_t kTopBit = std::uint64_t{1} << 63;

  static std::uint64_t BoundOf(double share) {
    if (share >= 1) return kTopBit;
    return share <= 0 ? 0 : static_cast<std::uint64_t>(share * static_cast<double>(kTopBit));
  }

  void Run() {
    while (auto batch = Next()) {
      const auto size = static_cast<double>(batch->size());
      if (!Send(*batch)) lost_.Add(size);
    }
  }

  /// Nothing: it is over.
  std::optional<std::vector<Span>> Next() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    // What follows soon goes along.
    wake_.wait_for(lock, options_.delay,
                   [&] { return stopping_ || waiting_.size() >= options_.most_at_once; });
    if (waiting_.empty()) return std::nullopt;
    const auto count =
        static_cast<std::ptrdiff_t>(std::min(waiting_.size(), options_.most_at_once));
    std::vector<Span> batch(std::make_move_iterator(waiting_.begin()),
                            std::make_move_iterator(waiting_.begin() + count));
    waiting_.erase(waiting_.begin(), waiting_.begin() + count);
    return batch;
  }

  /// False: the time to stop came before they were taken.
  bool Send(const std::vector<Span>& batch) {
    const std::string body = options_.protobuf ? otlp::ToProtobuf(options_.resource, batch)
                                               : otlp::ToJson(options_.resource, batch);
    for (Duration pause = kFirstPause;; pause = std::min(pause * 2, options_.longest_pause)) {
      const auto answer = Ask(body);
      if (!answer) return false;
      if (answer->kind == Answer::Kind::kAgain) {
        Complain(answer->why + "; trying again");
        if (!Pause(std::max(pause, answer->wait))) return false;
        continue;
      }
      const auto size = static_cast<double>(batch.size());
      const bool taken = answer->kind == Answer::Kind::kTaken;
      const auto rejected = taken ? std::min(static_cast<double>(answer->rejected), size) : size;
      sent_.Add(size - rejected);
      refused_.Add(rejected);
      if (rejected > 0)
        Complain(taken ? std::to_string(answer->rejected) + " spans were not taken"
                       : answer->why + ": the spans are dropped");
      else if (std::exchange(complained_, false))
        spdlog::info("telemetry: spans are taken again by {}", options_.url);
      return true;
    }
  }

  std::optional<Answer> Ask(const std::string& body) {
    struct Slot {
      std::mutex mutex;
      std::condition_variable came;
      std::optional<Answer> answer;
    };
    const auto slot = std::make_shared<Slot>();  // shared with a call that outlives the wait
    HttpCall call{.method = "POST", .url = options_.url, .headers = options_.headers, .body = body};
    call.headers.emplace_back("Content-Type",
                              options_.protobuf ? "application/x-protobuf" : "application/json");
    call.timeout = options_.timeout;
    call.max_response_bytes = 64 * 1024;
    call.cut_response = true;
    client_.Send(std::move(call), [slot, protobuf = options_.protobuf](const HttpOutcome& outcome) {
      const std::lock_guard lock(slot->mutex);
      slot->answer = Judge(outcome, protobuf);
      slot->came.notify_all();
    });
    std::unique_lock lock(slot->mutex);
    while (!slot->answer) {
      slot->came.wait_for(lock, std::chrono::milliseconds(100));
      if (!slot->answer && Late()) return std::nullopt;
    }
    return slot->answer;
  }

  /// Whether the time to stop has come, and the time that was given for it has gone.
  bool Late() {
    const std::lock_guard lock(mutex_);
    return stopping_ && std::chrono::steady_clock::now() >= deadline_;
  }

  bool Pause(Duration length) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, length, [&] { return stopping_; });
    return !stopping_;
  }

  /// Once, until it goes well again.
  void Complain(const std::string& why) {
    if (std::exchange(complained_, true)) return;
    spdlog::warn("telemetry: sending spans to {}: {}", options_.url, why);
  }

  const SpanExporterOptions options_;
  HttpClient& client_;
  const MetricCounter sent_, lost_, refused_;
  const std::uint64_t bound_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Span> waiting_;
  bool stopping_ = false;
  std::chrono::steady_clock::time_point deadline_;
  bool complained_ = false;  ///< of the thread
  std::thread thread_;
};

}  // namespace

std::unique_ptr<SpanExporter> MakeSpanExporter(SpanExporterOptions options, HttpClient& client,
                                               SeriesMetrics& metrics) {
  return std::make_unique<Exporter>(std::move(options), client, metrics);
}

}  // namespace tocsin
