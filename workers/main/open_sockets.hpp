#pragma once

#include <string_view>

#include "schemas/result.hpp"

namespace tocsin::commands {

/// The WebSockets that a worker has open, whatever for, as its page of metrics says; none where it
/// has had none yet. kInvalid: this is not the page of a worker.
Result<int> CountOpenSockets(std::string_view metrics_page);

}  // namespace tocsin::commands
