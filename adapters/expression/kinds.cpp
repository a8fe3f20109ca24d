#include "adapters/expression/kinds.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace tocsin::jq {
namespace {

constexpr std::string_view kKindNames[] = {"null",     "a boolean", "a number",
                                           "a string", "an array",  "an object"};

struct GivenKind {
  std::string_view name;
  std::size_t arity;
  KindSet kinds;
};
/// Only those that give nothing else, errors aside.
constexpr GivenKind kGivenKinds[] = {
    {"all", 0, kBoolKind},
    {"all", 1, kBoolKind},
    {"all", 2, kBoolKind},
    {"any", 0, kBoolKind},
    {"any", 1, kBoolKind},
    {"any", 2, kBoolKind},
    {"ascii_downcase", 0, kStringKind},
    {"ascii_upcase", 0, kStringKind},
    {"contains", 1, kBoolKind},
    {"endswith", 1, kBoolKind},
    {"explode", 0, kArrayKind},
    {"from_entries", 0, kObjectKind},
    {"has", 1, kBoolKind},
    {"implode", 0, kStringKind},
    {"in", 1, kBoolKind},
    {"inside", 1, kBoolKind},
    {"isempty", 1, kBoolKind},
    {"isnan", 0, kBoolKind},
    {"isvalid", 1, kBoolKind},
    {"join", 1, kStringKind},
    {"keys", 0, kArrayKind},
    {"keys_unsorted", 0, kArrayKind},
    {"length", 0, kNumberKind},
    {"map", 1, kArrayKind},
    {"mktime", 0, kNumberKind},
    {"not", 0, kBoolKind},
    {"now", 0, kNumberKind},
    {"sort", 0, kArrayKind},
    {"split", 1, kArrayKind},
    {"split", 2, kArrayKind},
    {"startswith", 1, kBoolKind},
    {"test", 1, kBoolKind},
    {"test", 2, kBoolKind},
    {"to_entries", 0, kArrayKind},
    {"todate", 0, kStringKind},
    {"tojson", 0, kStringKind},
    {"tonumber", 0, kNumberKind},
    {"tostring", 0, kStringKind},
    {"type", 0, kStringKind},
    {"utf8bytelength", 0, kNumberKind},
};

}  // namespace

KindSet KindsOf(const Value& value) {
  if (value.IsNull()) return kNullKind;
  if (value.IsBool()) return kBoolKind;
  if (value.IsString()) return kStringKind;
  if (value.IsArray()) return kArrayKind;
  return value.IsObject() ? kObjectKind : kNumberKind;
}

KindSet KindsOfBuiltin(std::string_view name, std::size_t arity) {
  const auto* found = std::ranges::find_if(kGivenKinds, [&](const GivenKind& given) {
    return given.name == name && given.arity == arity;
  });
  return found == std::end(kGivenKinds) ? KindSet{0} : found->kinds;
}

std::string NamesOfKinds(KindSet kinds) {
  std::string out;
  for (std::size_t i = 0; i < std::size(kKindNames); ++i)
    if ((kinds >> i & 1U) != 0) out.append(out.empty() ? "" : " or ").append(kKindNames[i]);
  return out;
}

std::optional<bool> OutcomeOfKinds(Op op, KindSet left, KindSet right) {
  if (left == 0 || right == 0 || (left & right) != 0) return std::nullopt;
  if (op == Op::kEqual) return false;
  if (op == Op::kUnequal) return true;
  const bool all_before = std::bit_width(left) <= std::countr_zero(right);
  const bool all_behind = std::bit_width(right) <= std::countr_zero(left);
  if (!all_before && !all_behind) return std::nullopt;
  const bool less = op == Op::kLess || op == Op::kLessEqual;
  return less == all_before;
}

}  // namespace tocsin::jq
