#pragma once

#include <string_view>

namespace tocsin::runtime {

/// A named point at which a test may kill the process with SIGKILL. Compiled into every build; does
/// nothing unless TOCSIN_CRASH_AT=NAME[:N] is set (the N-th passage, counted over all threads,
/// default the first). TOCSIN_STOP_AT does the same with SIGSTOP: the process stands still as on a
/// machine that is suspended, until it is told to go on. Names: after_poll, before_commit,
/// after_commit, before_produce, after_produce, before_dial, after_dial, before_decision_commit,
/// after_decision_commit.
void CrashPoint(std::string_view name);

/// Faults of inputs, for tests: TOCSIN_ABORT_ON=POINT@TEXT aborts the process, TOCSIN_HANG_ON lets
/// its thread stand still for ever, whenever an input that holds TEXT passes POINT: ROLE.read (its
/// key), ROLE.decide ("ID TYPE SUBJECT" of an event, else kind and owner: "timer UUID").
bool InputFaultsPlanted();
void InputFault(std::string_view role, std::string_view point, std::string_view input);

}  // namespace tocsin::runtime
