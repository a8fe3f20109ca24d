#pragma once

#include <string>

#include "adapters/store.hpp"
#include "workers/compose/data_folder.hpp"

namespace tocsin::compose {

/// The API key of an embedded worker: made at its first start and kept in DATA/api-key (mode 0600).
Result<std::string> EmbeddedKey(const DataFolder& folder, Store& store);

/// What a newcomer reads on stderr beside the ready line: the gateway's address and what it is good
/// for, and a curl that works as it stands, with what shows what came of it.
std::string Welcome(const std::string& http_address, const std::string& gateway_address,
                    const std::string& data_folder);

}  // namespace tocsin::compose
