#pragma once

namespace tocsin::jq {

/// Whether the thread's stack is nearly used up. The last resort behind the bounds that are
/// counted: those suffice on the stacks of our threads, this one keeps a smaller stack from ending
/// the process.
bool StackIsLow();

}  // namespace tocsin::jq
