#include "tools/loader/frame_times.hpp"

#include <cmath>
#include <cstdlib>
#include <future>
#include <memory>
#include <sstream>
#include <string_view>

namespace tocsin::load {
namespace {

constexpr std::string_view kSeries = "tocsin_media_frame_seconds_bucket{";
constexpr auto kPatience = std::chrono::seconds(5);

}  // namespace

std::optional<FrameTimes> AskFrameTimes(HttpClient& http, const std::string& url) {
  auto promise = std::make_shared<std::promise<HttpOutcome>>();
  auto answer = promise->get_future();
  HttpCall call;
  call.url = url + "/metrics";
  call.timeout = kPatience;
  http.Send(std::move(call),
            [promise](const HttpOutcome& outcome) { promise->set_value(outcome); });
  const auto outcome = answer.get();
  if (!outcome || outcome->status != 200) return std::nullopt;
  FrameTimes times;
  std::istringstream lines(outcome->body);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(kSeries)) continue;
    const auto bound = line.find("le=\"");
    const auto value = line.find("} ");
    if (bound == std::string::npos || value == std::string::npos) continue;
    times[1000 * std::strtod(line.c_str() + bound + 4, nullptr)] =
        std::strtod(line.c_str() + value + 2, nullptr);
  }
  if (times.empty()) return std::nullopt;
  return times;
}

std::optional<double> FrameTimeAtMost(const FrameTimes& before, const FrameTimes& after,
                                      double share) {
  const auto between = [&](double bound, double count) {
    const auto old = before.find(bound);
    return count - (old == before.end() ? 0 : old->second);
  };
  if (after.empty()) return std::nullopt;
  const double all = between(after.rbegin()->first, after.rbegin()->second);
  for (const auto& [bound, count] : after)
    if (all > 0 && std::isfinite(bound) && between(bound, count) >= share * all) return bound;
  return std::nullopt;
}

}  // namespace tocsin::load
