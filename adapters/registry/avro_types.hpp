#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/result.hpp"

namespace tocsin::registry {

struct AvroType {
  enum class Kind {
    kNull,
    kBoolean,
    kInt,
    kLong,
    kFloat,
    kDouble,
    kBytes,
    kString,
    kFixed,
    kEnum,
    kArray,
    kMap,
    kRecord,
    kUnion,
  };
  Kind kind = Kind::kNull;
  std::size_t size = 0;                   ///< of a fixed, in bytes
  std::vector<std::string> symbols = {};  ///< of an enum, as JSON texts
  /// Fields of a record with their names as JSON texts; branches of a union, the items of an array,
  /// the values of a map, without. Places in the list of types.
  std::vector<std::pair<std::string, std::size_t>> parts = {};
};

/// A schema's types, the outermost first; they refer to one another by their places, so that a type
/// may be a part of itself.
using AvroTypes = std::vector<AvroType>;

/// kInvalid with what is wrong with the schema.
Result<AvroTypes> ParseAvroTypes(std::string_view text);

}  // namespace tocsin::registry
