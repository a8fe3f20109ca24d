#pragma once

#include <memory>
#include <string_view>

#include "adapters/schema_registry.hpp"

namespace tocsin::registry {

/// Reads values of Avro's binary encoding (Avro 1.11) by the schema that wrote them. In JSON a
/// union is its branch's value, bytes and fixed are base64, an enum its symbol, and NaN and the
/// infinities null; logical types are as their underlying types. kInvalid with what is wrong with
/// the schema.
Result<std::shared_ptr<const ValueSchema>> MakeAvroSchema(std::string_view text);

}  // namespace tocsin::registry
