#pragma once

#include <memory>
#include <string>

#include "adapters/loop.hpp"

namespace tocsin {

/// A loop on a thread of its own, with that name (15 bytes of it) for debuggers and `top -H`.
/// Sockets of this folder can live on it; they keep no loop alive, but what they need of it.
std::unique_ptr<Loop> MakeLoop(std::string name);

}  // namespace tocsin
