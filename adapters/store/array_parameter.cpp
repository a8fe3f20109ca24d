#include "adapters/store/array_parameter.hpp"

#include <chrono>

#include "adapters/store/storable_text.hpp"

namespace tocsin::postgres {
namespace {

/// Where PostgreSQL's time begins.
constexpr TimePoint kEpoch{std::chrono::sys_days{std::chrono::year{2000} / 1 / 1}};

void PutBigEndian(std::string& out, std::uint64_t number, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
    out += static_cast<char>(number >> shift & 0xff);
}

}  // namespace

BinaryArray::BinaryArray(std::uint32_t type) : type_(type) {}

void BinaryArray::AppendElement(std::string_view bytes) {
  PutBigEndian(bytes_, bytes.size(), 4);
  bytes_ += bytes;
  ++count_;
}

void BinaryArray::Append(const Uuid& value) {
  const auto& bytes = value.Bytes();
  AppendElement({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void BinaryArray::Append(bool value) { AppendElement({value ? "\1" : "\0", 1}); }

void BinaryArray::Append(TimePoint value) {
  const std::chrono::microseconds since = value - kEpoch;
  PutBigEndian(bytes_, 8, 4);
  PutBigEndian(bytes_, static_cast<std::uint64_t>(since.count()), 8);
  ++count_;
}

void BinaryArray::Append(Text value) { AppendElement(ToStorable(value.value)); }

void BinaryArray::Append(Bytes value) { AppendElement(value.value); }

/// Dimensions, whether there are nulls, the elements' type; size and first index of the dimension.
Parameter BinaryArray::Take() {
  std::string out;
  out.reserve(20 + bytes_.size());
  PutBigEndian(out, count_ > 0 ? 1 : 0, 4);
  PutBigEndian(out, 0, 4);
  PutBigEndian(out, type_, 4);
  if (count_ > 0) {
    PutBigEndian(out, count_, 4);
    PutBigEndian(out, 1, 4);
    out += bytes_;
  }
  bytes_.clear();
  count_ = 0;
  return {std::move(out), true};
}

}  // namespace tocsin::postgres
