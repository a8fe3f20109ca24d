#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapters/http.hpp"
#include "adapters/metric_series.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin {

struct HeartbeatOptions {
  std::string url;
  Duration every = std::chrono::minutes(1);
};

/// Asks a watcher elsewhere for a page, again and again, as long as this process can work: the
/// watcher raises the alarm when it has not been asked for a while, whatever has happened here. Of
/// one thread.
class Heartbeat {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// `client` and `metrics` outlive it.
  Heartbeat(HeartbeatOptions options, HttpClient& client, SeriesMetrics& metrics);
  /// To be called every now and then: when it is time, asks `ready`, and if that is well, the
  /// watcher. An answer that does not come keeps no other from being asked for.
  void Look(Time now, const std::function<Status()>& ready);

 private:
  struct Answers;
  const HeartbeatOptions options_;
  HttpClient& client_;
  const MetricCounter withheld_;
  const std::shared_ptr<Answers> answers_;  ///< shared with requests that outlive it
  Time next_{};
  bool told_ = false;  ///< that it is withheld
};

}  // namespace tocsin
