#pragma once

#include <functional>
#include <memory>

#include "adapters/clock.hpp"
#include "adapters/store.hpp"

namespace tocsin::rehearsal {

/// An empty store that is up to date; `clock` outlives it.
using MakeStore = std::function<std::unique_ptr<Store>(const Clock& clock)>;

}  // namespace tocsin::rehearsal
