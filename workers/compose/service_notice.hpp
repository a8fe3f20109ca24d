#pragma once

#include <string_view>

namespace tocsin::compose {

/// Tells the service manager that started this process how it is (sd_notify(3), `Type=notify`).
/// Without one, nothing happens. Any thread.
namespace service_notice {

void Ready(std::string_view status);
/// Before settings are read again; Ready follows.
void Reloading();
void Stopping();
/// This process is alive; expected more often than the unit's `WatchdogSec`.
void Alive();

}  // namespace service_notice
}  // namespace tocsin::compose
