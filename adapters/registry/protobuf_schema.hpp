#pragma once

#include <memory>
#include <string_view>

#include "adapters/schema_registry.hpp"

namespace tocsin::registry {

/// Reads Protobuf messages by the .proto text of their schema; in front of a message stands the
/// list of indexes that names its type. The JSON is Protobuf's own mapping (64-bit integers are
/// texts, bytes base64) with field names as in the .proto and default values written. Google's
/// well-known types may be imported. kInvalid with what is wrong with the schema.
Result<std::shared_ptr<const ValueSchema>> MakeProtobufSchema(std::string_view text);

}  // namespace tocsin::registry
