#pragma once

#include <string>
#include <string_view>

#include "adapters/http.hpp"
#include "adapters/log_control.hpp"

namespace tocsin::bridge {

/// What the log of this process tells, as JSON: {level, configured, until, focus: [{id, until}]}.
HttpResponse ShowLog(const LogControl& log);

/// The same in words: "level debug until TIME, all of CA1, a1".
std::string ToText(const LogState& state);

/// Changes it: {level, focus: [ids], for}. What is not named stays; `focus: []` ends it. After
/// `for` (15 minutes unless said, at most a day) it is as before. 400 or 422 names what is wrong
/// with the body, and nothing is changed.
HttpResponse ChangeLog(std::string_view body, LogControl& log);

}  // namespace tocsin::bridge
