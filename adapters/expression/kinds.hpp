#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/expression/syntax.hpp"

namespace tocsin::jq {

/// The kinds of JSON that a value may have, one bit each in jq's order; 0: not known.
using KindSet = std::uint8_t;
inline constexpr KindSet kNullKind = 1, kBoolKind = 2, kNumberKind = 4, kStringKind = 8,
                         kArrayKind = 16, kObjectKind = 32;

KindSet KindsOf(const Value& value);
/// What a builtin gives whatever it is called on; 0 where that depends.
KindSet KindsOfBuiltin(std::string_view name, std::size_t arity);
/// "a number or a string".
std::string NamesOfKinds(KindSet kinds);
/// What the comparison of any such values gives, where it is always the same.
std::optional<bool> OutcomeOfKinds(Op op, KindSet left, KindSet right);

}  // namespace tocsin::jq
