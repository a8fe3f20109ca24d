#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "adapters/store.hpp"
#include "workers/runtime/event_codec.hpp"

namespace tocsin::runtime {

/// The log beside a database that was restored.
struct LogPlace {
  LogReader& log;
  std::string id;      ///< Bus::Id
  int partitions = 0;  ///< of each of tocsin's topics
};

/// What SettleAlerts found behind the positions of the database.
struct SettledAlerts {
  std::int64_t alerts = 0;    ///< raised and closed since: nothing of them is handled again
  std::int64_t requests = 0;  ///< of calls and messages about them
  std::int64_t actions = 0;   ///< asked for since, and their end is known
  std::vector<std::string> open = {};     ///< raised since and not closed: they begin anew
  std::vector<std::string> unended = {};  ///< ids of actions without an end: they are sent again
};

/// A database restored from a copy is older than the log, and reads on from its own positions: it
/// would ring people for alerts that were closed meanwhile. This notes as handled, in the inbox of
/// each worker, what belongs to alerts that the log shows as raised and closed behind the
/// positions, and actions whose end it shows. What was open in the copy and closed since goes on
/// from there: the log tells its run the decision, and what it emits comes again under other event
/// ids, but the same action id. Changes no position. Blocking; no worker may run. Safe to repeat.
/// kConflict: the positions belong to another log.
Result<SettledAlerts> SettleAlerts(StoreSession& session, const LogPlace& place, EventCodec& codec);

}  // namespace tocsin::runtime
