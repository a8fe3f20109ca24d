#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/realtime.hpp"
#include "schemas/json.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// What a trial found, as far as it came.
struct RealtimeTrial {
  std::string engine, url;
  // From the opening; the last one from the wish for an answer.
  std::optional<Duration> connected = {}, ready = {}, first_sound = {};
  json::object session = {};  ///< as the service says that it is
  std::string greeting = {};

  /// What was said to it, and what came of it.
  struct Turn {
    std::string said, heard = {}, answer = {};
    std::optional<Duration> first_sound = {};  ///< from the end of the turn, as the service says it
  };
  std::string voice = {};  ///< whose sentences those were
  std::vector<Turn> turns = {};
  std::optional<Duration> cut = {};         ///< so much of an answer was heard
  std::optional<Duration> taken_back = {};  ///< behind it, as the service says that it has done
  std::string tool = {};                    ///< the arguments that a tool was called with
  std::string tool_answer = {};
  std::optional<Error> failed = {};
};

/// Opens a session with the service of `language.realtime` and has it say a sentence. With
/// `conversation` a voice of this machine speaks to it, interrupts it once, and has it call a tool.
/// Takes seconds; costs what such an answer costs.
RealtimeTrial TryRealtime(const Settings& settings, bool conversation, const Clock& clock);

/// {"engine", "url", "connected_ms", ..., "ok"}.
json::object RealtimeTrialJson(const RealtimeTrial& trial);
/// Line by line, for people.
std::string RealtimeTrialText(const RealtimeTrial& trial);

}  // namespace tocsin::compose
