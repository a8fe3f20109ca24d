#pragma once

#include <algorithm>

#include "schemas/spec.hpp"

namespace tocsin {

/// What the table of a struct says of one member.
template <auto kMember>
const Field& FieldAt() {
  using Owner = decltype(detail::OwnerOf(kMember));
  return *std::ranges::find(Owner::Spec().Fields(), NameOf<kMember>(), &Field::name);
}

/// Reads a value into one member of `object`, as the table would that finds it in a map at `map`;
/// null stands for what is left out.
template <auto kMember>
void DecodeMember(const json::value& value, const Place& map, DecodeReport& report,
                  decltype(detail::OwnerOf(kMember))& object) {
  const Field& field = FieldAt<kMember>();
  if (value.is_null() && !field.rules.takes_null) return;
  field.type->Decode(InputValue(value), Place{&map, field.name}, report, field.rules,
                     &(object.*kMember));
}

}  // namespace tocsin
