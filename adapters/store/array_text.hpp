#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/ids.hpp"
#include "schemas/time.hpp"

namespace tocsin::postgres {

struct Text {
  std::string_view value;  ///< any bytes; written as ToStorable gives them
};
struct Bytes {
  std::string_view value;
};

/// Writes a PostgreSQL array in its text form: libpqxx 6.4 has no array parameters.
class ArrayText {
 public:
  void Append(const Uuid& value);
  void Append(std::int64_t value);
  void Append(bool value);
  void Append(TimePoint value);
  void Append(Text value);
  void Append(Bytes value);
  void Append(int value) { Append(static_cast<std::int64_t>(value)); }
  void Append(std::uint32_t value) { Append(static_cast<std::int64_t>(value)); }

  std::string Take();

 private:
  void Separate();
  std::string text_ = "{";
};

template <class Value>
std::string ArrayOf(const std::vector<Value>& values) {
  ArrayText array;
  for (const Value& value : values) array.Append(value);
  return array.Take();
}

/// Pointers to the rows, ordered by key(row), so that all commits lock in one order. They live as
/// long as `rows`.
template <class Row, class Key>
std::vector<const Row*> SortedBy(const std::vector<Row>& rows, Key key) {
  std::vector<const Row*> sorted;
  sorted.reserve(rows.size());
  for (const Row& row : rows) sorted.push_back(&row);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const Row* a, const Row* b) { return key(*a) < key(*b); });
  return sorted;
}

}  // namespace tocsin::postgres
