#include "adapters/store/array_parameter.hpp"

#include <array>
#include <chrono>
#include <utility>

#include "adapters/store/storable_text.hpp"

namespace tocsin::postgres {
namespace {

/// Where PostgreSQL's time begins.
constexpr TimePoint kEpoch{std::chrono::sys_days{std::chrono::year{2000} / 1 / 1}};

void PutBigEndian(std::string& out, std::uint64_t number, std::size_t bytes) {
  std::array<char, 8> text{};
  for (std::size_t i = 0; i < bytes; ++i)
    text.at(i) = static_cast<char>(number >> (8 * (bytes - 1 - i)) & 0xff);
  out.append(text.data(), bytes);
}

/// Dimensions, whether there are nulls, the elements' type; size and first index of the dimension.
std::string Head(std::uint32_t type, std::uint32_t count) {
  std::string head;
  PutBigEndian(head, count > 0 ? 1 : 0, 4);
  PutBigEndian(head, 0, 4);
  PutBigEndian(head, type, 4);
  if (count == 0) return head;
  PutBigEndian(head, count, 4);
  PutBigEndian(head, 1, 4);
  return head;
}

}  // namespace

BinaryArray::BinaryArray(std::uint32_t type) : type_(type) {}

void BinaryArray::AppendElement(std::string_view bytes) {
  if (count_++ == 0) bytes_ = Head(type_, 1);  // Take puts their number in
  PutBigEndian(bytes_, bytes.size(), 4);
  bytes_ += bytes;
}

void BinaryArray::Append(const Uuid& value) {
  const auto& bytes = value.Bytes();
  AppendElement({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void BinaryArray::Append(bool value) { AppendElement({value ? "\1" : "\0", 1}); }

void BinaryArray::Append(TimePoint value) {
  const std::chrono::microseconds since = value - kEpoch;
  std::string bytes;
  PutBigEndian(bytes, static_cast<std::uint64_t>(since.count()), 8);
  AppendElement(bytes);
}

void BinaryArray::Append(Text value) { AppendElement(ToStorable(value.value)); }

void BinaryArray::Append(Bytes value) { AppendElement(value.value); }

Parameter BinaryArray::Take() {
  const std::string head = Head(type_, std::exchange(count_, 0));
  std::string out = std::exchange(bytes_, {});
  out.replace(0, head.size(), head);
  return {std::move(out), true};
}

}  // namespace tocsin::postgres
