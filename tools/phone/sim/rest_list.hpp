#pragma once

#include "schemas/json.hpp"
#include "tools/phone/sim/exchange.hpp"
#include "tools/phone/sim/rest_order.hpp"

namespace tocsin::phone {

/// One page of the account's calls, newest first, filtered as the query says. `path` is the list's
/// own.
tl::expected<json::object, RestError> ListCalls(const Exchange& exchange, const Params& query,
                                                const std::string& path);

}  // namespace tocsin::phone
