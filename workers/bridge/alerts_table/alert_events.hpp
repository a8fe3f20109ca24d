#pragma once

#include "adapters/alert_table.hpp"
#include "schemas/event.hpp"

namespace tocsin::bridge {

/// The event that a row of the table `alerts` is: the same row gives the same id each time. Nothing
/// is refused: without a title another column stands for it, and any severity is taken
/// (events::NormaliseAlert). Of columns that are too long the beginning is sent, and `context.cut`
/// names them; the row keeps them whole.
Event RaisedEvent(const AlertTableRow& row);
/// Its status was set to "resolved" at or before `now`.
Event ResolvedEvent(const AlertTableRow& row, TimePoint now);

}  // namespace tocsin::bridge
