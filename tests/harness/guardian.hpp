#pragma once

#include <sys/types.h>

namespace tocsin::harness {

/// A child that outlives this program by a moment: when this program ends, however it ends, it
/// kills what is still guarded, so that a failed test leaves no workers behind.
void Guard(pid_t child);
void Unguard(pid_t child);

}  // namespace tocsin::harness
