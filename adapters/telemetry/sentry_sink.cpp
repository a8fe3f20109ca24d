#include "adapters/telemetry/sentry_sink.hpp"

#include <spdlog/sinks/sink.h>
#include <spdlog/spdlog.h>

#include <charconv>
#include <condition_variable>
#include <map>
#include <mutex>

#include "adapters/log_line.hpp"
#include "adapters/telemetry/logging.hpp"
#include "schemas/ids.hpp"

namespace tocsin {
namespace {

using SentryClock = std::chrono::steady_clock;
constexpr auto kMinute = std::chrono::minutes(1);
constexpr int kMostUnderway = 4;
constexpr std::size_t kMostKinds = 1'000;
constexpr int kDefaultRest = 60;  // seconds, for a 429 that does not say how long

class SentrySink final : public spdlog::sinks::sink,
                         public std::enable_shared_from_this<SentrySink> {
 public:
  SentrySink(SentryOptions options, HttpClient& client, SeriesMetrics& metrics)
      : options_(std::move(options)),
        client_(client),
        sent_(metrics.Counter("tocsin_telemetry_errors_total", {{"outcome", "sent"}})),
        left_out_(metrics.Counter("tocsin_telemetry_errors_total", {{"outcome", "left_out"}})),
        refused_(metrics.Counter("tocsin_telemetry_errors_total", {{"outcome", "refused"}})) {}

  void log(const spdlog::details::log_msg& message) override {
    if (message.level < spdlog::level::err) return;
    const auto report = sentry::Scrubbed(
        message.level, std::string_view(message.payload.data(), message.payload.size()),
        FieldsOfLine(), std::chrono::time_point_cast<Duration>(message.time));
    if (!Admit(sentry::KindOf(report.text))) return left_out_.Add();
    std::string id = RandomUuid().ToString();
    std::erase(id, '-');
    HttpCall call{.method = "POST",
                  .url = options_.target.url,
                  .headers = {{"Content-Type", "application/x-sentry-envelope"},
                              {"X-Sentry-Auth", options_.target.auth}},
                  .body = sentry::Envelope(report, id, options_.environment),
                  .timeout = options_.timeout};
    call.max_response_bytes = 16 * 1024;
    call.cut_response = true;
    client_.Send(std::move(call), [self = shared_from_this()](const HttpOutcome& outcome) {
      self->Answered(outcome);
    });
  }

  void flush() override {}
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

  void Stop(Duration longest) {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    idle_.wait_for(lock, longest, [&] { return underway_ == 0; });
  }

 private:
  bool Admit(const std::string& kind) {
    const auto now = SentryClock::now();
    const std::lock_guard lock(mutex_);
    if (now >= minute_ends_) {
      minute_ends_ = now + kMinute;
      in_minute_ = 0;
      std::erase_if(kinds_, [&](const auto& entry) { return entry.second <= now; });
    }
    if (stopping_ || now < rests_until_ || underway_ >= kMostUnderway ||
        in_minute_ >= options_.per_minute || kinds_.size() >= kMostKinds)
      return false;
    auto& again_at = kinds_[kind];
    if (again_at > now) return false;
    again_at = now + kMinute;
    ++in_minute_;
    ++underway_;
    return true;
  }

  void Answered(const HttpOutcome& outcome) {
    const int status = outcome ? outcome->status : 0;
    const bool taken = status >= 200 && status < 300;
    (taken ? sent_ : refused_).Add();
    bool complain = false;
    {
      const std::lock_guard lock(mutex_);
      --underway_;
      if (status == 429) {
        int seconds = kDefaultRest;
        const auto wait = HeaderValue(outcome->headers, "Retry-After");
        std::from_chars(wait.data(), wait.data() + wait.size(), seconds);
        rests_until_ = SentryClock::now() + std::chrono::seconds(std::clamp(seconds, 1, 3'600));
      }
      complain = !taken && status != 429 && !complained_;
      complained_ = !taken && (complained_ || complain);
    }
    // A warning, so that it does not come back here.
    if (complain)
      spdlog::warn("telemetry: errors are not taken by Sentry (telemetry.log.sentry): {}",
                   outcome ? "status " + std::to_string(status) : outcome.error().error.message);
    idle_.notify_all();
  }

  const SentryOptions options_;
  HttpClient& client_;
  const MetricCounter sent_, left_out_, refused_;
  std::mutex mutex_;
  std::condition_variable idle_;
  SentryClock::time_point minute_ends_{}, rests_until_{};
  int in_minute_ = 0, underway_ = 0;
  bool stopping_ = false, complained_ = false;
  std::map<std::string, SentryClock::time_point, std::less<>> kinds_;  ///< when one is sent again
};

class Reports final : public SentryReports {
 public:
  explicit Reports(std::shared_ptr<SentrySink> sink) : sink_(std::move(sink)) { ReachLog(sink_); }
  ~Reports() override { Stop(Duration(0)); }
  Reports(const Reports&) = delete;
  Reports& operator=(const Reports&) = delete;

  void Stop(Duration longest) override {
    ReachLog(nullptr);
    sink_->Stop(longest);
  }

 private:
  std::shared_ptr<SentrySink> sink_;
};

}  // namespace

std::unique_ptr<SentryReports> ReportToSentry(SentryOptions options, HttpClient& client,
                                              SeriesMetrics& metrics) {
  return std::make_unique<Reports>(
      std::make_shared<SentrySink>(std::move(options), client, metrics));
}

}  // namespace tocsin
