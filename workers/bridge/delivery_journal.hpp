#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/log_line.hpp"
#include "adapters/log_quota.hpp"
#include "schemas/json.hpp"
#include "workers/bridge/delivery.hpp"

namespace tocsin::bridge {

/// What one attempt of a delivery came to.
struct DeliveryNews {
  std::string_view what;  ///< delivered, not_delivered (tried again), given_up
  std::string why;        ///< "status 503", or what kept the request from being answered
  std::optional<Duration> again_in = {};
  int of = 0;  ///< attempts in all, where it is tried again
};

/// The entry of the history that `explain` tells: {"at", "what", "delivery", "type", "attempt"...}.
json::object NoteOf(const DeliveryTask& task, int attempt, const DeliveryNews& news, TimePoint now);

/// Tells in the log of deliveries that fail at their first try, recover, or are given up, once that
/// is stored; bounded in rate. Not thread-safe.
class DeliveryJournal {
 public:
  void Note(const DeliveryTask& task, int attempt, const DeliveryNews& news);
  void Held(std::string_view action, std::string_view id, std::string_view subject,
            std::string_view why);
  void DryRun(std::string_view delivery, std::string_view where, std::size_t bytes);
  /// What was noted is stored.
  void Flush();
  /// It is not.
  void Drop() { lines_.clear(); }

 private:
  std::vector<LogLine> lines_;
  LogQuota bad_, good_;
};

}  // namespace tocsin::bridge
