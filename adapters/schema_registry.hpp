#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/result.hpp"

namespace tocsin {

/// How values are written in which no CloudEvent is.
enum class ValueFormat { kJson, kAvro, kProtobuf };
std::string_view ToString(ValueFormat format);

/// A schema of a registry, ready to read values. Any thread.
class ValueSchema {
 public:
  virtual ~ValueSchema() = default;
  virtual ValueFormat Format() const = 0;
  /// The value as a JSON text; kInvalid with what cannot be read. Bounded in time and size by the
  /// payload's.
  virtual Result<std::string> ToJson(std::string_view payload) const = 0;
};

/// What is known about a schema: itself, or why it never can be used; neither while it is fetched.
struct SchemaAnswer {
  std::shared_ptr<const ValueSchema> schema = {};
  std::optional<Error> refused = {};
  bool Pending() const { return !schema && !refused; }
};

/// Schemas by their ids. Thread-safe.
class SchemaRegistry {
 public:
  virtual ~SchemaRegistry() = default;
  /// Never blocks. While the answer is pending it is asked for until there is one; then `resolved`
  /// is called once, on a thread of the registry, and must not block.
  virtual SchemaAnswer Find(std::int32_t id, std::function<void()> resolved) = 0;
  /// kTransient with the reason while something is asked for and the registry does not give it.
  virtual Status Health() const = 0;
};

/// A value in the wire format of Confluent's serializers: a zero byte, the schema's id in four
/// bytes, most significant first, and what the schema describes.
struct FramedValue {
  std::int32_t schema = 0;
  std::string_view payload;  ///< of the text that was read
};
/// kInvalid where it is none.
Result<FramedValue> ReadFrame(std::string_view value);
/// Not of a text that is gone when the payload is read.
template <std::same_as<std::string> Temporary>
Result<FramedValue> ReadFrame(Temporary&& value) = delete;

}  // namespace tocsin
