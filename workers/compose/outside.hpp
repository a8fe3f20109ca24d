#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapters/bus.hpp"
#include "adapters/store.hpp"
#include "workers/compose/signals.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// Tries until it succeeds or `wait` is over, a line on stderr each second that says who is waited
/// for and why. Errors that trying again cannot mend end it at once; so does SIGTERM or SIGINT, as
/// kCancelled.
Status WaitFor(const std::string& whom, Duration wait, const Signals& signals,
               const std::function<Status()>& attempt);

Result<std::unique_ptr<Store>> OpenStore(const Settings& settings, const std::string& url);
Result<std::unique_ptr<Bus>> OpenBus(const Settings& settings, const std::string& database_url,
                                     bool embedded, const std::string& data_folder);

/// The log that the settings name, read from beside: Kafka's, or where no broker is set, that of
/// the database.
struct OpenedLog {
  std::unique_ptr<LogReader> reader;
  int partitions = 0;  ///< of each of tocsin's topics
  std::string id;
};
Result<OpenedLog> OpenLog(const Settings& settings, const std::string& database_url);

/// Creates what is missing of the topics of this release; kInvalid when they have different numbers
/// of partitions. Gives that number.
Result<int> EnsureTopics(Bus& bus, const Settings& settings);

/// The same error with what to do about it, where a setting or a server can mend it. A database
/// that answers but refuses user, password or database becomes kInvalid: waiting does not help.
Error WithRemedy(Error error);

/// The exit code for an error: 3 when something outside cannot be reached, else 1.
int ExitCodeOf(const Error& error);

}  // namespace tocsin::compose
