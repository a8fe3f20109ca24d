#include "adapters/telemetry/heartbeat.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <utility>

namespace tocsin {
namespace {

constexpr Duration kHeartbeatPatience = std::chrono::seconds(10);
constexpr const char* kHeartbeats = "tocsin_heartbeats_total";

/// Without the path, which is what gives a right to ask: "https://hc-ping.com".
std::string Watcher(const std::string& url) {
  const auto scheme = url.find("://");
  const auto host = scheme == std::string::npos ? 0 : scheme + 3;
  return url.substr(0, url.find_first_of("/?", host));
}

}  // namespace

struct Heartbeat::Answers {
  MetricCounter sent, failed;
  std::atomic<bool> complained = false;

  void Take(const HttpOutcome& outcome, const std::string& url) {
    const bool good = outcome && outcome->status >= 200 && outcome->status < 300;
    (good ? sent : failed).Add();
    if (good) {
      if (complained.exchange(false)) spdlog::info("heartbeat: {} answers again", url);
    } else if (!complained.exchange(true)) {
      spdlog::warn(
          "heartbeat: {} does not take it (telemetry.heartbeat): {}", url,
          outcome ? "status " + std::to_string(outcome->status) : outcome.error().error.message);
    }
  }
};

Heartbeat::Heartbeat(HeartbeatOptions options, HttpClient& client, SeriesMetrics& metrics)
    : options_(std::move(options)),
      client_(client),
      withheld_(metrics.Counter(kHeartbeats, {{"outcome", "withheld"}})),
      answers_(std::make_shared<Answers>()) {
  answers_->sent = metrics.Counter(kHeartbeats, {{"outcome", "sent"}});
  answers_->failed = metrics.Counter(kHeartbeats, {{"outcome", "failed"}});
}

void Heartbeat::Look(Time now, const std::function<Status()>& ready) {
  if (now < next_) return;
  next_ = now + options_.every;
  if (const auto well = ready(); !well) {
    withheld_.Add();
    if (!std::exchange(told_, true))
      spdlog::warn("heartbeat: withheld, for this process cannot work: {}", well.error().message);
    return;
  }
  told_ = false;
  HttpCall call{.url = options_.url};
  call.timeout = std::min(kHeartbeatPatience, options_.every);
  call.max_response_bytes = 16 * 1024;
  call.cut_response = true;
  client_.Send(std::move(call), [answers = answers_, url = Watcher(options_.url)](
                                    const HttpOutcome& outcome) { answers->Take(outcome, url); });
}

}  // namespace tocsin
