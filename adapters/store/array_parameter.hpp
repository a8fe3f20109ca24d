#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "adapters/store/array_text.hpp"

namespace tocsin::postgres {

/// What a statement is given for one of its places.
struct Parameter {
  Parameter(std::string bytes, bool in_binary = false)  // NOLINT: a text is a parameter
      : value(std::move(bytes)), binary(in_binary) {}
  std::string value;
  bool binary;  ///< PostgreSQL's binary form of the type, else its text
};

/// Writes a one-dimensional array in PostgreSQL's binary form (array_recv in
/// src/backend/utils/adt/arrayfuncs.c): half the bytes of the text form for bytes and ids, and
/// nothing of it is read letter by letter.
class BinaryArray {
 public:
  /// `type`: the elements' object id, the same in every server (pg_type.dat).
  explicit BinaryArray(std::uint32_t type);
  void Append(const Uuid& value);
  void Append(bool value);
  void Append(TimePoint value);
  void Append(Text value);
  void Append(Bytes value);
  Parameter Take();

 private:
  void AppendElement(std::string_view bytes);
  std::uint32_t type_;
  std::uint32_t count_ = 0;
  std::string bytes_;
};

/// An array of such values: numbers in text form, for a column's width is the statement's to know.
template <class Value>
class ArrayParameter {
 public:
  void Append(Value value) { array_.Append(value); }
  Parameter Take() { return array_.Take(); }

 private:
  static constexpr bool kNumber = std::is_integral_v<Value> && !std::is_same_v<Value, bool>;
  static constexpr std::uint32_t kType = std::is_same_v<Value, bool>        ? 16
                                         : std::is_same_v<Value, Bytes>     ? 17
                                         : std::is_same_v<Value, Text>      ? 25
                                         : std::is_same_v<Value, TimePoint> ? 1184
                                         : std::is_same_v<Value, Uuid>      ? 2950
                                                                            : 0;
  static_assert(kNumber || kType != 0, "an array of this type has no form here");
  struct Binary : BinaryArray {
    Binary() : BinaryArray(kType) {}
  };
  std::conditional_t<kNumber, ArrayText, Binary> array_;
};

/// One column of rows, given by pointers: Column(runs, [](const RunWrite& run) { return
/// Text{run.key}; }).
template <class Row, class Get>
Parameter Column(const std::vector<const Row*>& rows, Get get) {
  ArrayParameter<std::decay_t<std::invoke_result_t<Get, const Row&>>> array;
  for (const Row* row : rows) array.Append(get(*row));
  return array.Take();
}

}  // namespace tocsin::postgres
