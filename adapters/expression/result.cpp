#include "adapters/expression/result.hpp"

#include <cmath>
#include <limits>

namespace tocsin::jq {
namespace {

json::value NumberResultOf(double number) {
  constexpr double kLimit = 9223372036854775808.0;  // 2^63
  if (std::isnan(number)) return nullptr;
  if (std::isinf(number)) return std::copysign(std::numeric_limits<double>::max(), number);
  if (number == std::floor(number) && number < kLimit && number >= -kLimit)
    return static_cast<std::int64_t>(number);
  return number;
}

/// Counts 8 bytes for each value and the bytes of its texts.
class ResultCopier {
 public:
  ResultCopier(const ResultLimits& limits, std::string& problem)
      : limits_(limits), problem_(problem) {}

  /// `depth`: of the objects and arrays around it.
  json::value Copy(const Value& value, std::size_t depth) {
    const bool contains = value.kind() == Kind::kArray || value.kind() == Kind::kObject;
    if (contains && depth >= limits_.depth)
      problem_ = "result is nested deeper than " + std::to_string(limits_.depth);
    Spend(8);
    if (!problem_.empty()) return nullptr;
    switch (value.kind()) {
      case Kind::kNull:
        return nullptr;
      case Kind::kFalse:
      case Kind::kTrue:
        return value.kind() == Kind::kTrue;
      case Kind::kInt:
        return value.AsInt();
      case Kind::kUint:
        return value.AsUint();
      case Kind::kLarge:
        Spend(value.Text().size());
        if (!problem_.empty()) return nullptr;
        return LargeInteger(value.Text());
      case Kind::kDouble:
        return NumberResultOf(value.AsDouble());
      case Kind::kString:
        Spend(value.Text().size());
        if (!problem_.empty()) return nullptr;
        return json::value(json::string(value.Text()));
      case Kind::kArray: {
        json::array items;
        items.reserve(std::min<std::size_t>(value.Size(), limits_.bytes / 8));
        for (std::size_t i = 0; i < value.Size() && problem_.empty(); ++i)
          items.push_back(Copy(value.At(i), depth + 1));
        return items;
      }
      case Kind::kObject: {
        json::object members;
        members.reserve(std::min<std::size_t>(value.Count(), limits_.bytes / 8));
        value.Each([&](const Value& key, const Value& member) {
          Spend(key.Text().size());
          if (problem_.empty()) members.emplace(OutsideKey(key.Text()), Copy(member, depth + 1));
          return problem_.empty();
        });
        return members;
      }
    }
    return nullptr;
  }

 private:
  void Spend(std::size_t bytes) {
    used_ += bytes;
    if (used_ > limits_.bytes && problem_.empty())
      problem_ = "result is larger than " + std::to_string(limits_.bytes) + " bytes";
  }

  const ResultLimits& limits_;
  std::string& problem_;
  std::size_t used_ = 0;
};

}  // namespace

json::value ToResult(const Value& value, const ResultLimits& limits, std::string& problem) {
  return ResultCopier(limits, problem).Copy(value, 0);
}

}  // namespace tocsin::jq
