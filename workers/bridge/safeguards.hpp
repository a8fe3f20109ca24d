#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "schemas/event.hpp"
#include "schemas/time.hpp"

namespace tocsin::bridge {

/// What an action must keep to, to be sent on.
struct ActionLimits {
  Duration max_age{0};  ///< of the decision; zero: any
  int rate = 0;         ///< so many within `per` on one resource; zero: any number
  Duration per = std::chrono::hours(1);
  int quorum = 1;  ///< 2: two different people must want it
  bool dry_run = false;
};

struct SafeguardRules {
  std::optional<std::set<std::string, std::less<>>> allow = {};  ///< nothing: all; empty: none
  bool kill_switch = false;
  ActionLimits all = {};
  std::map<std::string, ActionLimits, std::less<>> of = {};  ///< instead of `all`, by action
};

/// The objection to an action that nothing else speaks against.
inline constexpr std::string_view kDryRun = "dry run";

/// Whether an action may leave. Immutable, shared by the shards.
class Safeguards {
 public:
  explicit Safeguards(SafeguardRules rules = {}) : rules_(std::move(rules)) {}

  const ActionLimits& LimitsOf(std::string_view action) const;
  /// Why the action is held; empty when nothing speaks against it. `released_by`: somebody who lets
  /// it go in spite of all but the kill switch, and is the second to approve it. Its rate is the
  /// store's to judge.
  std::string Objection(const Event& event, std::string_view released_by, TimePoint now) const;

 private:
  SafeguardRules rules_;
};

/// What an action is done to, as its rate counts it; empty where the event does not say.
std::string ResourceOf(const Event& event);

}  // namespace tocsin::bridge
