#include "adapters/expression/order.hpp"
#include "adapters/expression/meter.hpp"
#include "adapters/expression/stack.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

namespace tocsin::jq {
namespace {

constexpr std::size_t kEqualInAStep = 8;

/// null, false, true, number, string, array, object.
int RankOf(const Value& value) {
  const auto kind = value.kind();
  if (value.IsNumber()) return static_cast<int>(Kind::kInt);
  return static_cast<int>(kind);
}

int CompareIntegerToDouble(__int128 a, double b) {
  if (b >= 18446744073709551616.0) return -1;
  if (b < -9223372036854775808.0) return 1;
  const auto whole = static_cast<__int128>(b);
  if (a != whole) return a < whole ? -1 : 1;
  const double rest = b - static_cast<double>(whole);
  return rest > 0 ? -1 : rest < 0 ? 1 : 0;
}

/// The magnitudes of two integers in digits, without sign and leading zeros.
int CompareDigits(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  Meter::Work(a.size() / 128);
  const int order = a.compare(b);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

/// A large integer with any other number, exactly. The sign of one beyond 64 bits decides against
/// all integers within; a double is compared by the digits that it has in full.
int CompareLarge(const Value& large, const Value& other) {
  std::string_view digits = large.Text();
  const bool negative = digits.starts_with('-');
  const int sign = negative ? -1 : 1;
  if (negative) digits.remove_prefix(1);
  if (other.IsInteger()) return sign;
  char buffer[320];
  std::string_view others;
  if (other.kind() == Kind::kDouble) {
    Meter::Work(4);
    const double number = other.AsDouble();
    if (std::isinf(number)) return number > 0 ? -1 : 1;
    const int size = std::snprintf(buffer, sizeof buffer, "%.0f", std::trunc(number));
    others = {buffer, static_cast<std::size_t>(size)};
  } else {
    others = other.Text();
  }
  const bool other_negative = others.starts_with('-');
  if (other_negative) others.remove_prefix(1);
  if (negative != other_negative) return sign;
  return sign * CompareDigits(digits, others);
}

}  // namespace

int CompareNumbers(const Value& a, const Value& b) {
  if (a.IsNan()) return -1;
  if (b.IsNan()) return 1;
  if (a.kind() == Kind::kLarge) return CompareLarge(a, b);
  if (b.kind() == Kind::kLarge) return -CompareLarge(b, a);
  if (a.IsInteger() && b.IsInteger()) {
    if (a.kind() == Kind::kInt && b.kind() == Kind::kInt)
      return a.AsInt() < b.AsInt() ? -1 : a.AsInt() > b.AsInt() ? 1 : 0;
    return a.AsWide() < b.AsWide() ? -1 : a.AsWide() > b.AsWide() ? 1 : 0;
  }
  if (a.IsInteger()) return CompareIntegerToDouble(a.AsWide(), b.AsDouble());
  if (b.IsInteger()) return -CompareIntegerToDouble(b.AsWide(), a.AsDouble());
  return a.AsDouble() < b.AsDouble() ? -1 : a.AsDouble() > b.AsDouble() ? 1 : 0;
}

bool Order::Enter(int depth) {
  if (depth > kMaxValueDepth || StackIsLow()) too_deep_ = true;
  return meter_.Step() && !too_deep_;
}

int Order::Compare(const Value& a, const Value& b, int depth) {
  const int left = RankOf(a);
  const int right = RankOf(b);
  if (left != right) return left < right ? -1 : 1;
  if (a.IsNumber()) return CompareNumbers(a, b);
  if (a.IsString()) {
    Meter::Work(std::min(a.Text().size(), b.Text().size()) / 128);
    const int order = a.Text().compare(b.Text());
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  if (!a.IsArray() && !a.IsObject()) return 0;
  if (!Enter(depth)) return 0;
  return a.IsArray() ? CompareArrays(a, b, depth) : CompareObjects(a, b, depth);
}

int Order::CompareArrays(const Value& a, const Value& b, int depth) {
  const std::size_t sizes[] = {a.Size(), b.Size()};
  for (std::size_t i = 0; i < sizes[0] && i < sizes[1]; ++i) {
    const int order = Compare(a.At(i), b.At(i), depth + 1);
    if (order != 0) return order;
    if (too_deep_ || !meter_.Step()) return 0;
  }
  return sizes[0] < sizes[1] ? -1 : sizes[0] > sizes[1] ? 1 : 0;
}

int Order::CompareObjects(const Value& a, const Value& b, int depth) {
  const auto left = a.SortedKeys();
  const auto right = b.SortedKeys();
  for (std::size_t i = 0; i < left.size() && i < right.size(); ++i) {
    const int order = left[i].Text().compare(right[i].Text());
    if (order != 0) return order < 0 ? -1 : 1;
  }
  if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
  for (const auto& key : left) {
    Value one;
    Value other;
    a.Get(key.Text(), &one);
    b.Get(key.Text(), &other);
    const int order = Compare(one, other, depth + 1);
    if (order != 0) return order;
    if (too_deep_ || !meter_.Step()) return 0;
  }
  return 0;
}

bool Order::Equal(const Value& a, const Value& b, int depth) {
  if (RankOf(a) != RankOf(b)) return false;
  if (a.IsNumber()) return CompareNumbers(a, b) == 0;
  if (a.IsString()) {
    if (a.Text().size() == b.Text().size()) Meter::Work(a.Text().size() / 128);
    return a.Text() == b.Text();
  }
  if (!a.IsArray() && !a.IsObject()) return true;
  if (!Enter(depth)) return false;
  if (a.IsArray()) {
    const std::size_t size = a.Size();
    if (size != b.Size()) return false;
    for (std::size_t i = 0; i < size; ++i) {
      if (i % kEqualInAStep == kEqualInAStep - 1 && !meter_.Step()) return false;
      if (!Equal(a.At(i), b.At(i), depth + 1)) return false;
    }
    return true;
  }
  if (a.Count() != b.Count()) return false;
  std::size_t members = 0;
  return a.Each([&](const Value& key, const Value& value) {
    if (++members % kEqualInAStep == 0 && !meter_.Step()) return false;
    Value other;
    return b.Get(key.Text(), &other) && Equal(value, other, depth + 1);
  });
}

}  // namespace tocsin::jq
